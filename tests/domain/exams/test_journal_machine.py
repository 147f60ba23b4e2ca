"""The store of answers against a model, in any course of events.

Machines write and send whatever they hold in any order, again and in part; another machine takes
over; the room gets more time; the candidate, the clock or the chief hands in; late answers are
decided about; the server starts anew. The model is a few lines of what must be true.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.exams import queries, services
from app.domain.exams.batch import Batch
from app.domain.exams.journal_store import Memory, Verdict, store
from app.domain.exams.models import Sitting
from app.domain.exams.rules import SittingState, Standing, SubmittedBy, milliseconds
from app.engines import journal
from app.engines.journal import FLAG, Event
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError
from tests.factories.exams import NOW, Pen, make_candidate, make_sitting, make_staff

END = NOW + timedelta(minutes=40)
GRACE = timedelta(minutes=5)
Place = tuple[int, int]


@dataclass
class Machine:
    """One writer: what it wrote so far, and up to where it was told that all is stored."""

    pen: Pen
    written: list[Event] = field(default_factory=list)
    told: int = 0


@dataclass
class Model:
    """What must be true of one sitting."""

    end: datetime = END
    epoch: int = 1
    by: SubmittedBy | None = None
    stored: dict[Place, tuple[Event, Standing]] = field(default_factory=dict)
    admitted: set[Place] = field(default_factory=set)
    decided: set[Place] = field(default_factory=set)
    sealed: str = ""

    def standing(self, event: Event, writer: int, now: datetime) -> Standing:
        """Old writers never count by themselves; others do when made and come in time."""
        if writer < self.epoch:
            return Standing.STALE
        is_made = min(event.at_ms, milliseconds(now)) <= milliseconds(self.end)
        is_here = now <= self.end + GRACE
        return Standing.COUNTED if self.by is None and is_made and is_here else Standing.LATE

    def take(self, events: tuple[Event, ...], writer: int, now: datetime) -> None:
        """Store what is new; what is there stays as it came first."""
        for event in events:
            self.stored.setdefault(event.place, (event, self.standing(event, writer, now)))

    def waiting(self) -> set[Place]:
        """Return what nobody has decided about."""
        late = {one for one, (_, how) in self.stored.items() if how is not Standing.COUNTED}
        return late - self.decided

    def counting(self) -> list[Event]:
        """Return what counts, in order."""
        return [
            event
            for place, (event, how) in sorted(self.stored.items())
            if how is Standing.COUNTED or place in self.admitted
        ]

    def answers(self) -> dict[int, Any]:
        """Return the last word on each item."""
        return {one.item: json.loads(one.payload) for one in self.counting() if one.kind != FLAG}


class Exam(RuleBasedStateMachine):
    """One sitting, its machines and its invigilator."""

    engine: Engine

    @initialize(may_end=st.booleans())
    def begin(self, may_end: bool) -> None:  # noqa: FBT001
        """Half of the courses have no hand-in: most would be over after a few steps."""
        self.may_end = may_end
        self.connection = self.engine.connect()
        self.outer = self.connection.begin()
        with self.work() as session:
            self.candidate = make_candidate(session)
            sitting = make_sitting(session, self.candidate)
            self.chief = make_staff(session, Role.INVIGILATOR)
            self.id, self.uuid = sitting.id, sitting.uuid
            self.machines = [Machine(Pen(sitting))]
        self.model, self.now, self.memory = Model(), NOW, Memory()

    @contextmanager
    def work(self) -> Iterator[Session]:
        """One transaction of the application."""
        with Session(self.connection, join_transaction_mode="create_savepoint") as session:
            yield session
            session.commit()

    def by(self, actor: Actor) -> dict[str, Any]:
        return {"actor": actor, "uuid": self.uuid, "now": self.now}

    @rule(minutes=st.sampled_from([0.1, 1, 4, 9, 30]))
    def wait(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(minutes=st.sampled_from([-1, 0, 4.9, 5, 5.1]))
    def arrive_about_the_end(self, minutes: float) -> None:
        """The present writer has no line until what it wrote begins to be late, or is."""
        machine = self.machines[-1]
        machine.written.append(machine.pen.write(1, "A", at=self.now))
        self.now = max(self.now, self.model.end + timedelta(minutes=minutes))
        self.deliver(machine, tuple(machine.written[machine.told :]), machine.pen.epoch)

    @rule(
        who=st.integers(0, 9),
        item=st.integers(1, 4),
        value=st.sampled_from(["A", "B", None]),
        skew=st.sampled_from([-600, 0, 0, 0, 600]),
    )
    def write(self, who: int, item: int, value: str | None, skew: int) -> None:
        """Answer something; the machine may be wrong about the time by ten minutes."""
        machine = self.machines[who % len(self.machines)]
        machine.written.append(
            machine.pen.write(item, value, at=self.now + timedelta(seconds=skew))
        )

    @rule(who=st.integers(0, 9), item=st.integers(1, 4), on=st.booleans())
    def flag(self, who: int, item: int, on: bool) -> None:  # noqa: FBT001
        machine = self.machines[who % len(self.machines)]
        machine.written.append(machine.pen.write(item, on, at=self.now, kind=FLAG))

    @rule(who=st.integers(0, 9), order=st.randoms(use_true_random=False))
    def send(self, who: int, order: Any) -> None:
        """Send some of what is held, in any order, sent before or not."""
        machine = self.machines[who % len(self.machines)]
        some = [one for one in machine.written if order.random() < 0.7]
        order.shuffle(some)
        self.deliver(machine, tuple(some), machine.pen.epoch)

    @rule(who=st.integers(0, 9))
    def send_all(self, who: int) -> None:
        machine = self.machines[who % len(self.machines)]
        self.deliver(machine, tuple(machine.written[machine.told :]), machine.pen.epoch)

    @rule(who=st.integers(0, 9))
    def vouch(self, who: int) -> None:
        """The present writer brings what an earlier one left on the same disk."""
        machine = self.machines[who % len(self.machines)]
        self.deliver(machine, tuple(machine.written), self.model.epoch)

    def deliver(self, machine: Machine, events: tuple[Event, ...], writer: int) -> None:
        epoch = machine.pen.epoch if events else None
        batch = Batch(self.id, writer, epoch, len(events), events)
        with self.work() as session:
            (outcome,), news = store(session.connection(), [batch], self.now, self.memory)
        self.memory.learn(news)
        is_old = writer < self.model.epoch
        self.model.take(events, writer, self.now)
        expected = Verdict.TAKEN if is_old else Verdict.SAVED
        assert outcome.verdict is (Verdict.CLOSED if self.model.by else expected)
        if events:
            own = {seq for epoch, seq in self.model.stored if epoch == machine.pen.epoch}
            assert outcome.through == journal.contiguous(own)
            assert outcome.through >= machine.told
            machine.told = outcome.through

    @rule()
    def restart(self) -> None:
        """The server process ends and begins again."""
        self.memory = Memory()

    @precondition(lambda self: self.model.by is None and len(self.machines) < 5)
    @rule()
    def take_over(self) -> None:
        name = f"pc-{len(self.machines) + 1}"
        with self.work() as session:
            opened = services.open_sitting(
                session, client=name, is_taking_over=True, **self.by(self.candidate)
            )
            assert opened.is_writer
            self.model.epoch += 1
            assert opened.sitting.epoch == self.model.epoch
            self.machines.append(Machine(Pen(opened.sitting, epoch=self.model.epoch)))

    @rule(minutes=st.sampled_from([5, 30]))
    def extend(self, minutes: int) -> None:
        """More time: added to what is left, or from now when it is over; not after a hand-in."""
        ask = {**self.by(self.chief), "minutes": minutes, "reason": "断电"}
        with self.work() as session:
            if self.model.by not in {None, SubmittedBy.TIME}:
                self.refused(services.extend_sitting, session, **ask)
                return
            services.extend_sitting(session, **ask)
        self.model.end = max(self.model.end, self.now) + timedelta(minutes=minutes)
        self.model.by, self.model.sealed = None, ""

    @precondition(lambda self: self.may_end)
    @rule(who=st.integers(0, 9), by=st.sampled_from([SubmittedBy.CANDIDATE, SubmittedBy.TIME]))
    def hand_in(self, who: int, by: SubmittedBy) -> None:
        machine = self.machines[who % len(self.machines)]
        stored = {seq for epoch, seq in self.model.stored if epoch == machine.pen.epoch}
        is_whole = journal.contiguous(stored) >= len(machine.written)
        ask: dict[str, Any] = {
            "actor": self.candidate, "sitting_id": self.id, "epoch": machine.pen.epoch,
            "through": len(machine.written), "by": by, "now": self.now,
        }  # fmt: skip
        with self.work() as session:
            if self.model.by is None and not (machine.pen.epoch == self.model.epoch and is_whole):
                self.refused(services.hand_in, session, **ask)
                return
            services.hand_in(session, **ask)
        if self.model.by is None:
            self.seal(by)

    @precondition(lambda self: self.may_end and self.model.by is None)
    @rule()
    def force(self) -> None:
        with self.work() as session:
            services.force_hand_in(session, reason="违纪", **self.by(self.chief))
        self.seal(SubmittedBy.INVIGILATOR)

    @rule(is_admitted=st.booleans())
    def decide(self, is_admitted: bool) -> None:  # noqa: FBT001
        ask = {**self.by(self.chief), "is_admitted": is_admitted, "reason": "断网"}
        waiting = self.model.waiting()
        with self.work() as session:
            if not waiting:
                self.refused(services.decide_late, session, **ask)
                return
            services.decide_late(session, **ask)
        self.model.decided |= waiting
        if is_admitted:
            self.model.admitted |= waiting
            if self.model.by is not None:
                self.seal(self.model.by)

    def refused(self, what: Any, session: Session, **ask: Any) -> None:
        try:
            what(session, **ask)
        except ConflictError:
            session.rollback()
            return
        raise AssertionError(what)

    def seal(self, by: SubmittedBy) -> None:
        self.model.by = by
        self.model.sealed = journal.seal(str(self.uuid), self.model.counting())

    @invariant()
    def all_is_as_the_model_says(self) -> None:
        model = self.model
        with self.work() as session:
            found = queries.list_events(session, self.id)
            assert {one.event.place: (one.event, one.standing) for one in found} == model.stored
            assert len(found) == len(model.stored)
            fold = queries.fold(session, self.id)
            assert fold == journal.fold(model.counting())
            assert fold.answers == model.answers()
            sitting = session.get_one(Sitting, self.id)
            state = SittingState.STARTED if model.by is None else SittingState.SUBMITTED
            assert (sitting.state, sitting.submitted_by) == (state, model.by)
            assert (sitting.epoch, sitting.journal_digest) == (model.epoch, model.sealed)

    @invariant()
    def what_was_acknowledged_is_stored(self) -> None:
        for machine in self.machines:
            for event in machine.written[: machine.told]:
                assert self.model.stored[event.place][0] == event

    def teardown(self) -> None:
        if hasattr(self, "outer"):
            self.outer.rollback()
            self.connection.close()


def test_any_course_of_an_exam_loses_nothing(engine: Engine) -> None:
    Exam.engine = engine
    run_state_machine_as_test(
        Exam, settings=settings(max_examples=30, stateful_step_count=30, deadline=None)
    )
