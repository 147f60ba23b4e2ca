"""What reviewers do: solve blind, then approve or return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries, rules
from app.domain.bank.models import ItemReview, ItemVersion
from app.domain.bank.rules import State, Verdict
from app.domain.bank.services.versions import name_of
from app.engines import items
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NEXT = {Verdict.APPROVE: State.APPROVED, Verdict.RETURN: State.RETURNED}
ACTIONS = {Verdict.APPROVE: "bank.version.approved", Verdict.RETURN: "bank.version.returned"}
SOLVED_ELSEWHERE = "practical"
"""A kind whose answer is a file: its reviewer works on the task itself, not on this page."""


def solve(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    number: int,
    answer: Mapping[str, Any],
    now: datetime,
) -> ItemReview:
    """Keep the reviewer's own answer, given before the key is shown; it is given once."""
    version = _get_locked(session, actor, uuid, number)
    org_path = version.item.bank.org_path
    policy.can_review(actor, author_id=version.author_id, org_path=org_path).require()
    rules.require_transition(version.state, State.APPROVED)
    if queries.find_review(session, version.id, actor.person_id):
        raise ConflictError(msg("You have already given your own answer to this version."))
    response = items.read_response(version.content, answer)
    if not items.is_answered(response) and version.kind != SOLVED_ELSEWHERE:
        reason = msg("Please answer the item before you look at the key.")
        raise InvalidError([Problem("value", reason)])
    mark = items.mark(version.content, response, version.points)
    review = ItemReview(
        version_id=version.id,
        reviewer_id=actor.person_id,
        answer=response,
        is_right=version.kind == SOLVED_ELSEWHERE or mark.status is items.Status.RIGHT,
        solved_at=now,
    )
    session.add(review)
    session.flush()
    audit.record(
        session, actor=actor, action="bank.version.solved", subject=name_of(version), at=now
    )
    return review


def decide(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    number: int,
    verdict: Verdict,
    comment: str,
    now: datetime,
) -> ItemVersion:
    """Approve a version, or return it to its author with a reason."""
    version = _get_locked(session, actor, uuid, number)
    org_path = version.item.bank.org_path
    policy.can_review(actor, author_id=version.author_id, org_path=org_path).require()
    review = queries.find_review(session, version.id, actor.person_id)
    policy.can_decide(
        verdict=verdict,
        is_solved=review is not None,
        is_solved_right=review is not None and review.is_right,
    ).require()
    if verdict is Verdict.RETURN and not comment.strip():
        reason = msg("Please say what the author should change.")
        raise InvalidError([Problem("comment", reason)])
    rules.require_transition(version.state, NEXT[verdict])
    version.state = NEXT[verdict]
    if review is not None:
        review.verdict, review.comment, review.decided_at = verdict, comment.strip(), now
    audit.record(session, actor=actor, action=ACTIONS[verdict], subject=name_of(version), at=now)
    return version


def _get_locked(session: Session, actor: Actor, uuid: UUID, number: int) -> ItemVersion:
    scope = actor.scope(Permission.BANK_ITEM_READ)
    return queries.get_version(session, uuid, number, scope=scope, lock=True)
