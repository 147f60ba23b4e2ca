"""The secret of an exam's drawings: made once, its digest shown at once, itself after the exam."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import chance, policy, queries
from app.domain.exams.models import ExamDraw, ExamPlan, Registration
from app.domain.exams.rules_plans import AFTER_EXAM
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError
from app.kernel.text import msg

BYTES = 32


def commit_draw(session: Session, *, actor: Actor, plan: ExamPlan, now: datetime) -> ExamDraw:
    """Make the secret of an exam if there is none yet; its digest goes to the audit log."""
    policy.can_plan_or_approve(actor, org_path=plan.org_path).require()
    known = queries.find_draw(session, plan.id)
    if known is not None:
        return known
    secret = secrets.token_hex(BYTES)
    digest = chance.commitment(plan.code, secret)
    draw = ExamDraw(plan_id=plan.id, secret=secret, commitment=digest, committed_at=now)
    session.add(draw)
    session.flush()
    details = {"commitment": digest}
    audit.record(
        session,
        actor=actor,
        action="exams.draw.committed",
        subject=plan.code,
        at=now,
        details=details,
    )
    return draw


def reveal_draw(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamDraw:
    """Publish the secret once the exam is over, so that anyone can recompute its drawings."""
    scope = actor.scope(Permission.EXAMS_PLAN_READ)
    plan = queries.get_plan(session, uuid, scope=scope, lock=True)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    draw = queries.find_draw(session, plan.id)
    if draw is None:
        raise ConflictError(msg("Nothing was drawn by lot for this exam."))
    if plan.state not in AFTER_EXAM:
        raise ConflictError(msg("The seed is published after the exam has been collected."))
    if draw.revealed_at is None:
        draw.revealed_at = now
        details = {"commitment": draw.commitment}
        audit.record(
            session,
            actor=actor,
            action="exams.draw.revealed",
            subject=plan.code,
            at=now,
            details=details,
        )
    return draw


def sitting_seed(session: Session, registration: Registration, *, otherwise: int) -> int:
    """Return the seed for a candidate's order of options; the same for all if it is fixed.

    :param otherwise: for exams without a secret.
    """
    draw = queries.find_draw(session, registration.plan_id)
    if draw is None:
        return otherwise
    plan = registration.plan
    name = registration.form if plan.is_fixed_order else str(registration.uuid)
    return chance.seed_number(draw.secret, "order", name)
