"""Jobs and facts: leases, retries, cancelling, order, and surviving the death of a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.domain.jobs import queries, services
from app.domain.jobs.models import Job
from app.domain.jobs.rules import LEASE, JobState, LeaseLost
from app.domain.jobs.runner import JobContext, Worker
from app.kernel.actor import Role
from app.kernel.errors import ConflictError, DomainError, ForbiddenError
from app.kernel.text import msg
from tests.conftest import NOW, make_actor

OWNER = make_actor(Role.PERSONNEL, person_id=7)


@dataclass
class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Happened:
    number: int

    @property
    def subject(self) -> str:
        return "thing:1"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def worker(connection: Connection, clock: Clock, jobs: Any = None, facts: Any = None) -> Worker:
    return Worker(bind=connection, jobs=jobs or {}, facts=facts or {}, clock=clock)


def enqueue(session: Session) -> Job:
    job = services.enqueue(session, actor=OWNER, kind="count", args={"n": 3}, title="x", now=NOW)
    session.commit()
    return job


def test_a_job_reports_progress_and_keeps_its_result(
    session: Session, connection: Connection, clock: Clock
) -> None:
    def count(context: JobContext, args: dict[str, Any]) -> dict[str, Any]:
        for done in range(args["n"]):
            context.progress(done + 1, args["n"])
        return {"rows": args["n"]}

    job = enqueue(session)
    assert worker(connection, clock, {"count": count}).drain() == 1
    session.refresh(job)
    assert (job.state, job.percent, job.result) == (JobState.DONE, 100, {"rows": 3})


def test_a_failing_job_is_tried_three_times_with_growing_pauses(
    session: Session, connection: Connection, clock: Clock
) -> None:
    def fail(_context: JobContext, _args: dict[str, Any]) -> dict[str, Any]:
        raise OSError("disk")

    job = enqueue(session)
    tries = 0
    for _ in range(20):
        tries += worker(connection, clock, {"count": fail}).drain()
        clock.at += timedelta(seconds=3)
    session.refresh(job)
    assert (tries, job.state) == (3, JobState.FAILED)
    assert "disk" in job.error


def test_a_refusal_of_the_domain_is_final(
    session: Session, connection: Connection, clock: Clock
) -> None:
    def refuse(_context: JobContext, _args: dict[str, Any]) -> dict[str, Any]:
        raise DomainError(msg("No."))

    job = enqueue(session)
    worker(connection, clock, {"count": refuse}).drain()
    session.refresh(job)
    assert (job.state, job.tries) == (JobState.FAILED, 1)


def test_a_killed_worker_loses_its_lease_and_the_job_is_done_by_another(
    session: Session, connection: Connection, clock: Clock
) -> None:
    job = enqueue(session)
    dead = worker(connection, clock, {"count": lambda *_: {}})
    claimed = dead._claim()  # noqa: SLF001 - the moment before the kill
    assert claimed is not None
    alive = worker(connection, clock, {"count": lambda *_: {"by": "alive"}})
    assert alive.drain() == 0, "the lease still runs"
    clock.at += LEASE + timedelta(seconds=1)
    assert alive.drain() == 1
    with pytest.raises(LeaseLost):
        JobContext(dead, claimed.id, claimed.tries, 7).progress(1, 2)
    dead._end(claimed, state=JobState.FAILED)  # noqa: SLF001 - too late: fenced off
    session.refresh(job)
    assert (job.state, job.result) == (JobState.DONE, {"by": "alive"})


def test_a_running_job_stops_when_its_owner_asks(
    session: Session, connection: Connection, clock: Clock
) -> None:
    job = enqueue(session)

    def count(context: JobContext, _args: dict[str, Any]) -> dict[str, Any]:
        services.cancel(session, actor=OWNER, uuid=job.uuid, now=NOW)
        session.commit()
        context.progress(1, 3)
        raise AssertionError("not reached")

    worker(connection, clock, {"count": count}).drain()
    session.refresh(job)
    assert job.state is JobState.CANCELLED
    with pytest.raises(ConflictError):
        services.cancel(session, actor=OWNER, uuid=job.uuid, now=NOW)


def test_only_the_owner_stops_a_job(session: Session) -> None:
    job = enqueue(session)
    with pytest.raises(ForbiddenError):
        services.cancel(
            session, actor=make_actor(Role.PERSONNEL, person_id=8), uuid=job.uuid, now=NOW
        )


def test_facts_about_one_thing_arrive_in_order_and_once_even_after_a_failure(
    session: Session, connection: Connection, clock: Clock
) -> None:
    heard: list[int] = []
    broken = [True]

    def hear(_session: Session, fact: Happened, _now: datetime) -> None:
        if fact.number == 1 and broken[0]:
            raise OSError("away")
        heard.append(fact.number)

    for number in (1, 2, 3):
        services.announce(session, Happened(number), now=NOW)
    session.commit()
    at_work = worker(connection, clock, facts={"Happened": (Happened, [hear])})
    at_work.drain()
    assert heard == [], "the second waits for the first"
    broken[0] = False
    clock.at += timedelta(minutes=1)
    at_work.drain()
    assert heard == [1, 2, 3]
    assert queries.count_undelivered(session) == 0


def test_a_fact_of_a_transaction_that_failed_was_never_announced(
    session: Session, connection: Connection, clock: Clock
) -> None:
    services.announce(session, Happened(1), now=NOW)
    session.rollback()
    assert worker(connection, clock, facts={"Happened": (Happened, [])}).drain() == 0
