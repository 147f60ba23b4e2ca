from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan, Sitting
from app.domain.exams.rules import SittingState
from app.domain.marking import services as marking
from app.domain.results import queries, services
from app.domain.results.models import Result
from app.domain.results.rules import Outcome, ResultState, Standing, require_transition, stand
from app.engines.scoring import USER_RULE, Grade, ItemScore
from app.kernel.actor import SYSTEM
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tests.factories import results as make
from tests.factories.exams import make_sitting
from tests.factories.results import LATER


def built(session: Session, right: int = 4, **changed: object) -> Result:
    plan = make.exam(session)
    sitting = make.hand_in(session, plan, right, **changed)  # type: ignore[arg-type]
    marking.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    made = services.build_result(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("right", "outcome", "grade"),
    [
        (4, Outcome.PASSED, Grade.GOOD),
        (3, Outcome.PASSED, Grade.PASS),
        (2, Outcome.FAILED, Grade.FAIL),
    ],
)
def test_the_outcome_follows_the_rule_of_the_sealed_paper(
    session: Session, right: int, outcome: Outcome, grade: Grade
) -> None:
    made = built(session, right)
    assert (made.total, made.max_total) == (right, 4)
    assert (made.outcome, made.grade) == (outcome, grade)
    assert [reason["rule"] for reason in made.explanation["reasons"]] == ["total", "domain.D6"]
    assert [part["code"] for part in made.domain_profile] == ["D2", "D6"]
    assert made.section_scores[0]["title"] == {"zh": "理论知识", "en": "Knowledge"}
    assert made.state is ResultState.PROVISIONAL


def test_the_unit_and_the_post_are_those_of_the_day_of_the_exam(session: Session) -> None:
    made = built(session)
    assert made.org_path == "/440000/440100/"
    assert made.org_name == "广州市政务服务和数据管理局"
    assert made.post_title == "科员"
    assert made.taken_on.isoformat() == "2026-11-24"


def test_the_same_marks_make_no_second_result(session: Session) -> None:
    made = built(session)
    again = services.build_result(session, actor=SYSTEM, sitting_id=made.sitting_id or 0, now=LATER)
    assert again is made
    assert len(session.scalars(select(Result)).all()) == 1


def test_there_is_no_result_before_there_are_marks(session: Session) -> None:
    sitting = make.hand_in(session, make.exam(session))
    assert services.build_result(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER) is None


def test_only_the_platform_makes_results(session: Session) -> None:
    one, _ = make.officers(session)
    with pytest.raises(ForbiddenError):
        services.build_result(session, actor=one, sitting_id=1, now=LATER)


def test_all_the_way_from_the_hand_in_by_facts(session: Session, connection: Connection) -> None:
    plan = make.exam(session)
    make.hand_in(session, plan, 4)
    make.hand_in(session, plan, 1)
    session.commit()
    make.worker(connection).drain()
    outcomes = session.scalars(select(Result.outcome).order_by(Result.id)).all()
    assert outcomes == [Outcome.PASSED, Outcome.FAILED]


def test_who_did_not_come_is_absent_once_the_exam_has_ended(session: Session) -> None:
    plan = make.exam(session)
    make.hand_in(session, plan, 4)
    person = make.absent(session, plan)
    waiting = make_sitting(session, plan=plan, state=SittingState.NOT_STARTED)
    with pytest.raises(ConflictError):
        services.record_absences(session, actor=SYSTEM, plan_id=plan.id, now=LATER)
    make.collected(session, plan)
    count = services.record_absences(session, actor=SYSTEM, plan_id=plan.id, now=LATER)
    assert count == 2
    assert services.record_absences(session, actor=SYSTEM, plan_id=plan.id, now=LATER) == 0
    for person_id in (person.person_id, waiting.person_id):
        found = queries.find_current(session, plan_id=plan.id, person_id=person_id)
        assert found is not None
        assert (found.outcome, found.total, found.grade) == (Outcome.ABSENT, None, None)


