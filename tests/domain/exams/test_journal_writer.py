"""The writer with real threads on a real file; and a server process that is killed under load."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from app.domain.exams import journal_store, journal_writer, queries
from app.domain.exams.batch import Batch
from app.domain.exams.journal_store import Verdict
from app.domain.exams.journal_writer import JournalWriter, NotSavedError
from app.domain.exams.models import AnswerEvent, Sitting
from app.engines import journal
from app.schema import Base
from app.store.busy import BusySign
from app.store.engine import make_engine
from tests.conftest import ROOT
from tests.factories.exams import NOW, Pen, body, make_paper, make_plan, make_sitting

CANDIDATES = 8
ANSWERS = 25


@pytest.fixture
def file_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'xuekao.db'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def make_pens(engine: Engine, count: int) -> list[Pen]:
    with Session(engine) as session:
        plan = make_plan(session, make_paper(session))
        pens = [Pen(make_sitting(session, plan=plan)) for _ in range(count)]
        session.commit()
    return pens


def stored(engine: Engine, pen: Pen) -> set[int]:
    with Session(engine) as session:
        query = select(AnswerEvent.seq).where(AnswerEvent.sitting_id == pen.sitting_id)
        return set(session.scalars(query))


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many came together in each commit."""
    sizes: list[int] = []
    original = journal_store.store

    def counting(connection, batches, now, memory):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        sizes.append(len(batches))
        return original(connection, batches, now, memory)

    monkeypatch.setattr(journal_writer, "store", counting)
    return sizes


def test_many_threads_lose_nothing_and_groups_form(file_engine: Engine, groups: list[int]) -> None:
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    pens = make_pens(file_engine, CANDIDATES)
    together = threading.Barrier(CANDIDATES)

    def answer(pen: Pen) -> int:
        together.wait()
        return [writer.save(pen.batch(pen.write(n % 7 + 1))).through for n in range(ANSWERS)][-1]

    with ThreadPoolExecutor(CANDIDATES) as pool:
        assert list(pool.map(answer, pens)) == [ANSWERS] * CANDIDATES
    assert all(stored(file_engine, pen) == set(range(1, ANSWERS + 1)) for pen in pens)
    assert sum(groups) == CANDIDATES * ANSWERS
    assert len(groups) < CANDIDATES * ANSWERS  # some commits served several candidates


