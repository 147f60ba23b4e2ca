"""Files graded anew: a preview that changes nothing, two officers, gradings beside the old ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.jobs import services as jobs
from app.domain.jobs.models import Job
from app.domain.jobs.rules import JobState
from app.domain.marking import grader, queries, services
from app.domain.marking.grader import Graded
from app.domain.marking.models import Marking, PracticalGrading, Regrade, RegradedFile
from app.domain.marking.rules_regrades import Mode, RegradeState, changes
from app.domain.results.models import Result
from app.domain.results.rules import ResultState
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.kernel.scope import EVERYTHING
from app.reports.regrades import get_regrade_report, list_options
from app.store.files import FileStore
from tests.factories import doubts
from tests.factories import results as make
from tests.factories.exams import make_staff
from tests.factories.regrades import A, B, Mended, mended
from tests.factories.results import LATER

GAINS, LOSES, SAME, WAITS = b"PK gains", b"PK loses", b"PK same", b"PK waits"
NEW = {
    GAINS: doubts.grading(A | {"status": "pass", "score": 2.0}, B),
    LOSES: doubts.grading(A, B | {"status": "partial", "score": 1.0}),
    SAME: doubts.grading(A, B),
    WAITS: doubts.grading(A | {"status": "review"}, B),
}


@pytest.fixture(autouse=True)
def graded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files that the grader was given, in order; it says what `NEW` says."""
    monkeypatch.setattr(FileStore, "_root", tmp_path)
    seen: list[bytes] = []

    def grade(task: Mapping[str, Any], data: bytes, _seed: int, **_: Any) -> Graded:
        assert task["title"] == "会议纪要（改正）"
        seen.append(data)
        return Graded(dict(NEW[data]) | {"version": "v2"}, is_sound=True)

    monkeypatch.setattr(grader, "grade", grade)
    return seen


def opened(session: Session, connection: Connection, case: Mended, actor: Actor) -> Regrade:
    """A regrade whose preview is complete."""
    make.worker(connection).drain()
    made = services.open_regrade(
        session, actor=actor, plan_uuid=case.plan.uuid, item_uuid=case.asked.item.uuid,
        number=2, now=LATER,
    )  # fmt: skip
    session.commit()
    make.worker(connection).drain()
    session.expire_all()
    return made


def points(session: Session, case: Mended) -> list[float]:
    found = []
    for sitting in case.sittings:
        latest = queries.find_latest(session, sitting.id)
        assert latest is not None
        found.append(queries.get_mark(session, latest.id, 2).points)
    return found


def count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count(table.id))) or 0


def test_a_preview_changes_nothing_and_shows_what_would_change(
    session: Session, connection: Connection
) -> None:
    case = mended(session, GAINS, LOSES, SAME, WAITS)
    one, _ = make.officers(session)
    found = opened(session, connection, case, one)
    assert found.state is RegradeState.READY
    assert (count(session, PracticalGrading), count(session, Marking)) == (4, 4)
    assert points(session, case) == [2, 2, 2, 2]
    report = get_regrade_report(session, found, scope=EVERYTHING)
    assert (report.files, report.up, report.down, report.same, report.waits) == (4, 1, 1, 1, 1)
    assert report.to_count == {Mode.FAVOUR: 1, Mode.ALL: 4}
    assert report.distribution == [(-1.0, 1), (0.0, 1), (2.0, 1)]
    assert [(c.id, c.gains, c.losses, c.others) for c in report.checks] == [
        ("a", 1, 0, 1), ("b", 0, 1, 0),
    ]  # fmt: skip
    assert (report.passes, report.fails) == (0, 1)  # 3 of 5 passed, 2 of 5 do not
    options = list_options(session, plan=case.plan.uuid, scope=EVERYTHING)
    assert [(o.number, o.is_asked, o.is_published) for o in options] == [
        (2, False, True), (1, True, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "expected", "gradings"), [(Mode.FAVOUR, [4, 2, 2], 4), (Mode.ALL, [4, 1, 2], 6)]
)
def test_two_officers_let_new_gradings_count_beside_the_old_ones(
    session: Session, connection: Connection, mode: Mode, expected: list[float], gradings: int
) -> None:
    case = mended(session, GAINS, LOSES, SAME)
    one, other = make.officers(session)
    found = opened(session, connection, case, one)
    make.release(session, case.plan)
    session.commit()
    make.worker(connection).drain()
    services.propose_regrade(
        session, actor=one, uuid=found.uuid, mode=mode, reason="评分项有误", now=LATER
    )
    with pytest.raises(ForbiddenError):
        services.approve_regrade(session, actor=one, uuid=found.uuid, now=LATER)
    services.approve_regrade(session, actor=other, uuid=found.uuid, now=LATER)
    session.commit()
    make.worker(connection).drain()
    session.expire_all()
    assert found.state is RegradeState.APPLIED
    assert points(session, case) == expected
    assert count(session, PracticalGrading) == gradings
    corrections = session.scalars(select(Result).where(Result.corrects_id.is_not(None))).all()
    assert len(corrections) == sum(new != 2 for new in expected)
    assert {row.state for row in corrections} == {ResultState.PROVISIONAL}
    released = session.scalars(select(Result).where(Result.state == ResultState.RELEASED)).all()
    assert len(released) == 3  # official until two officers release the corrections
    actions = set(session.scalars(select(AuditEvent.action)))
    verbs = ("opened", "previewed", "proposed", "approved", "files-applied", "applied")
    assert {f"marking.regrade.{verb}" for verb in verbs} <= actions


