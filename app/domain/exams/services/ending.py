"""After the exam: its results become official, the review window passes, the file is archived."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import policy, queries, rules_plans
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules_plans import PlanState, require_transition
from app.domain.papers import queries as papers
from app.engines import assembly
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError
from app.kernel.text import Message, msg

BEFORE_RELEASE = (PlanState.COLLECTED, PlanState.SCORING, PlanState.SCORE_REVIEW)


def follow_results(
    session: Session, *, actor: Actor, plan: ExamPlan, is_released: bool, now: datetime
) -> ExamPlan:
    """Let a plan follow its results: being checked, or published and open for reviews.

    The room of results calls it within its own step. A plan that is further on stays there, and
    so does one whose results an officer of a single unit releases.
    """
    is_whole = policy.can_plan_or_approve(actor, org_path=plan.org_path)
    if plan.state not in BEFORE_RELEASE or not is_whole:
        return plan
    if not is_released:
        plan.state = PlanState.SCORE_REVIEW
        return plan
    plan.state = PlanState.REVIEW_WINDOW
    plan.review_ends_on = rules_plans.review_ends(now)
    details = {"until": plan.review_ends_on.isoformat()}
    _audit(session, actor, "exams.plan.scores-published", plan, now, **details)
    return plan


def keep_reviews_open(session: Session, *, actor: Actor, plan: ExamPlan, now: datetime) -> ExamPlan:
    """Let reviews of a corrected result be asked for as long as those of a first one.

    The room of results calls it when corrections are released, also by an officer of one unit:
    it is the right of the person. An exam whose file is closed stays closed, and is archived
    after that day only.
    """
    policy.can_extend_reviews(actor).require()
    until = rules_plans.review_ends(now)
    is_later = plan.review_ends_on is None or plan.review_ends_on < until
    if plan.state not in {PlanState.REVIEW_WINDOW, PlanState.FINALISED} or not is_later:
        return plan
    plan.review_ends_on = until
    _audit(session, actor, "exams.plan.reviews-extended", plan, now, until=until.isoformat())
    return plan


def finalise_plan(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """Close the results of an exam when nobody can ask for a review any more.

    :raises ConflictError: the review window is still open.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    require_transition(plan.state, PlanState.FINALISED)
    day = plan.review_ends_on
    refusal = msg("Candidates may ask for a review until %(day)s. Finalise after that.", day=day)
    _require_reviews_ended(plan, refusal, now)
    plan.state = PlanState.FINALISED
    _audit(session, actor, "exams.plan.finalised", plan, now)
    return plan


def archive_plan(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """Archive an exam: one digest over papers, seats, answers and closings stands for it all.

    :raises ConflictError: a result was corrected, and reviews of it may still be asked for.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    require_transition(plan.state, PlanState.ARCHIVED)
    refusal = msg(
        "A result was corrected; a review may be asked for until %(day)s. Archive after that.",
        day=plan.review_ends_on,
    )
    _require_reviews_ended(plan, refusal, now)
    plan.archive_digest = assembly.digest(archive_manifest(session, plan))
    plan.archived_at = now
    plan.state = PlanState.ARCHIVED
    details = {"digest": plan.archive_digest}
    _audit(session, actor, "exams.plan.archived", plan, now, **details)
    return plan


def archive_manifest(session: Session, plan: ExamPlan) -> dict[str, Any]:
    """Return what the digest of an archived exam covers; the same facts give the same digest."""
    draw = queries.find_draw(session, plan.id)
    found = {
        letter: papers.find_paper(session, paper_id)
        for letter, (paper_id, _) in queries.list_papers(session, plan).items()
    }
    return {
        "schema": "xuekao-archive/1",
        "exam": plan.code,
        "title": plan.title,
        "commitment": draw.commitment if draw else "",
        "papers": {letter: paper.digest for letter, paper in found.items() if paper},
        "seats": [
            [str(one.uuid), one.room, one.seat_number, one.form]
            for one in queries.list_registrations(session, plan.id)
        ],
        "journals": sorted(
            [str(one.uuid), one.journal_digest] for one in queries.list_sittings(session, plan.id)
        ),
        "rooms": [
            [one.room, one.expected, one.present, one.absent, one.handed_in]
            for one in queries.list_closings(session, plan.id)
        ],
    }


def _require_reviews_ended(plan: ExamPlan, refusal: Message, now: datetime) -> None:
    if plan.review_ends_on is not None and now.date() <= plan.review_ends_on:
        raise ConflictError(refusal)


def _get(session: Session, actor: Actor, uuid: UUID) -> ExamPlan:
    scope = actor.scope(Permission.EXAMS_PLAN_READ)
    return queries.get_plan(session, uuid, scope=scope, lock=True)


def _audit(
    session: Session, actor: Actor, action: str, plan: ExamPlan, now: datetime, **details: object
) -> None:
    audit.record(session, actor=actor, action=action, subject=plan.code, at=now, details=details)
