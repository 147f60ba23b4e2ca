"""Receipts: those of a sitting, and what one that somebody shows is worth."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams import receipts
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.queries.whole import read_journals
from app.domain.exams.receipt_models import SittingReceipt
from app.domain.exams.receipt_store import is_genuine
from app.domain.exams.receipts import Checked, Receipt, Signed, Standing
from app.domain.exams.rules import SittingState
from app.domain.exams.sealing import make_seal
from app.domain.papers import queries as papers


def find_receipt(session: Session, sitting_id: int) -> Signed | None:
    """Return the newest receipt of a sitting; None if it was sealed before there were any."""
    query = select(SittingReceipt).where(SittingReceipt.sitting_id == sitting_id)
    row = session.scalars(query.order_by(SittingReceipt.number.desc()).limit(1)).first()
    if row is None:
        return None
    return Signed(receipts.parse(row.text), row.text, bytes.fromhex(row.signature))


def check_receipt(session: Session, signed: Signed) -> Checked:
    """Say what a receipt is worth; it may come from anybody, so nothing but itself is told."""
    if not is_genuine(signed):
        return Checked(signed, Standing.FORGED)
    sitting = _find_sitting(session, signed.receipt)
    newest = find_receipt(session, sitting.id) if sitting else None
    if sitting is None or newest is None or newest.receipt.number < signed.receipt.number:
        return Checked(signed, Standing.UNKNOWN)
    latest = (newest.receipt.number, newest.receipt.at)
    if newest.receipt.number > signed.receipt.number:
        return Checked(signed, Standing.REPLACED, None, latest)
    if sitting.state is not SittingState.SUBMITTED:
        return Checked(signed, Standing.REOPENED, None, latest)
    is_same = newest.text == signed.text and _digests(session, sitting) == (
        signed.receipt.answers,
        signed.receipt.journal,
    )
    return Checked(signed, Standing.CURRENT, is_same, latest)


def _find_sitting(session: Session, receipt: Receipt) -> Sitting | None:
    query = (
        select(Sitting)
        .join(Registration, Sitting.registration_id == Registration.id)
        .join(ExamPlan, Sitting.plan_id == ExamPlan.id)
        .where(ExamPlan.code == receipt.exam, Registration.ticket_number == receipt.ticket)
    )
    return session.scalars(query.limit(1)).first()


def _digests(session: Session, sitting: Sitting) -> tuple[str, str]:
    """Return the digests that what is stored gives today."""
    paper = papers.read_paper(session, sitting.paper_id)
    whole = read_journals(session, [sitting.id])[sitting.id]
    seal = make_seal(str(sitting.uuid), whole, paper)
    return seal.answers, seal.digest
