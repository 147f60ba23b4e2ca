"""After the exam: reviews, the closed file, the archive, the resit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.exams import services
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState
from app.engines import assembly
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    make_plan,
    make_registration,
    make_sitting,
    make_staff,
)
from tests.factories.exams import make_candidate as make_person

DAY = timedelta(days=1)


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL)


def follow(session: Session, actor: Actor, plan: ExamPlan, *, is_released: bool) -> None:
    services.follow_results(
        session,
        actor=actor,
        plan=plan,
        is_released=is_released,
        now=NOW,
    )


def test_a_plan_follows_its_results_and_never_goes_back(session: Session, officer: Actor) -> None:
    plan = make_plan(session, state=PlanState.COLLECTED)
    follow(session, officer, plan, is_released=False)
    assert plan.state is PlanState.SCORE_REVIEW
    follow(session, officer, plan, is_released=True)
    follow(session, officer, plan, is_released=False)
    assert (plan.state, plan.review_ends_on) == (
        PlanState.REVIEW_WINDOW,
        NOW.date() + 30 * DAY,
    )


def test_an_officer_of_one_unit_publishes_for_that_unit_only(session: Session) -> None:
    plan = make_plan(session, state=PlanState.COLLECTED)
    unit = make_staff(session, Role.PERSONNEL, path=f"{GUANGZHOU}U1/")
    follow(session, unit, plan, is_released=True)
    assert plan.state is PlanState.COLLECTED


def test_the_file_is_closed_after_the_last_day_for_reviews(
    session: Session, officer: Actor
) -> None:
    last = NOW.date()
    plan = make_plan(session, state=PlanState.REVIEW_WINDOW, review_ends_on=last)
    with pytest.raises(ConflictError):
        services.finalise_plan(session, actor=officer, uuid=plan.uuid, now=NOW)
    services.finalise_plan(session, actor=officer, uuid=plan.uuid, now=NOW + DAY)
    assert plan.state is PlanState.FINALISED


def test_the_archive_has_one_digest_that_covers_the_answers(
    session: Session, officer: Actor
) -> None:
    plan = make_plan(session, state=PlanState.FINALISED)
    sitting = make_sitting(session, plan=plan, journal_digest="a" * 64)
    make_registration(session, make_person(session), plan)
    services.archive_plan(session, actor=officer, uuid=plan.uuid, now=NOW)
    manifest = services.archive_manifest(session, plan)
    assert (plan.state, plan.archived_at) == (PlanState.ARCHIVED, NOW)
    assert plan.archive_digest == assembly.digest(manifest)
    sitting.journal_digest = "b" * 64
    session.flush()
    assert assembly.digest(services.archive_manifest(session, plan)) != plan.archive_digest
    with pytest.raises(ConflictError):
        services.archive_plan(session, actor=officer, uuid=plan.uuid, now=NOW)
