"""How far persons are: counted from answers, attempts and active time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.learning.models import (
    ActiveTime,
    ActivityEvent,
    CheckpointAnswer,
    CourseModule,
    Enrolment,
    ModuleVersion,
    QuizAttempt,
)
from app.domain.learning.rules import Sign, Standing, Try, standing
from app.kernel.errors import NotFoundError
from app.kernel.text import msg


@dataclass(slots=True)
class Progress:
    """How far one person is in one module."""

    settled: set[str] = field(default_factory=set)
    """Checkpoints answered right."""
    active_seconds: int = 0
    is_quiz_passed: bool = False
    last_place: str = ""
    last_seen_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def is_begun(self) -> bool:
        """Whether the person has opened it at all."""
        return self.last_seen_at is not None


def list_progress(
    session: Session, person_id: int, *, module_id: int | None = None
) -> dict[str, Progress]:
    """Return module code → progress, for all modules a person began, in four queries."""
    found: dict[str, Progress] = {}
    for code, enrolment in _enrolments(session, person_id, module_id):
        found[code] = Progress(
            last_place=enrolment.last_place,
            last_seen_at=enrolment.last_seen_at,
            finished_at=enrolment.finished_at,
        )
    for code, checkpoint in _settled(session, person_id, module_id):
        found.setdefault(code, Progress()).settled.add(checkpoint)
    for code, seconds in _seconds(session, person_id, module_id):
        found.setdefault(code, Progress()).active_seconds = seconds
    for code in _passed(session, person_id, module_id):
        found.setdefault(code, Progress()).is_quiz_passed = True
    return found


def get_progress(session: Session, person_id: int, version: ModuleVersion) -> Progress:
    """Return how far a person is in one module; untouched if never opened."""
    found = list_progress(session, person_id, module_id=version.module_id)
    return found.get(version.module.code, Progress())


def _enrolments(
    session: Session, person_id: int, module_id: int | None
) -> list[tuple[str, Enrolment]]:
    query = (
        select(CourseModule.code, Enrolment)
        .join(CourseModule, CourseModule.id == Enrolment.module_id)
        .where(Enrolment.person_id == person_id)
    )
    if module_id is not None:
        query = query.where(Enrolment.module_id == module_id)
    return list(session.execute(query).tuples())


def _settled(session: Session, person_id: int, module_id: int | None) -> list[tuple[str, str]]:
    query = (
        select(CourseModule.code, CheckpointAnswer.checkpoint)
        .join(CourseModule, CourseModule.id == CheckpointAnswer.module_id)
        .where(CheckpointAnswer.person_id == person_id, CheckpointAnswer.is_right)
    )
    if module_id is not None:
        query = query.where(CheckpointAnswer.module_id == module_id)
    return list(session.execute(query).tuples())


def _seconds(session: Session, person_id: int, module_id: int | None) -> list[tuple[str, int]]:
    query = (
        select(CourseModule.code, func.sum(ActiveTime.seconds))
        .join(CourseModule, CourseModule.id == ActiveTime.module_id)
        .where(ActiveTime.person_id == person_id)
        .group_by(CourseModule.code)
    )
    if module_id is not None:
        query = query.where(ActiveTime.module_id == module_id)
    return [(code, int(seconds)) for code, seconds in session.execute(query)]


def _passed(session: Session, person_id: int, module_id: int | None) -> Sequence[str]:
    query = (
        select(CourseModule.code)
        .join(QuizAttempt, CourseModule.id == QuizAttempt.module_id)
        .where(QuizAttempt.person_id == person_id, QuizAttempt.correct >= QuizAttempt.pass_correct)
    )
    if module_id is not None:
        query = query.where(QuizAttempt.module_id == module_id)
    return session.scalars(query).all()


def find_enrolment(
    session: Session, person_id: int, module_id: int, *, lock: bool = False
) -> Enrolment | None:
    """Return the enrolment of a person in a module."""
    query = select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.module_id == module_id
    )
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def list_finished_modules(session: Session, person_id: int) -> set[str]:
    """Return the codes of the modules a person finished: what exam eligibility asks for.

    Finished means: every checkpoint of every lesson answered right and the quiz passed. It does not
    wait for hours: those grow with the measured time.
    """
    query = (
        select(CourseModule.code)
        .join(Enrolment, CourseModule.id == Enrolment.module_id)
        .where(Enrolment.person_id == person_id, Enrolment.finished_at.is_not(None))
    )
    return set(session.scalars(query))


def list_answers(
    session: Session, person_id: int, module_id: int
) -> dict[str, list[CheckpointAnswer]]:
    """Return checkpoint → tries in order."""
    query = (
        select(CheckpointAnswer)
        .where(CheckpointAnswer.person_id == person_id, CheckpointAnswer.module_id == module_id)
        .order_by(CheckpointAnswer.number)
    )
    found: dict[str, list[CheckpointAnswer]] = {}
    for answer in session.scalars(query):
        found.setdefault(answer.checkpoint, []).append(answer)
    return found


def standing_of(answers: Sequence[CheckpointAnswer], now: datetime) -> Standing:
    """Return how a checkpoint stands after these answers."""
    return standing([Try(one.answered_at, one.is_right) for one in answers], now)


def list_attempts(session: Session, person_id: int, module_id: int) -> Sequence[QuizAttempt]:
    """Return the attempts of a person at a quiz, newest first."""
    query = select(QuizAttempt).where(
        QuizAttempt.person_id == person_id, QuizAttempt.module_id == module_id
    )
    return session.scalars(query.order_by(QuizAttempt.number.desc())).all()


def find_open_attempt(session: Session, person_id: int, module_id: int) -> QuizAttempt | None:
    """Return the attempt that was begun and not handed in."""
    query = select(QuizAttempt).where(
        QuizAttempt.person_id == person_id,
        QuizAttempt.module_id == module_id,
        QuizAttempt.submitted_at.is_(None),
    )
    return session.scalars(query).one_or_none()


def get_attempt(session: Session, uuid: UUID, *, person_id: int, lock: bool = False) -> QuizAttempt:
    """Return a person's own attempt, or refuse."""
    query = select(QuizAttempt).where(QuizAttempt.uuid == uuid, QuizAttempt.person_id == person_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such quiz."))
    return found


def last_failure(attempts: Sequence[QuizAttempt]) -> datetime | None:
    """Return when the newest attempt handed in failed; None if it passed or there is none."""
    done = [attempt for attempt in attempts if attempt.submitted_at]
    return done[0].submitted_at if done and not done[0].is_passed else None


def place_seconds(session: Session, person_id: int, module_id: int) -> dict[str, int]:
    """Return place → active seconds of a person in a module."""
    query = select(ActiveTime.place, ActiveTime.seconds).where(
        ActiveTime.person_id == person_id, ActiveTime.module_id == module_id
    )
    return dict(session.execute(query).tuples().all())


def list_signs(session: Session, person_id: int, module_id: int) -> list[Sign]:
    """Return the signs of activity of a person in a module, in order."""
    query = select(ActivityEvent).where(
        ActivityEvent.person_id == person_id, ActivityEvent.module_id == module_id
    )
    return [
        Sign(event.page, event.kind, event.at, event.is_visible, event.interactions)
        for event in session.scalars(query.order_by(ActivityEvent.id))
    ]
