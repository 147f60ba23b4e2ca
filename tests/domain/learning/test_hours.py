from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.studying import study
from app.domain.audit.models import AuditEvent
from app.domain.learning import queries, services
from app.domain.learning.models import HoursRecord
from app.domain.learning.rules import HoursState
from app.domain.people import queries as people
from app.domain.people import services as people_services
from app.domain.people.models import Person
from app.kernel.actor import SYSTEM, Actor
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError
from tests.factories.learning import (
    NOW,
    load_courses,
    make_learner,
    make_officer,
    make_unit,
    spend,
)

CODE = "EG201"


def earn(session: Session, actor: Actor, minutes: int = 60) -> HoursRecord:
    study(session, actor=actor, code=CODE, began_at=NOW, minutes=minutes)
    query = select(HoursRecord).where(HoursRecord.person_id == actor.person_id)
    return session.scalars(query).one()


def test_a_day_holds_eight_hours_and_the_rest_comes_on_the_next(session: Session) -> None:
    load_courses(session)
    learner = make_learner(session)
    now = NOW - timedelta(hours=6)
    for code in ("CS103", "EG601"):
        lesson = f"{code}-L1"
        now = spend(session, learner, code, lesson, begins=now, minutes=6 * 45, gap=55)
    now = NOW + timedelta(hours=5)
    study(session, actor=learner, code="CS103", began_at=now, minutes=1)
    study(session, actor=learner, code="EG601", began_at=now + timedelta(hours=1), minutes=1)
    assert queries.hours_totals(session, learner.person_id).verified == 8
    later = NOW + timedelta(days=1)
    spend(session, learner, "EG601", "EG601-L1", begins=later, minutes=1)
    assert queries.hours_totals(session, learner.person_id).verified == 9
    hours = queries.hours_by_module(session, learner.person_id)
    assert hours["CS103"].verified == 6
    assert hours["EG601"].verified == 3


def test_flagged_hours_wait_and_a_person_decides(session: Session) -> None:
    load_courses(session, CODE)
    unit = make_unit(session)
    learner, officer = make_learner(session, unit), make_officer(session, unit)
    night = NOW + timedelta(hours=15)
    decided_at = night + timedelta(hours=2)
    study(session, actor=learner, code=CODE, began_at=night, minutes=50)
    (record,) = queries.list_hours(session, learner.person_id)
    assert record.state is HoursState.PENDING
    assert record.evidence["flags"] == ["night"]
    assert queries.hours_totals(session, learner.person_id).verified == 0

    services.decide_hours(
        session,
        actor=officer,
        uuid=record.uuid,
        state=HoursState.VERIFIED,
        reason="值夜班",
        now=decided_at,
    )
    assert queries.hours_totals(session, learner.person_id).verified == Decimal(1)
    assert record.decisions[0].decided_by_name == officer.full_name
    services.decide_hours(
        session,
        actor=officer,
        uuid=record.uuid,
        state=HoursState.REVOKED,
        reason="查实",
        now=decided_at,
    )
    assert queries.hours_totals(session, learner.person_id).revoked == Decimal(1)
    spend(session, learner, CODE, "practice", begins=night + timedelta(hours=3), minutes=10)
    assert queries.count_hours(session, learner.person_id) == 1


def test_only_the_personnel_office_of_the_unit_decides(session: Session) -> None:
    load_courses(session, CODE)
    unit = make_unit(session)
    learner = make_learner(session, unit)
    record = earn(session, learner)
    own = Actor(learner.person_id, learner.full_name, unit.path, make_officer(session, unit).grants)
    for actor in (learner, own, make_officer(session, make_unit(session))):
        with pytest.raises(ForbiddenError):
            services.decide_hours(
                session, actor=actor, uuid=record.uuid, state=HoursState.REVOKED, reason="x",
                now=NOW,
            )  # fmt: skip


@pytest.mark.parametrize("state", [HoursState.PENDING, HoursState.RETURNED, HoursState.VERIFIED])
def test_verified_hours_can_only_be_revoked(session: Session, state: HoursState) -> None:
    load_courses(session, CODE)
    unit = make_unit(session)
    record = earn(session, make_learner(session, unit))
    officer = make_officer(session, unit)
    with pytest.raises(ForbiddenError):
        services.decide_hours(
            session, actor=officer, uuid=record.uuid, state=state, reason="x", now=NOW
        )
    with pytest.raises(InvalidError):
        services.decide_hours(
            session, actor=officer, uuid=record.uuid, state=HoursState.REVOKED, reason=" ", now=NOW
        )


