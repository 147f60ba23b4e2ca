"""The audit log is one chain: an altered, deleted or reordered row is named."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.audit import queries, services
from app.domain.audit.models import AuditEvent
from app.domain.audit.services import Entry
from app.kernel.actor import SYSTEM, Role
from app.kernel.scope import Scope
from tests.conftest import NOW, make_actor


def _write(session: Session, count: int = 4) -> list[int]:
    before = set(session.scalars(select(AuditEvent.id)))
    for i in range(count):
        services.record(
            session, actor=SYSTEM, action="bank.item.read", subject=f"q{i}", at=NOW,
            details={"数": i},
        )  # fmt: skip
    return sorted(set(session.scalars(select(AuditEvent.id))) - before)


def test_a_log_that_was_left_alone_is_whole(session: Session) -> None:
    _write(session)
    assert queries.find_broken_link(session) is None


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit_event SET subject = 'x' WHERE id = :id",
        "UPDATE audit_event SET person_id = 9 WHERE id = :id",
        "UPDATE audit_event SET details = '{}' WHERE id = :id",
        "UPDATE audit_event SET digest = previous_digest WHERE id = :id",
    ],
)
def test_an_altered_row_is_named(session: Session, harm: str) -> None:
    ids = _write(session)
    session.execute(text(harm), {"id": ids[1]})
    session.expire_all()
    broken = queries.find_broken_link(session)
    assert broken is not None
    assert broken.id == ids[1]


def test_a_deleted_row_shows_at_the_next_one(session: Session) -> None:
    ids = _write(session)
    session.execute(text("DELETE FROM audit_event WHERE id = :id"), {"id": ids[1]})
    session.expire_all()
    broken = queries.find_broken_link(session)
    assert broken is not None
    assert broken.id == ids[2]


def test_an_auditor_sees_only_the_part_of_the_tree_they_audit(session: Session) -> None:
    here = make_actor(Role.PERSONNEL, org_path="/440000/440100/")
    services.record(session, actor=here, action="a.b.c", subject="x", at=NOW)
    none = queries.Filters()
    for path, count in (("/440000/440300/", 0), ("/440000/", 1)):
        scope = Scope((path,))
        assert queries.count_events(session, scope=scope, filters=none) == count
        found = queries.list_events(session, scope=scope, filters=none, limit=9, offset=0)
        assert len(found) == count


def test_many_events_at_once_make_the_same_chain_as_one_by_one(session: Session) -> None:
    _write(session, 2)
    entries = [Entry(SYSTEM, "a.b.c", f"x{i}", NOW, {"n": i}) for i in range(3)]
    services.record_all(session, entries)
    services.record_all(session, [])
    _write(session, 1)
    assert queries.find_broken_link(session) is None
    subjects = session.scalars(select(AuditEvent.subject).order_by(AuditEvent.id)).all()
    assert subjects[-6:] == ["q0", "q1", "x0", "x1", "x2", "q0"]