def remark(session: Session, made: Result) -> Result:
    """New answers came to count, so that the marks change."""
    sitting = session.get_one(Sitting, made.sitting_id)
    make.answer_again(session, sitting, dict.fromkeys((1, 2, 3)))
    marking.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    again = services.build_result(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    assert again is not None
    return again


def test_a_provisional_result_is_replaced_and_keeps_its_score(session: Session) -> None:
    made = built(session)
    again = remark(session, made)
    assert (again.number, again.total, again.is_current) == (2, 1, True)
    assert (made.total, made.state, made.is_current) == (4, ResultState.SUPERSEDED, False)
    assert again.corrects_id is None


def test_a_released_result_is_official_until_its_correction_is_released(session: Session) -> None:
    made = built(session)
    plan = session.get_one(ExamPlan, made.plan_id)
    make.release(session, plan)
    again = remark(session, made)
    assert again.corrects_id == made.id
    own = queries.list_own(session, made.person_id)
    assert [row.total for row in own] == [4]
    make.release(session, plan)
    assert made.state is ResultState.CORRECTED
    assert [row.total for row in queries.list_own(session, made.person_id)] == [1]
    assert [row.number for row in queries.list_versions(session, again)] == [2, 1]


def test_new_marks_that_change_nothing_make_no_correction(session: Session) -> None:
    made = built(session, 1)
    make.release(session, session.get_one(ExamPlan, made.plan_id))
    sitting = session.get_one(Sitting, made.sitting_id)
    make.answer_again(session, sitting, {4: None})
    marking.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    again = services.build_result(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    assert again is made


def test_a_violation_makes_a_result_void_and_it_stays_void(session: Session) -> None:
    made = built(session)
    one, _ = make.officers(session)
    with pytest.raises(InvalidError):
        services.void_result(session, actor=one, uuid=made.uuid, reason=" ", now=LATER)
    void = services.void_result(session, actor=one, uuid=made.uuid, reason="携带手机", now=LATER)
    assert (void.outcome, void.grade, void.number) == (Outcome.VOID, None, 2)
    again = remark(session, void)
    assert again.outcome is Outcome.VOID
    assert again.explanation["void"]["reason"] == "携带手机"


def test_a_void_result_needs_an_officer_of_the_unit(session: Session) -> None:
    made = built(session)
    stranger, _ = make.officers(session, path="/440000/440300/")
    with pytest.raises(NotFoundError):
        services.void_result(session, actor=stranger, uuid=made.uuid, reason="x", now=LATER)


def test_facts_for_the_certificate_are_there_after_the_release_only(session: Session) -> None:
    made = built(session)
    make.name_person(session, made.person_id, id_number="440106199001011238")
    with pytest.raises(NotFoundError):
        queries.get_certificate_facts(session, made.id)
    make.release(session, session.get_one(ExamPlan, made.plan_id))
    facts = queries.get_certificate_facts(session, made.id)
    assert facts.id_number == "440106199001011238"
    assert (facts.score, facts.grade) == (Decimal("4.0"), "GOOD")
    assert facts.sections[0].title == "理论知识"


def test_standing_by_the_rule_of_the_general_user_tier() -> None:
    marks = [
        ItemScore(1, "knowledge", "D6", 20, 40),
        ItemScore(2, "practical", "D10", 40, 60),
    ]
    found = stand(marks, USER_RULE, {})
    assert found.outcome is Outcome.PASSED
    low = stand([marks[0], ItemScore(2, "practical", "D10", 35, 60)], USER_RULE, {})
    assert low.outcome is Outcome.FAILED
    assert found != Standing(Outcome.PASSED)


def test_states_only_go_forward() -> None:
    require_transition(ResultState.CHECKED, ResultState.RELEASED)
    with pytest.raises(ConflictError):
        require_transition(ResultState.PROVISIONAL, ResultState.RELEASED)
    with pytest.raises(ConflictError):
        require_transition(ResultState.RELEASED, ResultState.PROVISIONAL)