def test_hours_belong_to_the_unit_of_the_day(session: Session) -> None:
    load_courses(session, CODE)
    old, new = make_unit(session), make_unit(session)
    learner = make_learner(session, old)
    record = earn(session, learner)
    person = session.get_one(Person, learner.person_id)
    people_services.move_person(
        session, actor=SYSTEM, person=person, organization=new, post_title="科员",
        starts_on=(NOW + timedelta(days=5)).date(), now=NOW,
    )  # fmt: skip
    later = NOW + timedelta(days=9)
    spend(session, learner, CODE, "practice", begins=later, minutes=60)
    paths = [one.org_path for one in queries.list_hours(session, learner.person_id)]
    assert paths == [new.path, new.path, old.path]
    assert record.org_path == old.path
    assert people.get_posting(session, learner.person_id, later.date()).org_path == new.path


def test_every_credit_and_decision_is_audited(session: Session) -> None:
    load_courses(session, CODE)
    earn(session, make_learner(session))
    actions = session.scalars(select(AuditEvent.action)).all()
    assert "learning.module.finished" in actions
    assert actions.count("learning.hours.credited") == 1


def test_the_ledger_is_counted_by_year(session: Session) -> None:
    load_courses(session, CODE)
    learner = make_learner(session)
    earn(session, learner)
    assert queries.list_hours_years(session, learner.person_id) == [2026]
    assert queries.hours_totals(session, learner.person_id, year=2025).verified == 0
    assert queries.hours_totals(session, learner.person_id, year=2026).verified == 1
    assert queries.hours_by_module(session, learner.person_id, year=2025) == {}


def test_revoked_hours_can_be_earned_anew_by_learning_again(session: Session) -> None:
    load_courses(session, CODE)
    unit = make_unit(session)
    learner, officer = make_learner(session, unit), make_officer(session, unit)
    record = earn(session, learner, minutes=400)
    assert record.hours == 2
    revoked_at = NOW + timedelta(hours=9)
    services.decide_hours(
        session, actor=officer, uuid=record.uuid, state=HoursState.REVOKED, reason="查实",
        now=revoked_at,
    )  # fmt: skip
    assert queries.list_taken_away(session, learner.person_id) == {CODE}
    later = NOW + timedelta(days=1)
    spend(session, learner, CODE, "practice", begins=later, minutes=10)
    assert queries.count_hours(session, learner.person_id) == 1, "no old time is credited"
    spend(session, learner, CODE, "practice", begins=later + timedelta(hours=1), minutes=60)
    spend(session, learner, CODE, "practice", begins=later + timedelta(hours=3), minutes=1)
    totals = queries.hours_totals(session, learner.person_id)
    assert (totals.verified, totals.revoked) == (Decimal("1.5"), Decimal("2.0"))
    assert queries.list_taken_away(session, learner.person_id) == set()


def test_returned_hours_are_handed_in_again_with_a_word(session: Session) -> None:
    load_courses(session, CODE)
    unit = make_unit(session)
    learner, officer = make_learner(session, unit), make_officer(session, unit)
    study(session, actor=learner, code=CODE, began_at=NOW + timedelta(hours=15), minutes=50)
    (record,) = queries.list_hours(session, learner.person_id)

    def decide(state: HoursState, seen: int) -> None:
        services.decide_hours(
            session, actor=officer, uuid=record.uuid, state=state, reason="请说明", now=NOW,
            seen=seen,
        )  # fmt: skip

    decide(HoursState.RETURNED, 0)
    assert queries.list_taken_away(session, learner.person_id) == {CODE}
    other = make_learner(session, unit)
    for actor in (officer, other):
        with pytest.raises(ForbiddenError):
            services.resubmit_hours(session, actor=actor, uuid=record.uuid, words="甲", now=NOW)
    for words in (" ", "字" * 501):
        with pytest.raises(InvalidError):
            services.resubmit_hours(session, actor=learner, uuid=record.uuid, words=words, now=NOW)
    services.resubmit_hours(session, actor=learner, uuid=record.uuid, words="值夜班", now=NOW)
    assert record.state is HoursState.PENDING
    assert queries.list_taken_away(session, learner.person_id) == set()
    with pytest.raises(ConflictError, match=learner.full_name):
        decide(HoursState.VERIFIED, 1)
    decide(HoursState.VERIFIED, 2)
    with pytest.raises(ForbiddenError):
        services.resubmit_hours(session, actor=learner, uuid=record.uuid, words="甲", now=NOW)
    assert [one.state.value for one in record.decisions] == ["returned", "pending", "verified"]
    news = queries.list_news(session, learner.person_id, since=NOW - timedelta(days=1))
    assert [one.uuid for one in news] == [record.uuid]
    actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("learning.hours.resubmitted") == 1
