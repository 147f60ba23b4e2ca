"""The list of an exam becomes official: one officer checks, another releases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.audit.services import Entry
from app.domain.exams import queries as exams
from app.domain.exams import services as exams_services
from app.domain.exams.models import ExamPlan
from app.domain.jobs import services as jobs
from app.domain.results import policy, queries, rules
from app.domain.results.facts import ResultReleased
from app.domain.results.models import Result
from app.domain.results.rules import ResultState
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.scope import EVERYTHING, Scope
from app.kernel.text import msg


def check_list(
    session: Session, *, actor: Actor, plan_uuid: UUID, now: datetime
) -> Sequence[Result]:
    """Check the provisional results of an exam in the actor's units; returns those checked.

    Left out are results with an answer that waits for a person, and the actor's own.

    :raises ConflictError: nothing is ready to be checked.
    """
    plan, scope = _plan(session, actor, plan_uuid)
    open_rows = queries.list_of_plan(
        session, plan_id=plan.id, scope=scope, state=ResultState.PROVISIONAL, lock=True
    )
    ready = [row for row in open_rows if not row.waiting]
    chosen = [row for row in ready if row.person_id != actor.person_id]
    if not chosen:
        raise ConflictError(msg("No result is ready to be checked."))
    for row in chosen:
        policy.can_check(actor, org_path=row.org_path, person_id=row.person_id).require()
        _move(row, ResultState.CHECKED)
        row.checked_by_id, row.checked_by_name = actor.person_id, actor.full_name
        row.checked_at = now
    exams_services.follow_results(session, actor=actor, plan=plan, is_released=False, now=now)
    _audit(session, actor, "results.list.checked", plan, chosen, now)
    return chosen


def release_list(
    session: Session, *, actor: Actor, plan_uuid: UUID, now: datetime
) -> Sequence[Result]:
    """Release what another officer checked, in the actor's units; returns those released.

    Each release is announced in the same transaction; a correction takes the place of the result
    it corrects, and the time to ask for a review begins anew for it.

    :raises ForbiddenError: the actor checked all of it, or it is the actor's own result.
    :raises ConflictError: nothing is checked.
    """
    plan, scope = _plan(session, actor, plan_uuid)
    checked = queries.list_of_plan(
        session, plan_id=plan.id, scope=scope, state=ResultState.CHECKED, lock=True
    )
    if not checked:
        raise ConflictError(msg("No result waits to be released."))
    chosen = [row for row in checked if policy.can_release(actor, **_about(row))]
    if not chosen:
        policy.can_release(actor, **_about(checked[0])).require()
    corrections = _end_corrected(session, chosen)
    for row in chosen:
        _move(row, ResultState.RELEASED)
        row.released_by_id, row.released_by_name = actor.person_id, actor.full_name
        row.released_at = now
        jobs.announce(session, ResultReleased(row.id), now=now)
    session.flush()
    exams_services.follow_results(session, actor=actor, plan=plan, is_released=True, now=now)
    if corrections:
        exams_services.keep_reviews_open(session, actor=actor, plan=plan, now=now)
    _audit(session, actor, "results.list.released", plan, chosen, now)
    audit.record_all(session, [_entry(actor, old, new, now) for old, new in corrections])
    return chosen


def return_list(
    session: Session, *, actor: Actor, plan_uuid: UUID, reason: str, now: datetime
) -> Sequence[Result]:
    """Give a checked list back to be checked again, with a reason.

    :raises InvalidError: no reason.
    :raises ConflictError: nothing is checked.
    """
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    plan, scope = _plan(session, actor, plan_uuid)
    checked = queries.list_of_plan(
        session, plan_id=plan.id, scope=scope, state=ResultState.CHECKED, lock=True
    )
    if not checked:
        raise ConflictError(msg("No result waits to be released."))
    chosen = [row for row in checked if row.person_id != actor.person_id]
    for row in chosen:
        policy.can_check(actor, org_path=row.org_path, person_id=row.person_id).require()
        _move(row, ResultState.PROVISIONAL)
        row.checked_by_id, row.checked_by_name, row.checked_at = None, "", None
    _audit(session, actor, "results.list.returned", plan, chosen, now, reason=reason.strip())
    return chosen


def _plan(session: Session, actor: Actor, uuid: UUID) -> tuple[ExamPlan, Scope]:
    """Return the exam and the part of its list that the actor looks after.

    An exam of the province has candidates of many cities: what counts is whose results they are.
    """
    plan = exams.get_plan(session, uuid, scope=EVERYTHING)
    scope = actor.scope(Permission.RESULTS_RESULT_RELEASE)
    counts = queries.count_list(session, plan_id=plan.id, scope=scope, person_id=actor.person_id)
    if not counts.total:
        raise NotFoundError(queries.NO_RESULT)
    return plan, scope


def _about(row: Result) -> dict[str, Any]:
    """What the policy asks about a result that waits for its release."""
    return {
        "org_path": row.org_path,
        "person_id": row.person_id,
        "checked_by_id": row.checked_by_id,
    }


def _end_corrected(session: Session, chosen: Sequence[Result]) -> list[tuple[Result, Result]]:
    """Take the results that are corrected out of force, before their corrections enter it.

    Returns each with the one that takes its place.
    """
    pairs = [
        (session.get_one(Result, row.corrects_id), row)
        for row in chosen
        if row.corrects_id is not None
    ]
    for old, _ in pairs:
        _move(old, ResultState.CORRECTED)
    session.flush()
    return pairs


def _entry(actor: Actor, old: Result, new: Result, now: datetime) -> Entry:
    """The person reads this on their pages from the same moment on."""
    details = {
        "corrects": str(old.uuid),
        "total": [old.total, new.total],
        "outcome": [old.outcome.value, new.outcome.value],
    }
    return Entry(actor, "results.result.corrected", f"result:{new.uuid}", now, details)


def _move(row: Result, new: ResultState) -> None:
    rules.require_transition(row.state, new)
    row.state = new


def _audit(  # noqa: PLR0917 - one line of the log
    session: Session,
    actor: Actor,
    action: str,
    plan: ExamPlan,
    rows: Sequence[Result],
    now: datetime,
    **details: object,
) -> None:
    facts = {"count": len(rows), "results": [row.id for row in rows], **details}
    audit.record(session, actor=actor, action=action, subject=plan.code, at=now, details=facts)
