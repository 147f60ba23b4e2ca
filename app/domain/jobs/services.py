"""Queue jobs, announce facts, stop jobs. The worker is in `runner`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.jobs import policy, queries
from app.domain.jobs.models import Job, OutboxFact
from app.domain.jobs.rules import ENDED, JobState
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, NotFoundError
from app.kernel.text import msg

_ANNOUNCE = insert(OutboxFact.__table__)  # type: ignore[arg-type]


class Fact(Protocol):
    """A frozen dataclass of a room's facts.py, with the id of what it is about."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def subject(self) -> str:
        """What the fact is about, such as `sitting:17`; the order is kept per subject."""


def enqueue(
    session: Session, *, actor: Actor, kind: str, args: dict[str, Any], title: str, now: datetime
) -> Job:
    """Queue one job in the caller's transaction; the service that calls has asked its policy."""
    job = Job(
        kind=kind,
        title=title,
        args=args,
        owner_id=actor.person_id,
        org_path=actor.org_path,
        created_at=now,
        due_at=now,
    )
    session.add(job)
    session.flush()
    return job


def announce(session: Session, fact: Fact, *, now: datetime) -> None:
    """Put a fact into the outbox: it is delivered if and only if the transaction commits."""
    session.add(
        OutboxFact(
            kind=type(fact).__name__,
            subject=fact.subject,
            payload=asdict(fact),
            announced_at=now,
            due_at=now,
        )
    )


def announce_all(session: Session | Connection, facts: Sequence[Fact], *, now: datetime) -> None:
    """Put many facts into the outbox with one statement."""
    if facts:
        session.execute(
            _ANNOUNCE,
            [
                {
                    "kind": type(fact).__name__,
                    "subject": fact.subject,
                    "payload": asdict(fact),
                    "announced_at": now,
                    "due_at": now,
                    "tries": 0,
                    "error": "",
                }
                for fact in facts
            ],
        )


def cancel(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Job:
    """Ask a job to stop; one that has not begun stops at once."""
    job = queries.get_job(session, uuid, lock=True)
    if not policy.can_read(actor, owner_id=job.owner_id, org_path=job.org_path):
        raise NotFoundError(queries.NO_JOB)
    policy.can_cancel(actor, owner_id=job.owner_id).require()
    if job.state in ENDED:
        raise ConflictError(msg("This job has already ended."))
    job.is_cancel_asked = True
    if job.state is JobState.QUEUED:
        job.state = JobState.CANCELLED
        job.ended_at = now
    audit.record(session, actor=actor, action="jobs.job.cancelled", subject=str(uuid), at=now)
    return job
