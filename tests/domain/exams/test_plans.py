from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams import queries, services
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import GRACE, PlanState, SittingState, SubmittedBy
from app.domain.exams.services import PlanFields
from app.domain.papers.models import StoredBlueprint
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    make_paper,
    make_plan,
    make_sitting,
    make_staff,
)

DAY = timedelta(days=1)


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL)


@pytest.fixture
def other(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL)


def fields(session: Session) -> PlanFields:
    blueprint = session.get_one(StoredBlueprint, make_paper(session).blueprint_id)
    return PlanFields(
        title="第二场",
        blueprint_code=blueprint.code,
        starts_at=NOW + 7 * DAY,
        entry_ends_at=NOW + 7 * DAY + timedelta(minutes=30),
        registration_ends_at=NOW + 5 * DAY,
        site="越秀考点",
        site_address="越秀区东风中路",
        rooms=1,
        seats_per_room=40,
    )


def draft(session: Session, officer: Actor) -> ExamPlan:
    return services.create_plan(
        session, actor=officer, org_path=GUANGZHOU, fields=fields(session), now=NOW
    )


def test_a_plan_gets_the_number_that_stands_in_its_tickets(
    session: Session, officer: Actor
) -> None:
    one, two = draft(session, officer), draft(session, officer)
    assert (one.region, one.year) == ("4401", 2026)
    assert two.serial == one.serial + 1
    assert two.code == f"2026-4401-{two.serial:02}"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"entry_ends_at": NOW + 7 * DAY}, "entry_ends_at"),
        ({"registration_ends_at": NOW + 8 * DAY}, "registration_ends_at"),
    ],
)
def test_times_out_of_order_are_refused_at_their_field(
    session: Session, officer: Actor, change: dict[str, object], where: str
) -> None:
    wrong = replace(fields(session), **change)  # type: ignore[arg-type]
    with pytest.raises(InvalidError) as refusal:
        services.create_plan(session, actor=officer, org_path=GUANGZHOU, fields=wrong, now=NOW)
    assert [problem.where for problem in refusal.value.problems] == [where]


def test_nobody_approves_what_they_submitted(
    session: Session, officer: Actor, other: Actor
) -> None:
    plan = draft(session, officer)
    services.submit_plan(session, actor=officer, uuid=plan.uuid, now=NOW)
    with pytest.raises(ForbiddenError):
        services.approve_plan(session, actor=officer, uuid=plan.uuid, now=NOW)

    services.approve_plan(session, actor=other, uuid=plan.uuid, now=NOW)
    assert (plan.state, plan.approved_by_id) == (PlanState.APPROVED, other.person_id)


def test_a_returned_plan_can_be_changed_again(
    session: Session, officer: Actor, other: Actor
) -> None:
    plan = draft(session, officer)
    services.submit_plan(session, actor=officer, uuid=plan.uuid, now=NOW)
    new = replace(fields(session), title="改名")
    with pytest.raises(ConflictError):
        services.edit_plan(session, actor=officer, uuid=plan.uuid, fields=new, now=NOW)

    services.return_plan(session, actor=other, uuid=plan.uuid, reason="名称有误", now=NOW)
    services.edit_plan(session, actor=officer, uuid=plan.uuid, fields=new, now=NOW)
    assert (plan.state, plan.title) == (PlanState.DRAFT, "改名")
    assert plan.returned_reason == "名称有误"


def test_calling_off_needs_a_reason(session: Session, officer: Actor) -> None:
    plan = draft(session, officer)
    with pytest.raises(InvalidError):
        services.cancel_plan(session, actor=officer, uuid=plan.uuid, reason="  ", now=NOW)


def test_registration_opens_only_with_a_sealed_paper(session: Session, officer: Actor) -> None:
    plan = make_plan(session, state=PlanState.APPROVED, paper_id=None)
    with pytest.raises(ConflictError):
        services.publish_plan(session, actor=officer, uuid=plan.uuid, now=NOW - DAY)
    plan.paper_id = make_paper(session).id
    services.publish_plan(session, actor=officer, uuid=plan.uuid, now=NOW - DAY)
    assert plan.state is PlanState.PUBLISHED


def test_an_officer_of_another_city_does_not_even_see_the_plan(session: Session) -> None:
    stranger = make_staff(session, Role.PERSONNEL, path="/440000/440300/")
    plan = make_plan(session, state=PlanState.DRAFT)
    with pytest.raises(NotFoundError):
        services.submit_plan(session, actor=stranger, uuid=plan.uuid, now=NOW)


def test_collecting_hands_in_those_whose_time_is_over(session: Session, officer: Actor) -> None:
    plan = make_plan(session, state=PlanState.IN_PROGRESS)
    sitting = make_sitting(session, plan=plan)
    assert sitting.ends_at is not None
    count = services.collect_plan(
        session, actor=officer, uuid=plan.uuid, now=sitting.ends_at + GRACE + timedelta(seconds=1)
    )
    assert count == 1
    assert (plan.state, sitting.state) == (PlanState.COLLECTED, SittingState.SUBMITTED)
    assert sitting.submitted_by is SubmittedBy.TIME


@pytest.mark.parametrize("minutes", [20, 44])
def test_nobody_is_cut_off_by_collecting(session: Session, officer: Actor, minutes: int) -> None:
    """While the entry is open, and while somebody's time and grace are not over."""
    plan = make_plan(session, state=PlanState.IN_PROGRESS)
    sitting = make_sitting(session, plan=plan)
    with pytest.raises(ConflictError):
        services.collect_plan(
            session, actor=officer, uuid=plan.uuid, now=NOW + timedelta(minutes=minutes)
        )
    assert sitting.state is SittingState.STARTED


def test_an_exam_without_candidates_can_be_collected(session: Session, officer: Actor) -> None:
    plan = make_plan(session)
    assert services.collect_plan(session, actor=officer, uuid=plan.uuid, now=NOW + DAY) == 0
    assert plan.state is PlanState.COLLECTED


def test_every_step_leaves_its_trace(session: Session, officer: Actor, other: Actor) -> None:
    plan = draft(session, officer)
    services.submit_plan(session, actor=officer, uuid=plan.uuid, now=NOW)
    services.approve_plan(session, actor=other, uuid=plan.uuid, now=NOW)
    actions = session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject == plan.code).order_by(AuditEvent.id)
    )
    assert list(actions) == [
        "exams.plan.created",
        "exams.plan.submitted",
        "exams.draw.committed",
        "exams.plan.approved",
    ]


def test_learners_see_the_exams_of_their_unit_and_tier(session: Session) -> None:
    plan = make_plan(session)
    make_plan(session, org_path="/440000/440300/")
    make_plan(session, state=PlanState.APPROVED)
    found = queries.list_open_plans(session, org_path="/440000/440100/0012/", tier=plan.tier)
    assert [one.id for one in found] == [plan.id]
