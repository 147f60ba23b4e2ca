"""Take items out of a bank: which ones, and a word in the audit log about it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries
from app.engines.bankfiles import ItemSource
from app.kernel.actor import Actor


def export_items(
    session: Session,
    *,
    actor: Actor,
    bank_code: str,
    format_: str,
    kind: str = "",
    domain: str = "",
    is_published: bool = False,
    now: datetime,
) -> list[ItemSource]:
    """Return items of a bank as they stand in files: the newest versions, or those in use."""
    bank = queries.get_bank(session, bank_code)
    policy.can_edit(actor, org_path=bank.org_path).require()
    read = queries.list_sources if is_published else queries.list_newest_sources
    found = [
        source
        for source in read(session, bank.id)
        if kind in ("", source.kind) and domain in ("", source.domain)
    ]
    audit.record(
        session,
        actor=actor,
        action="bank.items.exported",
        subject=bank.code,
        at=now,
        details={"format": format_, "count": len(found), "kind": kind, "domain": domain},
    )
    return found
