"""Many hand-ins are marked together: the same marks, results and audit events as one by one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.domain.audit import queries as audit
from app.domain.audit.models import AuditEvent
from app.domain.exams.models import Sitting
from app.domain.jobs.models import OutboxFact
from app.domain.marking import services
from app.domain.marking.models import ItemMark, Marking
from app.domain.results.models import Result
from app.wiring import BATCHES
from tests.factories import results as make

RIGHT = (0, 2, 4, 1, 3)


def handed_in(session: Session) -> list[Sitting]:
    plan = make.exam(session)
    sittings = [make.hand_in(session, plan, right) for right in RIGHT]
    session.commit()
    return sittings


def outcome(session: Session, sittings: list[Sitting]) -> list[Any]:
    """All that is stored about each sitting, without what is new each time."""
    session.expire_all()
    found = []
    for sitting in sittings:
        marking = session.scalars(select(Marking).where(Marking.sitting_id == sitting.id)).one()
        marks = session.scalars(
            select(ItemMark).where(ItemMark.marking_id == marking.id).order_by(ItemMark.position)
        )
        rows = [
            (m.position, m.item_version_id, m.version_digest, m.kind, m.section, m.domain,
             m.response, m.points, m.max_points, m.status, m.explanation, m.engine) for m in marks
        ]  # fmt: skip
        result = session.scalars(select(Result).where(Result.sitting_id == sitting.id)).one()
        shown = (result.number, result.outcome, result.total, result.grade, result.section_scores,
                 result.domain_profile, result.explanation, result.post_title, result.waiting,
                 result.is_current)  # fmt: skip
        found.append((marking.number, marking.waiting, marking.basis, rows, shown))
    return found


def events(session: Session) -> list[tuple[str, dict[str, Any]]]:
    actions = ("marking.sitting.marked", "results.result.made")
    query = select(AuditEvent.action, AuditEvent.details).where(AuditEvent.action.in_(actions))
    return sorted(session.execute(query).tuples().all(), key=repr)


def test_together_is_the_same_as_one_by_one(session: Session, connection: Connection) -> None:
    first = handed_in(session)
    single = make.worker(connection)
    single.batches = {}
    single.drain()
    one_by_one, of_single = outcome(session, first), events(session)
    second = handed_in(session)
    basis = [rows[2] for rows in one_by_one]
    assert len(set(basis)) == len(RIGHT)
    together = make.worker(connection)
    assert together.drain() <= 3  # all hand-ins, all marks, and nothing more
    again = outcome(session, second)
    assert [row[3:] for row in again] == [row[3:] for row in one_by_one]
    assert events(session) == sorted(of_single * 2, key=repr)
    assert audit.find_broken_link(session) is None


def test_marking_again_adds_nothing(session: Session, connection: Connection) -> None:
    sittings = handed_in(session)
    make.worker(connection).drain()
    before = outcome(session, sittings)
    for fact in session.scalars(select(OutboxFact)):
        fact.delivered_at = None
    session.commit()
    make.worker(connection).drain()
    assert outcome(session, sittings) == before


def test_one_that_fails_keeps_no_other_from_its_marks(
    session: Session, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sittings = handed_in(session)
    bad = sittings[2].id
    original = services.mark_all

    def failing(session: Session, *, handed_in: Any, **more: Any) -> None:
        if any(one.sitting_id == bad for one in handed_in):
            raise RuntimeError("cannot be read")
        original(session, handed_in=handed_in, **more)

    monkeypatch.setattr(services, "mark_all", failing)
    make.worker(connection).drain()
    marked = set(session.scalars(select(Marking.sitting_id)))
    assert marked == {one.id for one in sittings} - {bad}
    waiting = session.scalars(select(OutboxFact).where(OutboxFact.delivered_at.is_(None))).all()
    assert [(one.payload, one.tries) for one in waiting] == [({"sitting_id": bad}, 1)]
    assert "cannot be read" in waiting[0].error


def test_every_batch_stands_for_a_fact_that_has_handlers() -> None:
    assert set(BATCHES) == {"SittingSubmitted", "SittingMarked"}