def test_applying_again_adds_nothing(session: Session, connection: Connection) -> None:
    case = mended(session, GAINS, SAME)
    one, other = make.officers(session)
    found = opened(session, connection, case, one)
    services.propose_regrade(
        session, actor=one, uuid=found.uuid, mode=Mode.ALL, reason="评分项有误", now=LATER
    )
    services.approve_regrade(session, actor=other, uuid=found.uuid, now=LATER)
    assert services.apply_some(session, actor=SYSTEM, regrade_id=found.id, now=LATER) == 2
    before = (count(session, PracticalGrading), count(session, Marking))
    services.continue_regrade(session, actor=other, uuid=found.uuid, now=LATER)
    session.commit()
    make.worker(connection).drain()  # the job of the approval, and the one that goes on
    session.expire_all()
    assert (count(session, PracticalGrading), count(session, Marking)) == before
    assert found.state is RegradeState.APPLIED


def test_a_stopped_preview_goes_on_where_it_was(
    session: Session, connection: Connection, graded: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = mended(session, GAINS, LOSES, SAME)
    one, _ = make.officers(session)
    grade = grader.grade

    def killed(task: Any, data: bytes, seed: int, **more: Any) -> Graded:
        if len(graded) == 2:
            raise KeyboardInterrupt  # nothing after this line of the worker runs
        return grade(task, data, seed, **more)

    monkeypatch.setattr(grader, "grade", killed)
    with pytest.raises(KeyboardInterrupt):
        opened(session, connection, case, one)
    session.rollback()
    assert count(session, RegradedFile) == 2
    monkeypatch.setattr(grader, "grade", grade)
    found = session.scalars(select(Regrade)).one()
    assert found.state is RegradeState.PREVIEWING
    later = LATER.replace(hour=LATER.hour + 1)  # the lease has ended
    make.worker(connection, later).drain()
    session.expire_all()
    assert (found.state, len(graded)) == (RegradeState.READY, 3)


def test_a_cancelled_preview_is_taken_up_again_or_closed(
    session: Session, connection: Connection
) -> None:
    case = mended(session, SAME)
    one, _ = make.officers(session)
    make.worker(connection).drain()
    found = services.open_regrade(
        session, actor=one, plan_uuid=case.plan.uuid, item_uuid=case.asked.item.uuid, number=2,
        now=LATER,
    )  # fmt: skip
    job = session.get_one(Job, found.job_id)
    jobs.cancel(session, actor=one, uuid=job.uuid, now=LATER)
    session.commit()
    make.worker(connection).drain()
    assert (job.state, found.state) == (JobState.CANCELLED, RegradeState.PREVIEWING)
    services.continue_regrade(session, actor=one, uuid=found.uuid, now=LATER)
    session.commit()
    make.worker(connection).drain()
    session.expire_all()
    assert found.state is RegradeState.READY
    closed = services.close_regrade(
        session, actor=one, uuid=found.uuid, reason="改用下一版", now=LATER
    )
    assert closed.state is RegradeState.CLOSED


def test_what_a_person_decided_stays(session: Session, connection: Connection) -> None:
    case = mended(session, GAINS)
    waiting = doubts.graded(session, case.plan, doubts.grading(A | {"status": "review"}, B), WAITS)
    one, other = make.officers(session)
    services.decide(
        session, actor=one, sitting_id=waiting.id, position=2, points=3, reason="看过文件",
        now=LATER,
    )  # fmt: skip
    found = opened(session, connection, case, one)
    report = get_regrade_report(session, found, scope=EVERYTHING)
    assert (report.files, report.fixed, report.up) == (2, 1, 1)
    services.propose_regrade(
        session, actor=one, uuid=found.uuid, mode=Mode.ALL, reason="评分项有误", now=LATER
    )
    services.approve_regrade(session, actor=other, uuid=found.uuid, now=LATER)
    session.commit()
    make.worker(connection).drain()
    latest = queries.find_latest(session, waiting.id)
    assert latest is not None
    assert queries.get_mark(session, latest.id, 2).points == 3


def test_a_refused_proposal_is_ready_again(session: Session, connection: Connection) -> None:
    case = mended(session, GAINS, LOSES)
    one, other = make.officers(session)
    found = opened(session, connection, case, one)
    with pytest.raises(InvalidError):
        services.propose_regrade(
            session, actor=one, uuid=found.uuid, mode=Mode.ALL, reason=" ", now=LATER
        )
    with pytest.raises(ConflictError):
        services.approve_regrade(session, actor=other, uuid=found.uuid, now=LATER)
    with pytest.raises(ConflictError):
        services.refuse_regrade(session, actor=other, uuid=found.uuid, reason="不对", now=LATER)
    services.propose_regrade(
        session, actor=one, uuid=found.uuid, mode=Mode.ALL, reason="评分项有误", now=LATER
    )
    with pytest.raises(ForbiddenError):
        services.refuse_regrade(session, actor=one, uuid=found.uuid, reason="不对", now=LATER)
    services.refuse_regrade(session, actor=other, uuid=found.uuid, reason="宜从宽", now=LATER)
    assert (found.state, found.note, found.mode) == (RegradeState.READY, "宜从宽", None)
    services.propose_regrade(
        session, actor=one, uuid=found.uuid, mode=Mode.FAVOUR, reason="评分项有误", now=LATER
    )
    assert found.state is RegradeState.PROPOSED


def test_nothing_to_gain_is_not_proposed(session: Session, connection: Connection) -> None:
    case = mended(session, LOSES)
    one, _ = make.officers(session)
    found = opened(session, connection, case, one)
    with pytest.raises(ConflictError):
        services.propose_regrade(
            session, actor=one, uuid=found.uuid, mode=Mode.FAVOUR, reason="有误", now=LATER
        )


@pytest.mark.parametrize("changed", [{"starter": {}}, {"vars": {"x": 1}}, {"module": "sheet"}])
def test_a_version_that_gives_another_file_grades_nothing(
    session: Session, changed: dict[str, Any]
) -> None:
    case = mended(session, SAME, **changed)
    one, _ = make.officers(session)
    with pytest.raises(ConflictError, match="another file"):
        services.open_regrade(
            session, actor=one, plan_uuid=case.plan.uuid, item_uuid=case.asked.item.uuid,
            number=2, now=LATER,
        )  # fmt: skip


def test_one_regrade_at_a_time_by_officers_of_the_exam_alone(
    session: Session, connection: Connection
) -> None:
    case = mended(session, SAME)
    one, _ = make.officers(session)
    open_second = partial(
        services.open_regrade, session, plan_uuid=case.plan.uuid, item_uuid=case.asked.item.uuid,
        number=2, now=LATER,
    )  # fmt: skip
    found = opened(session, connection, case, one)
    with pytest.raises(ConflictError):
        open_second(actor=one)
    stranger = make_staff(session, Role.PERSONNEL, path="/440000/440300/")
    trainer = make_staff(session, Role.TRAINER)
    for actor in (stranger, trainer):
        with pytest.raises(NotFoundError):
            open_second(actor=actor)
        with pytest.raises(NotFoundError):
            services.approve_regrade(session, actor=actor, uuid=found.uuid, now=LATER)


def test_changes_name_what_came_out_otherwise_also_new_and_dropped_checks() -> None:
    guard = {"id": "g", "title": "G", "deducted": 0.0}
    old = {"checks": [A, B, doubts.check("c", "pass", 2.0)], "guards": [guard]}
    new = {
        "checks": [A, B | {"status": "fail", "score": 0.0}, doubts.check("d", "pass", 2.0)],
        "guards": [guard | {"deducted": 2.0}],
    }
    found = {one["id"]: (one["old"], one["new"]) for one in changes(old, new)}
    assert set(found) == {"b", "c", "d", "g"}
    assert found["c"][1] is None
    assert found["d"][0] is None
    assert found["g"][1] == {"score": -2.0, "status": "fail"}
    assert changes(old, old) == []
