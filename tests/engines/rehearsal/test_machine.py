from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.journal import ANSWER, Event, check_chain, contiguous, fold
from app.engines.rehearsal import Machine
from app.engines.rehearsal.machine import BATCH

SITTING = "5f1c"


class Server:
    """Keeps events as the real one does: once each, and says up to where nothing is missing."""

    def __init__(self) -> None:
        self.stored: dict[tuple[int, int], Event] = {}

    def take(self, batch: list[Event]) -> tuple[int, int]:
        for event in batch:
            self.stored.setdefault(event.place, event)
        epoch = batch[0].epoch
        return epoch, contiguous(seq for kept, seq in self.stored if kept == epoch)


def write(machine: Machine, item: int, answer: str) -> None:
    machine.write(item, ANSWER, f'{{"kind":"single","value":"{answer}"}}', at=1, mono=1)


steps = st.lists(
    st.sampled_from(["write", "send", "lose_request", "lose_answer", "late_answer", "move"]),
    max_size=80,
)


@settings(max_examples=150, deadline=None)
@given(steps, st.integers(0, 2**16))
def test_nothing_is_lost_and_nothing_is_twice_whatever_the_network_does(
    deeds: list[str], seed: int
) -> None:
    machine, server, chance = Machine(SITTING), Server(), random.Random(seed)  # noqa: S311
    machine.begin(1)
    late: list[tuple[int, int]] = []
    for deed in [*deeds, *["send"] * 90]:
        if deed == "write":
            write(machine, chance.randint(1, 5), chance.choice("ABCD"))
        elif deed == "move":
            machine.begin(machine.epoch + 1)
        elif batch := machine.batch():
            assert len({event.epoch for event in batch}) == 1
            seqs = [event.seq for event in batch]
            assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
            if deed == "lose_request":
                continue
            told = server.take(batch)
            if deed == "send":
                machine.acknowledge(*told)
            elif deed == "late_answer":
                late.append(told)
        if late and chance.random() < 0.5:
            machine.acknowledge(*late.pop(0))
    assert machine.pending == []
    stored = {(one.epoch, one.seq, one.hash) for one in server.stored.values()}
    assert set(machine.promised()) == set(machine.written) == stored
    assert check_chain(SITTING, server.stored.values()).whole
    answers = fold(server.stored.values()).answers
    assert {item: answer["value"] for item, answer in answers.items()} == {
        item: payload[26:27] for item, payload in machine.screen.items()
    }


def test_a_batch_is_no_longer_than_the_players() -> None:
    machine = Machine(SITTING)
    machine.begin(1)
    for _ in range(BATCH + 5):
        write(machine, 1, "A")
    assert len(machine.batch()) == BATCH


def test_a_reload_goes_on_with_what_this_machine_has() -> None:
    machine = Machine(SITTING)
    machine.begin(1)
    write(machine, 1, "A")
    write(machine, 2, "B")
    before = machine.before
    machine.begin(1, seq=1, before="of the server")
    assert (machine.seq, machine.before) == (2, before)


def test_another_machine_goes_on_after_what_the_server_has() -> None:
    machine = Machine(SITTING)
    machine.begin(1, seq=7, before="of the server")
    write(machine, 1, "A")
    assert [event.seq for event in machine.pending] == [8]
    assert list(machine.promised()) == []
