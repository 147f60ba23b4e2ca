"""Storing journal events: one statement for many candidates at once. Does not commit.

Core instead of the ORM, because this is the path that every answer of every candidate takes; the
same statements run on SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.domain.exams import rules
from app.domain.exams.batch import Batch
from app.domain.exams.journal_sql import (
    add_events,
    find_places,
    note_presence,
    stored_after,
)
from app.domain.exams.presence import Place, insert_gaps
from app.domain.exams.rules import SittingState, Standing, TimedSection
from app.engines.journal import Event, contiguous

PRESENCE_EVERY_MS = 4_000
PRACTICE_ITEM = 0


class Verdict(StrEnum):
    """What became of a batch."""

    SAVED = "saved"
    TAKEN = "taken"
    CLOSED = "closed"
    NOT_STARTED = "not_started"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"
    """It answers an item that is not on the paper; nothing of it is stored."""


class Outcome(NamedTuple):
    """What the candidate's machine is told.

    :ivar through: everything of `epoch` up to this number is stored; 0 if nothing is.
    :ivar late: how many entries of the batch wait for a decision.
    :ivar instructions: number of the newest instruction of the invigilator; 0 without any.
    """

    verdict: Verdict
    epoch: int | None = None
    through: int = 0
    late: int = 0
    sections: tuple[TimedSection, ...] = ()
    instructions: int = 0


Key = tuple[int, int]


@dataclass(slots=True)
class Memory:
    """What one process knows of journals it has written; always a lower bound of the truth.

    :ivar through: (sitting, epoch) → number up to which all is stored, and numbers beyond it.
    :ivar seen: sitting → when its presence was last written, in ms.
    """

    through: dict[Key, tuple[int, frozenset[int]]] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)

    def learn(self, news: Memory, limit: int = 50_000) -> None:
        """Take over what a committed transaction wrote; forgets all when it grows too large."""
        for mine, new in ((self.through, news.through), (self.seen, news.seen)):
            if len(mine) > limit:
                mine.clear()
            mine.update(new)  # type: ignore[arg-type]


def store(
    connection: Connection, batches: Sequence[Batch], now: datetime, memory: Memory
) -> tuple[list[Outcome], Memory]:
    """Append the entries of all batches; entries that are there already change nothing.

    :return: an outcome for each batch, and what `memory` may learn once this is committed.
    """
    found = find_places(connection, {batch.sitting_id for batch in batches})
    received = rules.milliseconds(now)
    rows: list[dict[str, Any]] = []
    outcomes: list[Outcome] = []
    for batch in batches:
        outcome, new = _judge(batch, found.get(batch.sitting_id), received, now)
        outcomes.append(outcome)
        rows.extend(new)
    if rows:
        add_events(connection, rows)
    news = _through(connection, batches, outcomes, memory)
    due = _presence_due(batches, outcomes, now, memory)
    if due:
        insert_gaps(connection, [found[key] for key in sorted(due)], now)
        note_presence(connection, [due[key] for key in sorted(due)])
        news.seen.update(dict.fromkeys(due, received))
    pairs = zip(outcomes, batches, strict=True)
    return [_with_through(outcome, batch, news) for outcome, batch in pairs], news


def _judge(
    batch: Batch, sitting: Place | None, received: int, now: datetime
) -> tuple[Outcome, list[dict[str, Any]]]:
    """Decide about one batch: what is told, and the rows to store."""
    if sitting is None:
        return Outcome(Verdict.UNKNOWN), []
    is_practice = all(event.item == PRACTICE_ITEM for event in batch.events)
    if sitting.state == SittingState.NOT_STARTED and not is_practice:
        return Outcome(Verdict.NOT_STARTED), []
    sections = sitting.sections
    if sections and any(event.item > sections[-1].last for event in batch.events):
        return Outcome(Verdict.MALFORMED), []
    rows = [_row(batch, event, sitting, received, now) for event in batch.events]
    late = sum(row["standing"] is not Standing.COUNTED for row in rows)
    verdict = Verdict.SAVED
    if sitting.state == SittingState.SUBMITTED:
        verdict = Verdict.CLOSED
    elif batch.writer < sitting.epoch:
        verdict = Verdict.TAKEN
    told = Outcome(verdict, batch.epoch, 0, late, sections, sitting.instructions or 0)
    return told, rows


def _row(
    batch: Batch, event: Event, sitting: Place, received: int, now: datetime
) -> dict[str, Any]:
    """Return an entry as it is stored, with how it counts."""
    return {
        "sitting_id": batch.sitting_id,
        "epoch": event.epoch,
        "seq": event.seq,
        "item": event.item,
        "kind": event.kind,
        "payload": event.payload,
        "at_ms": event.at_ms,
        "mono_ms": event.mono_ms,
        "wall_ms": event.wall_ms,
        "hash": event.hash,
        "received_at": now,
        "standing": Standing.COUNTED
        if event.item == PRACTICE_ITEM
        else rules.judge(
            made_at=event.at_ms,
            received_at=received,
            ends_at=rules.end_of(sitting.sections, event.item),
            is_open=sitting.state == SittingState.STARTED,
            writer=batch.writer,
            current=sitting.epoch,
        ),
    }


def _through(
    connection: Connection, batches: Sequence[Batch], outcomes: Sequence[Outcome], memory: Memory
) -> Memory:
    stored: dict[Key, set[int]] = {}
    for batch, outcome in zip(batches, outcomes, strict=True):
        if outcome.epoch is not None:
            key = (batch.sitting_id, outcome.epoch)
            stored.setdefault(key, set()).update(event.seq for event in batch.events)
    news = Memory()
    for key, seqs in stored.items():
        low, ahead = memory.through.get(key, (0, frozenset[int]()))
        beyond = seqs | ahead
        if key not in memory.through or min(seqs) > low + 1:
            beyond |= stored_after(connection, *key, low)
        through = contiguous((seq for seq in beyond if seq > low), low)
        news.through[key] = (through, frozenset(seq for seq in beyond if seq > through))
    return news


def _presence_due(
    batches: Sequence[Batch], outcomes: Sequence[Outcome], now: datetime, memory: Memory
) -> dict[int, dict[str, Any]]:
    """Signs of life to write: of those who may write, at most every four seconds for a sitting."""
    moment = rules.milliseconds(now)
    return {
        batch.sitting_id: {
            "sitting_id": batch.sitting_id,
            "seen_at": now,
            "waiting": max(0, batch.waiting - len(batch.events)),
        }
        for batch, outcome in zip(batches, outcomes, strict=True)
        if outcome.verdict is Verdict.SAVED
        and moment - memory.seen.get(batch.sitting_id, 0) >= PRESENCE_EVERY_MS
    }


def _with_through(outcome: Outcome, batch: Batch, news: Memory) -> Outcome:
    if outcome.epoch is None:
        return outcome
    through, _ = news.through[batch.sitting_id, outcome.epoch]
    return outcome._replace(through=through)
