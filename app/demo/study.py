"""Study as a learner would: open the lessons, stay active, answer the questions, pass the quiz.

Nothing is written past the services: what a colleague earned here, the rules gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.learning import queries, services
from app.domain.learning.rules import EventKind, Sign
from app.engines import items
from app.engines.lessons import Lesson, Module
from app.kernel.actor import Actor

BEAT = timedelta(seconds=55)
PAUSE = timedelta(days=1)


@dataclass
class Clock:
    """The learner's time, which passes as they read."""

    at: datetime

    def tick(self, step: timedelta) -> datetime:
        """Let time pass and return the new moment."""
        self.at += step
        return self.at


def study(
    session: Session, actor: Actor, codes: Sequence[str], *, began: datetime, beats: int
) -> None:
    """Finish these modules, one a day, with so many signs of activity in each lesson."""
    for number, code in enumerate(codes):
        _module(session, actor, code, Clock(began + number * PAUSE), beats)


def read_on(session: Session, actor: Actor, code: str, *, began: datetime, beats: int) -> None:
    """Begin a module and stop after its first lesson."""
    module = queries.get_content(queries.get_version(session, code))
    _lesson(session, actor, code, module.lessons[0], module, Clock(began), beats)


def _module(session: Session, actor: Actor, code: str, clock: Clock, beats: int) -> None:
    module = queries.get_content(queries.get_version(session, code))
    for lesson in module.lessons:
        _lesson(session, actor, code, lesson, module, clock, beats)
    attempt = services.begin_quiz(
        session, actor=actor, code=code, seed=actor.person_id, now=clock.tick(BEAT)
    )
    responses = {row["code"]: items.full_response(row["content"]) for row in attempt.items}
    services.submit_quiz(
        session, actor=actor, uuid=attempt.uuid, responses=responses, now=clock.tick(BEAT)
    )


def _lesson(  # noqa: PLR0917 - one reading
    session: Session,
    actor: Actor,
    code: str,
    lesson: Lesson,
    module: Module,
    clock: Clock,
    beats: int,
) -> None:
    place: str = lesson.code
    for number in range(beats + 1):
        kind = EventKind.BEAT if number else EventKind.OPENED
        sign = Sign(
            page=f"{actor.person_id}-{place}", kind=kind, at=clock.tick(BEAT), interactions=3
        )
        services.record_activity(
            session, actor=actor, code=code, place=place, sign=sign, now=clock.at
        )
    for name in lesson.checkpoints:
        content = module.checkpoints[name].content
        services.answer_checkpoint(
            session, actor=actor, code=code, checkpoint=name,
            raw=items.full_response(content), now=clock.tick(BEAT),
        )  # fmt: skip
