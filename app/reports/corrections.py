"""What a person is told when a released result was corrected: from what to what, why, what now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.certificates import queries as certificates
from app.domain.certificates.models import Certificate
from app.domain.exams.rules_plans import REVIEW_DAYS, review_ends
from app.domain.marking import queries as marking
from app.domain.marking.queries import Cause
from app.domain.results import queries
from app.domain.results.models import Result
from app.domain.results.rules import Outcome


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section of the paper whose points changed."""

    title: dict[str, str]
    old: float
    new: float
    most: float


@dataclass(frozen=True, slots=True)
class Correction:
    """One official result beside the one whose place it took.

    :ivar causes: why, in the words of those who decided; empty where answers came to count anew.
    :ivar ended: what officers had revoked or cancelled: a correction does not bring it back.
    :ivar is_blocked: whether the new certificate could not be printed yet.
    """

    new: Result
    old: Result
    causes: Sequence[Cause]
    old_certificate: Certificate | None
    new_certificate: Certificate | None
    ended: Certificate | None
    is_blocked: bool

    @property
    def at(self) -> datetime:
        """When it became official."""
        return self.new.released_at or self.new.made_at

    @property
    def review_ends(self) -> date:
        """The last day on which the person may ask for a review of it."""
        return review_ends(self.at)

    @property
    def is_changed(self) -> bool:
        """Whether the conclusion is another: the outcome, or the grade of a pass."""
        return (self.new.outcome, self.new.grade) != (self.old.outcome, self.old.grade)

    @property
    def is_pass(self) -> bool:
        """Whether the corrected result is certified."""
        return self.new.outcome is Outcome.PASSED

    @property
    def void_reason(self) -> str:
        """Why it was declared void; empty where it was not, or had been before."""
        if self.new.outcome is not Outcome.VOID or self.old.outcome is Outcome.VOID:
            return ""
        return str(self.new.explanation.get("void", {}).get("reason", ""))

    @property
    def sections(self) -> list[SectionChange]:
        """The sections whose points changed."""
        before: dict[str, Any] = {one["code"]: one for one in self.old.section_scores}
        return [
            SectionChange(one["title"], before[one["code"]]["points"], one["points"], one["max"])
            for one in self.new.section_scores
            if one["code"] in before and before[one["code"]]["points"] != one["points"]
        ]


def list_corrections(session: Session, person_id: int, *, now: datetime) -> list[Correction]:
    """Return the corrections of a person's results of which a review may be asked for now."""
    since = now - timedelta(days=REVIEW_DAYS + 1)
    found = queries.list_own_corrections(session, person_id, since=since)
    read = [find_correction(session, one) for one in found]
    return [one for one in read if one is not None and now.date() <= one.review_ends]


def find_correction(session: Session, result: Result) -> Correction | None:
    """Return what an official result corrected; None if it was the first."""
    old = queries.get_corrected(session, result)
    if old is None:
        return None
    causes: Sequence[Cause] = ()
    if old.marking_id is not None and result.marking_id is not None:
        causes = marking.list_causes(session, after=old.marking_id, until=result.marking_id)
    return Correction(
        new=result,
        old=old,
        causes=causes,
        old_certificate=certificates.find_by_result(session, old.id),
        new_certificate=certificates.find_by_result(session, result.id),
        ended=certificates.find_ended(session, queries.list_corrected_ids(session, result.id)),
        is_blocked=certificates.find_block(session, result.id) is not None,
    )
