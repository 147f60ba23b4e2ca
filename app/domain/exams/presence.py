"""Signs of life on the hot path: what the invigilator has to say, and how long one was away.

Core statements inside the transaction of `journal_store`; they add one join and, after an outage,
one insert. Does not commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, insert

from app.domain.exams.models import Sitting, SittingPresence
from app.domain.exams.room_models import SittingControl, SittingGap
from app.domain.exams.room_rules import GAP_AFTER
from app.domain.exams.rules import SittingState, TimedSection

_sittings: Table = Sitting.__table__  # type: ignore[assignment]
_presence: Table = SittingPresence.__table__  # type: ignore[assignment]
_control: Table = SittingControl.__table__  # type: ignore[assignment]
_gaps: Table = SittingGap.__table__  # type: ignore[assignment]
_NEVER = datetime.min.replace(tzinfo=UTC)


class Place(NamedTuple):
    """A sitting as a save meets it; the last four are what `with_signs` adds."""

    id: int
    state: SittingState
    epoch: int
    sections: tuple[TimedSection, ...]
    started_at: datetime | None
    seen_at: datetime | None
    instructions: int | None
    paused_at: datetime | None


def with_signs(query: Select[Any]) -> Select[Any]:
    """Add the last sign of life, the start, the pause and the number of the newest instruction."""
    return (
        query.add_columns(
            _sittings.c.started_at,
            _presence.c.seen_at,
            _control.c.instructions,
            _control.c.paused_at,
        )
        .select_from(_sittings)
        .outerjoin(_presence, _presence.c.sitting_id == _sittings.c.id)
        .outerjoin(_control, _control.c.sitting_id == _sittings.c.id)
    )


def insert_gaps(connection: Connection, sittings: Sequence[Place], now: datetime) -> None:
    """Keep the time since the last sign of life of those who were away and are back.

    A pause is no incident: its time is given back anyway.
    """
    rows = [
        {"sitting_id": one.id, "from_at": since, "until_at": now}
        for one in sittings
        if one.state == SittingState.STARTED and one.seen_at is not None and one.paused_at is None
        for since in [max(one.seen_at, one.started_at or _NEVER)]
        if now - since > GAP_AFTER
    ]
    if rows:
        connection.execute(insert(_gaps), rows)
