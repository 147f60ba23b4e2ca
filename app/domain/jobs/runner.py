"""The worker: delivers facts and runs jobs, and survives being killed at any moment.

A job is claimed by one conditional UPDATE and leased; its `tries` is the fencing token, so a
worker that was thought dead cannot write over its successor (stack.md 3).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from sqlalchemy import Engine, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.domain.jobs.models import Job, OutboxFact
from app.domain.jobs.rules import LEASE, MAX_TRIES, JobCancelled, JobState, LeaseLost, retry_after
from app.kernel.errors import DomainError

log = logging.getLogger(__name__)

FactHandler = Callable[[Session, Any, datetime], None]
BatchHandler = Callable[[Session, Sequence[Any], datetime], None]


MOST_FACTS = 16
MOST_SECONDS = 0.03
"""How long one transaction may go on delivering facts."""

_earlier = aliased(OutboxFact)
_blocked = (
    select(_earlier.id)
    .where(
        _earlier.subject == OutboxFact.subject,
        _earlier.id < OutboxFact.id,
        _earlier.delivered_at.is_(None),
    )
    .exists()
)
_DUE = (
    select(OutboxFact)
    .where(OutboxFact.delivered_at.is_(None), OutboxFact.due_at <= bindparam("now"), ~_blocked)
    .order_by(OutboxFact.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def utc_now() -> datetime:
    """Return the time now; the one clock of the worker, replaced in tests."""
    return datetime.now(UTC)


@dataclass
class JobContext:
    """What a handler gets: its arguments are beside it, its progress goes through here."""

    worker: Worker
    job_id: int
    token: int
    owner_id: int

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open one unit of work: commits at the end, rolls back on an error."""
        with self.worker.transaction() as session:
            yield session

    def progress(self, done: int, total: int) -> None:
        """Tell how far the work is and renew the lease; raises if it was stopped or taken over."""
        with self.worker.transaction() as session:
            asked = session.execute(
                update(Job)
                .where(
                    Job.id == self.job_id, Job.tries == self.token, Job.state == JobState.RUNNING
                )
                .values(
                    progress_done=done,
                    progress_total=total,
                    lease_until=self.worker.clock() + LEASE,
                )
                .returning(Job.is_cancel_asked)
            ).scalar_one_or_none()
        if asked is None:
            raise LeaseLost
        if asked:
            raise JobCancelled

    def now(self) -> datetime:
        """Return the worker's time."""
        return self.worker.clock()


JobHandler = Callable[[JobContext, dict[str, Any]], dict[str, Any]]


