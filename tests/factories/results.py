"""Sittings that were handed in, their results, and the officers who release them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.domain.exams.facts import SittingSubmitted
from app.domain.exams.journal_store import Memory, store
from app.domain.exams.models import ExamPlan, Sitting
from app.domain.exams.rules import PlanState, SittingState, SubmittedBy
from app.domain.jobs import services as jobs
from app.domain.jobs.runner import Worker
from app.domain.papers.models import Paper
from app.domain.people.models import Person
from app.domain.results import services as results
from app.domain.results.models import Result
from app.engines import items
from app.kernel.actor import Actor, Role
from app.wiring import BATCHES, FACTS, JOBS
from tests.factories.exams import (
    GUANGDONG,
    GUANGZHOU,
    NOW,
    Pen,
    make_candidate,
    make_paper,
    make_plan,
    make_registration,
    make_sitting,
    make_snapshot,
    make_staff,
)

LATER = NOW + timedelta(hours=3)
SINGLE = dict(items.KINDS["single"].EXAMPLES[0].content)
TASK: dict[str, Any] = {
    "kind": "practical",
    "task": {
        "title": "通知",
        "minutes": 20,
        "instructions": "标题居中。",
        "submit": {"accept": ["docx"], "name": "通知.docx"},
        "guards": [],
    },
}


def worker(connection: Connection, now: datetime = LATER) -> Worker:
    """A worker on the test's connection whose clock stands still."""
    return Worker(bind=connection, jobs=JOBS, facts=FACTS, batches=BATCHES, clock=lambda: now)


def exam(session: Session, *contents: dict[str, Any], **changed: Any) -> ExamPlan:
    """An exam with four single choice items, or with these contents."""
    snapshot = make_snapshot(list(contents) or [SINGLE] * 4)
    return make_plan(session, make_paper(session, snapshot), **changed)


def write(session: Session, sitting: Sitting, answers: dict[int, Any], of: str = "single") -> Pen:
    """Put answers to items of one kind into the journal as the player would."""
    pen = Pen(sitting)
    batch = pen.batch(*(pen.write(position, value, of=of) for position, value in answers.items()))
    store(session.connection(), [batch], NOW, Memory())
    return pen


def answered(sitting: Sitting, session: Session, right: int) -> dict[int, Any]:
    """Return answers of which the first `right` are right and the others wrong."""
    paper = session.get_one(Paper, sitting.paper_id)
    found = {}
    for item in paper.snapshot["items"]:
        key = item["content"]["key"]
        wrong = next(option for option in item["content"]["options"] if option != key)
        found[item["position"]] = key if item["position"] <= right else wrong
    return found


def hand_in(
    session: Session,
    plan: ExamPlan,
    right: int = 4,
    actor: Actor | None = None,
    path: str = GUANGZHOU,
    **changed: Any,
) -> Sitting:
    """A sitting that was handed in with so many right answers; its fact waits in the outbox."""
    person = actor or make_candidate(session, path=path)
    sitting = make_sitting(session, person, plan, **changed)
    write(session, sitting, answered(sitting, session, right))
    return seal(session, sitting)


def seal(session: Session, sitting: Sitting) -> Sitting:
    """Hand a sitting in as it stands."""
    sitting.state = SittingState.SUBMITTED
    sitting.submitted_at, sitting.submitted_by = LATER, SubmittedBy.CANDIDATE
    session.flush()
    jobs.announce(session, SittingSubmitted(sitting.id), now=NOW)
    session.flush()
    return sitting


def answer_again(session: Session, sitting: Sitting, answers: dict[int, Any]) -> Sitting:
    """Other answers came to count after the hand-in, by a decision of the room."""
    sitting.epoch += 1
    pen = Pen(sitting, epoch=sitting.epoch)
    sitting.state = SittingState.STARTED
    session.flush()
    batch = pen.batch(*(pen.write(position, value) for position, value in answers.items()))
    store(session.connection(), [batch], NOW, Memory())
    return seal(session, sitting)


def absent(session: Session, plan: ExamPlan, path: str = GUANGZHOU) -> Actor:
    """Someone who registered and did not come."""
    person = make_candidate(session, "何缺", path=path)
    make_registration(session, person, plan)
    return person


def officers(session: Session, path: str = GUANGDONG) -> tuple[Actor, Actor]:
    """Two personnel officers of one unit."""
    one = make_staff(session, Role.PERSONNEL, path=path)
    other = make_staff(session, Role.PERSONNEL, path=path)
    return one, other


def release(session: Session, plan: ExamPlan, now: datetime = LATER) -> Sequence[Result]:
    """Check and release the whole list of an exam by two officers of the province."""
    one, other = officers(session)
    results.check_list(session, actor=one, plan_uuid=plan.uuid, now=now)
    return results.release_list(session, actor=other, plan_uuid=plan.uuid, now=now)


def collected(session: Session, plan: ExamPlan) -> ExamPlan:
    """The exam has ended."""
    plan.state = PlanState.COLLECTED
    session.flush()
    return plan


def name_person(session: Session, person_id: int, **changed: Any) -> Person:
    """Change what is known of a person."""
    person = session.get_one(Person, person_id)
    for name, value in changed.items():
        setattr(person, name, value)
    session.flush()
    return person
