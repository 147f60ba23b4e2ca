from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams import queries as exams
from app.domain.exams.facts import SittingSubmitted
from app.domain.exams.models import SittingFile
from app.domain.exams.rules import PlanState, SubmittedBy, item_seed
from app.domain.jobs.models import Job, OutboxFact
from app.domain.marking import grader, handlers, queries, services
from app.domain.marking.grader import Graded
from app.domain.marking.models import ItemMark, Marking, PracticalGrading
from app.domain.results.models import Result
from app.engines.items import Status
from app.engines.practicals import model_answer, read_task
from app.kernel.actor import SYSTEM, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.store.files import FileStore
from tests.factories import results as make
from tests.factories.exams import NOW, make_sitting, make_staff
from tests.factories.practicals import bank_task
from tests.factories.results import LATER

GRADING = {
    "engine": "practicals/1",
    "points": 40.0,
    "score": 33.0,
    "status": "partial",
    "checks": [],
    "guards": [],
    "notes": [],
}


def with_file(session: Session, data: bytes = b"PK a file") -> int:
    sitting = make_sitting(session, plan=make.exam(session, make.SINGLE, make.TASK))
    make.write(session, sitting, {1: make.SINGLE["key"]})
    digest = FileStore.put(data)
    session.add(
        SittingFile(
            sitting_id=sitting.id, position=2, sha256=digest, name="通知.docx", size=len(data),
            received_at=NOW,
        )
    )  # fmt: skip
    make.seal(session, sitting)
    session.commit()
    return sitting.id


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "_root", tmp_path)


def marks(session: Session, sitting_id: int) -> list[ItemMark]:
    latest = queries.find_latest(session, sitting_id)
    assert latest is not None
    return list(queries.list_marks(session, latest.id))


def test_every_item_is_marked_and_announced(session: Session) -> None:
    sitting = make.hand_in(session, make.exam(session), right=3)
    marking = services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    found = marks(session, sitting.id)
    assert [mark.points for mark in found] == [1, 1, 1, 0]
    assert [mark.status for mark in found][-1] is Status.WRONG
    assert marking.waiting == 0
    kinds = session.scalars(select(OutboxFact.kind).order_by(OutboxFact.id)).all()
    assert kinds[-1] == "SittingMarked"


def test_an_unanswered_item_is_blank_and_worth_nothing(session: Session) -> None:
    sitting = make.seal(session, make_sitting(session, plan=make.exam(session)))
    services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    assert {(mark.status, mark.points) for mark in marks(session, sitting.id)} == {
        (Status.BLANK, 0)
    }


def test_marking_again_adds_nothing(session: Session) -> None:
    sitting = make.hand_in(session, make.exam(session))
    for _ in range(2):
        services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    assert session.scalar(select(func.count(Marking.id))) == 1
    assert session.scalar(select(func.count(ItemMark.id))) == 4


def test_other_answers_are_marked_beside_the_old_marks(session: Session) -> None:
    plan = make.exam(session)
    sitting = make.hand_in(session, plan, right=4)
    services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    make.answer_again(session, sitting, {1: None})
    again = services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting.id, now=LATER)
    assert again.number == 2
    assert marks(session, sitting.id)[0].status is Status.BLANK
    assert session.scalar(select(func.count(ItemMark.id))) == 8


def test_nobody_but_the_platform_or_personnel_marks(session: Session) -> None:
    sitting = make.hand_in(session, make.exam(session))
    trainer = make_staff(session, Role.TRAINER)
    with pytest.raises(ForbiddenError):
        services.mark_sitting(session, actor=trainer, sitting_id=sitting.id, now=LATER)


def test_a_sitting_whose_time_is_over_is_handed_in_and_marked(
    session: Session, connection: Connection
) -> None:
    plan = make.exam(session, state=PlanState.IN_PROGRESS)
    sitting = make_sitting(session, plan=plan)
    make.write(session, sitting, make.answered(sitting, session, 2))
    session.commit()
    assert services.mark_overdue(session, actor=SYSTEM, now=NOW) == 0
    late = NOW + timedelta(hours=5)
    assert services.mark_overdue(session, actor=SYSTEM, now=late) == 1
    assert sitting.submitted_by is SubmittedBy.TIME
    session.commit()
    make.worker(connection, late).drain()
    assert [mark.points for mark in marks(session, sitting.id)] == [1, 1, 0, 0]