def test_those_who_come_together_are_waited_for_and_one_alone_waits_for_nobody(
    file_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(journal_writer, "sleep", slept.append)
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    (pen,) = make_pens(file_engine, 1)
    for _ in range(5):
        writer.save(pen.batch(pen.write(1)))
    assert slept == []
    writer.lately = journal_writer.GATHER_FROM  # as many came in the last group
    writer.save(pen.batch(pen.write(1)))
    assert slept
    assert writer.lately == journal_writer.GATHER_FROM - 1


def test_signs_of_life_wait_for_each_other_and_an_answer_takes_them_along(
    file_engine: Engine, groups: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_writer, "COMPANY", 4)
    monkeypatch.setattr(journal_writer, "COMPANY_SECONDS", 3600.0)
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    *quiet, writing = make_pens(file_engine, 7)
    with ThreadPoolExecutor(len(quiet)) as pool:
        lives = [pool.submit(writer.save, pen.batch()) for pen in quiet[:4]]
        assert [one.result(timeout=15).verdict for one in lives] == [Verdict.SAVED] * 4
        assert groups == [4]  # as many as wait for each other at most
        lives = [pool.submit(writer.save, pen.batch()) for pen in quiet[4:]]
        assert writer.save(writing.batch(writing.write(1))).through == 1
        more = [pool.submit(writer.save, pen.batch()) for pen in quiet[:2]]
        writer.save(writing.batch(writing.write(2)))
        while not all(one.done() for one in (*lives, *more)):  # it came after the answer
            writer.save(writing.batch(writing.write(3)))
        assert {one.result().verdict for one in (*lives, *more)} == {Verdict.SAVED}
    assert stored(file_engine, writing) >= {1, 2}


def test_a_sign_of_life_alone_is_told_after_a_moment(file_engine: Engine) -> None:
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    (pen,) = make_pens(file_engine, 1)
    assert writer.save(pen.batch()).verdict is Verdict.SAVED


def test_a_batch_the_database_refuses_does_not_take_others_with_it(
    file_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    good, bad = make_pens(file_engine, 2)
    original = journal_store.store

    def refusing(connection, batches, now, memory):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if any(batch.sitting_id == bad.sitting_id for batch in batches):
            connection.execute(text("SELECT * FROM no_such_table"))
        return original(connection, batches, now, memory)

    monkeypatch.setattr(journal_writer, "store", refusing)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            saved = pool.submit(writer.save, good.batch(good.write(1)))
            lost = pool.submit(writer.save, bad.batch(bad.write(1)))
            assert saved.result().verdict is Verdict.SAVED
            with pytest.raises(NotSavedError):
                lost.result()
    assert stored(file_engine, good) == set(range(1, 6))
    assert stored(file_engine, bad) == set()


def test_the_writer_goes_on_after_the_database_was_away(
    file_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    (pen,) = make_pens(file_engine, 1)
    event = pen.write(1)
    with monkeypatch.context() as patch:
        patch.setattr(journal_writer, "store", lambda *_: 1 / 0)
        with pytest.raises(NotSavedError):
            writer.save(pen.batch(event))
    assert stored(file_engine, pen) == set()
    assert writer.save(pen.batch(event)).through == 1


def test_a_database_that_comes_back_older_is_not_believed_to_be_the_same(
    file_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change to a standby that lags: what it lacks must not be acknowledged from memory."""
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    (pen,) = make_pens(file_engine, 1)
    events = [pen.write(n) for n in range(1, 5)]
    assert writer.save(pen.batch(*events[:3])).through == 3
    with monkeypatch.context() as patch:
        patch.setattr(journal_writer, "store", lambda *_: 1 / 0)
        with pytest.raises(NotSavedError):
            writer.save(pen.batch(events[3]))
    with file_engine.begin() as connection:
        connection.execute(delete(AnswerEvent).where(AnswerEvent.seq > 1))
    assert writer.save(pen.batch(events[3])).through == 1  # so that 2 and 3 are sent again
    assert writer.save(pen.batch(*events[1:])).through == 4


def test_an_outage_is_noted_now_and_then_not_for_every_try(
    file_engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    (pen,) = make_pens(file_engine, 1)
    monkeypatch.setattr(journal_writer, "store", lambda *_: 1 / 0)
    monkeypatch.setattr(journal_writer.log.filters[0], "told_at", -journal_writer.TELL_EVERY)
    for _ in range(20):
        with pytest.raises(NotSavedError):
            writer.save(pen.batch(pen.write(1)))
    assert len(caplog.records) == 1


def test_an_answer_is_on_disk_when_it_is_acknowledged(file_engine: Engine) -> None:
    with file_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL
    writer = JournalWriter(file_engine, clock=lambda: NOW)
    (pen,) = make_pens(file_engine, 1)
    assert writer.save(pen.batch(pen.write(1))).through == 1
    other = make_engine(str(file_engine.url))  # another connection sees it: it is committed
    assert stored(other, pen) == {1}
    other.dispose()


@dataclass
class Room:
    """A server process on a port, and the tokens of the candidates who sit there."""

    var: Path
    port: int
    tokens: list[str]
    pens: list[Pen]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"),
            *("app.serve:make", "--port", str(self.port), "--workers", "1", "--no-ws"),
            *("--blocking-threads", "8", "--log-level", "critical"),
        ]
        environment = {**os.environ, "XUEKAO_VAR": str(self.var), "XUEKAO_EMBEDDED_WORKER": "0"}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        wait_for(self.port)

    def kill(self) -> None:
        """Pull the plug: the whole process group, at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    pytest.fail("the server did not start")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    prepared = subprocess.run(
        [sys.executable, "-c", PREPARE],
        cwd=ROOT,
        env={**os.environ, "XUEKAO_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    made = json.loads(prepared.stdout.splitlines()[-1])
    pens = [Pen(FakeSitting(id=one["id"], uuid=one["uuid"])) for one in made]  # type: ignore[arg-type]
    found = Room(tmp_path, port, [one["token"] for one in made], pens)
    yield found
    found.kill()


@dataclass
class FakeSitting:
    """What a pen needs of a sitting that lives in another process."""

    id: int
    uuid: str


PREPARE = f"""
import json
from datetime import UTC, datetime
from sqlalchemy.orm import Session
from app.factory import create_app
from app.schema import Base
from app.web.candidate.tokens import SittingToken, issue
from app.web.extensions import db
from tests.factories.exams import make_paper, make_plan, make_sitting
app = create_app()
with app.app_context(), Session(db.engine) as session:
    Base.metadata.create_all(db.engine)
    plan = make_plan(session, make_paper(session))
    out, now = [], datetime.now(UTC)
    for _ in range({CANDIDATES}):
        sitting = make_sitting(session, plan=plan)
        sitting.sections = [dict(one, ends_at=4102444800000) for one in sitting.sections]
        token = issue(SittingToken(sitting.id, 1, sitting.person_id), now)
        out.append({{"id": sitting.id, "uuid": str(sitting.uuid), "token": token}})
    session.commit()
print(json.dumps(out))
"""


def put(port: int, token: str, batch: Batch) -> tuple[int, dict[str, int]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    path = "/sitting/00000000-0000-4000-8000-000000000000/answers"
    connection.request("PUT", path, json.dumps(body(batch)), headers)
    answer = connection.getresponse()
    told = json.loads(answer.read() or b"{}")
    connection.close()
    return answer.status, told


def test_what_was_acknowledged_survives_kill_9(room: Room) -> None:
    """Candidates save as fast as they can; the server is killed; nothing acknowledged is gone."""
    room.start()
    acknowledged = [0] * CANDIDATES
    written = [[] for _ in range(CANDIDATES)]  # type: ignore[var-annotated]
    enough = threading.Event()

    def answer(place: int) -> None:
        pen, token = room.pens[place], room.tokens[place]
        while not enough.is_set() or acknowledged[place] == 0:
            event = pen.write(len(written[place]) % 7 + 1, at=datetime.now(UTC))
            written[place].append(event)
            try:
                status, told = put(room.port, token, pen.batch(event))
            except OSError:
                return  # the plug was pulled under this request
            assert status == 200, told
            acknowledged[place] = told["through"]
            if sum(acknowledged) > CANDIDATES * 20:
                enough.set()

    with ThreadPoolExecutor(CANDIDATES) as pool:
        running = [pool.submit(answer, place) for place in range(CANDIDATES)]
        assert enough.wait(60)
        room.kill()
        for one in running:
            one.result(30)

    engine = make_engine(f"sqlite:///{room.var / 'xuekao.db'}")
    for pen, through in zip(room.pens, acknowledged, strict=True):
        assert through > 0
        assert set(range(1, through + 1)) <= stored(engine, pen)
    engine.dispose()

    # The machine comes back; every candidate sends again what was not acknowledged, and more.
    room.start()
    for place, pen in enumerate(room.pens):
        rest = [event for event in written[place] if event.seq > acknowledged[place]]
        rest.append(pen.write(1, at=datetime.now(UTC)))
        written[place].append(rest[-1])
        status, told = put(room.port, room.tokens[place], pen.batch(*rest))
        assert (status, told["through"]) == (200, len(written[place]))
    room.kill()
    engine = make_engine(f"sqlite:///{room.var / 'xuekao.db'}")
    with Session(engine) as session:
        for place, pen in enumerate(room.pens):
            events = [one.event for one in queries.list_events(session, pen.sitting_id)]
            assert journal.fold(events) == journal.fold(written[place])
            sitting = session.get_one(Sitting, pen.sitting_id)
            assert journal.check_chain(str(sitting.uuid), events).whole
    engine.dispose()


def test_whoever_can_wait_lets_candidates_pass(
    file_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, sign = JournalWriter(file_engine, clock=lambda: NOW), BusySign(file_engine)
    (pen,) = make_pens(file_engine, 1)
    seen: list[bool] = []
    original = journal_store.store

    def looking(connection, batches, now, memory):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        seen.append(sign.is_up())
        return original(connection, batches, now, memory)

    monkeypatch.setattr(journal_writer, "store", looking)
    states = [sign.is_up()]
    writer.save(pen.batch(pen.write(1)))
    assert seen == [True]
    deadline = 100
    while sign.is_up() and deadline:
        threading.Event().wait(0.01)
        deadline -= 1
    states.append(sign.is_up())
    assert states == [False, False]
