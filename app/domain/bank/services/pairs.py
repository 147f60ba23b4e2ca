"""Items that read alike: said to be no duplicates, named as enemies, compared as a job."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries
from app.domain.bank.models import DismissedPair, Item, ItemVersion
from app.domain.bank.services.writing import save_draft
from app.domain.jobs import services as jobs
from app.domain.jobs.models import Job
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

LONGEST_REASON = 200
COMPARE = "bank.compare"
"""The kind of job that compares all items of banks that are too large for a page."""


def dismiss_pair(
    session: Session, *, actor: Actor, first: UUID, second: UUID, reason: str, now: datetime
) -> None:
    """Say that two items are no duplicates; they are not listed again until this is taken back."""
    one, other = _items(session, actor, first, second)
    policy.can_edit(actor, org_path=one.bank.org_path).require()
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        lacking = msg("Please say why the two items are no duplicates.")
        raise InvalidError([Problem("reason", lacking)])
    if queries.find_dismissed(session, one.id, other.id) is None:
        session.add(
            DismissedPair(
                first_id=one.id,
                second_id=other.id,
                reason=said,
                person_id=actor.person_id,
                dismissed_at=now,
            )
        )
        session.flush()
        details = {"with": other.code, "reason": said}
        audit.record(
            session,
            actor=actor,
            action="bank.pair.dismissed",
            subject=one.code,
            at=now,
            details=details,
        )


def restore_pair(
    session: Session, *, actor: Actor, first: UUID, second: UUID, now: datetime
) -> None:
    """List two items again that somebody found to be no duplicates."""
    one, other = _items(session, actor, first, second)
    policy.can_edit(actor, org_path=one.bank.org_path).require()
    found = queries.find_dismissed(session, one.id, other.id)
    if found is not None:
        session.delete(found)
        session.flush()
        audit.record(
            session,
            actor=actor,
            action="bank.pair.restored",
            subject=one.code,
            at=now,
            details={"with": other.code},
        )


def make_enemies(
    session: Session, *, actor: Actor, first: UUID, second: UUID, now: datetime
) -> ItemVersion:
    """Write a new draft of the second item that may not stand on a paper with the first.

    What is in use stays in use until the draft is reviewed and published.
    """
    one, other = _items(session, actor, first, second)
    if other.uuid != second:
        one, other = other, one
    scope = actor.scope(Permission.BANK_ITEM_READ)
    policy.can_edit(actor, org_path=other.bank.org_path).require()
    newest = queries.get_version(session, other.uuid, other.version_count, scope=scope)
    source = queries.to_source(newest)
    if one.code in source.enemies:
        raise ConflictError(
            msg("%(code)s names %(other)s already.", code=other.code, other=one.code)
        )
    enemies = tuple(sorted({*source.enemies, one.code}))
    return save_draft(
        session,
        actor=actor,
        uuid=other.uuid,
        source=replace(source, enemies=enemies),
        based_on=newest.number,
        now=now,
    )


def request_comparison(
    session: Session, *, actor: Actor, bank_code: str, threshold: float, now: datetime
) -> Job:
    """Have the items of a bank, or of all banks one may read, compared in the background."""
    if bank_code:
        bank = queries.get_bank(session, bank_code)
        policy.can_read(actor, org_path=bank.org_path).require()
    policy.can_keep_views(actor).require()
    roots = list(actor.scope(Permission.BANK_ITEM_READ).paths)
    args = {"bank": bank_code, "threshold": threshold, "scope": roots}
    title = msg("Comparison of items").msgid
    return jobs.enqueue(session, actor=actor, kind=COMPARE, args=args, title=title, now=now)


def _items(session: Session, actor: Actor, first: UUID, second: UUID) -> tuple[Item, Item]:
    """Return both items in the order of their numbers, if this person may write in both banks.

    The verbs ask once more for the first, so that each says whom it asks.
    """
    if first == second:
        raise InvalidError([Problem("second", msg("An item is always like itself."))])
    scope = actor.scope(Permission.BANK_ITEM_READ)
    found = [queries.get_item(session, uuid, scope=scope) for uuid in (first, second)]
    for item in found:
        policy.can_edit(actor, org_path=item.bank.org_path).require()
    one, other = sorted(found, key=lambda item: item.id)
    return one, other
