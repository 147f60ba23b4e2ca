"""Take a whole import back, in portions: as many statements for ten items as for five hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries
from app.domain.bank.models import DismissedPair, Item, ItemImport, ItemTag, ItemVersion
from app.domain.bank.queries import Imported
from app.domain.bank.rules import State
from app.domain.bank.services.versions import search_line
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError
from app.kernel.text import msg

PORTION = 500
UNDO_WITHIN = timedelta(days=30)
SAMPLE = 50
"""So many codes are named in the audit log."""


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What taking an import back did; `kept` are items that went on since."""

    removed: tuple[str, ...]
    kept: tuple[str, ...]


def undo_import(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> UndoReport:
    """Take back the drafts of an import that nobody has worked on since.

    What was handed in, reviewed, published or edited meanwhile stays, and is named.
    """
    scope = actor.scope(Permission.BANK_ITEM_READ)
    record, bank = queries.get_import(session, uuid, scope=scope, lock=True)
    policy.can_undo_import(actor, author_id=record.author_id, org_path=bank.org_path).require()
    if record.undone_at is not None:
        raise ConflictError(msg("This import has been undone already."))
    if now - record.created_at > UNDO_WITHIN:
        raise ConflictError(msg("An import can be undone for 30 days; this one is older."))
    imported = queries.list_imported(session, record.id)
    untouched = [one for one in imported if one.is_untouched]
    for start in range(0, len(untouched), PORTION):
        _take_back(session, untouched[start : start + PORTION], record)
    kept = tuple(one.code for one in imported if not one.is_untouched)
    record.undone_at = now
    audit.record(
        session,
        actor=actor,
        action="bank.import.undone",
        subject=f"{bank.code}/{record.uuid}",
        at=now,
        details={"removed": len(untouched), "kept": kept[:SAMPLE]},
    )
    session.expire_all()
    return UndoReport(tuple(one.code for one in untouched), kept)


def _take_back(session: Session, portion: Sequence[Imported], record: ItemImport) -> None:
    """Delete the versions of an import; items that were new go with them.

    The session holds none of them, so it need not look for what it holds (`False` below).
    """
    own = {"synchronize_session": False}
    gone = delete(ItemVersion).where(ItemVersion.id.in_([one.version_id for one in portion]))
    session.execute(gone, execution_options=own)
    new = [one.item_id for one in portion if one.number == 1]
    pairs = or_(DismissedPair.first_id.in_(new), DismissedPair.second_id.in_(new))
    session.execute(delete(DismissedPair).where(pairs), execution_options=own)
    session.execute(delete(ItemTag).where(ItemTag.item_id.in_(new)), execution_options=own)
    session.execute(delete(Item).where(Item.id.in_(new)), execution_options=own)
    changed = [one.item_id for one in portion if one.number > 1]
    if changed:
        _bring_back(session, changed, record)


def _bring_back(session: Session, item_ids: Sequence[int], record: ItemImport) -> None:
    """Make the wording before the newest one again, and a draft if the import had retired it."""
    earlier = queries.list_before_newest(session, item_ids)
    session.execute(
        update(Item),
        [
            {
                "id": version.item.id,
                "version_count": version.number,
                "words": search_line(queries.to_source(version)),
            }
            for version in earlier
        ],
    )
    before = update(ItemVersion).where(
        ItemVersion.id.in_([version.id for version in earlier]),
        ItemVersion.state == State.RETIRED,
        ItemVersion.retired_at == record.created_at,
    )
    session.execute(
        before.values(state=State.DRAFT, retired_at=None),
        execution_options={"synchronize_session": False},
    )
    for version in earlier:
        session.expunge(version)
