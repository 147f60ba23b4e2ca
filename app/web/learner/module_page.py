"""A module with one person's progress, as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for
from sqlalchemy.orm import Session

from app.domain.learning import policy, queries, rules
from app.domain.learning.models import ModuleVersion, QuizAttempt
from app.domain.learning.queries import HoursOfModule, Measured, Progress
from app.engines.lessons import Lesson, Module
from app.kernel.decision import Decision
from app.web.access import current_actor, now


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulePage:
    """What every page of a module needs."""

    version: ModuleVersion
    content: Module
    progress: Progress
    hours: HoursOfModule
    measured: Measured
    places: dict[str, int]
    attempts: Sequence[QuizAttempt]

    @property
    def code(self) -> str:
        """The code of the module."""
        return self.content.code

    @property
    def figures_url(self) -> str:
        """Where the figures of this version are served."""
        last = url_for("learner.figure", version=self.version.uuid, name="x")
        return last.removesuffix("x")

    def is_done(self, lesson: Lesson) -> bool:
        """Whether all questions of a lesson are answered right."""
        return set(lesson.checkpoints) <= self.progress.settled

    @property
    def done_lessons(self) -> int:
        """How many lessons are done."""
        return sum(self.is_done(lesson) for lesson in self.content.lessons)

    @property
    def open_questions(self) -> int:
        """How many checkpoints are not answered right yet."""
        return len(set(self.content.checkpoint_codes) - self.progress.settled)

    @property
    def next_lesson(self) -> int:
        """The number of the first lesson that is not done; 0 when all are."""
        for number, lesson in enumerate(self.content.lessons, start=1):
            if not self.is_done(lesson):
                return number
        return 0

    @property
    def open_attempt(self) -> QuizAttempt | None:
        """The quiz that was begun and not handed in."""
        return next((one for one in self.attempts if one.submitted_at is None), None)

    @property
    def may_begin_quiz(self) -> Decision:
        """Whether a new quiz can begin now, or why not."""
        return policy.can_begin_quiz(
            current_actor(),
            open_checkpoints=self.open_questions,
            failed_at=queries.last_failure(self.attempts),
            now=now(),
        )

    @property
    def target_hours(self) -> Decimal:
        """What HOURS-1 gives for the time measured so far."""
        return rules.target_hours(
            self.version.credit_hours,
            self.measured.seconds,
            is_finished=self.is_finished,
            kept=self.measured.kept,
        )

    @property
    def is_finished(self) -> bool:
        """Whether the module is finished for exams."""
        return self.progress.finished_at is not None

    @property
    def may_grow(self) -> bool:
        """Whether more active time would bring more hours."""
        return self.is_finished and self.target_hours < self.version.credit_hours


def read_module_page(session: Session, code: str) -> ModulePage:
    """Return the current version of a module with the person's progress, or refuse."""
    person_id = current_actor().person_id
    version = queries.get_version(session, code)
    module_id, progress = version.module_id, queries.get_progress(session, person_id, version)
    return ModulePage(
        version=version,
        content=queries.get_content(version),
        progress=progress,
        hours=queries.hours_of_module(session, person_id, module_id),
        measured=queries.measured_time(session, person_id, module_id, progress.active_seconds),
        places=queries.place_seconds(session, person_id, version.module_id),
        attempts=queries.list_attempts(session, person_id, version.module_id),
    )
