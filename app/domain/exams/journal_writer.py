"""The one writer of the hot path in a process: group commit of answers, starts and hand-ins.

Requests put what they want into a queue and wait; one thread takes all that wait, does it in one
transaction for each kind, commits once, and only then wakes them. An acknowledgement is therefore
never given before the answer is on disk (SQLite: synchronous=FULL), and one fsync serves many
candidates. Each kind has a transaction of its own, so that on PostgreSQL the writers of several
processes take their locks in one order.

This file commits, which services never do: docs/decisions/0003-answer-journal.md says why.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine

from app.domain.exams.batch import Batch
from app.domain.exams.hot_end import EndAsk, end_all
from app.domain.exams.hot_start import StartAsk, Started, start_all
from app.domain.exams.journal_store import Memory, Outcome, store
from app.store.busy import BusySign

MAX_GROUP = 64
GATHER_SECONDS = 0.002
"""How long a group waits at most for as many as came lately."""
GATHER_FROM = 4
"""Where fewer came lately, nobody waits."""
LOOK_SECONDS = 0.0002
COMPANY = 16
COMPANY_SECONDS = 0.1
"""Signs of life wait a moment for each other, up to so many and so long: they come every five
seconds from every computer, and a commit for each would cost more than all answers together.
Whoever brings an answer, begins or hands in takes them along at once."""
PATIENCE = 20.0
"""Seconds a request waits; after that the candidate's machine is told to try again."""


TELL_EVERY = 5.0
"""Seconds between two notes of trouble in the log."""


class _Seldom(logging.Filter):
    """Lets a note through now and then: in an outage, each of thousands of tries has the same."""

    told_at = -TELL_EVERY

    def filter(self, _record: logging.LogRecord) -> bool:
        if time.monotonic() - self.told_at < TELL_EVERY:
            return False
        self.told_at = time.monotonic()
        return True


log = logging.getLogger(__name__)
log.addFilter(_Seldom())


class NotSavedError(RuntimeError):
    """The batch was not committed, or not in time to say so; sending it again is harmless."""


Ask = Batch | StartAsk | EndAsk
KINDS: tuple[type[Batch | StartAsk | EndAsk], ...] = (Batch, StartAsk, EndAsk)
"""In this order: answers first, they are what must not be lost."""


def is_sign_of_life(ask: Ask) -> bool:
    """Whether a machine only says that it is there."""
    return isinstance(ask, Batch) and not ask.events


@dataclass(slots=True, eq=False)
class _Ticket:
    ask: Ask
    done: threading.Lock = field(default_factory=threading.Lock)
    outcome: Any = None
    is_done: bool = False

    def __post_init__(self) -> None:
        self.done.acquire()


class JournalWriter:
    """Saves, starts and ends in groups; its thread lives as long as the process."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self.lately = 0
        """How many came together lately; it forgets slowly."""
        self._engine = engine
        self._clock = clock
        self._queue: SimpleQueue[_Ticket] = SimpleQueue()
        self._memory = Memory()
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()
        self._sign = BusySign(engine)

    def save(self, batch: Batch) -> Outcome:
        """Store a batch and return once it is on disk.

        :raises NotSavedError: it could not be committed within the time a request waits.
        """
        outcome: Outcome = self._do(batch)
        return outcome

    def start(self, ask: StartAsk) -> Started | None:
        """Begin a sitting; None if another path must decide about it.

        :raises NotSavedError: it could not be committed in time.
        """
        started: Started | None = self._do(ask)
        return started

    def end(self, ask: EndAsk) -> bool:
        """Hand a sitting in; False if another path must decide about it.

        :raises NotSavedError: it could not be committed in time.
        """
        return bool(self._do(ask))

    def _do(self, ask: Ask) -> Any:  # noqa: ANN401 - each kind has its own outcome
        self._ensure_running()
        ticket = _Ticket(ask)
        self._queue.put(ticket)
        if not ticket.done.acquire(timeout=PATIENCE) or not ticket.is_done:
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
                # The database is away or full. Those who wait are told; the next group tries anew,
                # and looks at what is stored: the database may come back as it was some time ago.
                self._memory = Memory()
                log.exception("the answer journal could not be written")
            finally:
                self._wake(group)

    def _take(self) -> list[_Ticket]:
        """Wait for one ticket, a moment for those on their way, and take all that are there."""
        group = [self._first()]
        self._keep_company(group)
        self._sign.hold()
        self._gather()
        with suppress(Empty):
            while len(group) < MAX_GROUP:
                group.append(self._queue.get_nowait())
        self.lately = max(len(group), self.lately - 1)
        return group

    def _first(self) -> _Ticket:
        """Return the next ticket; while none is there, those who can wait are let pass."""
        try:
            return self._queue.get_nowait()
        except Empty:
            self._sign.lower()
            return self._queue.get()

    def _keep_company(self, group: list[_Ticket]) -> None:
        """While nothing but signs of life is there, wait a moment for more of them."""
        until = monotonic() + COMPANY_SECONDS
        while is_sign_of_life(group[-1].ask) and len(group) < COMPANY:
            try:
                group.append(self._queue.get(timeout=max(0.0, until - monotonic())))
            except Empty:
                return

    def _gather(self) -> None:
        """Wait a moment for as many as came lately.

        Those who were told together send their next answers together; the first of them would
        otherwise have a commit for itself, and every commit costs an fsync and several changes of
        thread. Whoever is alone waits for nobody.
        """
        if self.lately < GATHER_FROM:
            return
        until = monotonic() + GATHER_SECONDS
        while self._queue.qsize() + 1 < self.lately and monotonic() < until:
            sleep(LOOK_SECONDS)

    def _commit(self, connection: Connection, group: list[_Ticket]) -> None:
        for kind in KINDS:
            alike = [ticket for ticket in group if isinstance(ticket.ask, kind)]
            if alike:
                self._commit_alike(connection, alike)

    def _commit_alike(self, connection: Connection, group: list[_Ticket]) -> None:
        try:
            outcomes = self._perform(connection, [ticket.ask for ticket in group])
        except Exception:
            if len(group) == 1:
                raise
            # One must not keep the others from being saved: each for itself.
            log.exception("a group of %s failed; they are tried one by one", len(group))
            self._commit_singly(connection, group)
            return
        for ticket, outcome in zip(group, outcomes, strict=True):
            ticket.outcome, ticket.is_done = outcome, True
        self._wake(group)

    def _commit_singly(self, connection: Connection, group: list[_Ticket]) -> None:
        for ticket in group:
            try:
                self._commit_alike(connection, [ticket])
            except Exception:
                log.exception("one of kind %s was not saved", type(ticket.ask).__name__)
                self._wake([ticket])

    def _perform(self, connection: Connection, asks: list[Any]) -> Sequence[Any]:
        now = self._clock()
        if isinstance(asks[0], StartAsk):
            with connection.begin():
                return start_all(connection, asks, now)
        if isinstance(asks[0], EndAsk):
            with connection.begin():
                return end_all(connection, asks, now)
        with connection.begin():
            outcomes, news = store(connection, asks, now, self._memory)
        self._memory.learn(news)
        return outcomes

    @staticmethod
    def _wake(group: list[_Ticket]) -> None:
        for ticket in group:
            with suppress(RuntimeError):  # already woken
                ticket.done.release()