@dataclass
class Worker:
    """Runs what is due; one call of `step` delivers some facts or runs one job."""

    bind: Engine | Any
    jobs: Mapping[str, JobHandler]
    facts: Mapping[str, tuple[type, Sequence[FactHandler]]]
    clock: Callable[[], datetime] = utc_now
    timer: Callable[[], float] = monotonic
    batches: Mapping[str, BatchHandler] = field(default_factory=dict)
    """Kind of fact → what hears many of them at once; it does what its handlers do one by one."""

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One unit of work of the worker."""
        with Session(self.bind, join_transaction_mode="create_savepoint") as session:
            yield session
            session.commit()

    def step(self) -> bool:
        """Deliver some facts or run one job; whether there was anything to do."""
        return self.deliver_some() > 0 or self.run_one()

    def drain(self, limit: int = 1000) -> int:
        """Work until nothing is due; returns how many steps were taken."""
        done = 0
        while done < limit and self.step():
            done += 1
        return done

    def deliver_one(self) -> bool:
        """Deliver the oldest fact whose subject has no earlier one waiting."""
        return self.deliver_some(1) > 0

    def deliver_some(self, most: int = MOST_FACTS) -> int:
        """Deliver due facts in one transaction for a moment; returns how many were tried.

        When a room hands in, hundreds of facts wait: a commit for each would cost more than what
        their handlers do. A fact that fails takes nothing of the others with it. The moment is
        short, because on SQLite nobody else writes meanwhile.
        """
        tried, began = 0, self.timer()
        with self.transaction() as session:
            facts = session.scalars(_DUE, {"now": self.clock(), "most": most}).all()
            for kind in dict.fromkeys(fact.kind for fact in facts):
                alike = [fact for fact in facts if fact.kind == kind]
                if self._deliver_together(session, kind, alike):
                    tried += len(alike)
                    continue
                for fact in alike:
                    if tried and self.timer() - began > MOST_SECONDS:
                        return tried
                    self._deliver(session, fact)
                    tried += 1
        return tried

    def _deliver_together(self, session: Session, kind: str, facts: list[OutboxFact]) -> bool:
        """Deliver facts of a kind that has a handler for many; False if they go one by one."""
        if len(facts) == 1 or kind not in self.batches:
            return False
        fact_type = self.facts[kind][0]
        try:
            with session.begin_nested():
                self.batches[kind](
                    session, [fact_type(**one.payload) for one in facts], self.clock()
                )
        except Exception:
            log.exception("%s facts of kind %s are delivered one by one", len(facts), kind)
            return False
        for fact in facts:
            fact.delivered_at = self.clock()
        return True

    def _deliver(self, session: Session, fact: OutboxFact) -> None:
        fact_id, tries = fact.id, fact.tries
        try:
            with session.begin_nested():
                fact_type, handlers = self.facts.get(fact.kind, (None, ()))
                for handler in handlers:
                    handler(session, fact_type(**fact.payload), self.clock())  # type: ignore[misc]
            fact.delivered_at = self.clock()
        except Exception as error:
            log.exception("fact %s could not be delivered", fact_id)
            fact.tries = tries + 1
            fact.error = repr(error)
            fact.due_at = self.clock() + retry_after(min(tries + 1, 8))

    def run_one(self) -> bool:
        """Claim and run one job."""
        claimed = self._claim()
        if claimed is None:
            return False
        context = JobContext(self, claimed.id, claimed.tries, claimed.owner_id)
        try:
            if claimed.is_cancel_asked:
                raise JobCancelled  # noqa: TRY301 - one way out for both places
            result = self.jobs[claimed.kind](context, dict(claimed.args))
        except JobCancelled:
            self._end(claimed, state=JobState.CANCELLED)
        except LeaseLost:
            log.warning("job %s was taken over", claimed.id)
        except Exception as error:
            log.exception("job %s (%s) failed", claimed.id, claimed.kind)
            self._retry_or_fail(claimed, error)
        else:
            self._end(claimed, state=JobState.DONE, result=result or {})
        return True

    def _claim(self) -> Any:  # noqa: ANN401 - a row
        now = self.clock()
        due = or_(
            and_(Job.state == JobState.QUEUED, Job.due_at <= now),
            and_(Job.state == JobState.RUNNING, Job.lease_until < now),
        )
        oldest = select(Job.id).where(due).order_by(Job.due_at).limit(1)
        with self.transaction() as session:
            if session.get_bind().dialect.name == "postgresql":
                oldest = oldest.with_for_update(skip_locked=True)
            if session.scalar(oldest) is None:
                return None
            claim = (
                update(Job)
                .where(Job.id == oldest.scalar_subquery())
                .values(
                    state=JobState.RUNNING,
                    tries=Job.tries + 1,
                    lease_until=now + LEASE,
                    started_at=now,
                )
                .returning(Job.id, Job.kind, Job.args, Job.tries, Job.owner_id, Job.is_cancel_asked)
            )
            return session.execute(claim, execution_options={"synchronize_session": False}).first()

    def _retry_or_fail(self, claimed: Any, error: Exception) -> None:  # noqa: ANN401
        final = isinstance(error, DomainError) or claimed.tries >= MAX_TRIES
        if final:
            self._end(claimed, state=JobState.FAILED, error=str(error) or repr(error))
        else:
            due_at = self.clock() + retry_after(claimed.tries)
            self._set(claimed, state=JobState.QUEUED, due_at=due_at, error=repr(error))

    def _end(self, claimed: Any, **values: object) -> None:  # noqa: ANN401
        self._set(claimed, ended_at=self.clock(), **values)

    def _set(self, claimed: Any, **values: object) -> None:  # noqa: ANN401
        with self.transaction() as session:
            session.execute(
                update(Job)
                .where(Job.id == claimed.id, Job.tries == claimed.tries)
                .values(lease_until=None, **values),
                execution_options={"synchronize_session": False},
            )
