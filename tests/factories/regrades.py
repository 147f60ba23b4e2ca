"""An exam whose practical has a mended version, and candidates whose files were graded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.domain.exams.models import ExamPlan, Sitting
from app.domain.exams.rules import PlanState
from tests.factories import bank, doubts
from tests.factories import results as make
from tests.factories.exams import make_paper, make_plan, make_snapshot
from tests.factories.practicals import bank_task

A, B = doubts.check("a", "fail", 0.0), doubts.check("b", "pass", 2.0)


@dataclass
class Mended:
    """What a regrade is about."""

    plan: ExamPlan
    asked: ItemVersion
    mended: ItemVersion
    sittings: list[Sitting]


def version(session: Session, number: int, item: Any = None, **changed: Any) -> ItemVersion:
    """A version of a practical."""
    state = State.PUBLISHED if number > 1 else State.RETIRED
    made = bank.make_version(session, state=state, item=item, source=bank.make_source("P1"))
    made.kind = "practical"
    task = dict(bank_task("word-minutes").mapping) | changed
    made.content = {"kind": "practical", "task": task}
    session.flush()
    return made


def mended(session: Session, *data: bytes, **changed: Any) -> Mended:
    """Candidates who handed in these files: check a failed for all, b passed."""
    asked = version(session, 1)
    newer = version(session, 2, asked.item, **({"title": "会议纪要（改正）"} | changed))
    snapshot = make_snapshot([make.SINGLE, dict(asked.content)])
    snapshot["items"][0]["version_id"] = 999_999
    snapshot["items"][1] |= {"version_id": asked.id, "points": 4}
    snapshot["sections"][1]["points"] = 4
    plan = make_plan(session, make_paper(session, snapshot))
    found = doubts.grading(A, B)
    sittings = [doubts.graded(session, plan, found, one) for one in data]
    plan.state = PlanState.COLLECTED
    session.commit()
    return Mended(plan, asked, newer, sittings)
