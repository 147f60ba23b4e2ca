"""What this room does when something happened elsewhere. Safe to run twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.exams.facts import PlanCollected
from app.domain.marking.facts import SittingMarked
from app.domain.results import services
from app.kernel.actor import SYSTEM


def on_sitting_marked(session: Session, fact: SittingMarked, now: datetime) -> None:
    """Make the result that follows from the marks."""
    services.build_result(session, actor=SYSTEM, sitting_id=fact.sitting_id, now=now)


def on_sittings_marked(session: Session, facts: Sequence[SittingMarked], now: datetime) -> None:
    """Make the results of many sittings at once."""
    ids = sorted({fact.sitting_id for fact in facts})
    services.build_results(session, actor=SYSTEM, sitting_ids=ids, now=now)


def on_plan_collected(session: Session, fact: PlanCollected, now: datetime) -> None:
    """Record who was absent."""
    services.record_absences(session, actor=SYSTEM, plan_id=fact.plan_id, now=now)
