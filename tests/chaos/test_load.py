"""`kill -9` of server and database, and a full disk, while many candidates save without a pause.

Invariants of each: every acknowledged event is stored, word for word; the fold of what is stored is
that of what the machine wrote; replays change no score. `./run test` plays a few seconds of each,
`./run test chaos` minutes, and prints the counts.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests import postgres
from tests.apart import apart
from tests.chaos.conftest import IS_WHOLE, only_whole
from tests.chaos.failures import no_more_bytes, tear_the_log
from tests.chaos.load import PREPARE, Blow, Machine, in_thread, replay, scores, settle, strike
from tests.journeys.examroom import Room, make_room

MACHINES = 40 if IS_WHOLE else 8
BLOWS = 6 if IS_WHOLE else 1
BETWEEN = 4.0 if IS_WHOLE else 0.6
"""Seconds of undisturbed work before, between and after the blows."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    found = make_room(tmp_path_factory.mktemp("load"), candidates=3 * MACHINES, prepare=PREPARE)
    found.start()
    yield found
    found.kill()


def play(name: str, room: Room, blows: list[Blow]) -> Counter[str]:
    """Play one failure under load; returns how the machines were refused meanwhile."""
    machines = [Machine.at(room.seats.pop(), room.port) for _ in range(MACHINES)]
    apart(lambda: asyncio.run(strike(machines, blows, BETWEEN)))
    refused = settle(name, room, machines)
    worth = scores(room, machines)
    apart(lambda: asyncio.run(replay(machines)))
    settle(f"{name}, replayed", room, machines)
    assert scores(room, machines) == worth
    return refused


@only_whole
def test_the_server_is_killed_again_and_again(room: Room) -> None:
    refused = play("load_kill_server", room, [in_thread(room.kill, room.start)] * BLOWS)
    assert refused


def test_a_power_cut_tears_the_log(room: Room) -> None:
    cut = in_thread(room.kill, lambda: tear_the_log(room), room.start)
    play("load_torn_log", room, [cut] * BLOWS)


def test_the_disk_of_the_server_is_full(room: Room) -> None:
    holes = no_more_bytes(room)
    filled = in_thread(holes.__enter__, lambda: holes.__exit__(None, None, None), pause=1.5)
    refused = play("load_full_disk", room, [filled])
    assert refused["503"]


@only_whole
def test_a_small_disk_runs_full_and_is_emptied(tmp_path: Path) -> None:
    """A file system of its own with no byte left: what `ENOSPC` does, not a limit of ours."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    ballast = tmp_path / "ballast"

    def fill() -> None:
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)

    room = make_room(tmp_path, candidates=MACHINES, prepare=PREPARE)
    try:
        room.start()
        refused = play("load_small_disk", room, [in_thread(fill, ballast.unlink, pause=4.0)] * 2)
        assert refused["503"]
    finally:
        room.kill()
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


@pytest.mark.postgres
def test_postgresql_is_killed_and_the_server_goes_on_by_itself(tmp_path: Path) -> None:
    with postgres.running() as database:
        room = make_room(tmp_path, database=database.url, candidates=MACHINES, prepare=PREPARE)
        room.start()
        first = room.processes()
        try:
            whole = in_thread(database.kill, database.start, pause=0.5)
            backends = [in_thread(database.kill_backend)] if IS_WHOLE else []
            refused = play("load_kill_postgresql", room, [*backends, whole] * BLOWS)
            assert refused["503"]
            assert room.processes() == first  # nobody restarted it
        finally:
            room.kill()


@only_whole
@pytest.mark.postgres
def test_server_and_postgresql_are_killed_together(tmp_path: Path) -> None:
    with postgres.running() as database:
        room = make_room(tmp_path, database=database.url, candidates=MACHINES, prepare=PREPARE)
        room.start()
        try:
            cut = in_thread(room.kill, database.kill, database.start, room.start)
            play("load_power_cut_postgresql", room, [cut] * BLOWS)
        finally:
            room.kill()
