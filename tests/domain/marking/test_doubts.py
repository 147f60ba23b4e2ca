from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams.models import ExamPlan
from app.domain.marking import queries, rules_doubts, services
from app.domain.marking.models import Doubt, ItemMark, Marking, Verdict
from app.domain.marking.queries import DoubtFilters
from app.domain.marking.rules_doubts import Given, Settled
from app.domain.results.models import Result
from app.engines.items import Status
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.store.files import FileStore
from tests.factories import doubts as make
from tests.factories import results as make_results
from tests.factories.exams import NOW, make_staff
from tests.factories.results import LATER

SHENZHEN = "/440000/440300/"
OPEN = make.grading(
    make.check("a", "pass", 2.0), make.check("b", "review", 0.5), make.check("c", "review", 0.0)
)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "_root", tmp_path)


def marker(session: Session, **where: str) -> Actor:
    return make_staff(session, Role.MARKER, **where)


def judge(session: Session, actor: Actor, doubt: Doubt, points: float, **more: Any) -> Doubt:
    fields: dict[str, Any] = {"reason": "看过文件。", "seen": doubt.version, "now": LATER}
    return services.judge(session, actor=actor, uuid=doubt.uuid, points=points, **(fields | more))


def mark_of(session: Session, sitting_id: int, position: int = 2) -> ItemMark:
    latest = queries.find_latest(session, sitting_id)
    assert latest is not None
    return queries.get_mark(session, latest.id, position)


def open_ones(session: Session, actor: Actor, state: str = "open") -> list[str]:
    found = queries.list_doubts(
        session, scope=actor.scope(services.judging.JUDGE), filters=DoubtFilters(state=state),
        reader_id=actor.person_id,
    )  # fmt: skip
    return [one.check_id for one in found]


