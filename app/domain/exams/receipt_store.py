"""Issuing receipts inside the step that seals a sitting. Does not commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session

from app.domain.exams.receipt_models import SittingReceipt
from app.domain.exams.receipts import Receipt, Signed
from app.domain.exams.rules import SubmittedBy
from app.domain.exams.sealing import Seal
from app.engines import sealing
from app.store.crypto import purpose_key

_receipts: Table = SittingReceipt.__table__  # type: ignore[assignment]
_LAST = (
    select(_receipts.c.sitting_id, func.max(_receipts.c.number))
    .where(_receipts.c.sitting_id.in_(bindparam("ids", expanding=True)))
    .group_by(_receipts.c.sitting_id)
)
PURPOSE = "receipts"


def signing_key() -> bytes:
    """Return the public key with which anyone can check the receipts of this installation."""
    return sealing.verifying_key(purpose_key(PURPOSE))


def is_genuine(signed: Signed) -> bool:
    """Whether a receipt was signed here."""
    return sealing.is_signed(signed.text.encode(), signed.signature, signing_key())


@dataclass(frozen=True, slots=True)
class Issue:
    """A sitting that has just been sealed, as its receipt needs it."""

    sitting_id: int
    exam: str
    ticket: str
    by: SubmittedBy
    seal: Seal


def issue_all(session: Session | Connection, sealed: Sequence[Issue], now: datetime) -> None:
    """Sign what sittings have just been sealed with, and keep it: two statements for all."""
    ids = [one.sitting_id for one in sealed]
    last = {row[0]: row[1] for row in session.execute(_LAST, {"ids": ids})}
    rows = [_row(one, last.get(one.sitting_id, 0) + 1, now) for one in sealed]
    session.execute(insert(_receipts), rows)


def _row(one: Issue, number: int, now: datetime) -> dict[str, Any]:
    receipt = Receipt(
        exam=one.exam,
        ticket=one.ticket,
        number=number,
        answered=one.seal.answered,
        items=one.seal.items,
        at=now,
        by=one.by,
        answers=one.seal.answers,
        journal=one.seal.digest,
    )
    text = receipt.text()
    return {
        "sitting_id": one.sitting_id,
        "number": number,
        "text": text,
        "signature": sealing.sign(text.encode(), purpose_key(PURPOSE)).hex(),
        "issued_at": now,
    }
