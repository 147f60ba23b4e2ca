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
LONGEST_REMARK, MOST_REMARKS, LONGEST_PATH = 500, 60, 120
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
    remarks: Mapping[str, str] | None = None,
    now: datetime,
) -> ItemVersion:
    """Approve a version, or return it to its author with a reason.

    :param remarks: path of a field → what is said about it; one of them is reason enough.
    """
    version = _get_locked(session, actor, uuid, number)
    org_path = version.item.bank.org_path
    policy.can_review(actor, author_id=version.author_id, org_path=org_path).require()
    review = queries.find_review(session, version.id, actor.person_id)
    policy.can_decide(
        verdict=verdict,
        is_solved=review is not None,
        is_solved_right=review is not None and review.is_right,
    ).require()
    said = _remarks(remarks or {})
    if verdict is Verdict.RETURN and not comment.strip() and not said:
        reason = msg("Please say what the author should change.")
        raise InvalidError([Problem("comment", reason)])
    rules.require_transition(version.state, NEXT[verdict])
    version.state = NEXT[verdict]
    if review is not None:
        review.verdict, review.comment, review.decided_at = verdict, comment.strip(), now
        review.remarks = said
    audit.record(
        session,
        actor=actor,
        action=ACTIONS[verdict],
        subject=name_of(version),
        at=now,
        details={"remarks": len(said)} if said else {},
    )
    return version


def handle_remarks(
    session: Session, *, actor: Actor, uuid: UUID, marks: Mapping[str, bool], now: datetime
) -> int:
    """Note which remarks on an item are dealt with or open again; return how many changed.

    :param marks: `id of the review:path` → whether it is dealt with; what the reviewer wrote
        stays as it is, and remarks that are not named stay as they are.
    """
    item = queries.get_item(session, uuid, scope=actor.scope(Permission.BANK_ITEM_READ), lock=True)
    policy.can_edit(actor, org_path=item.bank.org_path).require()
    changed = 0
    for _number, review in queries.list_reviews(session, item.id):
        before = set(review.handled)
        held = {path for path in review.remarks if marks.get(f"{review.id}:{path}", path in before)}
        if held == before:
            continue
        changed += len(held ^ before)
        stamp = {"by": actor.person_id, "at": now.isoformat()}
        review.handled = {path: review.handled.get(path, stamp) for path in sorted(held)}
    if changed:
        audit.record(
            session,
            actor=actor,
            action="bank.remarks.handled",
            subject=item.code,
            at=now,
            details={"changed": changed},
        )
    return changed


def _remarks(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the remarks that say something; refuse what is too long or too much."""
    said = {path[:LONGEST_PATH]: text.strip() for path, text in typed.items() if text.strip()}
    if len(said) > MOST_REMARKS or any(len(text) > LONGEST_REMARK for text in said.values()):
        reason = msg(
            "A remark has at most %(n)s characters, and there are at most %(most)s.",
            n=LONGEST_REMARK,
            most=MOST_REMARKS,
        )
        raise InvalidError([Problem("comment", reason)])
    return said


def _get_locked(session: Session, actor: Actor, uuid: UUID, number: int) -> ItemVersion:
    scope = actor.scope(Permission.BANK_ITEM_READ)
    return queries.get_version(session, uuid, number, scope=scope, lock=True)
