"""The secrecy label of an item: it changes at once, for all versions, with a word in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries
from app.domain.bank.models import Item
from app.engines.bankfiles import Secrecy
from app.kernel.actor import Actor, Permission


def label_item(
    session: Session, *, actor: Actor, uuid: UUID, secrecy: Secrecy, now: datetime
) -> bool:
    """Give an item another label; False when it has it already.

    :raises ForbiddenError: a trainer would make it less strict.
    """
    scope = actor.scope(Permission.BANK_ITEM_READ)
    item = queries.get_item(session, uuid, scope=scope, lock=True)
    if item.secrecy is secrecy:
        return False
    policy.can_label(
        actor,
        org_path=item.bank.org_path,
        is_stricter=secrecy.is_stricter_than(item.secrecy),
    ).require()
    _set_label(session, actor, item, secrecy, now)
    return True


def _set_label(session: Session, actor: Actor, item: Item, secrecy: Secrecy, now: datetime) -> None:
    before, item.secrecy = item.secrecy, secrecy
    audit.record(
        session,
        actor=actor,
        action="bank.item.labelled",
        subject=item.code,
        at=now,
        details={"from": before.value, "to": secrecy.value},
    )


def follow_file(
    session: Session, bank_id: int, labels: Mapping[str, Secrecy], *, actor: Actor, now: datetime
) -> tuple[list[str], list[str]]:
    """Let items take the labels of a file where those are stricter, never where they are laxer.

    A file may be older than the label in the bank, so it cannot open what was closed since.

    :param labels: code → what the file says.
    :returns: the codes that have another label now, and those that kept a stricter one.
    """
    raised, kept = [], []
    for item in queries.list_by_code(session, bank_id, labels):
        wanted = labels[item.code]
        if wanted.is_stricter_than(item.secrecy):
            policy.can_label(actor, org_path=item.bank.org_path, is_stricter=True).require()
            _set_label(session, actor, item, wanted, now)
            raised.append(item.code)
        elif wanted is not item.secrecy:
            kept.append(item.code)
    session.flush()
    return raised, kept


def count_restricted(labels: Iterable[Secrecy]) -> int:
    """Count the labels that keep an item out of practice."""
    return sum(one is Secrecy.RESTRICTED for one in labels)
