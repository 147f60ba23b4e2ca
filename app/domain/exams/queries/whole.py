"""The whole journals of sittings: everything that sealing and marking need, read in one go.

Core and prepared statements instead of the ORM: thousands of candidates hand in within minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.orm import Session

from app.domain.exams.models import AnswerEvent, LateDecision, SittingFile
from app.domain.exams.rules import Standing
from app.domain.papers.rules import SealedPaper
from app.engines import items, journal
from app.engines.journal import Event, Fold
from app.kernel.errors import InvalidError
from app.store.hot import HotStatement, ints, is_one_of

PRACTICE_ITEM = 0
Responses = dict[int, dict[str, Any] | None]

_events: Table = AnswerEvent.__table__  # type: ignore[assignment]
_decisions: Table = LateDecision.__table__  # type: ignore[assignment]
_files: Table = SittingFile.__table__  # type: ignore[assignment]
_EVENTS = HotStatement(
    lambda dialect: (
        select(
            _events.c.sitting_id,
            _events.c.id,
            _events.c.received_at,
            _events.c.standing,
            _events.c.epoch,
            _events.c.seq,
            _events.c.item,
            _events.c.kind,
            _events.c.payload,
            _events.c.at_ms,
            _events.c.mono_ms,
            _events.c.wall_ms,
            _events.c.hash,
        )
        .where(is_one_of(_events.c.sitting_id, "ids", dialect))
        .order_by(_events.c.sitting_id, _events.c.epoch, _events.c.seq)
    )
)
_DECISIONS = (
    select(_decisions.c.sitting_id, _decisions.c.through_id, _decisions.c.is_admitted)
    .where(_decisions.c.sitting_id.in_(bindparam("ids", expanding=True)))
    .order_by(_decisions.c.id)
)
_FILES = (
    select(
        _files.c.sitting_id,
        _files.c.position,
        _files.c.sha256,
        _files.c.name,
        _files.c.size,
        _files.c.standing,
    )
    .where(_files.c.sitting_id.in_(bindparam("ids", expanding=True)))
    .order_by(_files.c.id)
)


class StoredEvent(NamedTuple):
    """An event with what the server added."""

    id: int
    event: Event
    received_at: datetime
    standing: Standing


class Decided(NamedTuple):
    """A decision about the late and stale events up to one of them."""

    through_id: int
    is_admitted: bool


@dataclass(slots=True)
class WholeJournal:
    """All events of one sitting in order, the decisions about late ones, and the files.

    :ivar files: position → the newest file that was received for it in time.
    :ivar arrived: position and digest of every file that was received, in time or not.
    """

    events: list[StoredEvent] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    files: dict[int, dict[str, Any]] = field(default_factory=dict)
    arrived: set[tuple[int, str]] = field(default_factory=set)

    def counting(self) -> list[Event]:
        """Return the events that count."""
        return [stored.event for stored in counted(self.events, self.decisions)]

    def fold(self) -> Fold:
        """Return the current answers and flags."""
        return journal.fold(self.counting())

    def responses(self, paper: SealedPaper) -> tuple[Responses, tuple[int, ...]]:
        """Return the counting response of every position, and the positions nobody can read."""
        return read_answers(paper, self.fold().answers, self.files, self.arrived)


def read_journals(
    session: Session | Connection, sitting_ids: Collection[int]
) -> dict[int, WholeJournal]:
    """Return sitting → its whole journal, with three statements for all of them."""
    if isinstance(session, Session):
        session.flush()
    connection = session.connection() if isinstance(session, Session) else session
    ids = {"ids": sorted(sitting_ids)}
    found = {one: WholeJournal() for one in sitting_ids}
    for row in _EVENTS.rows(connection, {"ids": ints(ids["ids"], connection)}):
        found[row[0]].events.append(_stored(row))
    for sitting_id, through_id, is_admitted in session.execute(_DECISIONS, ids):
        found[sitting_id].decisions.append(Decided(through_id, is_admitted))
    for sitting_id, position, sha256, name, size, standing in session.execute(_FILES, ids):
        found[sitting_id].arrived.add((position, sha256))
        if standing is Standing.COUNTED:
            found[sitting_id].files[position] = {"file": sha256, "name": name, "size": size}
    return found


def _stored(row: tuple[Any, ...]) -> StoredEvent:
    return StoredEvent(row[1], Event(*row[4:]), row[2], row[3])


def counted(events: Iterable[StoredEvent], decisions: Sequence[Any]) -> list[StoredEvent]:
    """Return the events that count: those in time, and those a decision admitted.

    Each event follows the first decision taken after it came; without one it does not count.
    """
    return [stored for stored in events if _counts(stored, decisions)]


def _counts(stored: StoredEvent, decisions: Sequence[Any]) -> bool:
    if stored.event.item == PRACTICE_ITEM:
        return False
    if stored.standing is Standing.COUNTED:
        return True
    about = [decision for decision in decisions if stored.id <= decision.through_id]
    return bool(about) and bool(about[0].is_admitted)


def read_answers(
    paper: SealedPaper,
    answers: Mapping[int, Any],
    files: Mapping[int, dict[str, Any]],
    arrived: Collection[tuple[int, str]],
) -> tuple[Responses, tuple[int, ...]]:
    """Return the response for every position, and the positions that were unreadable.

    A practical whose file arrived but whose journal entry was lost with the candidate's machine
    takes the newest file: the server has proof of it. So does one whose entry names a file that
    never arrived.
    """
    responses: Responses = {}
    malformed = []
    for item in paper.items:
        raw = answers.get(item.position)
        if item.kind == "practical" and _lacks_file(raw, item.position, arrived):
            file = files.get(item.position)
            raw = None if file is None else {"kind": "practical", "value": file}
        try:
            responses[item.position] = (
                None if raw is None else items.read_response(item.content, raw)
            )
        except InvalidError:
            responses[item.position] = None
            malformed.append(item.position)
    return responses, tuple(malformed)


def _lacks_file(
    raw: Mapping[str, Any] | None, position: int, arrived: Collection[tuple[int, str]]
) -> bool:
    """Whether nothing is said about a file, or one is named that is not here."""
    if raw is None:
        return True
    value = raw.get("value")
    named = value.get("file") if isinstance(value, dict) else None
    return named is not None and (position, named) not in arrived
