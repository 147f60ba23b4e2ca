"""Why a sitting was marked anew: a regrade of a file, a judgement of a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.domain.marking.models import (
    Doubt,
    MarkDecision,
    Marking,
    PracticalGrading,
    Regrade,
    RegradedFile,
)


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for new marks, as it may be told to the candidate.

    :ivar task: title of the practical that was graded anew; empty where a person judged.
    """

    task: str
    reason: str
    at: datetime


def list_causes(session: Session, *, after: int, until: int) -> list[Cause]:
    """Return what led from one marking of a sitting to a later one, the first cause first."""
    old, new = session.get_one(Marking, after), session.get_one(Marking, until)
    found = [*_regrades(session, old, new), *_judgements(session, old, new)]
    return sorted(dict.fromkeys(found), key=lambda one: one.at)


def _regrades(session: Session, old: Marking, new: Marking) -> Iterator[Cause]:
    """A grading that came to count between two markings was applied by the regrade of then."""
    query = (
        select(Regrade.item_title, Regrade.reason, PracticalGrading.graded_at)
        .join(RegradedFile, RegradedFile.regrade_id == Regrade.id)
        .join(
            PracticalGrading,
            and_(
                PracticalGrading.sitting_id == RegradedFile.sitting_id,
                PracticalGrading.position == RegradedFile.position,
            ),
        )
        .where(
            RegradedFile.sitting_id == new.sitting_id,
            RegradedFile.is_applied,
            PracticalGrading.graded_at > old.marked_at,
            PracticalGrading.graded_at <= new.marked_at,
            Regrade.decided_at <= PracticalGrading.graded_at,
            or_(
                Regrade.applied_at.is_(None),
                Regrade.applied_at >= PracticalGrading.graded_at,
            ),
        )
    )
    for title, reason, at in session.execute(query):
        yield Cause(title, reason, at)


def _judgements(session: Session, old: Marking, new: Marking) -> Iterator[Cause]:
    decisions = select(MarkDecision.reason, MarkDecision.decided_at).where(
        MarkDecision.sitting_id == new.sitting_id,
        MarkDecision.decided_at > old.marked_at,
        MarkDecision.decided_at <= new.marked_at,
    )
    checks = select(Doubt.settled_reason, Doubt.settled_at).where(
        Doubt.sitting_id == new.sitting_id,
        Doubt.check_id != "",
        Doubt.is_current,
        Doubt.settled_at > old.marked_at,
        Doubt.settled_at <= new.marked_at,
    )
    for query in (decisions, checks):
        for reason, at in session.execute(query).tuples():
            if at is not None:
                yield Cause("", reason, at)
