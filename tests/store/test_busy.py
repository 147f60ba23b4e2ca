"""The sign by which whoever can wait lets candidates pass, in one process and between two."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine, create_engine

from app.store.busy import BusySign
from app.web import worker

HOLDER = """
import sys
from sqlalchemy import create_engine
from app.store.busy import BusySign
sign = BusySign(create_engine(sys.argv[1]))
sign.hold()
print("up", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path / 'xuekao.db'}")


def test_the_sign_is_seen_while_it_is_up(database: Engine) -> None:
    one, other, looking = BusySign(database), BusySign(database), BusySign(database)
    assert not looking.is_up()
    one.hold()
    other.hold()
    assert looking.is_up()
    one.lower()
    assert looking.is_up()
    other.lower()
    assert not looking.is_up()


def test_looking_takes_no_sign_down_and_keeps_nobody_from_holding_one(database: Engine) -> None:
    holding, looking = BusySign(database), BusySign(database)
    for _ in range(3):
        assert not looking.is_up()
        holding.hold()
        assert looking.is_up()
        holding.lower()


def test_the_sign_of_a_process_that_is_killed_comes_down_by_itself(database: Engine) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database.url)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout
    assert holder.stdin
    assert holder.stdout.readline() == b"up\n"
    looking = BusySign(database)
    assert looking.is_up()
    holder.kill()
    holder.wait(10)
    assert not looking.is_up()
    holder.stdout.close()
    holder.stdin.close()


@pytest.mark.parametrize("url", ["sqlite://", "postgresql+psycopg://x/y"])
def test_where_nobody_has_to_give_way_there_is_no_sign(url: str) -> None:
    sign = BusySign(create_engine(url))
    sign.hold()
    assert not BusySign(create_engine(url)).is_up()
    sign.lower()


def test_the_worker_waits_for_the_sign_but_not_for_ever(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MOST_PATIENCE", 0.2)
    holding, looking, stop = BusySign(database), BusySign(database), threading.Event()
    holding.hold()
    began = monotonic()
    worker.let_candidates_pass(looking, stop)
    assert monotonic() - began >= 0.2
    holding.lower()
    monkeypatch.setattr(worker, "MOST_PATIENCE", 60.0)
    worker.let_candidates_pass(looking, stop)
