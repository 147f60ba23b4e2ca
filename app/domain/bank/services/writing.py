"""What authors do: begin an item, save drafts, hand in for review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.audit.services import Entry
from app.domain.bank import policy, queries, rules
from app.domain.bank.models import Item, ItemVersion
from app.domain.bank.rules import State
from app.domain.bank.services.labelling import label_item
from app.domain.bank.services.proving import require_proof
from app.domain.bank.services.versions import add_version, name_of
from app.engines.bankfiles import ItemSource
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

PORTION = 500


def create_item(
    session: Session, *, actor: Actor, bank_code: str, source: ItemSource, now: datetime
) -> ItemVersion:
    """Begin an item with its first draft; the code must be new."""
    bank = queries.get_bank(session, bank_code)
    policy.can_edit(actor, org_path=bank.org_path).require()
    if queries.known_codes(session, [source.code]):
        reason = msg("The code %(code)s is already used.", code=source.code)
        raise InvalidError([Problem("code", reason, msg("Choose another code."))])
    _require_enemies(session, source)
    item = Item(code=source.code, bank=bank, created_at=now, secrecy=source.secrecy)
    version = add_version(session, item=item, source=source, author_id=actor.person_id, now=now)
    session.flush()
    audit.record(session, actor=actor, action="bank.item.created", subject=name_of(version), at=now)
    return version


def save_draft(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    source: ItemSource,
    based_on: int,
    now: datetime,
) -> ItemVersion:
    """Add a new draft; a published version stays in use, an older open one is retired.

    Where only the secrecy label differs, the label changes and no version is made.

    :param based_on: the version the author saw; refused when somebody saved a newer one since,
        and while a version is in review.
    """
    scope = actor.scope(Permission.BANK_ITEM_READ)
    item = queries.get_item(session, uuid, scope=scope, lock=True)
    policy.can_edit(actor, org_path=item.bank.org_path).require()
    newest = queries.get_version(session, uuid, item.version_count, scope=scope, lock=True)
    is_labelled = label_item(session, actor=actor, uuid=uuid, secrecy=source.secrecy, now=now)
    if is_labelled and newest.content_digest == source.digest:
        return newest
    _require_editable(newest, source, based_on)
    _require_enemies(session, source)
    if newest.state in rules.REPLACED_BY_A_NEW_DRAFT:
        rules.require_transition(newest.state, State.RETIRED)
        newest.state, newest.retired_at = State.RETIRED, now
    version = add_version(session, item=item, source=source, author_id=actor.person_id, now=now)
    session.flush()
    audit.record(
        session, actor=actor, action="bank.version.saved", subject=name_of(version), at=now
    )
    return version


def submit(
    session: Session, *, actor: Actor, uuid: UUID, number: int, now: datetime
) -> ItemVersion:
    """Hand a draft in for review."""
    scope = actor.scope(Permission.BANK_ITEM_READ)
    version = queries.get_version(session, uuid, number, scope=scope, lock=True)
    policy.can_submit(
        actor, author_id=version.author_id, org_path=version.item.bank.org_path
    ).require()
    rules.require_transition(version.state, State.IN_REVIEW)
    require_proof(session, version)
    version.state, version.submitted_at = State.IN_REVIEW, now
    audit.record(
        session, actor=actor, action="bank.version.submitted", subject=name_of(version), at=now
    )
    return version


def submit_all(session: Session, *, actor: Actor, codes: Sequence[str], now: datetime) -> int:
    """Hand in the drafts of these items in portions; return how many there were."""
    scope, count = actor.scope(Permission.BANK_ITEM_READ), 0
    for start in range(0, len(codes), PORTION):
        drafts = queries.list_drafts(session, codes[start : start + PORTION], scope=scope)
        for version in drafts:
            org_path = version.item.bank.org_path
            policy.can_submit(actor, author_id=version.author_id, org_path=org_path).require()
            require_proof(session, version)
            version.state, version.submitted_at = State.IN_REVIEW, now
        session.flush()
        action = "bank.version.submitted"
        audit.record_all(
            session, [Entry(actor, action, name_of(version), now, {}) for version in drafts]
        )
        count += len(drafts)
    return count


def _require_editable(newest: ItemVersion, source: ItemSource, based_on: int) -> None:
    if newest.number != based_on:
        raise ConflictError(
            msg(
                "Version %(number)s was saved meanwhile. Open the item again and carry over your"
                " changes.",
                number=newest.number,
            )
        )
    if newest.state is State.IN_REVIEW:
        raise ConflictError(
            msg("Version %(number)s is in review. Please wait for the verdict.", number=based_on)
        )
    if newest.content_digest == source.digest and newest.state is not State.RETIRED:
        raise ConflictError(msg("Nothing was changed, so no new version was made."))


def _require_enemies(session: Session, source: ItemSource) -> None:
    unknown = set(source.enemies) - queries.known_codes(session, source.enemies)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise InvalidError([Problem("enemies", msg("There is no item %(code)s.", code=names))])