def test_each_open_check_is_a_doubt_of_its_own(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    found = make.doubts_of(session, sitting)
    assert [(one.check_id, one.max_points, one.proven) for one in found] == [
        ("b", 2, 0.5), ("c", 2, 0),
    ]  # fmt: skip
    assert (found[0].title, found[0].item_title) == ("检查b", "通知")


def test_marking_again_asks_nothing_twice(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    assert len(make.doubts_of(session, sitting)) == 2


@pytest.mark.parametrize(
    "found",
    [
        make.grading(make.check("a", "review", 0), make.check("b", "review", 0)),
        make.grading(),
    ],
)
def test_a_file_that_no_machine_could_read_is_judged_as_a_whole(
    session: Session, found: dict[str, Any]
) -> None:
    sitting = make.graded(session, make.plan_with_file(session), {**found, "status": "review"})
    assert [(one.check_id, one.max_points) for one in make.doubts_of(session, sitting)] == [
        ("", 1.0)
    ]


def test_what_a_person_judged_enters_the_score(session: Session, connection: Connection) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    one, other = make.doubts_of(session, sitting)
    actor = marker(session)
    judge(session, actor, one, 2)
    assert mark_of(session, sitting.id).status is Status.REVIEW
    judge(session, actor, other, 1, reason="只做了一半。")
    mark = mark_of(session, sitting.id)
    assert (mark.status, mark.points) == (Status.PARTIAL, 0.83)
    checks = {check["id"]: check for check in mark.explanation["grading"]["checks"]}
    assert checks["c"]["decision"]["reason"] == "只做了一半。"
    assert (checks["b"]["status"], checks["c"]["status"]) == ("pass", "partial")
    session.commit()
    make_results.worker(connection).drain()
    session.expire_all()
    assert session.scalars(select(Result.waiting).order_by(Result.id.desc())).first() == 0


def test_marks_are_added_and_never_changed(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    one, _other = make.doubts_of(session, sitting)
    judge(session, marker(session), one, 2)
    assert session.scalar(select(func.count(Marking.id))) == 2
    old = session.scalars(select(ItemMark).where(ItemMark.position == 2)).first()
    assert old is not None
    assert "decision" not in old.explanation["grading"]["checks"][1]


def test_an_essay_is_judged_as_a_whole(session: Session) -> None:
    sitting = make.essay(session)
    (one,) = make.doubts_of(session, sitting)
    judge(session, marker(session), one, 0.5)
    mark = mark_of(session, sitting.id, 1)
    assert (mark.points, mark.status) == (0.5, Status.PARTIAL)
    assert mark.explanation["decision"]["reason"] == "看过文件。"


@pytest.mark.parametrize(
    ("points", "reason", "where"),
    [(2.5, "好", "points"), (-1, "好", "points"), (1, "  ", "reason"), (1, "长" * 501, "reason")],
)
def test_a_judgement_must_be_sound(
    session: Session, points: float, reason: str, where: str
) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    with pytest.raises(InvalidError) as caught:
        judge(session, marker(session), make.doubts_of(session, sitting)[0], points, reason=reason)
    assert [problem.where for problem in caught.value.problems] == [where]


def test_a_stale_page_judges_nothing(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    one = make.doubts_of(session, sitting)[0]
    with pytest.raises(ConflictError):
        judge(session, marker(session), one, 2, seen=one.version + 1)
    judge(session, marker(session), one, 2)
    with pytest.raises(ConflictError):
        judge(session, marker(session), one, 0)
    assert session.scalar(select(func.count(Verdict.id))) == 1


def test_markers_see_their_part_of_the_tree_and_never_their_own_answers(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    one = make.doubts_of(session, sitting)[0]
    assert open_ones(session, marker(session)) == ["b", "c"]
    stranger = marker(session, path=SHENZHEN)
    assert open_ones(session, stranger) == []
    with pytest.raises(NotFoundError):
        judge(session, stranger, one, 2)
    officer = make_staff(session, Role.MARKER)
    own = Actor(sitting.person_id, "本人", officer.org_path, officer.grants)
    assert open_ones(session, own) == []
    with pytest.raises(ForbiddenError):
        judge(session, own, one, 2)
    with pytest.raises(NotFoundError):
        judge(session, make_staff(session, Role.TRAINER), one, 2)


def two_readers(session: Session, plan: ExamPlan) -> None:
    officer = make_results.officers(session)[0]
    services.set_readers(session, actor=officer, plan_uuid=plan.uuid, readers=2, now=NOW)


def test_two_markers_who_agree_settle_a_check(session: Session) -> None:
    plan = make.plan_with_file(session)
    two_readers(session, plan)
    one = make.doubts_of(session, make.graded(session, plan, OPEN))[0]
    first, second = marker(session), marker(session)
    judge(session, first, one, 2)
    assert one.settled_at is None
    assert "b" not in open_ones(session, first)
    with pytest.raises(ConflictError):
        judge(session, first, one, 2)
    assert "b" in open_ones(session, second)
    judge(session, second, one, 2)
    assert (one.points, one.needs_third) == (2, False)


def test_where_two_markers_differ_a_third_decides(session: Session) -> None:
    plan = make.plan_with_file(session)
    two_readers(session, plan)
    one = make.doubts_of(session, make.graded(session, plan, OPEN))[0]
    first, second, third = (marker(session) for _ in range(3))
    judge(session, first, one, 2)
    stale = one.version
    judge(session, second, one, 0)
    assert (one.needs_third, one.settled_at) == (True, None)
    with pytest.raises(ConflictError):
        judge(session, third, one, 1, seen=stale)
    for again in (first, second):
        with pytest.raises(ConflictError):
            judge(session, again, one, 1)
    judge(session, third, one, 0.5)
    assert one.points == 0.5


@pytest.mark.parametrize(
    ("points", "readers", "whole", "expected"),
    [
        ([2], 1, False, 2),
        ([2], 2, False, None),
        ([2, 2], 2, False, 2),
        ([2, 1.5], 2, False, None),
        ([10, 8], 2, True, 9),
        ([10, 8.5], 2, True, 9),
        ([10, 7.9], 2, True, None),
        ([10, 1, 4], 2, True, 4),
    ],
)
def test_what_settles_a_doubt(
    points: list[float],
    readers: int,
    whole: bool,  # noqa: FBT001
    expected: float | None,
) -> None:
    given = [Given(one, "r", n, f"m{n}") for n, one in enumerate(points)]
    found = rules_doubts.outcome(given, readers=readers, most=10, is_whole=whole)
    assert (found and found[0]) == expected


def test_the_same_evidence_is_judged_alike_and_other_evidence_is_not(session: Session) -> None:
    plan = make.plan_with_file(session)
    sittings = [make.graded(session, plan, OPEN, data=f"PK {n}".encode()) for n in range(3)]
    other = make.grading(make.check("a", "pass", 2.0), make.check("b", "review", 0.5, "else"))
    different = make.graded(session, plan, other, data=b"PK x")
    one = make.doubts_of(session, sittings[0])[0]
    actor = marker(session)
    chosen = [make.doubts_of(session, each)[0].uuid for each in [*sittings, different]]
    with pytest.raises(ConflictError):
        services.judge_alike(session, actor=actor, uuid=one.uuid, chosen=chosen, now=LATER)
    judge(session, actor, one, 2)
    scope = actor.scope(services.judging.JUDGE)
    assert len(queries.list_alike(session, one, scope=scope, reader_id=actor.person_id)) == 2
    count = services.judge_alike(
        session, actor=actor, uuid=one.uuid, chosen=chosen[:2] + chosen[3:], now=LATER
    )
    assert count == 1
    states = [make.doubts_of(session, each)[0].points for each in [*sittings, different]]
    assert states == [2, 2, None, None]
    assert session.scalar(select(func.count(Verdict.id)).where(Verdict.is_batch)) == 1


def test_a_fault_of_the_grader_is_no_evidence_about_another_file(session: Session) -> None:
    plan = make.plan_with_file(session)
    fault = "Could not be judged by machine (%(kind)s); a person decides."
    found = make.grading(make.check("a", "pass", 2.0), make.check("b", "review", 0.0, fault))
    evidences = set()
    for n in range(2):
        sitting = make.graded(session, plan, found, data=f"PK {n}".encode())
        evidences.add(make.doubts_of(session, sitting)[0].evidence)
    assert len(evidences) == 2


def test_a_settled_answer_can_be_judged_afresh(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    one = make.doubts_of(session, sitting)[0]
    actor, officer = marker(session), make_results.officers(session)[0]
    judge(session, actor, one, 0)
    with pytest.raises(ForbiddenError):
        services.reopen(session, actor=actor, uuid=one.uuid, reason="申诉", now=LATER)
    services.reopen(session, actor=officer, uuid=one.uuid, reason="考生申诉。", now=LATER)
    checks = mark_of(session, sitting.id).explanation["grading"]["checks"]
    assert (checks[1]["status"], checks[1]["score"]) == ("review", 0.5)
    judge(session, actor, one, 2)
    assert mark_of(session, sitting.id).explanation["grading"]["checks"][1]["score"] == 2
    assert [(v.round, v.points) for v in one.verdicts] == [(1, 0), (2, 2)]


def test_an_essay_can_be_judged_afresh(session: Session) -> None:
    sitting = make.essay(session)
    (one,) = make.doubts_of(session, sitting)
    officer = make_results.officers(session)[0]
    judge(session, officer, one, 0)
    services.reopen(session, actor=officer, uuid=one.uuid, reason="考生申诉。", now=LATER)
    assert (mark_of(session, sitting.id, 1).status, one.is_current) == (Status.REVIEW, True)
    judge(session, officer, one, 1)
    assert mark_of(session, sitting.id, 1).points == 1


def test_a_decision_on_the_result_page_closes_the_doubts(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    officer = make_results.officers(session)[0]
    services.decide(
        session, actor=officer, sitting_id=sitting.id, position=2, points=1, reason="看过。",
        now=LATER,
    )  # fmt: skip
    assert {one.is_current for one in make.doubts_of(session, sitting)} == {False}
    assert open_ones(session, officer) == []


def test_every_step_leaves_a_trace(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    one = make.doubts_of(session, sitting)[0]
    actor = marker(session)
    services.note_evidence_read(session, actor=actor, uuid=one.uuid, now=LATER)
    judge(session, actor, one, 2)
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    wanted = ["marking.file.read", "marking.doubt.judged", "marking.doubt.settled"]
    assert [one for one in actions if one in wanted] == wanted


def test_the_anonymous_number_tells_nothing_of_the_person(session: Session) -> None:
    sitting = make.graded(session, make.plan_with_file(session), OPEN)
    first, second = make.doubts_of(session, sitting)
    assert first.anonymous == second.anonymous
    assert len(first.anonymous) == 9
    assert first.anonymous.lower() not in str(UUID(str(sitting.uuid)))


def awaiting(status: str, score: float, found: str = "fail") -> dict[str, Any]:
    base = make.grading(
        make.check("a", "review", 0.0),
        make.check("b", "review", 0.0, awaits={"checks": ["a"], "status": status, "score": score}),
        make.check("c", "pass", 2.0),
    )
    return {**base, "found": found}


@pytest.mark.parametrize(
    ("points", "expected"),
    [(2, (4 + 1.5, "partial", "partial")), (0, (2, "fail", "partial"))],
)
def test_a_check_that_depends_on_a_judged_one_follows_it(
    points: float, expected: tuple[float, str, str]
) -> None:
    settled = {"a": Settled("e", points, "r", "m", "t")}
    found = rules_doubts.with_judgements(awaiting("partial", 1.5), settled, {"a": "e"})
    assert (found["score"], found["checks"][1]["status"], found["status"]) == expected


def test_a_judgement_about_other_evidence_does_not_count() -> None:
    settled = {"a": Settled("old", 2, "r", "m", "t")}
    before = awaiting("pass", 2)
    assert rules_doubts.with_judgements(before, settled, {"a": "new"}) == before


def test_a_check_that_waits_for_another_is_not_asked_itself() -> None:
    asked = rules_doubts.questions(awaiting("pass", 2), item=1, title="T", response="r", points=10)
    assert [one.check_id for one in asked] == ["a"]
