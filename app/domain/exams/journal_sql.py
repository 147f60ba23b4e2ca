"""The statements of the answer journal: prepared once, one of each for all who save at a time.

SQLite takes the rows of a statement one by one at hardly any cost; PostgreSQL gets them in one
piece, as JSON, because each row by itself would be a message and an execution.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Connection, Table, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.exams import rules
from app.domain.exams.models import AnswerEvent, Sitting, SittingPresence
from app.domain.exams.presence import Place, with_signs
from app.domain.exams.rules import TimedSection
from app.store.hot import HotStatement, Statement, ints, is_one_of

Rows = Sequence[Mapping[str, Any]]
KNOWN_TIMES = 8192
"""The sections of so many sittings are kept as they were read."""

_events: Table = AnswerEvent.__table__  # type: ignore[assignment]
_sittings: Table = Sitting.__table__  # type: ignore[assignment]
_presence: Table = SittingPresence.__table__  # type: ignore[assignment]


def find_places(connection: Connection, ids: Collection[int]) -> dict[int, Place]:
    """Return the sittings of these ids, held on PostgreSQL so that no hand-in slips between."""
    values = {"ids": ints(sorted(ids), connection)}
    found = (Place(*row) for row in _PLACES.rows(connection, values))
    return {one.id: one._replace(sections=_times(one.sections)) for one in found}


@lru_cache(KNOWN_TIMES)
def _times(text: str) -> tuple[TimedSection, ...]:
    return rules.read_sections(json.loads(text))


def add_events(connection: Connection, rows: Rows) -> None:
    """Append events; one whose number is taken changes nothing."""
    _put(connection, _ADD, rows)


def note_presence(connection: Connection, rows: Rows) -> None:
    """Write the last signs of life."""
    _put(connection, _NOTE, rows)


def stored_after(connection: Connection, sitting_id: int, epoch: int, low: int) -> set[int]:
    """Return the numbers that are stored beyond one."""
    values = {"sitting": sitting_id, "writer": epoch, "low": low}
    return {seq for (seq,) in _STORED.rows(connection, values)}


def _put(connection: Connection, statement: HotStatement, rows: Rows) -> None:
    if connection.dialect.name == "postgresql":
        statement.run(connection, {"rows": json.dumps(rows, default=_moment, ensure_ascii=False)})
    else:
        statement.run_many(connection, rows)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat()


def _places(dialect: str) -> Statement:
    query = with_signs(
        select(
            _sittings.c.id,
            _sittings.c.state,
            _sittings.c.epoch,
            cast(_sittings.c.sections, Text).label("sections"),
        )
    )
    query = query.where(is_one_of(_sittings.c.id, "ids", dialect))
    if dialect == "postgresql":
        # A hand-in takes the row exclusively: it sees all events before it, and none slips in.
        return query.with_for_update(read=True, of=_sittings)
    return query


def _insert(dialect: str, table: Table) -> Any:  # noqa: ANN401 - of two dialects
    """Insert rows: one execution for each on SQLite, all of them from one text on PostgreSQL."""
    columns = [one for one in table.c if one.autoincrement is not True and one.name != "id"]
    if dialect != "postgresql":
        return sqlite.insert(table).values({one.name: bindparam(one.name) for one in columns})
    rows = cast(bindparam("rows", type_=Text), JSON)
    sent = func.json_to_recordset(rows).table_valued(*(column(c.name, c.type) for c in columns))
    given = select(*sent.render_derived(with_types=True).c)
    return postgresql.insert(table).from_select([one.name for one in columns], given)


def _add(dialect: str) -> Statement:
    made: Statement = _insert(dialect, _events).on_conflict_do_nothing()
    return made


def _note(dialect: str) -> Statement:
    insert = _insert(dialect, _presence)
    new = {"seen_at": insert.excluded.seen_at, "waiting": insert.excluded.waiting}
    made: Statement = insert.on_conflict_do_update(index_elements=["sitting_id"], set_=new)
    return made


def _stored(_dialect: str) -> Statement:
    return select(_events.c.seq).where(
        _events.c.sitting_id == bindparam("sitting"),
        _events.c.epoch == bindparam("writer"),
        _events.c.seq > bindparam("low"),
    )


_PLACES = HotStatement(_places)
_ADD = HotStatement(_add)
_NOTE = HotStatement(_note)
_STORED = HotStatement(_stored)
