from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.competencies import queries as competencies
from app.domain.exams import queries, services
from app.domain.exams.rules import PlanState, RegistrationState
from app.domain.learning import queries as learning
from app.domain.learning.rules import HoursState
from app.kernel.errors import ConflictError, NotFoundError
from app.kernel.tier import Tier
from tests.factories.exams import NOW, make_candidate, make_plan
from tests.factories.learning import load_courses, make_hours

BEFORE = NOW - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nothing_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(competencies, "list_required_for_exam", lambda *_, **__: [])


def test_registering_gives_a_seat_and_a_number(session: Session) -> None:
    plan = make_plan(session, seats_per_room=1, rooms=2)
    people = [make_candidate(session, name) for name in ("陈晓明", "林佩珊")]
    made = [
        services.register(session, actor=person, uuid=plan.uuid, now=BEFORE) for person in people
    ]
    assert [(one.room, one.seat.label) for one in made] == [(1, "A-01"), (2, "A-01")]
    assert len({one.ticket_number for one in made}) == 2
    assert all(len(one.ticket_number) == 18 for one in made)


def test_registering_twice_keeps_the_seat(session: Session) -> None:
    plan, person = make_plan(session), make_candidate(session)
    made = [services.register(session, actor=person, uuid=plan.uuid, now=BEFORE) for _ in range(2)]
    assert made[0] is made[1]


def test_a_full_exam_is_full(session: Session) -> None:
    plan = make_plan(session, seats_per_room=1)
    services.register(session, actor=make_candidate(session), uuid=plan.uuid, now=BEFORE)
    with pytest.raises(ConflictError, match="All seats"):
        services.register(session, actor=make_candidate(session), uuid=plan.uuid, now=BEFORE)


def test_a_seat_taken_back_is_given_to_another(session: Session) -> None:
    plan = make_plan(session, seats_per_room=1)
    first = make_candidate(session)
    mine = services.register(session, actor=first, uuid=plan.uuid, now=BEFORE)
    services.withdraw(session, actor=first, uuid=mine.uuid, now=BEFORE)
    second = services.register(session, actor=make_candidate(session), uuid=plan.uuid, now=BEFORE)
    assert (mine.state, second.seat) == (RegistrationState.WITHDRAWN, mine.seat)
    with pytest.raises(ConflictError):
        services.register(session, actor=first, uuid=plan.uuid, now=BEFORE)


@pytest.mark.parametrize("state", [PlanState.APPROVED, PlanState.COLLECTED, PlanState.CANCELLED])
def test_registration_needs_an_open_exam(session: Session, state: PlanState) -> None:
    plan = make_plan(session, state=state)
    with pytest.raises(ConflictError):
        services.register(session, actor=make_candidate(session), uuid=plan.uuid, now=BEFORE)


def test_registration_ends(session: Session) -> None:
    plan = make_plan(session)
    with pytest.raises(ConflictError):
        services.register(
            session,
            actor=make_candidate(session),
            uuid=plan.uuid,
            now=plan.registration_ends_at + timedelta(seconds=1),
        )


def test_an_exam_of_another_city_is_not_there(session: Session) -> None:
    plan = make_plan(session, org_path="/440000/440300/")
    with pytest.raises(NotFoundError):
        services.register(session, actor=make_candidate(session), uuid=plan.uuid, now=BEFORE)


def test_another_tier_is_refused_with_its_reason(session: Session) -> None:
    plan = make_plan(session, tier=Tier.LEAD)
    with pytest.raises(ConflictError, match="LEAD"):
        services.register(session, actor=make_candidate(session), uuid=plan.uuid, now=BEFORE)


def test_hours_that_were_taken_away_close_the_registration(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(competencies, "list_required_for_exam", lambda *_a, **_k: ["EG201"])
    monkeypatch.setattr(learning, "list_finished_modules", lambda *_a: {"EG201"})
    load_courses(session, "EG201")
    candidate, plan = make_candidate(session), make_plan(session)
    record = make_hours(session, candidate.person_id, "EG201", state=HoursState.REVOKED)
    with pytest.raises(ConflictError, match="EG201"):
        services.register(session, actor=candidate, uuid=plan.uuid, now=NOW)
    record.state = HoursState.PENDING
    session.flush()
    services.register(session, actor=candidate, uuid=plan.uuid, now=NOW)


def test_unfinished_modules_are_named(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, person = make_plan(session), make_candidate(session)
    required = ["EG201", "CS103"]
    monkeypatch.setattr(competencies, "list_required_for_exam", lambda *_, **__: required)
    monkeypatch.setattr(learning, "list_finished_modules", lambda *_: {"EG201"})
    with pytest.raises(ConflictError, match="CS103"):
        services.register(session, actor=person, uuid=plan.uuid, now=BEFORE)
    assert queries.list_registrations(session, plan.id) == []
