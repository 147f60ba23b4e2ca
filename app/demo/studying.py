"""A person who learns a module in the demo: every step through the services, at given times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import repeat
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.learning import queries, services
from app.domain.learning.models import ModuleVersion
from app.domain.learning.rules import EventKind, Gate, Sign
from app.engines import items
from app.engines.items import Content
from app.engines.lessons import Lesson
from app.kernel.actor import Actor

LEAST_GAP, MOST_GAP = 31, 57
"""Seconds between two signs of activity of a reader."""
MOST_INTERACTIONS = 9


def study(
    session: Session,
    *,
    actor: Actor,
    code: str,
    began_at: datetime,
    minutes: int,
    lessons: int | None = None,
    quiz: bool = True,
    slips: int = 0,
) -> datetime:
    """Let a person learn a module and return when it ended; nothing is written but by services.

    :param minutes: active minutes to spend in the lessons; hours follow from them by HOURS-1
        (22.5 minutes are half a credit hour).
    :param lessons: how many lessons to go through; all by default. Fewer leave the module begun.
    :param quiz: whether to take the quiz after the last lesson, and pass it.
    :param slips: how many checkpoints are answered wrong at the first try.
    """
    version = queries.get_version(session, code)
    module = queries.get_content(version)
    learner = _Learner(session, actor, version, began_at)
    chosen = module.lessons[:lessons]
    for place, lesson in enumerate(chosen):
        learner.read(lesson, timedelta(minutes=minutes) / len(chosen))
        for checkpoint in lesson.checkpoints:
            content = module.checkpoints[checkpoint].content
            if place < slips:
                learner.answer(checkpoint, _wrong(content))
            learner.answer(checkpoint, items.full_response(content))
    if quiz and len(chosen) == len(module.lessons):
        learner.take_quiz()
    return learner.clock


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody goes on with a module.

    :ivar gap: seconds between two signs, always the same; 0 for uneven ones as of a reader.
    :ivar place: where the time is spent; the first lesson unless named.
    """

    minutes: int
    gap: int = 0
    place: str = ""


def go_on(
    session: Session, *, actor: Actor, code: str, began_at: datetime, habit: Habit
) -> datetime:
    """Let a person spend more time in a module that is finished, in their own way."""
    version = queries.get_version(session, code)
    learner = _Learner(session, actor, version, began_at)
    ends = began_at + timedelta(minutes=habit.minutes)
    place = habit.place or queries.get_content(version).lessons[0].code
    page = _page_of(f"{actor.person_id}/{code}/{began_at.isoformat()}")
    learner.send(place, Sign(page, EventKind.OPENED, learner.clock))
    for gap, count in repeat((habit.gap, 1)) if habit.gap else _rhythm(page):
        learner.clock += timedelta(seconds=gap)
        learner.send(place, Sign(page, EventKind.BEAT, learner.clock, interactions=count))
        if learner.clock >= ends:
            break
    return learner.clock


@dataclass(slots=True)
class _Learner:
    """One person at one module, and what their clock says."""

    session: Session
    actor: Actor
    version: ModuleVersion
    clock: datetime

    @property
    def code(self) -> str:
        return self.version.module.code

    def read(self, lesson: Lesson, span: timedelta) -> None:
        """Send the signs of a reader from the opening of the page on."""
        ends = self.clock + span
        seed = f"{self.actor.person_id}/{lesson.code}/{self.clock.isoformat()}"
        page = _page_of(seed)
        self.send(lesson.code, Sign(page, EventKind.OPENED, self.clock))
        for gap, count in _rhythm(seed):
            self.clock += timedelta(seconds=gap)
            self.send(lesson.code, Sign(page, EventKind.BEAT, self.clock, interactions=count))
            if self.clock >= ends:
                return

    def send(self, place: str, sign: Sign) -> None:
        """Send one sign of activity from a place of the module."""
        services.record_activity(
            self.session,
            actor=self.actor,
            code=self.code,
            place=place,
            sign=sign,
            now=self.clock,
        )

    def answer(self, checkpoint: str, response: dict[str, object]) -> None:
        """Answer a checkpoint unless it is settled; the passage is read again where asked for."""
        answers = queries.list_answers(self.session, self.actor.person_id, self.version.module_id)
        standing = queries.standing_of(answers.get(checkpoint, []), self.clock)
        if standing.gate is Gate.RIGHT:
            return
        self.clock = max(self.clock, standing.opens_at or self.clock) + timedelta(seconds=30)
        services.answer_checkpoint(
            self.session,
            actor=self.actor,
            code=self.code,
            checkpoint=checkpoint,
            raw=response,
            now=self.clock,
        )

    def take_quiz(self) -> None:
        """Begin the quiz two minutes later and hand it in after nine, one answer wrong."""
        self.clock += timedelta(minutes=2)
        digest = sha256(f"{self.actor.person_id}/{self.code}".encode()).digest()
        attempt = services.begin_quiz(
            self.session,
            actor=self.actor,
            code=self.code,
            seed=int.from_bytes(digest[:4]),
            now=self.clock,
        )
        responses = {one["code"]: items.full_response(one["content"]) for one in attempt.items}
        last = attempt.items[-1]
        responses[last["code"]] = _wrong(last["content"])
        self.clock += timedelta(minutes=9)
        services.submit_quiz(
            self.session,
            actor=self.actor,
            uuid=attempt.uuid,
            responses=responses,
            now=self.clock,
        )


def _page_of(seed: str) -> str:
    return str(UUID(bytes=sha256(seed.encode()).digest()[:16]))


def _rhythm(seed: str) -> Iterator[tuple[int, int]]:
    """Yield uneven gaps and counts, the same for the same seed."""
    number = 0
    while True:
        number += 1
        first, second, *_ = sha256(f"{seed}#{number}".encode()).digest()
        yield LEAST_GAP + first % (MOST_GAP - LEAST_GAP), 1 + second % MOST_INTERACTIONS


def _wrong(content: Content) -> dict[str, object]:
    """Return a plausible wrong answer to a choice; the right one to other kinds."""
    full = items.full_response(content)
    if content["kind"] == "judge":
        return {**full, "value": not full["value"]}
    if content["kind"] == "single":
        other = next(name for name in content["options"] if name != full["value"])
        return {**full, "value": other}
    return full
