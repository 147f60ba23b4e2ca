"""The hand-in of many sittings in one transaction. Does not commit.

When the time of a room is over, all its machines hand in at once. Their journals are read together,
each is sealed, and marking is told. What is not the plain hand-in of an open sitting by its present
writer with nothing missing is left to `services.hand_in`, which says why (decision 0012).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, select, update

from app.domain.audit import services as audit
from app.domain.audit.services import Entry
from app.domain.exams import receipt_store
from app.domain.exams.facts import SittingSubmitted
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.queries.whole import WholeJournal, read_journals
from app.domain.exams.receipt_store import Issue
from app.domain.exams.rules import SittingState, SubmittedBy
from app.domain.exams.sealing import Seal, make_seal
from app.domain.jobs import services as jobs
from app.domain.papers import queries as papers
from app.engines import journal
from app.kernel.actor import Actor

_sittings: Table = Sitting.__table__  # type: ignore[assignment]
_registrations: Table = Registration.__table__  # type: ignore[assignment]
_plans: Table = ExamPlan.__table__  # type: ignore[assignment]
_OPEN = (
    select(
        _sittings.c.id,
        _sittings.c.uuid,
        _sittings.c.state,
        _sittings.c.epoch,
        _sittings.c.paper_id,
        _registrations.c.person_id,
        _registrations.c.full_name,
        _registrations.c.org_path,
        _registrations.c.ticket_number,
        _plans.c.code,
    )
    .join(_registrations, _sittings.c.registration_id == _registrations.c.id)
    .join(_plans, _sittings.c.plan_id == _plans.c.id)
    .where(_sittings.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_sittings.c.id)
)
_OPEN_LOCKED = _OPEN.with_for_update(of=_sittings)
_CLOSE = (
    update(_sittings)
    .where(_sittings.c.id == bindparam("sitting_id"))
    .values(
        state=SittingState.SUBMITTED,
        submitted_at=bindparam("now"),
        submitted_by=bindparam("by"),
        answered=bindparam("count"),
        journal_digest=bindparam("digest"),
        is_chain_whole=bindparam("whole"),
    )
)
Rows = Mapping[int, Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class EndAsk:
    """A candidate's machine hands in.

    :ivar epoch: whose journal it is; never above that of the token.
    :ivar through: the last number of the candidate's own journal.
    """

    sitting_id: int
    epoch: int
    through: int
    by: SubmittedBy


def end_all(connection: Connection, asks: Sequence[EndAsk], now: datetime) -> list[bool]:
    """Hand in what can be handed in; False for each that another path must decide about."""
    query = _OPEN_LOCKED if connection.dialect.name == "postgresql" else _OPEN
    ids = {ask.sitting_id for ask in asks}
    found: Rows = {row.id: row for row in connection.execute(query, {"ids": sorted(ids)})}
    journals = read_journals(connection, found)
    sheets = {
        one: papers.read_paper(connection, one) for one in {row.paper_id for row in found.values()}
    }
    ended: dict[int, tuple[EndAsk, Seal]] = {}
    for ask in asks:
        row = found.get(ask.sitting_id)
        if row is not None and may_end(ask, row, journals[row.id]):
            seal = make_seal(str(row.uuid), journals[row.id], sheets[row.paper_id])
            ended.setdefault(row.id, (ask, seal))
    _write(connection, ended, found, now)
    return [ask.sitting_id in ended for ask in asks]


def may_end(ask: EndAsk, row: Any, whole: WholeJournal) -> bool:  # noqa: ANN401 - a row
    """Whether the present writer of an open sitting hands in with nothing missing here."""
    stored = (one.event.seq for one in whole.events if one.event.epoch == ask.epoch)
    return (
        row.state == SittingState.STARTED
        and ask.epoch >= row.epoch
        and journal.contiguous(stored) >= ask.through
    )


def _write(
    connection: Connection, ended: Mapping[int, tuple[EndAsk, Seal]], rows: Rows, now: datetime
) -> None:
    if not ended:
        return
    connection.execute(_CLOSE, [_values(ask, seal, now) for ask, seal in ended.values()])
    issues = [
        Issue(one, rows[one].code, rows[one].ticket_number, ask.by, seal)
        for one, (ask, seal) in ended.items()
    ]
    receipt_store.issue_all(connection, issues, now)
    jobs.announce_all(connection, [SittingSubmitted(one) for one in ended], now=now)
    entries = [
        Entry(
            Actor(rows[one].person_id, rows[one].full_name, rows[one].org_path),
            "exams.sitting.submitted",
            f"sitting:{rows[one].uuid}",
            now,
            seal.details(ask.by),
        )
        for one, (ask, seal) in ended.items()
    ]
    audit.record_all(connection, entries)


def _values(ask: EndAsk, seal: Seal, now: datetime) -> dict[str, Any]:
    return {
        "sitting_id": ask.sitting_id,
        "now": now,
        "by": ask.by,
        "count": seal.answered,
        "digest": seal.digest,
        "whole": seal.is_chain_whole,
    }
