"""Many candidates' machines at once, without browsers: they save as the player does, and keep on.

One batch in flight, everything that is not acknowledged again and again, in order; a refusal or a
broken connection is answered with a short rest and another try. What the server acknowledged is
written down beside it, so that it can be held against what is stored.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.marking.rules import Answer, mark_answer
from app.domain.papers import queries as papers
from app.engines import items, journal
from app.engines.journal import FLAG, Event
from app.rehearsal.line import Line, request
from tests.chaos.ledger import Count, note
from tests.factories.exams import KNOWLEDGE, Pen, body
from tests.journeys.examroom import Room

BATCH = 100
VALUES = {
    kind: [one.value for one in examples if one.content == examples[0].content]
    for kind in KNOWLEDGE
    for examples in [items.KINDS[kind].EXAMPLES]
}
"""What a candidate may answer to the items of the paper: right, wrong and nothing."""
ANSWERS, JSON = "/sitting/00000000-0000-4000-8000-000000000000/answers", "application/json"
PATIENCE = 25.0
REST = 0.1
PREPARE = """
import json, sys
from datetime import UTC, datetime
from sqlalchemy.orm import Session
from app.factory import create_app
from app.schema import Base
from app.web.candidate.tokens import SittingToken, issue
from app.web.extensions import db
from tests.factories.exams import make_paper, make_plan, make_sitting
app, now = create_app(), datetime.now(UTC)
with app.app_context(), Session(db.engine) as session:
    Base.metadata.create_all(db.engine)
    plan = make_plan(session, make_paper(session))
    out = []
    for _ in range(int(sys.argv[1])):
        sitting = make_sitting(session, plan=plan)
        sitting.sections = [dict(one, ends_at=4102444800000) for one in sitting.sections]
        token = issue(SittingToken(sitting.id, 1, sitting.person_id), now)
        out.append([sitting.id, str(sitting.uuid), token])
    session.commit()
print(json.dumps(out))
"""
"""Candidates who answer already and hold their tokens, until the end of the century."""


@dataclass
class FakeSitting:
    """What a pen needs of a sitting that lives in another process."""

    id: int
    uuid: str


@dataclass
class Machine:
    """One candidate's machine: its journal, and what the server has told it."""

    pen: Pen
    token: str
    port: int
    luck: random.Random
    written: list[Event] = field(default_factory=list)
    acknowledged: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @classmethod
    def at(cls, seat: list[Any], port: int) -> Machine:
        """Sit down at a seat of the room."""
        pen = Pen(FakeSitting(seat[0], seat[1]))  # type: ignore[arg-type]
        return cls(pen, seat[2], port, random.Random(seat[1]))  # noqa: S311

    def write(self) -> None:
        """Answer, change, clear or flag something."""
        item = self.luck.randint(1, len(KNOWLEDGE))
        kind = KNOWLEDGE[item - 1]
        if self.luck.random() < 0.1:
            event = self.pen.write(item, self.luck.random() < 0.5, at=datetime.now(UTC), kind=FLAG)
        else:
            value = self.luck.choice(VALUES[kind])
            event = self.pen.write(item, value, at=datetime.now(UTC), of=kind)
        self.written.append(event)

    async def work(self, is_over: Callable[[], bool]) -> None:
        """Write and send until it is over, then until nothing waits."""
        while not is_over():
            for _ in range(self.luck.randint(1, 3)):
                self.write()
            await self.send()
        while self.acknowledged < len(self.written):
            await self.send()

    async def send(self) -> None:
        """Send what is not acknowledged, and sometimes what is, once more."""
        start = self.acknowledged
        if self.luck.random() < 0.1:
            start = self.luck.randint(0, start)
        batch = self.pen.batch(*self.written[start : start + BATCH])
        try:
            status, told = await put(self.port, self.token, body(batch))
        except (OSError, ValueError) as error:
            await self.rest(type(error).__name__)
            return
        if status != 200:
            await self.rest(str(status))
            return
        assert told["through"] <= len(self.written)
        assert told["through"] >= self.acknowledged
        self.acknowledged = told["through"]

    async def rest(self, why: str) -> None:
        """Note a refusal and wait a moment, not as long as all others."""
        self.refused[why] += 1
        await asyncio.sleep(REST * (0.5 + self.luck.random()))


async def put(port: int, token: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Save over a connection of its own; raises if it breaks before the whole answer is here."""
    line = Line("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Connection": "close", "Content-Type": JSON}
    data = json.dumps(sent, ensure_ascii=False).encode()
    try:
        reply = await line.ask(request("PUT", ANSWERS, "127.0.0.1", headers, data), PATIENCE)
    finally:
        line.cut()
    return reply.status, json.loads(reply.body)


Blow = Callable[[], Awaitable[None]]


async def strike(machines: list[Machine], blows: list[Blow], between: float) -> None:
    """Let all machines work while one blow after the other falls, and until all is acknowledged."""
    is_over = False
    async with asyncio.TaskGroup() as group:
        for machine in machines:
            group.create_task(machine.work(lambda: is_over))
        for blow in blows:
            await asyncio.sleep(between)
            await blow()
        await asyncio.sleep(between)
        is_over = True


def in_thread(*steps: Callable[[], object], pause: float = 0.0) -> Blow:
    """Make a blow of steps that block, with a pause between them; the machines go on meanwhile."""

    async def blow() -> None:
        for number, step in enumerate(steps):
            await asyncio.sleep(pause if number else 0)
            await asyncio.to_thread(step)

    return blow


def settle(name: str, room: Room, machines: list[Machine]) -> Counter[str]:
    """Hold what was acknowledged against what is stored, count it, and return the refusals."""
    acknowledged = stored_count = 0
    lost: list[tuple[int, int]] = []
    with Session(room.engine) as session:
        for machine in machines:
            events = [one.event for one in queries.list_events(session, machine.pen.sitting_id)]
            stored = {one.seq: one for one in events}
            acknowledged += machine.acknowledged
            stored_count += len(events)
            lost += [
                (machine.pen.sitting_id, one.seq)
                for one in machine.written[: machine.acknowledged]
                if stored.get(one.seq) != one
            ]
            assert events == machine.written  # word for word, once each, in order
            assert journal.fold(events) == journal.fold(machine.written)
            assert journal.check_chain(machine.pen.uuid, events).whole
    note(Count(name, 1, acknowledged, stored_count, len(lost)))
    assert not lost
    assert all(machine.acknowledged for machine in machines)
    return sum((machine.refused for machine in machines), Counter[str]())


def scores(room: Room, machines: list[Machine]) -> list[float]:
    """Return what each sitting is worth as it is stored."""
    with Session(room.engine) as session:
        found = []
        for machine in machines:
            sitting = queries.get_sitting(session, machine.pen.sitting_id)
            paper = papers.read_paper(session, sitting.paper_id)
            answers = queries.fold(session, sitting.id).answers
            marks = [mark_answer(Answer.at(one, answers.get(one.position))) for one in paper.items]
            found.append(sum(mark.points for mark in marks))
        return found


async def replay(machines: list[Machine]) -> None:
    """Send everything again, in pieces and out of order, as machines may after an outage."""
    for machine in machines:
        pieces = [machine.written[at : at + 40] for at in range(0, len(machine.written), 40)]
        machine.luck.shuffle(pieces)
        for piece in pieces:
            status, told = await put(machine.port, machine.token, body(machine.pen.batch(*piece)))
            assert (status, told["through"]) == (200, len(machine.written))
