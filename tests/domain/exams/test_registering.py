"""Others are registered, all or none; reviewed by the unit, then by the department."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.competencies import queries as competencies
from app.domain.exams import queries, services
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.roster import Line
from app.domain.exams.rules import PlanState, RegistrationState
from app.domain.exams.rules_plans import Origin, Review
from app.domain.people.models import Person
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.kernel.tier import Tier
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    make_candidate,
    make_plan,
    make_registration,
    make_staff,
)

BEFORE = NOW - timedelta(hours=1)
UNIT, OTHER = f"{GUANGZHOU}U1/", f"{GUANGZHOU}U2/"


@pytest.fixture(autouse=True)
def _nothing_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(competencies, "list_required_for_exam", lambda *_, **__: [])


@pytest.fixture
def unit_officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL, path=UNIT)


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL, path=GUANGZHOU)


def line(session: Session, actor: Actor, row: int = 2, name: str = "") -> Line:
    return Line(row, session.get_one(Person, actor.person_id).code, "", name)


def bring(session: Session, actor: Actor, plan: ExamPlan, *lines: Line) -> int:
    return services.register_people(
        session, actor=actor, uuid=plan.uuid, lines=lines, origin=Origin.UNIT, now=BEFORE
    )


def rows(session: Session, plan: ExamPlan) -> dict[int, Registration]:
    return queries.list_registered_in_plan(session, plan.id)


def test_a_unit_brings_its_people_to_an_exam_of_the_city(
    session: Session, unit_officer: Actor
) -> None:
    plan = make_plan(session)
    people = [make_candidate(session, f"甲{n}", path=UNIT) for n in range(2)]
    lines = [line(session, one) for one in people]
    assert bring(session, unit_officer, plan, *lines) == 2
    assert bring(session, unit_officer, plan, *lines) == 0
    made = rows(session, plan)
    assert {one.registered_by_id for one in made.values()} == {unit_officer.person_id}
    assert len({one.ticket_number for one in made.values()}) == 2


@pytest.mark.parametrize("what", ["another unit", "unknown", "name", "tier"])
def test_one_wrong_line_keeps_everybody_out(
    session: Session, unit_officer: Actor, what: str
) -> None:
    plan = make_plan(session)
    good = line(session, make_candidate(session, path=UNIT))
    path = OTHER if what == "another unit" else UNIT
    tier = Tier.LEAD if what == "tier" else Tier.USER
    person = make_candidate(session, "李四", path=path, tier=tier)
    bad = line(session, person, 7, "王五" if what == "name" else "李四")
    if what == "unknown":
        bad = Line(7, "NOBODY", "", "")
    with pytest.raises(InvalidError) as refusal:
        bring(session, unit_officer, plan, good, bad)
    assert [one.where for one in refusal.value.problems] == ["7"]
    assert rows(session, plan) == {}


def test_more_people_than_seats_are_refused_before_anyone_is_seated(
    session: Session, officer: Actor
) -> None:
    plan = make_plan(session, rooms=1, seats_per_room=1)
    lines = [line(session, make_candidate(session)) for _ in range(2)]
    with pytest.raises(InvalidError, match=r"."):
        bring(session, officer, plan, *lines)
    assert rows(session, plan) == {}


def test_the_department_may_add_people_after_the_time_and_the_unit_may_not(
    session: Session, officer: Actor, unit_officer: Actor
) -> None:
    plan = make_plan(session, registration_ends_at=BEFORE - timedelta(hours=1))
    person = line(session, make_candidate(session, path=UNIT))
    with pytest.raises(ConflictError):
        bring(session, unit_officer, plan, person)
    assert bring(session, officer, plan, person) == 1


def test_a_registration_passes_the_unit_and_then_the_department(
    session: Session, officer: Actor, unit_officer: Actor
) -> None:
    plan = make_plan(session, needs_review=True)
    person = make_candidate(session, path=UNIT)
    made = services.register(session, actor=person, uuid=plan.uuid, now=BEFORE)
    assert made.review is Review.PENDING

    def review(actor: Actor, *, is_passed: bool, reason: str = "") -> None:
        services.review_registration(
            session, actor=actor, uuid=made.uuid, is_passed=is_passed, reason=reason, now=BEFORE
        )

    review(unit_officer, is_passed=True)
    assert queries.count_pending(session, plan.id) == 1
    with pytest.raises(ConflictError):
        review(unit_officer, is_passed=True)
    with pytest.raises(InvalidError):
        review(officer, is_passed=False)
    review(officer, is_passed=False, reason="不在编制内")
    assert (made.state, made.review) == (RegistrationState.REJECTED, Review.REJECTED)
    assert queries.count_pending(session, plan.id) == 0


def test_nobody_reviews_another_unit(session: Session, unit_officer: Actor) -> None:
    made = make_registration(session, make_candidate(session, path=OTHER), review=Review.PENDING)
    with pytest.raises(NotFoundError):
        services.review_registration(
            session, actor=unit_officer, uuid=made.uuid, is_passed=True, reason="", now=BEFORE
        )


def test_a_registration_is_taken_back_with_a_reason_until_the_exam_is_ready(
    session: Session, officer: Actor
) -> None:
    plan = make_plan(session)
    made = make_registration(session, make_candidate(session), plan)

    def withdraw(reason: str) -> None:
        services.withdraw_for(session, actor=officer, uuid=made.uuid, reason=reason, now=BEFORE)

    with pytest.raises(InvalidError):
        withdraw(" ")
    plan.state = PlanState.PAPERS_SEALED
    with pytest.raises(ConflictError):
        withdraw("出差")
    plan.state = PlanState.ARRANGED
    withdraw("出差")
    assert made.state is RegistrationState.WITHDRAWN


def test_a_learner_registers_nobody_else(session: Session) -> None:
    plan = make_plan(session)
    learner = make_candidate(session)
    with pytest.raises(ForbiddenError):
        bring(session, learner, plan, line(session, make_candidate(session)))


def test_an_officer_is_told_every_condition_and_its_data(session: Session, officer: Actor) -> None:
    plan = make_plan(session)
    person = make_candidate(session, path=UNIT, tier=Tier.MGMT)
    code = session.get_one(Person, person.person_id).code
    _, eligible = services.check_person(
        session, actor=officer, uuid=plan.uuid, code=code, now=BEFORE
    )
    assert [is_met for is_met, _ in eligible.conditions] == [False, True, True]
    assert eligible.conditions[0][1].params == {"exam": "USER", "own": "MGMT"}


def test_a_resit_is_for_those_of_the_first_exam(session: Session, officer: Actor) -> None:
    first = make_plan(session, state=PlanState.COLLECTED)
    came, other = (make_candidate(session) for _ in range(2))
    make_registration(session, came, first)
    resit = make_plan(session, resit_of_id=first.id)
    assert bring(session, officer, resit, line(session, came)) == 1
    with pytest.raises(InvalidError):
        bring(session, officer, resit, line(session, other))
    with pytest.raises(ConflictError):
        services.register(session, actor=other, uuid=resit.uuid, now=BEFORE)
    assert resit not in queries.list_open_plans(session, org_path=GUANGZHOU, tier=Tier.USER)
