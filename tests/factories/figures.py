"""Practicals that were graded in exams that are over."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState
from app.domain.marking.models import ItemMark, Marking
from app.engines.items import Status
from app.engines.practicals import version_of
from tests.conftest import NOW
from tests.factories import bank, doubts, exams
from tests.factories.exams import GUANGZHOU
from tests.factories.practicals import bank_task

BAD, GOOD = doubts.check("a", "fail", 0.0), doubts.check("a", "pass", 2.0)


def practical(session: Session, code: str = "P1") -> ItemVersion:
    """A published practical of the bank."""
    version = bank.make_version(session, state=State.PUBLISHED, source=bank.make_source(code))
    version.kind = "practical"
    version.content = {"kind": "practical", "task": dict(bank_task("word-minutes").mapping)}
    session.flush()
    return version


def mark(
    session: Session,
    version: ItemVersion,
    plan: ExamPlan,
    *checks: dict[str, Any],
    path: str = GUANGZHOU,
    attempts: int = 1,
    of: str = "",
) -> None:
    """One candidate's file, graded; without checks nothing was handed in."""
    sitting = exams.make_sitting(session, exams.make_candidate(session, path=path), plan=plan)
    graded = doubts.grading(*checks) | {"version": of or version_of(version.content["task"])}
    share = graded["score"] / graded["points"] if checks else 0.0
    for number in range(1, attempts + 1):
        row = ItemMark(
            position=1, item_version_id=version.id, version_digest="", kind="practical",
            section="practical", domain="D10", response=None, points=share * 10, max_points=10,
            status=Status.PARTIAL if checks else Status.BLANK,
            explanation={"grading": graded} if checks else {}, engine="", marked_at=NOW,
        )  # fmt: skip
        session.add(
            Marking(sitting_id=sitting.id, number=number, basis="", marked_at=NOW, marks=[row])
        )
    session.flush()


def over(session: Session, **changed: Any) -> ExamPlan:
    return exams.make_plan(session, state=PlanState.COLLECTED, **changed)
