"""What a person is told of a corrected result, and what becomes of the certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.certificates import queries as certificates
from app.domain.certificates import services as certifying
from app.domain.certificates.rules import Operation, State
from app.domain.exams import services as exams
from app.domain.exams.rules_plans import PlanState
from app.domain.marking import grader, services
from app.domain.marking.grader import Graded
from app.domain.marking.models import Regrade
from app.domain.marking.rules_regrades import Mode
from app.domain.results.models import Result
from app.domain.results.rules import Outcome, ResultState
from app.kernel.actor import Actor, Grant, Role
from app.kernel.errors import ConflictError
from app.reports.corrections import Correction, find_correction, list_corrections
from app.reports.regrades import Effect, get_effect
from tests.factories import doubts
from tests.factories import results as make
from tests.factories.regrades import A, B, Mended, mended
from tests.factories.results import LATER

DAY = timedelta(days=1)
GRADED, RELEASED = LATER + DAY, LATER + 2 * DAY
REASON = "评分项“页边距”误判了按厘米填写的数值"
GAINS, LOSES, SAME, WAITS = b"PK gains", b"PK loses", b"PK same", b"PK waits"
NEW = {
    GAINS: doubts.grading(A | {"status": "pass", "score": 2.0}, B),
    LOSES: doubts.grading(A, B | {"status": "fail", "score": 0.0}),
    SAME: doubts.grading(A, B),
    WAITS: doubts.grading(A | {"status": "review"}, B),
}


@pytest.fixture(autouse=True)
def _grader(_files: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def grade(_task: Mapping[str, Any], data: bytes, _seed: int, **_: Any) -> Graded:
        return Graded(dict(NEW[data]) | {"version": "v2"}, is_sound=True)

    monkeypatch.setattr(grader, "grade", grade)


def exam(session: Session, connection: Connection, *files: bytes) -> Mended:
    """An exam whose results were released."""
    case = mended(session, *files)
    case.plan.org_path = "/440000/"
    make.worker(connection).drain()
    make.release(session, case.plan)
    session.commit()
    make.worker(connection).drain()
    return case


def regrade(session: Session, connection: Connection, case: Mended) -> Regrade:
    """Graded anew a day later, for all."""
    one, other = make.officers(session)
    found = services.open_regrade(
        session, actor=one, plan_uuid=case.plan.uuid, item_uuid=case.asked.item.uuid,
        number=2, now=GRADED,
    )  # fmt: skip
    session.commit()
    make.worker(connection, GRADED).drain()
    session.expire_all()
    services.propose_regrade(
        session, actor=one, uuid=found.uuid, mode=Mode.ALL, reason=REASON, now=GRADED
    )
    services.approve_regrade(session, actor=other, uuid=found.uuid, now=GRADED)
    session.commit()
    make.worker(connection, GRADED).drain()
    session.expire_all()
    return found


def release(session: Session, connection: Connection, case: Mended) -> None:
    make.release(session, case.plan, RELEASED)
    session.commit()
    make.worker(connection, RELEASED).drain()
    session.expire_all()


def told(session: Session, case: Mended, number: int = 0) -> Correction:
    [found] = list_corrections(session, case.sittings[number].person_id, now=RELEASED)
    return found


@pytest.mark.parametrize(
    ("file", "totals", "outcome"),
    [(GAINS, (3, 5), Outcome.PASSED), (LOSES, (3, 1), Outcome.FAILED)],
)
def test_a_correction_says_from_what_to_what_why_and_until_when(
    session: Session,
    connection: Connection,
    file: bytes,
    totals: tuple[float, float],
    outcome: Outcome,
) -> None:
    case = exam(session, connection, file)
    before = certificates.find_by_result(session, session.scalars(select(Result.id)).one())
    assert before is not None
    regrade(session, connection, case)
    assert list_corrections(session, case.sittings[0].person_id, now=GRADED) == []
    release(session, connection, case)
    found = told(session, case)
    assert (found.old.total, found.new.total, found.new.outcome) == (*totals, outcome)
    assert [(part.old, part.new) for part in found.sections] == [(2, 2 + totals[1] - totals[0])]
    assert [(one.task, one.reason) for one in found.causes] == [("会议纪要（改正）", REASON)]
    assert found.review_ends == (RELEASED + 30 * DAY).date()
    assert found.old_certificate is before
    assert before.state is State.WITHDRAWN
    assert (found.new_certificate is not None) == (outcome is Outcome.PASSED)
    assert list_corrections(session, found.new.person_id, now=RELEASED + 31 * DAY) == []


def test_a_correction_is_audited_with_its_release_and_reviews_stay_open(
    session: Session, connection: Connection
) -> None:
    case = exam(session, connection, GAINS, SAME)
    case.plan.state, case.plan.review_ends_on = PlanState.FINALISED, LATER.date()
    regrade(session, connection, case)
    release(session, connection, case)
    [event] = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "results.result.corrected")
    )
    assert event.details["total"] == [3, 5]
    assert case.plan.review_ends_on == (RELEASED + 30 * DAY).date()
    officer, _ = make.officers(session)
    with pytest.raises(ConflictError, match="Archive after that"):
        exams.archive_plan(session, actor=officer, uuid=case.plan.uuid, now=RELEASED)
    exams.archive_plan(session, actor=officer, uuid=case.plan.uuid, now=RELEASED + 31 * DAY)


@pytest.mark.parametrize(
    ("operation", "state"), [(Operation.REVOKE, None), (Operation.SUSPEND, State.SUSPENDED)]
)
def test_a_correction_lifts_no_sanction(
    session: Session, connection: Connection, operation: Operation, state: State | None
) -> None:
    case = exam(session, connection, GAINS)
    before = certificates.find_by_result(session, session.scalars(select(Result.id)).one())
    assert before is not None
    one, other = make.officers(session)
    change = certifying.propose_change(
        session, actor=one, uuid=before.uuid, operation=operation, reason="替考，正在核查",
        now=LATER,
    )  # fmt: skip
    certifying.confirm_change(session, actor=other, uuid=change.uuid, now=LATER)
    regrade(session, connection, case)
    release(session, connection, case)
    found = told(session, case)
    made = found.new_certificate
    assert (made.state if made else None) is state
    assert (found.ended is before) == (state is None)
    if made is not None:
        assert certificates.list_changes(session, made.id)[0].reason == "替考，正在核查"


def test_what_a_person_judged_is_a_cause_too(session: Session, connection: Connection) -> None:
    case = exam(session, connection, WAITS)
    assert find_correction(session, session.scalars(select(Result)).one()) is None
    regrade(session, connection, case)
    officer, _ = make.officers(session)
    services.decide(
        session, actor=officer, sitting_id=case.sittings[0].id, position=2, points=4,
        reason="另存的文件也符合要求", now=GRADED + DAY / 2,
    )  # fmt: skip
    session.commit()
    make.worker(connection, RELEASED).drain()
    release(session, connection, case)
    causes = told(session, case).causes
    assert [one.reason for one in causes] == [REASON, "另存的文件也符合要求"]
    assert [bool(one.task) for one in causes] == [True, False]


@pytest.mark.parametrize(
    ("files", "is_released", "expected"),
    [
        ((SAME, SAME), True, Effect(0, 0, 0)),
        ((GAINS, SAME), False, Effect(1, 0, 0)),
        ((GAINS, LOSES, SAME), True, Effect(0, 2, 2)),
    ],
)
def test_the_effect_of_a_regrade_is_told_as_it_is(
    session: Session,
    connection: Connection,
    files: tuple[bytes, ...],
    is_released: bool,  # noqa: FBT001
    expected: Effect,
) -> None:
    case = exam(session, connection, *files) if is_released else mended(session, *files)
    make.worker(connection).drain()
    found = regrade(session, connection, case)
    assert get_effect(session, found) == expected
    if expected.corrected:
        release(session, connection, case)
        assert get_effect(session, found) == Effect(0, 2, 0)


def test_the_person_reads_it_on_the_first_page_and_on_the_slip(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    sign_in_as: Callable[[Actor], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = exam(session, connection, GAINS)
    regrade(session, connection, case)
    release(session, connection, case)
    found = told(session, case)
    person = Actor(found.new.person_id, "陈", found.new.org_path, (Grant(Role.LEARNER, "/"),))
    sign_in_as(person)
    before = client.application.before_request_funcs
    at = {**before, None: [*before[None], lambda: setattr(g, "now", RELEASED)]}
    monkeypatch.setattr(client.application, "before_request_funcs", at)
    for address in ("/learn/", f"/my/results/{found.new.uuid}"):
        page = client.get(address).text
        assert REASON in page, address
        assert "3 → <b>5</b>" in page, address
        assert "申请复核" in page, address
        assert found.new_certificate is not None
        assert found.new_certificate.number in page, address
    assert "更正" in client.get("/my/results").text
    earlier = client.get(f"/my/results/{found.old.uuid}").text
    assert f"/my/results/{found.new.uuid}" in earlier
    assert found.old.state is ResultState.CORRECTED
