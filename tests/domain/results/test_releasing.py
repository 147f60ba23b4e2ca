from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.certificates.models import Certificate
from app.domain.exams.models import ExamPlan
from app.domain.jobs.models import OutboxFact
from app.domain.results import queries, services
from app.domain.results.models import Result
from app.domain.results.rules import Outcome, ResultState
from app.kernel.actor import SYSTEM, Actor, Grant, Permission, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tests.factories import results as make
from tests.factories.exams import make_candidate
from tests.factories.results import LATER

SHENZHEN = "/440000/440300/"


@pytest.fixture
def plan(session: Session, connection: Connection) -> ExamPlan:
    """An exam of the province: two passes in Guangzhou, a failure and an absence in Shenzhen."""
    plan = make.exam(session, org_path="/440000/")
    make.hand_in(session, plan, 4)
    make.hand_in(session, plan, 3)
    make.hand_in(session, plan, 1, path=SHENZHEN)
    make.absent(session, plan, SHENZHEN)
    make.collected(session, plan)
    services.record_absences(session, actor=SYSTEM, plan_id=plan.id, now=LATER)
    session.commit()
    make.worker(connection).drain()
    return plan


def states(session: Session) -> list[ResultState]:
    return list(session.scalars(select(Result.state).order_by(Result.id)))


def test_one_checks_and_another_releases(session: Session, plan: ExamPlan) -> None:
    one, other = make.officers(session)
    with pytest.raises(ConflictError):
        services.release_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)
    checked = services.check_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)
    assert len(checked) == 4
    with pytest.raises(ForbiddenError, match="yourself"):
        services.release_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)
    released = services.release_list(session, actor=other, plan_uuid=plan.uuid, now=LATER)
    assert len(released) == 4
    assert set(states(session)) == {ResultState.RELEASED}
    facts = session.scalars(
        select(OutboxFact.payload).where(OutboxFact.kind == "ResultReleased")
    ).all()
    assert sorted(fact["result_id"] for fact in facts) == sorted(row.id for row in released)
    actions = session.scalars(
        select(AuditEvent.action).where(AuditEvent.action.startswith("results.list"))
    ).all()
    assert actions == ["results.list.checked", "results.list.released"]


def test_passes_get_certificates(session: Session, plan: ExamPlan, connection: Connection) -> None:
    make.release(session, plan)
    session.commit()
    make.worker(connection).drain()
    assert len(session.scalars(select(Certificate)).all()) == 2


def test_the_platform_is_nobodys_second_person(session: Session, plan: ExamPlan) -> None:
    one, _ = make.officers(session)
    services.check_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)
    with pytest.raises(ForbiddenError):
        services.release_list(session, actor=SYSTEM, plan_uuid=plan.uuid, now=LATER)


def test_a_city_checks_and_releases_its_own_people_only(session: Session, plan: ExamPlan) -> None:
    one, other = make.officers(session, path=SHENZHEN)
    assert len(services.check_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)) == 2
    assert len(services.release_list(session, actor=other, plan_uuid=plan.uuid, now=LATER)) == 2
    outside, _ = make.officers(session, path="/440000/440500/")
    with pytest.raises(NotFoundError):
        services.check_list(session, actor=outside, plan_uuid=plan.uuid, now=LATER)


def test_nobody_releases_their_own_result(session: Session, connection: Connection) -> None:
    plan = make.exam(session)
    person = make_candidate(session)
    officer = Actor(
        person.person_id, person.full_name, person.org_path, (Grant(Role.PERSONNEL, "/440000/"),)
    )
    make.hand_in(session, plan, actor=person)
    session.commit()
    make.worker(connection).drain()
    with pytest.raises(ConflictError):
        services.check_list(session, actor=officer, plan_uuid=plan.uuid, now=LATER)
    one, _ = make.officers(session)
    services.check_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)
    with pytest.raises(ForbiddenError, match="own result"):
        services.release_list(session, actor=officer, plan_uuid=plan.uuid, now=LATER)


def test_what_waits_for_a_person_is_left_out(session: Session, plan: ExamPlan) -> None:
    row = session.scalars(select(Result).order_by(Result.id)).first()
    assert row is not None
    row.waiting = 1
    session.flush()
    one, _ = make.officers(session)
    assert len(services.check_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)) == 3
    assert row.state is ResultState.PROVISIONAL


def test_a_checked_list_can_be_given_back_with_a_reason(session: Session, plan: ExamPlan) -> None:
    one, other = make.officers(session)
    services.check_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)
    with pytest.raises(InvalidError):
        services.return_list(session, actor=other, plan_uuid=plan.uuid, reason="", now=LATER)
    services.return_list(session, actor=other, plan_uuid=plan.uuid, reason="缺考未核", now=LATER)
    assert set(states(session)) == {ResultState.PROVISIONAL}


def test_counts_of_the_list_for_the_dialogs(session: Session, plan: ExamPlan) -> None:
    one, other = make.officers(session)
    scope = one.scope(Permission.RESULTS_RESULT_RELEASE)
    counts = queries.count_list(session, plan_id=plan.id, scope=scope, person_id=one.person_id)
    assert (counts.provisional, counts.ready, counts.total) == (4, 4, 4)
    assert counts.outcomes == {
        Outcome.PASSED: 2, Outcome.FAILED: 1, Outcome.ABSENT: 1, Outcome.VOID: 0,
    }  # fmt: skip
    services.check_list(session, actor=one, plan_uuid=plan.uuid, now=LATER)
    mine = queries.count_list(session, plan_id=plan.id, scope=scope, person_id=one.person_id)
    theirs = queries.count_list(session, plan_id=plan.id, scope=scope, person_id=other.person_id)
    assert (mine.checked_by_me, mine.checked_by_others) == (4, 0)
    assert (theirs.checked_by_me, theirs.checked_by_others) == (0, 4)
    assert theirs.outcomes is not None
    assert theirs.outcomes[Outcome.PASSED] == 2


def test_the_person_sees_nothing_before_the_release(session: Session, plan: ExamPlan) -> None:
    row = session.scalars(select(Result).order_by(Result.id)).first()
    assert row is not None
    assert not queries.list_own(session, row.person_id)
    assert len(queries.list_own_open(session, row.person_id)) == 1
    with pytest.raises(NotFoundError):
        queries.get_own(session, row.uuid, person_id=row.person_id)
    make.release(session, plan)
    assert queries.get_own(session, row.uuid, person_id=row.person_id) is row
    with pytest.raises(NotFoundError):
        queries.get_own(session, row.uuid, person_id=row.person_id + 1)


def test_how_the_list_of_an_exam_stands_is_told_within_the_scope(
    session: Session, plan: ExamPlan
) -> None:
    one, _ = make.officers(session, path=SHENZHEN)
    scope = one.scope(Permission.RESULTS_RESULT_RELEASE)
    counts = queries.count_list_of(session, plan.uuid, scope=scope, person_id=one.person_id)
    assert counts is not None
    assert counts.total == 2
    elsewhere, _ = make.officers(session, path="/440000/440500/")
    scope = elsewhere.scope(Permission.RESULTS_RESULT_RELEASE)
    assert queries.count_list_of(session, plan.uuid, scope=scope, person_id=0) is None
    assert queries.count_list_of(session, uuid4(), scope=scope, person_id=0) is None


def test_a_result_knows_its_exam(session: Session, plan: ExamPlan) -> None:
    row = session.scalars(select(Result)).first()
    assert row is not None
    assert queries.plan_uuid(session, row) == plan.uuid
