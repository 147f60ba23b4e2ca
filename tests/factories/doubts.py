"""Sittings of which a machine could not judge all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan, Sitting, SittingFile
from app.domain.marking import queries, services
from app.domain.marking.models import Doubt
from app.engines import items
from app.engines.practicals.results import ENGINE
from app.kernel.actor import SYSTEM
from app.store.files import FileStore
from tests.factories import results as make
from tests.factories.exams import NOW, make_candidate, make_sitting

ESSAY = dict(items.KINDS["essay"].EXAMPLES[0].content)


def text(msgid: str, **params: Any) -> dict[str, Any]:
    """A stored message."""
    return {"msgid": msgid, "params": params}


def check(id_: str, status: str, score: float, found: str = "found", **more: Any) -> dict[str, Any]:
    """A stored check of two points."""
    return {
        "id": id_, "title": f"检查{id_}", "points": 2.0, "score": score, "status": status,
        "expected": text("expected"), "found": text(found), "where": [], "hint": None, **more,
    }  # fmt: skip


def grading(*checks: dict[str, Any], deducted: float = 0.0) -> dict[str, Any]:
    """A stored grading of these checks."""
    score = max(0.0, sum(one["score"] for one in checks) - deducted)
    is_open = any(one["status"] == "review" for one in checks)
    return {
        "engine": ENGINE, "task": "t", "version": "v1", "seed": 1,
        "points": sum(one["points"] for one in checks), "score": score,
        "status": "review" if is_open else "partial", "checks": list(checks),
        "guards": [{"deducted": deducted}] if deducted else [], "marks": {}, "notes": [],
    }  # fmt: skip


def plan_with_file(session: Session, **changed: Any) -> ExamPlan:
    """An exam of one single choice item and one practical."""
    return make.exam(session, make.SINGLE, make.TASK, **changed)


def graded(
    session: Session, plan: ExamPlan, found: dict[str, Any], data: bytes = b"PK a file", **who: Any
) -> Sitting:
    """A sitting with a file that came out like this, marked."""
    person = make_candidate(session, **who)
    sitting = make_sitting(session, person, plan)
    make.write(session, sitting, {1: make.SINGLE["key"]})
    digest = FileStore.put(data)
    session.add(
        SittingFile(
            sitting_id=sitting.id, position=2, sha256=digest, name="通知.docx", size=len(data),
            received_at=NOW,
        )
    )  # fmt: skip
    make.seal(session, sitting)
    for submission in queries.list_ungraded(session, sitting.id):
        services.keep_grading(
            session, actor=SYSTEM, submission=submission, grading=found, is_sound=True, now=NOW
        )
    services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=NOW)
    return sitting


def essay(
    session: Session, plan: ExamPlan | None = None, answer: str = "备份可以恢复。"
) -> Sitting:
    """A sitting of one essay, marked as far as a machine can."""
    chosen = plan or make.exam(session, ESSAY)
    sitting = make_sitting(session, make_candidate(session), chosen)
    make.write(session, sitting, {1: answer}, of="essay")
    make.seal(session, sitting)
    services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=NOW)
    return sitting


def doubts_of(session: Session, sitting: Sitting) -> list[Doubt]:
    """All doubts of a sitting in order."""
    query = select(Doubt).where(Doubt.sitting_id == sitting.id).order_by(Doubt.id)
    return list(session.scalars(query))
