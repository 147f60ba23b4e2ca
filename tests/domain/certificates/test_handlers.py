from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.domain.certificates import handlers, queries, services
from app.domain.certificates.rules import Award, ChangeState, Operation, State
from app.domain.jobs.queries import count_undelivered
from app.domain.jobs.runner import Worker
from app.domain.jobs.services import announce
from app.domain.results.facts import ResultReleased
from app.domain.results.models import Result
from app.domain.results.rules import Outcome, ResultState
from app.engines.scoring import Grade
from app.kernel.errors import ConflictError, NotFoundError
from app.kernel.tier import Tier
from tests.factories.certificates import NOW, make_award, make_officer
from tests.factories.exams import make_candidate, make_registration

UNPRINTABLE = "\U000323af"


@pytest.fixture
def released(session: Session, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Release results without exams: (award) -> hear of it."""
    known: dict[int, Award] = {}

    def award_of(_session: Session, result_id: int) -> Award:
        if result_id not in known:
            raise NotFoundError
        return known[result_id]

    def release(award: Award) -> None:
        known[award.result_id] = award
        known.pop(award.corrects_id or -1, None)
        handlers.on_result_released(session, ResultReleased(award.result_id), NOW)

    monkeypatch.setattr(handlers, "award_of", award_of)
    return release


def test_a_released_pass_is_certified_once(session: Session, released: Any) -> None:
    award = make_award(session)
    released(award)
    first = queries.find_by_result(session, award.result_id)
    released(award)
    assert first is not None
    assert queries.find_by_result(session, award.result_id) is first


def test_a_released_fail_is_not(session: Session, released: Any) -> None:
    award = make_award(session, grade="FAIL")
    released(award)
    assert queries.find_by_result(session, award.result_id) is None


def test_what_cannot_be_printed_waits_and_does_not_stop_the_worker(
    session: Session, released: Any
) -> None:
    award = make_award(session, full_name=UNPRINTABLE)
    released(award)
    assert queries.find_block(session, award.result_id) is not None


def test_a_result_corrected_before_its_turn_is_passed_over(session: Session) -> None:
    handlers.on_result_released(session, ResultReleased(987654), NOW)


def test_a_correction_replaces_the_certificate(session: Session, released: Any) -> None:
    first = make_award(session)
    released(first)
    second = make_award(session, person_id=first.person_id, corrects_id=first.result_id)
    released(second)
    released(second)
    old = queries.find_by_result(session, first.result_id)
    new = queries.find_by_result(session, second.result_id)
    assert old is not None
    assert new is not None
    assert (old.state, new.state) == (State.WITHDRAWN, State.VALID)
    (change,) = queries.list_changes(session, old.id)
    assert (change.operation, change.reason) == (Operation.REPLACE, new.number)


def test_a_correction_to_a_fail_takes_the_certificate_back(session: Session, released: Any) -> None:
    first = make_award(session)
    released(first)
    officer = make_officer(session)
    old = queries.find_by_result(session, first.result_id)
    assert old is not None
    waiting = services.propose_change(
        session, actor=officer, uuid=old.uuid, operation=Operation.SUSPEND, reason="复核期间暂扣。",
        now=NOW,
    )  # fmt: skip
    released(make_award(session, grade="FAIL", corrects_id=first.result_id))
    assert old.state is State.WITHDRAWN
    assert waiting.state is ChangeState.DECLINED


def test_a_correction_also_lifts_the_block(session: Session, released: Any) -> None:
    first = make_award(session, full_name=UNPRINTABLE)
    released(first)
    released(make_award(session, full_name="张三", corrects_id=first.result_id))
    assert queries.find_block(session, first.result_id) is None


def test_nobody_replaces_by_hand(session: Session, released: Any) -> None:
    award = make_award(session)
    released(award)
    certificate = queries.find_by_result(session, award.result_id)
    assert certificate is not None
    with pytest.raises(ConflictError, match="correct the result"):
        services.propose_change(
            session, actor=make_officer(session), uuid=certificate.uuid,
            operation=Operation.REPLACE, reason="想换一张。", now=NOW,
        )  # fmt: skip


def test_a_result_is_read_in_full(session: Session) -> None:
    candidate = make_candidate(session, "张䶮")
    registration = make_registration(session, candidate)
    result = Result(
        plan_id=registration.plan_id, person_id=candidate.person_id,
        registration_id=registration.id, number=1, full_name="张䶮", org_path=candidate.org_path,
        org_name="广州市政务服务和数据管理局", tier=Tier.USER, exam_title="2026 年度考核",
        year=2026,
        taken_on=date(2026, 11, 15), outcome=Outcome.PASSED, made_at=NOW, total=92.5,
        grade=Grade.EXCELLENT, state=ResultState.RELEASED,
        section_scores=[{"code": "practical", "title": {"zh": "上机操作"}, "points": 50.5}],
    )  # fmt: skip
    session.add(result)
    session.flush()
    handlers.on_result_released(session, ResultReleased(result.id), NOW)
    made = queries.find_by_result(session, result.id)
    assert made is not None
    assert (made.full_name, made.grade, made.facts["total"]) == ("张䶮", "EXCELLENT", "92.5")
    assert made.facts["sections"] == [["上机操作", "50.5"]]


def test_the_worker_delivers_it_in_the_same_way(
    session: Session, connection: Connection, released: Any
) -> None:
    award = make_award(session)
    released(award)
    announce(session, ResultReleased(award.result_id), now=NOW)
    session.commit()
    facts = {"ResultReleased": (ResultReleased, [handlers.on_result_released])}
    worker = Worker(bind=connection, jobs={}, facts=facts, clock=lambda: NOW)
    assert worker.drain() == 1
    assert count_undelivered(session) == 0
    assert queries.find_by_result(session, award.result_id) is not None
