"""Papers are prepared once, again when something changed, and are what the draw gives."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams import handlers, prepared, queries, services
from app.domain.exams.models import ExamPlan, PreparedPaper, Registration
from app.domain.exams.rules import PlanState
from app.domain.exams.services import draws, preparing
from app.domain.jobs.models import Job
from app.domain.jobs.rules import JobState
from app.domain.jobs.runner import Worker
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    make_candidate,
    make_paper,
    make_plan,
    make_registration,
    make_staff,
)

CANDIDATES = 23


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL)


@pytest.fixture
def plan(session: Session, officer: Actor) -> ExamPlan:
    plan = make_plan(session, state=PlanState.PAPERS_SEALED, has_own_item_order=True)
    for _ in range(CANDIDATES):
        make_registration(session, make_candidate(session), plan)
    draws.commit_draw(session, actor=officer, plan=plan, now=NOW)
    session.flush()
    return plan


def some(session: Session, plan: ExamPlan) -> tuple[int, int]:
    ready = services.prepare_some(session, actor=SYSTEM, plan=plan, now=NOW)
    return ready.done, ready.total


def registrations(session: Session, plan: ExamPlan) -> list[Registration]:
    return list(queries.list_registrations(session, plan.id))


def content(session: Session, one: Registration) -> bytes:
    copy = session.get_one(PreparedPaper, one.id)
    return gzip.decompress(prepared.open_paper(str(one.uuid), copy.body))


def test_they_are_made_some_at_a_time_and_none_twice(session: Session, plan: ExamPlan) -> None:
    assert [some(session, plan) for _ in range(4)] == [
        (10, CANDIDATES), (20, CANDIDATES), (CANDIDATES, CANDIDATES), (CANDIDATES, CANDIDATES),
    ]  # fmt: skip
    made = session.scalars(select(PreparedPaper.made_at)).all()
    later = NOW + timedelta(hours=1)
    services.prepare_some(session, actor=SYSTEM, plan=plan, now=later)
    assert session.scalars(select(PreparedPaper.made_at)).all() == made


def test_each_candidate_has_a_paper_and_a_key_of_their_own(
    session: Session, plan: ExamPlan
) -> None:
    while some(session, plan)[0] < CANDIDATES:
        pass
    own = registrations(session, plan)
    orders = {
        tuple(item["position"] for item in json.loads(content(session, one))["items"])
        for one in own
    }
    assert len(orders) == 1  # a paper of one item a kind has only one order
    assert len({content(session, one) for one in own}) > 1  # but options are mixed
    assert len({prepared.paper_key(str(one.uuid)) for one in own}) == CANDIDATES


def test_another_paper_at_the_seat_makes_a_copy_useless(session: Session, plan: ExamPlan) -> None:
    while some(session, plan)[0] < CANDIDATES:
        pass
    plan.paper_id = make_paper(session).id
    session.flush()
    assert queries.count_prepared(session, plan).done == 0
    assert some(session, plan) == (10, CANDIDATES)


def test_the_draw_can_be_recomputed_from_the_copies(session: Session, plan: ExamPlan) -> None:
    while some(session, plan)[0] < CANDIDATES:
        pass
    one, *_ = registrations(session, plan)
    assert preparing.own_seed(session, one) == session.get_one(PreparedPaper, one.id).seed
    assert dict(queries.verify_draw(session, plan))["prepared papers"]
    copy = session.get_one(PreparedPaper, one.id)
    copy.body = prepared.seal_paper(str(one.uuid), content(session, one) + b" ")
    session.flush()
    assert not dict(queries.verify_draw(session, plan))["prepared papers"]


def test_the_check_in_prepares_what_is_missing_with_the_seed_of_the_sitting(
    session: Session, plan: ExamPlan
) -> None:
    one, *_ = registrations(session, plan)
    candidate = Actor(one.person_id, one.full_name, one.org_path)
    sitting = services.check_in(
        session, actor=candidate, registration_uuid=one.uuid, seed=1, now=NOW
    )
    copy = session.get_one(PreparedPaper, one.id)
    assert (copy.seed, copy.paper_id) == (sitting.seed, sitting.paper_id)
    ready = queries.find_own_paper(session, sitting.uuid, person_id=one.person_id)
    assert ready is not None
    assert not ready.is_open


def test_declaring_an_exam_ready_has_its_papers_prepared(
    session: Session, plan: ExamPlan, officer: Actor
) -> None:
    plan.state = PlanState.ARRANGED
    services.make_ready(session, actor=officer, uuid=plan.uuid, now=NOW)
    session.commit()
    worker = Worker(session.get_bind(), {services.PREPARE: handlers.prepare_papers}, {})
    worker.clock = lambda: NOW
    assert worker.run_one()
    session.expire_all()
    assert queries.count_prepared(session, plan).is_whole
    job = session.scalars(select(Job).where(Job.kind == services.PREPARE)).one()
    assert (job.state, job.progress_done, job.progress_total) == (
        JobState.DONE, CANDIDATES, CANDIDATES,
    )  # fmt: skip
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "exams.papers.prepared")
    ).one()
    assert event.details == {"done": CANDIDATES, "total": CANDIDATES}


def test_without_a_draw_the_seed_is_a_secret_of_the_installation(session: Session) -> None:
    plan = make_plan(session)
    candidate = make_candidate(session)
    one = make_registration(session, candidate, plan)
    make_registration(session, make_candidate(session), plan)
    assert some(session, plan) == (2, 2)
    seeds = session.scalars(select(PreparedPaper.seed)).all()
    assert len(set(seeds)) == 2
    assert all(0 <= seed < 2**31 for seed in seeds)
    sitting = services.check_in(
        session, actor=candidate, registration_uuid=one.uuid, seed=1, now=NOW
    )
    assert sitting.seed == session.get_one(PreparedPaper, one.id).seed


def test_only_officers_of_the_unit_ask_for_it_and_only_in_time(
    session: Session, plan: ExamPlan, officer: Actor
) -> None:
    stranger = make_staff(session, Role.PERSONNEL, path="/440000/440300/")
    invigilator = make_staff(session, Role.INVIGILATOR, path=GUANGZHOU)
    with pytest.raises(NotFoundError):
        services.request_papers(session, actor=stranger, uuid=plan.uuid, now=NOW)
    with pytest.raises(ForbiddenError):
        services.request_papers(session, actor=invigilator, uuid=plan.uuid, now=NOW)
    services.request_papers(session, actor=officer, uuid=plan.uuid, now=NOW)
    plan.state = PlanState.COLLECTED
    with pytest.raises(ConflictError):
        services.request_papers(session, actor=officer, uuid=plan.uuid, now=NOW)
