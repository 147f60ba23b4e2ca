"""Find jobs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.domain.jobs.models import Job, OutboxFact
from app.domain.jobs.rules import JobState
from app.kernel.errors import NotFoundError
from app.kernel.text import msg

NO_JOB = msg("There is no such job.")


def get_job(session: Session, uuid: UUID, *, lock: bool = False) -> Job:
    """Return the job, or refuse."""
    query = select(Job).where(Job.uuid == uuid)
    job = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if job is None:
        raise NotFoundError(NO_JOB)
    return job


def get_job_by_id(session: Session, job_id: int) -> Job:
    """Return the job of that id."""
    return session.get_one(Job, job_id)


def find_job(session: Session, job_id: int) -> Job | None:
    """Return a job that another record points at."""
    return session.get(Job, job_id)


def list_jobs(session: Session, *, owner_id: int, limit: int = 20) -> Sequence[Job]:
    """Return a person's jobs, newest first."""
    query = select(Job).where(Job.owner_id == owner_id).order_by(Job.id.desc()).limit(limit)
    return session.scalars(query).all()


def find_latest(session: Session, *, owner_id: int, kind: str) -> Job | None:
    """Return the newest job of a kind that this person asked for."""
    query = select(Job).where(Job.owner_id == owner_id, Job.kind == kind)
    return session.scalars(query.order_by(Job.id.desc()).limit(1)).one_or_none()


def count_undelivered(session: Session) -> int:
    """Count facts that wait for delivery."""
    query = select(func.count()).select_from(OutboxFact).where(OutboxFact.delivered_at.is_(None))
    return session.scalar(query) or 0


def is_anything_waiting(session: Session) -> bool:
    """Whether a fact waits for delivery or a job for its end: what the worker looks at first."""
    facts = exists().where(OutboxFact.delivered_at.is_(None))
    jobs = exists().where(Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
    return bool(session.scalar(select(facts | jobs)))
