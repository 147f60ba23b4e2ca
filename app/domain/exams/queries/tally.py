"""How far the sittings of a room are, kept from one look of an invigilator to the next.

A room of forty writes thousands of entries in an exam, and each lies on another page of the
database. Whoever looks every two seconds cannot read them all each time: what was read is kept, and
a look reads what came since. On PostgreSQL it reads once more what came within the last minute,
because two processes may commit in another order than they took their numbers; on SQLite one writes
at a time. After a minute all is read anew, so that even a database that was put back does not
mislead for longer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from app.domain.exams.queries import board_sql
from app.domain.exams.queries.board_sql import News
from app.domain.exams.rules import Standing
from app.engines import journal

SETTLED_AFTER = timedelta(minutes=1)
"""No transaction of the hot path is open for as long as this."""
KEPT_FOR = timedelta(minutes=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Tally:
    """What has been read of the journals of a room.

    :ivar low: up to this number of an entry everything was read for good.
    :ivar answers: sitting → item → epoch and number of its newest answer, and whether it has one.
    :ivar late: sitting → entries that came too late or from a replaced machine.
    """

    begun_at: datetime | None = None
    ids: frozenset[int] = frozenset()
    low: int = 0
    answers: dict[int, dict[int, tuple[int, int, bool]]] = field(default_factory=dict)
    saved: dict[int, datetime] = field(default_factory=dict)
    late: dict[int, set[int]] = field(default_factory=dict)

    def answered(self) -> dict[int, int]:
        """Return sitting → items that have an answer that counts."""
        return {
            sitting_id: sum(is_answered for _, _, is_answered in places.values())
            for sitting_id, places in self.answers.items()
        }

    def undecided(self, through: Mapping[int, int]) -> dict[int, int]:
        """Return sitting → late entries beyond the last decision about that sitting."""
        counts = {
            sitting_id: sum(one > through.get(sitting_id, 0) for one in entries)
            for sitting_id, entries in self.late.items()
        }
        return {sitting_id: count for sitting_id, count in counts.items() if count}


def bring_up(
    connection: Connection, tally: Tally, sitting_ids: Collection[int], now: datetime
) -> None:
    """Read what the tally does not know yet of these sittings."""
    ids = frozenset(sitting_ids)
    if not _holds(tally, ids, now):
        tally.begun_at, tally.ids, tally.low = now, ids, 0
        for known in (tally.answers, tally.saved, tally.late):
            known.clear()
    settled, low = _settled(connection.dialect.name, now), tally.low
    for one in board_sql.list_news(connection, sorted(ids), tally.low):
        _take(tally, one)
        if one.received_at < settled:
            low = max(low, one.id)
    tally.low = low


def _settled(dialect: str, now: datetime) -> datetime:
    """Return before when entries were received that have none before them still to come."""
    return _NEVER if dialect == "sqlite" else now - SETTLED_AFTER


def _holds(tally: Tally, ids: frozenset[int], now: datetime) -> bool:
    begun = tally.begun_at
    return begun is not None and ids == tally.ids and begun <= now < begun + KEPT_FOR


def _take(tally: Tally, one: News) -> None:
    saved = tally.saved.get(one.sitting_id)
    tally.saved[one.sitting_id] = max(saved, one.received_at) if saved else one.received_at
    if one.standing is not Standing.COUNTED:
        tally.late.setdefault(one.sitting_id, set()).add(one.id)
    elif one.kind == journal.ANSWER:
        places = tally.answers.setdefault(one.sitting_id, {})
        known = places.get(one.item)
        if known is None or (one.epoch, one.seq) >= known[:2]:
            places[one.item] = (one.epoch, one.seq, not one.is_cleared)
