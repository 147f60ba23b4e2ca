"""The audit log is one chain: an altered, deleted or reordered row is named."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.audit import queries, services
from app.kernel.actor import SYSTEM, Role
from app.kernel.scope import Scope
from tests.conftest import NOW, make_actor


def _write(session: Session, count: int = 4) -> list[int]:
    return [
        services.record(
            session, actor=SYSTEM, action="bank.item.read", subject=f"q{i}", at=NOW,
            details={"数": i},
        ).id
        for i in range(count)
    ]  # fmt: skip


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
