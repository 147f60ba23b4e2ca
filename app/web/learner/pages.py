"""What learning pages show: standard, courseware and one person's progress together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.domain.competencies import queries as competencies
from app.domain.competencies.rules import SyllabusEntry, required_hours
from app.domain.learning import queries
from app.domain.learning.models import ModuleVersion
from app.domain.learning.queries import HoursOfModule, Progress
from app.domain.people import queries as people
from app.domain.people.models import Assignment
from app.domain.people.rules import derive_tier
from app.kernel.text import Message, msg
from app.kernel.tier import Tier


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do in a module."""

    kind: str
    """lesson, quiz, or nothing when the module is finished."""
    number: int = 0
    title: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A module as lists show it: what the standard asks, what there is, how far the person is."""

    entry: SyllabusEntry
    version: ModuleVersion | None
    progress: Progress
    hours: HoursOfModule

    @property
    def code(self) -> str:
        """The code of the module."""
        return self.entry.code

    @property
    def lessons(self) -> list[dict[str, Any]]:
        """The lessons as the outline names them."""
        return list(self.version.outline["lessons"]) if self.version else []

    @property
    def done_lessons(self) -> int:
        """How many lessons have all their questions answered right."""
        return sum(self.is_done(lesson) for lesson in self.lessons)

    def is_done(self, lesson: dict[str, Any]) -> bool:
        """Whether all questions of a lesson are answered right."""
        return set(lesson["checkpoints"]) <= self.progress.settled

    @property
    def is_finished(self) -> bool:
        """Whether the module is finished for exams."""
        return self.progress.finished_at is not None

    @property
    def opens_exam(self) -> bool:
        """Whether it counts when registering: its hours were not all returned or revoked."""
        return self.is_finished and not self.hours.is_taken_away

    @property
    def step(self) -> Step:
        """What comes next."""
        for number, lesson in enumerate(self.lessons, start=1):
            if not self.is_done(lesson):
                return Step("lesson", number, lesson["title"], lesson["minutes"])
        return Step("" if self.is_finished else "quiz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Syllabus:
    """A tier's modules for one person."""

    tier: Tier
    rows: list[Row]

    @property
    def required(self) -> Decimal:
        """Hours the standard asks of the tier, electives left out."""
        return required_hours([row.entry for row in self.rows])

    @property
    def with_courseware(self) -> Decimal:
        """Hours of these for which there is courseware in this release."""
        return required_hours([row.entry for row in self.rows if row.version])

    @property
    def earned(self) -> Decimal:
        """Verified hours of the tier's modules."""
        return sum((row.hours.verified for row in self.rows), Decimal(0))

    @property
    def for_exam(self) -> list[Row]:
        """Modules that must be finished before an exam."""
        return [row for row in self.rows if row.entry.is_required_for_exam]

    @property
    def ready(self) -> list[Row]:
        """Modules with courseware."""
        return [row for row in self.rows if row.version]

    @property
    def planned(self) -> list[Row]:
        """Modules whose courseware is still being written."""
        return [row for row in self.rows if not row.version]

    @property
    def open_for_exam(self) -> list[Row]:
        """Modules that are still to be finished, or whose hours are gone, before an exam."""
        return [row for row in self.for_exam if not row.opens_exam]

    @property
    def to_grow(self) -> list[Row]:
        """Finished modules in which more hours can be earned."""
        return [
            row
            for row in self.ready
            if row.version and row.is_finished and row.hours.in_play < row.version.credit_hours
        ]

    @property
    def to_go_on(self) -> list[Row]:
        """Unfinished modules: begun ones first, the last seen on top, then those for the exam."""
        open_ = [row for row in self.ready if not row.is_finished]
        begun = [row for row in open_ if row.progress.last_seen_at]
        begun.sort(key=lambda row: row.progress.last_seen_at.timestamp(), reverse=True)  # type: ignore[union-attr]
        rest = [row for row in open_ if not row.progress.last_seen_at]
        return [*begun, *sorted(rest, key=lambda row: not row.entry.is_required_for_exam)]


def read_syllabus(session: Session, person_id: int, tier: Tier, on: date) -> Syllabus:
    """Return a tier's modules with one person's progress: the same few queries for any number."""
    versions = {version.module.code: version for version in queries.list_current(session)}
    progress = queries.list_progress(session, person_id)
    hours = queries.hours_by_module(session, person_id)
    rows = [
        Row(
            entry=entry,
            version=versions.get(entry.code),
            progress=progress.get(entry.code, Progress()),
            hours=hours.get(entry.code, HoursOfModule()),
        )
        for entry in competencies.list_syllabus(session, tier=tier, on=on)
    ]
    return Syllabus(tier=tier, rows=rows)


@dataclass(frozen=True, slots=True)
class OwnTier:
    """A person's tier and the reason for it."""

    tier: Tier
    reason: Message
    post_title: str = ""


NO_POST = msg("No post is on record, so the general-user tier is shown.")


def own_tier(session: Session, person_id: int, on: date) -> OwnTier:
    """Return the tier in force for a person and why it is that one (rule TIER-1)."""
    assignment = people.find_assignment(session, person_id, on)
    if assignment is None:
        return OwnTier(Tier.USER, NO_POST)
    return OwnTier(assignment.tier, _reason(assignment), assignment.post_title)


def _reason(assignment: Assignment) -> Message:
    if assignment.tier_override_reason:
        return msg(
            "The personnel office set it by hand: %(reason)s",
            reason=assignment.tier_override_reason,
        )
    return derive_tier(assignment.post_level, assignment.duty).reason
