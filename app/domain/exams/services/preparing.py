"""Making the papers of all candidates before the exam begins, so that T0 is a small release.

What is prepared is a sealed copy: it may lie on a candidate's machine before the start, and opens
with a key that the start gives out. Whoever has no copy gets the paper made on the spot.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import policy, queries
from app.domain.exams.models import ExamPlan, PreparedPaper, Registration
from app.domain.exams.prepared import lone_seed, seal_paper
from app.domain.exams.presenting import paper_bytes
from app.domain.exams.queries import Readiness
from app.domain.exams.rules_plans import OPEN_DOORS, PlanState
from app.domain.exams.services.draws import sitting_seed
from app.domain.jobs import services as jobs
from app.domain.jobs.models import Job
from app.domain.papers import queries as papers
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError
from app.kernel.text import msg

PREPARE = "exams.prepare"
TITLE = msg("Preparing the papers of an exam")
BATCH = 10
"""Papers of one transaction: on SQLite nobody else writes meanwhile."""
PREPARABLE = OPEN_DOORS | {PlanState.REGISTRATION_CLOSED, PlanState.ARRANGED}


def request_papers(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Job:
    """Have the papers of an exam prepared by a job; what lies ready is not made again.

    :raises ConflictError: there is no sealed paper yet, or the exam is over.
    """
    scope = actor.scope(Permission.EXAMS_PLAN_READ)
    plan = queries.get_plan(session, uuid, scope=scope, lock=True)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    require_preparable(plan)
    _audit(session, actor, "exams.papers.preparation-asked", plan, now)
    return enqueue_preparing(session, actor=actor, plan=plan, now=now)


def enqueue_preparing(session: Session, *, actor: Actor, plan: ExamPlan, now: datetime) -> Job:
    """Queue the job that prepares the papers of an exam; those who make it ready call this."""
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    args = {"plan_id": plan.id}
    return jobs.enqueue(session, actor=actor, kind=PREPARE, args=args, title=TITLE.msgid, now=now)


def require_preparable(plan: ExamPlan) -> None:
    """Refuse an exam that has no paper yet or is over."""
    if plan.state not in PREPARABLE or plan.paper_id is None:
        raise ConflictError(
            msg("Papers are prepared once one is sealed and until the exam is collected.")
        )


def prepare_some(
    session: Session, *, actor: Actor, plan: ExamPlan, now: datetime, limit: int = BATCH
) -> Readiness:
    """Make the next papers that are missing; returns how many lie ready then."""
    policy.can_plan_or_approve(actor, org_path=plan.org_path).require()
    for registration in queries.list_unprepared(session, plan, limit=limit):
        keep_paper(session, registration, now=now)
    session.flush()
    return queries.count_prepared(session, plan)


def finish_preparing(session: Session, *, actor: Actor, plan: ExamPlan, now: datetime) -> None:
    """Write down that the papers of an exam lie ready."""
    policy.can_plan_or_approve(actor, org_path=plan.org_path).require()
    _audit(session, actor, "exams.papers.prepared", plan, now)


def keep_paper(
    session: Session, registration: Registration, *, now: datetime, seed: int | None = None
) -> PreparedPaper | None:
    """Make and seal the paper of one candidate; None while there is none to be had.

    Whoever calls has asked the policy.

    :param seed: of a sitting that has been checked in; by itself it follows from the draw.
    """
    plan = registration.plan
    paper_id = queries.find_paper_id(session, registration)
    known = queries.find_prepared(session, registration.id)
    chosen = seed if seed is not None else own_seed(session, registration)
    layout = queries.plan_layout(plan)
    if paper_id is None:
        return None
    if known and (known.paper_id, known.seed, known.layout) == (paper_id, chosen, layout):
        return known
    paper = papers.read_paper(session, paper_id)
    data = paper_bytes(paper, chosen, has_own_order=plan.has_own_item_order)
    made = PreparedPaper(
        registration_id=registration.id,
        paper_id=paper_id,
        seed=chosen,
        layout=layout,
        body=seal_paper(str(registration.uuid), data),
        made_at=now,
    )
    return session.merge(made)


def own_seed(session: Session, registration: Registration) -> int:
    """Return the seed a candidate will have: from the draw, or, for older plans, from our key."""
    return sitting_seed(session, registration, otherwise=lone_seed(str(registration.uuid)))


def _audit(session: Session, actor: Actor, action: str, plan: ExamPlan, now: datetime) -> None:
    ready = queries.count_prepared(session, plan)
    details = {"done": ready.done, "total": ready.total}
    audit.record(session, actor=actor, action=action, subject=plan.code, at=now, details=details)
