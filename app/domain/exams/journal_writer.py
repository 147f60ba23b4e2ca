"""The one writer of the answer journal in a process: group commit.

Requests put their batch into a queue and wait; one thread takes all that wait, stores them in one
transaction, commits once, and only then wakes them. An acknowledgement is therefore never given
before the answer is on disk (SQLite: synchronous=FULL), and one fsync serves many candidates.

This file commits, which services never do: docs/decisions/0003-answer-journal.md says why.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue

from sqlalchemy import Connection, Engine

from app.domain.exams.batch import Batch
from app.domain.exams.journal_store import Memory, Outcome, store

log = logging.getLogger(__name__)

MAX_GROUP = 256
PATIENCE = 20.0
"""Seconds a request waits; after that the candidate's machine is told to try again."""


class NotSavedError(RuntimeError):
    """The batch was not committed, or not in time to say so; sending it again is harmless."""


@dataclass(slots=True, eq=False)
class _Ticket:
    batch: Batch
    done: threading.Lock = field(default_factory=threading.Lock)
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        self.done.acquire()


class JournalWriter:
    """Saves batches in groups; its thread starts with the first save and ends with the process."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._queue: SimpleQueue[_Ticket] = SimpleQueue()
        self._memory = Memory()
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()

    def save(self, batch: Batch) -> Outcome:
        """Store a batch and return once it is on disk.

        :raises NotSavedError: it could not be committed within the time a request waits.
        """
        self._ensure_running()
        ticket = _Ticket(batch)
        self._queue.put(ticket)
        if not ticket.done.acquire(timeout=PATIENCE) or ticket.outcome is None:
            raise NotSavedError
        return ticket.outcome

    def _ensure_running(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="journal-writer", daemon=True
                )
                self._thread.start()

    def _run(self) -> None:
        while True:
            group = self._take()
            try:
                with self._engine.connect() as connection:
                    self._commit(connection, group)
                    while True:
                        group = self._take()
                        self._commit(connection, group)
            except Exception:
                # The database is away or full. Those who wait are told; the next group tries anew.
                log.exception("the answer journal could not be written")
            finally:
                self._wake(group)

    def _take(self) -> list[_Ticket]:
        """Wait for one ticket and take all others that are there."""
        group = [self._queue.get()]
        with suppress(Empty):
            while len(group) < MAX_GROUP:
                group.append(self._queue.get_nowait())
        return group

    def _commit(self, connection: Connection, group: list[_Ticket]) -> None:
        try:
            outcomes, news = self._store(connection, [ticket.batch for ticket in group])
        except Exception:
            if len(group) == 1:
                raise
            # One batch must not keep the others from being saved: each for itself.
            log.exception("a group of %s batches failed; they are tried one by one", len(group))
            self._commit_singly(connection, group)
            return
        self._memory.learn(news)
        for ticket, outcome in zip(group, outcomes, strict=True):
            ticket.outcome = outcome
        self._wake(group)

    def _commit_singly(self, connection: Connection, group: list[_Ticket]) -> None:
        for ticket in group:
            try:
                self._commit(connection, [ticket])
            except Exception:
                log.exception("a batch of sitting %s was not saved", ticket.batch.sitting_id)
                self._wake([ticket])

    def _store(self, connection: Connection, batches: list[Batch]) -> tuple[list[Outcome], Memory]:
        with connection.begin():
            return store(connection, batches, self._clock(), self._memory)

    @staticmethod
    def _wake(group: list[_Ticket]) -> None:
        for ticket in group:
            with suppress(RuntimeError):  # already woken
                ticket.done.release()
