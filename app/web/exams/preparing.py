"""How far the papers of an exam are prepared, for the page of the plan."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.exams import queries as exams
from app.domain.exams import services
from app.domain.exams.models import ExamPlan
from app.domain.exams.queries import Readiness
from app.domain.jobs import queries as jobs
from app.domain.jobs.models import Job
from app.domain.jobs.rules import ENDED


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the page shows.

    :ivar job: that prepares them now, if the reader started it.
    """

    ready: Readiness
    job: Job | None
    can_ask: bool


def preparation_of(
    session: Session, plan: ExamPlan, *, owner_id: int, can_edit: bool
) -> Preparation | None:
    """Return how far it is; None where there is nothing to prepare (any more)."""
    if plan.state not in services.PREPARABLE or plan.paper_id is None:
        return None
    ready = exams.count_prepared(session, plan)
    mine = jobs.list_jobs(session, owner_id=owner_id)
    running = (one for one in mine if _is_about(one, plan) and one.state not in ENDED)
    job = next(running, None)
    return Preparation(ready, job, can_edit and job is None and not ready.is_whole)


def _is_about(job: Job, plan: ExamPlan) -> bool:
    return job.kind == services.PREPARE and job.args.get("plan_id") == plan.id
