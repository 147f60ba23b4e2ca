"""Asked for by one, granted by another, applied by itself, named nowhere."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.competencies import queries as competencies
from app.domain.exams import queries, services
from app.domain.exams.arrangement import Method
from app.domain.exams.models import Accommodation
from app.domain.exams.rules import PlanState
from app.domain.exams.services import AccommodationFields, RoomFields
from app.kernel.actor import Actor, Permission, Role
from app.kernel.errors import ForbiddenError, InvalidError, NotFoundError
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    make_candidate,
    make_plan,
    make_registration,
    make_staff,
)

BEFORE = NOW - timedelta(hours=3)
WISH = AccommodationFields(
    extra_percent=30, break_minutes=10, is_large_print=True, is_high_contrast=False,
    is_separate_room=True, grounds="残疾人证 44010219900101", valid_until=NOW.date(),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(competencies, "list_required_for_exam", lambda *_, **__: [])


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL)


def ask(session: Session, actor: Actor, fields: AccommodationFields = WISH) -> Accommodation:
    return services.ask_accommodation(session, actor=actor, code="", fields=fields, now=BEFORE)


def decide(
    session: Session, actor: Actor, row: Accommodation, *, is_granted: bool = True, reason: str = ""
) -> None:
    services.decide_accommodation(
        session, actor=actor, uuid=row.uuid, is_granted=is_granted, reason=reason, now=BEFORE
    )


def test_more_time_is_given_at_registration_and_when_it_is_granted_later(
    session: Session, officer: Actor
) -> None:
    person, late = make_candidate(session), make_candidate(session)
    plan = make_plan(session)
    already = make_registration(session, late, plan)
    for one in (person, late):
        decide(session, officer, ask(session, one))
    made = services.register(session, actor=person, uuid=plan.uuid, now=BEFORE)
    assert plan.minutes == 40
    assert made.extra_minutes == already.extra_minutes == 12 + 10


def test_ending_takes_it_from_exams_to_come_only(session: Session, officer: Actor) -> None:
    person = make_candidate(session)
    coming, over = make_plan(session), make_plan(session, state=PlanState.COLLECTED)
    made, past = (
        make_registration(session, person, coming),
        make_registration(session, person, over, extra_minutes=9),
    )
    row = ask(session, person)
    decide(session, officer, row)
    assert (made.extra_minutes, past.extra_minutes) == (22, 9)
    services.end_accommodation(session, actor=officer, uuid=row.uuid, reason="期满", now=BEFORE)
    assert (made.extra_minutes, past.extra_minutes) == (0, 9)


def test_who_was_granted_a_separate_room_sits_there(session: Session, officer: Actor) -> None:
    plan = make_plan(session, state=PlanState.REGISTRATION_CLOSED)
    people = [make_candidate(session, path=f"{GUANGZHOU}U{n}/") for n in range(4)]
    for person in people:
        make_registration(session, person, plan)
    decide(session, officer, ask(session, people[0]))
    rooms = [RoomFields("", 4, 8), RoomFields("", 2, 2, is_separate=True)]
    services.set_rooms(session, actor=officer, uuid=plan.uuid, rooms=rooms, now=BEFORE)
    services.arrange_seats(
        session, actor=officer, uuid=plan.uuid, method=Method.RANDOM, keep_units_apart=True,
        now=BEFORE,
    )  # fmt: skip
    where = {one.person_id: one.room for one in queries.list_registrations(session, plan.id)}
    assert [where[one.person_id] for one in people] == [2, 1, 1, 1]


def test_nobody_decides_about_what_they_asked_for(session: Session, officer: Actor) -> None:
    both = Actor(officer.person_id, officer.full_name, GUANGZHOU, officer.grants)
    person = make_candidate(session)
    row = Accommodation(
        person_id=person.person_id, org_path=GUANGZHOU, asked_by_id=both.person_id, asked_at=NOW,
        extra_percent=10, break_minutes=0, is_large_print=False, is_high_contrast=False,
        is_separate_room=False, grounds="证", valid_until=NOW.date(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    with pytest.raises(ForbiddenError):
        decide(session, both, row)
    decide(session, make_staff(session, Role.PERSONNEL), row)


def test_declining_needs_a_reason_and_another_city_sees_nothing(
    session: Session, officer: Actor
) -> None:
    row = ask(session, make_candidate(session))
    with pytest.raises(InvalidError):
        decide(session, officer, row, is_granted=False)
    stranger = make_staff(session, Role.PERSONNEL, path="/440000/440300/")
    with pytest.raises(NotFoundError):
        decide(session, stranger, row)
    assert (
        queries.list_accommodations(session, scope=stranger.scope(Permission.EXAMS_PLAN_EDIT)) == []
    )


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"extra_percent": 101}, "extra_percent"),
        ({"break_minutes": 61}, "break_minutes"),
        ({"grounds": " "}, "grounds"),
        ({"valid_until": NOW.date() - timedelta(days=2)}, "valid_until"),
        (
            {"extra_percent": 0, "break_minutes": 0, "is_large_print": False,
             "is_separate_room": False},
            "extra_percent",
        ),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_field(
    session: Session, change: dict[str, object], where: str
) -> None:
    with pytest.raises(InvalidError) as refusal:
        ask(session, make_candidate(session), replace(WISH, **change))  # type: ignore[arg-type]
    assert [one.where for one in refusal.value.problems] == [where]


def test_neither_the_log_nor_the_table_tells_the_grounds(session: Session, officer: Actor) -> None:
    person = make_candidate(session, "欧阳若兰")
    row = ask(session, person)
    decide(session, officer, row)
    logged = session.execute(
        select(AuditEvent.subject, AuditEvent.details).where(
            AuditEvent.action.startswith("exams.accommodation")
        )
    ).all()
    said = json.dumps([[subject, details] for subject, details in logged], ensure_ascii=False)
    said = said.replace(str(row.uuid), "")  # whose digits are by chance, "30" among them
    assert len(logged) == 2
    assert not any(word in said for word in ("30", "残疾", "欧阳若兰", "separate"))
    stored = session.execute(text("SELECT grounds FROM accommodation")).scalar_one()
    assert "残疾" not in stored
