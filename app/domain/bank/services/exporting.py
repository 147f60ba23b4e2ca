"""Take items out of a bank: which ones, and a word in the audit log about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries
from app.domain.bank.services.labelling import count_restricted
from app.engines.bankfiles import ItemSource, Secrecy
from app.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which items of a bank are taken out: the newest versions, or those in use."""

    bank_code: str
    kind: str = ""
    domain: str = ""
    is_published: bool = False
    has_restricted: bool = True
    """Whether items come along that are restricted until they are used."""

    def holds(self, source: ItemSource) -> bool:
        """Whether an item belongs to it."""
        return (
            self.kind in ("", source.kind)
            and self.domain in ("", source.domain)
            and (self.has_restricted or source.secrecy is not Secrecy.RESTRICTED)
        )


def items_to_export(session: Session, *, actor: Actor, wanted: Selection) -> list[ItemSource]:
    """Return the items as they stand in files; nothing has left the house yet."""
    bank = queries.get_bank(session, wanted.bank_code)
    policy.can_export(actor, org_path=bank.org_path).require()
    read = queries.list_sources if wanted.is_published else queries.list_newest_sources
    return [source for source in read(session, bank.id) if wanted.holds(source)]


def export_items(
    session: Session, *, actor: Actor, wanted: Selection, format_: str, now: datetime
) -> list[ItemSource]:
    """Return the items as they stand in files, and write down that they were taken out."""
    bank = queries.get_bank(session, wanted.bank_code)
    policy.can_export(actor, org_path=bank.org_path).require()
    found = items_to_export(session, actor=actor, wanted=wanted)
    audit.record(
        session,
        actor=actor,
        action="bank.items.exported",
        subject=bank.code,
        at=now,
        details={
            "format": format_,
            "count": len(found),
            "kind": wanted.kind,
            "domain": wanted.domain,
            "restricted": count_restricted(one.secrecy for one in found),
        },
    )
    return found