def test_a_practical_is_graded_by_a_job_and_never_inside_the_fact(
    session: Session, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting_id = with_file(session)
    seen: list[int] = []

    def grade(_task: object, _data: bytes, seed: int, **_: Any) -> Graded:
        seen.append(seed)
        return Graded(dict(GRADING), is_sound=True)

    monkeypatch.setattr(grader, "grade", grade)
    work = make.worker(connection)
    assert work.deliver_one()
    assert not seen
    assert session.scalars(select(Job.kind)).all() == [handlers.GRADE]
    work.drain()
    assert seen == [7 * 1000 + 2]
    mark = marks(session, sitting_id)[1]
    assert (mark.points, mark.status) == (0.83, Status.PARTIAL)
    assert mark.explanation["grading"]["score"] == 33.0


def test_work_of_the_page_is_graded_like_a_file_and_kept(
    session: Session, connection: Connection
) -> None:
    task = dict(bank_task("files-archive").mapping)
    content = {"kind": "practical", "task": task}
    sitting = make_sitting(session, plan=make.exam(session, make.SINGLE, content))
    seed = item_seed(sitting.seed, 2)
    work = json.loads(model_answer(read_task(task), seed))
    make.write(session, sitting, {2: {"work": work}}, of="practical")
    make.seal(session, sitting)
    session.commit()
    make.worker(connection).drain()
    mark = marks(session, sitting.id)[1]
    assert (mark.points, mark.status) == (mark.max_points, Status.RIGHT)
    assert mark.explanation["grading"]["score"] == 20
    digest = queries.get_file(session, sitting.id, 2)
    assert json.loads(FileStore.get(digest))["ops"] == work["ops"]


def test_a_file_is_graded_once_however_often_it_is_sent(
    session: Session, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting_id = with_file(session)
    monkeypatch.setattr(grader, "grade", lambda *_, **__: Graded(dict(GRADING), is_sound=True))
    make.worker(connection).drain()
    handlers.on_sitting_submitted(session, SittingSubmitted(sitting_id), LATER)
    session.commit()
    make.worker(connection).drain()
    assert session.scalar(select(func.count(PracticalGrading.id))) == 1
    assert session.scalar(select(func.count(Marking.id))) == 1


def test_a_grading_counts_whichever_engine_made_it(
    session: Session, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting_id = with_file(session)
    graded = {**GRADING, "engine": "practicals/0"}
    monkeypatch.setattr(grader, "grade", lambda *_, **__: Graded(graded, is_sound=True))
    make.worker(connection).drain()
    assert queries.list_ungraded(session, sitting_id) == []
    services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting_id, now=LATER)
    mark = marks(session, sitting_id)[1]
    assert (mark.points, mark.status, mark.engine) == (0.83, Status.PARTIAL, "practicals/0")
    assert session.scalar(select(func.count(Marking.id))) == 1


def test_a_crash_waits_for_a_person_and_never_costs_the_points_silently(
    session: Session, connection: Connection
) -> None:
    sitting_id = with_file(session, b"not an office file at all")
    make.worker(connection).drain()  # the task of the fixture is no task: the child fails
    mark = marks(session, sitting_id)[1]
    assert mark.status is Status.REVIEW
    assert mark.explanation["grading"]["notes"]
    result = session.scalars(select(Result)).one()
    assert result.waiting == 1


def test_a_person_decides_what_waits_and_the_decision_stands(
    session: Session, connection: Connection
) -> None:
    sitting_id = with_file(session)
    make.worker(connection).drain()
    one, _ = make.officers(session)
    for points, reason in ((2, "看过原件"), (1, " ")):
        with pytest.raises(InvalidError):
            services.decide(
                session, actor=one, sitting_id=sitting_id, position=2, points=points,
                reason=reason, now=LATER,
            )  # fmt: skip
    services.decide(
        session, actor=one, sitting_id=sitting_id, position=2, points=0.5, reason="看过原件",
        now=LATER,
    )  # fmt: skip
    mark = marks(session, sitting_id)[1]
    assert (mark.points, mark.status) == (0.5, Status.PARTIAL)
    assert mark.explanation["decision"]["reason"] == "看过原件"
    services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting_id, now=LATER)
    assert marks(session, sitting_id)[1].points == 0.5
    with pytest.raises(ConflictError):
        services.decide(
            session, actor=one, sitting_id=sitting_id, position=2, points=1, reason="再看",
            now=LATER,
        )  # fmt: skip


def test_an_officer_of_another_city_decides_nothing(
    session: Session, connection: Connection
) -> None:
    sitting_id = with_file(session)
    make.worker(connection).drain()
    stranger = make_staff(session, Role.PERSONNEL, path="/440000/440300/")
    with pytest.raises(ForbiddenError):
        services.decide(
            session, actor=stranger, sitting_id=sitting_id, position=2, points=1, reason="x",
            now=LATER,
        )  # fmt: skip


def test_a_missing_file_waits_for_a_person(session: Session, connection: Connection) -> None:
    sitting_id = with_file(session)
    row = session.scalars(select(SittingFile)).one()
    FileStore.path(row.sha256).unlink()
    make.worker(connection).drain()
    assert marks(session, sitting_id)[1].status is Status.REVIEW


def test_a_file_is_read_by_its_candidate_and_by_personnel_who_leave_a_trace(
    session: Session, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting_id = with_file(session)
    monkeypatch.setattr(grader, "grade", lambda *_, **__: Graded(dict(GRADING), is_sound=True))
    make.worker(connection).drain()
    officer, _ = make.officers(session)
    for actor, traces in ((exams.get_candidate(session, sitting_id), 0), (officer, 1)):
        digest = services.note_reading(
            session, actor=actor, sitting_id=sitting_id, position=2, now=LATER
        )
        assert FileStore.get(digest) == b"PK a file"
        query = select(func.count(AuditEvent.id)).where(AuditEvent.action == "marking.file.read")
        assert session.scalar(query) == traces
    with pytest.raises(NotFoundError):
        services.note_reading(session, actor=officer, sitting_id=sitting_id, position=1, now=LATER)
    abroad, _ = make.officers(session, path="/440000/440300/")
    with pytest.raises(ForbiddenError):
        services.note_reading(session, actor=abroad, sitting_id=sitting_id, position=2, now=LATER)
