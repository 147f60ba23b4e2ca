"""Fill a bank from its reviewed text files: all or nothing, and safe to repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries
from app.domain.bank.models import Bank, Item
from app.domain.bank.services.labelling import follow_file
from app.domain.bank.services.publishing import bring_into_use
from app.domain.bank.services.versions import add_version
from app.domain.people import queries as people
from app.engines.bankfiles import BankSource, ItemSource
from app.kernel.actor import Actor
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading did; `absent` are items of the bank that the files no longer name."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    absent: tuple[str, ...]


def load_bank(session: Session, *, actor: Actor, source: BankSource, now: datetime) -> LoadReport:
    """Bring a bank to what its files say.

    An item whose digest is that of its published version is not touched; any other becomes a new
    published version, written by the bank's author and published by its reviewer. Items that the
    files no longer name stay as they are: taking one out of use is a decision of its own.
    Refused when unit or accounts are unknown, author and reviewer are one person, or a code
    belongs to another bank. Secrecy labels become stricter with the files, never laxer.
    """
    org_path = people.get_organization(session, source.organization).path
    policy.can_load(actor, org_path=org_path).require()
    author_id, reviewer_id = _two_persons(session, source)
    bank = _bring_bank(session, source, org_path, now)
    present = queries.list_bank_items(session, bank.id)
    _require_free_codes(session, source, set(present))
    created: list[str] = []
    changed: list[str] = []
    for item_source in source.items:
        item, published = present.get(item_source.code, (None, None))
        if published is not None and published.content_digest == item_source.digest:
            continue
        (changed if item else created).append(item_source.code)
        item = item or _new_item(item_source, bank, now)
        version = add_version(session, item=item, source=item_source, author_id=author_id, now=now)
        session.flush()
        bring_into_use(session, version, published_by_id=reviewer_id, now=now)
    codes = {item_source.code for item_source in source.items}
    report = LoadReport(
        created=tuple(created),
        changed=tuple(changed),
        unchanged=len(source.items) - len(created) - len(changed),
        absent=tuple(sorted(set(present) - codes)),
    )
    labels = {item_source.code: item_source.secrecy for item_source in source.items}
    follow_file(session, bank.id, labels, actor=actor, now=now)
    _record(session, actor, source, report, now)
    return report


def _new_item(source: ItemSource, bank: Bank, now: datetime) -> Item:
    return Item(code=source.code, bank=bank, created_at=now, secrecy=source.secrecy)


def _two_persons(session: Session, source: BankSource) -> tuple[int, int]:
    ids = []
    for field, username in (("author", source.author), ("reviewer", source.reviewer)):
        account = people.find_account(session, username)
        if account is None:
            reason = msg("There is no account %(name)s.", name=username)
            raise InvalidError([Problem(field, reason, msg("Create the account first."))])
        ids.append(account.person_id)
    if ids[0] == ids[1]:
        reason = msg("Author and reviewer must be two persons.")
        raise InvalidError([Problem("reviewer", reason)])
    return ids[0], ids[1]


def _bring_bank(session: Session, source: BankSource, org_path: str, now: datetime) -> Bank:
    bank = queries.find_bank(session, source.code)
    if bank is None:
        bank = Bank(
            code=source.code,
            title=source.title,
            title_en=source.title_en,
            tier=source.tier,
            org_path=org_path,
            created_at=now,
        )
        session.add(bank)
    bank.title, bank.title_en, bank.tier = source.title, source.title_en, source.tier
    bank.org_path = org_path
    session.flush()
    return bank


def _require_free_codes(session: Session, source: BankSource, own: set[str]) -> None:
    codes = {item.code for item in source.items} - own
    taken = queries.known_codes(session, codes)
    if taken:
        raise InvalidError(
            [
                Problem(code, msg("This code belongs to an item of another bank."))
                for code in sorted(taken)
            ]
        )


def _record(
    session: Session, actor: Actor, source: BankSource, report: LoadReport, now: datetime
) -> None:
    if not report.created and not report.changed:
        return
    details = {"created": list(report.created), "changed": list(report.changed)}
    audit.record(
        session,
        actor=actor,
        action="bank.bank.loaded",
        subject=source.code,
        at=now,
        details=details,
    )
