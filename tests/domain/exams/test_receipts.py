"""Receipts: signed when a sitting is sealed, and checked by whoever is shown one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.exams import queries, receipts, services
from app.domain.exams.journal_store import Memory, store
from app.domain.exams.models import AnswerEvent, Sitting
from app.domain.exams.receipt_models import SittingReceipt
from app.domain.exams.receipts import Receipt, Signed, Standing
from app.domain.exams.rules import PlanState, SubmittedBy
from app.engines import items
from app.kernel.actor import Actor, Role
from app.kernel.errors import InvalidError
from tests.factories.exams import (
    NOW,
    Pen,
    make_paper,
    make_plan,
    make_sitting,
    make_snapshot,
    make_staff,
)

MINUTE = timedelta(minutes=1)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@pytest.fixture
def actor(session: Session) -> Actor:
    return make_staff(session, Role.INVIGILATOR)


@pytest.fixture
def pen(session: Session) -> Pen:
    single = dict(items.KINDS["single"].EXAMPLES[0].content)
    paper = make_paper(session, make_snapshot([single] * 7))
    sitting = make_sitting(session, plan=make_plan(session, paper, state=PlanState.IN_PROGRESS))
    return Pen(sitting)


def sitting_of(session: Session, pen: Pen) -> Sitting:
    return session.get_one(Sitting, pen.sitting_id)


def write(session: Session, pen: Pen, item: int, *, at: timedelta = MINUTE) -> None:
    store(session.connection(), [pen.batch(pen.write(item, at=NOW + at))], NOW + at, Memory())
    session.expire_all()


def seal(session: Session, actor: Actor, pen: Pen, *, at: timedelta = 2 * MINUTE) -> Signed:
    sitting = sitting_of(session, pen)
    services.seal_sitting(
        session, actor=actor, sitting=sitting, by=SubmittedBy.CANDIDATE, now=NOW + at
    )
    found = queries.find_receipt(session, sitting.id)
    assert found is not None
    return found


def test_a_sealed_sitting_has_a_receipt_that_holds(
    session: Session, actor: Actor, pen: Pen
) -> None:
    write(session, pen, 1)
    write(session, pen, 3)
    signed = seal(session, actor, pen)
    sitting = sitting_of(session, pen)
    assert (signed.receipt.answered, signed.receipt.items, signed.receipt.number) == (2, 7, 1)
    assert signed.receipt.ticket == sitting.registration.ticket_number
    assert signed.receipt.journal == sitting.journal_digest
    checked = queries.check_receipt(session, receipts.read(signed.token()))
    assert (checked.standing, checked.is_same) == (Standing.CURRENT, True)


def test_an_altered_answer_is_found_out(session: Session, actor: Actor, pen: Pen) -> None:
    write(session, pen, 1)
    signed = seal(session, actor, pen)
    forged = '{"kind":"single","value":"A"}'
    session.execute(update(AnswerEvent).values(payload=forged))
    session.expire_all()
    assert queries.check_receipt(session, signed).is_same is False


def test_late_answers_that_are_admitted_bring_a_new_receipt(
    session: Session, actor: Actor, pen: Pen
) -> None:
    write(session, pen, 1)
    first = seal(session, actor, pen)
    write(session, pen, 2, at=3 * MINUTE)
    assert queries.check_receipt(session, first).is_same is True
    sitting = sitting_of(session, pen)
    services.decide_late(
        session,
        actor=actor,
        uuid=sitting.uuid,
        is_admitted=True,
        reason="断网",
        now=NOW + 4 * MINUTE,
    )
    second = queries.find_receipt(session, sitting.id)
    assert second is not None
    assert (second.receipt.number, second.receipt.answered) == (2, 2)
    checked = queries.check_receipt(session, first)
    assert checked.standing is Standing.REPLACED
    assert checked.latest == (2, second.receipt.at)
    assert queries.check_receipt(session, second).is_same is True


def test_a_reopened_sitting_says_so_and_the_next_hand_in_replaces_it(
    session: Session, actor: Actor, pen: Pen
) -> None:
    first = seal(session, actor, pen)
    sitting = sitting_of(session, pen)
    services.reopen_sitting(
        session, actor=actor, uuid=sitting.uuid, minutes=5, reason="误交卷", now=NOW + 3 * MINUTE
    )
    assert queries.check_receipt(session, first).standing is Standing.REOPENED
    write(session, pen, 1, at=4 * MINUTE)
    second = seal(session, actor, pen, at=5 * MINUTE)
    assert second.receipt.number == 2
    assert queries.check_receipt(session, first).standing is Standing.REPLACED


def test_a_lost_register_is_told_apart_from_a_forgery(
    session: Session, actor: Actor, pen: Pen
) -> None:
    signed = seal(session, actor, pen)
    session.query(SittingReceipt).delete()
    assert queries.check_receipt(session, signed).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    "alter",
    [
        lambda one: replace(one, answered=one.answered + 1),
        lambda one: replace(one, ticket="9" * 18),
        lambda one: replace(one, by=SubmittedBy.TIME),
        lambda one: replace(one, at=one.at - MINUTE),
        lambda one: replace(one, answers="0" * 64),
    ],
    ids=["count", "ticket", "by whom", "time", "answers"],
)
def test_whoever_changes_a_receipt_is_found_out(
    session: Session, actor: Actor, pen: Pen, alter: Callable[[Receipt], Receipt]
) -> None:
    signed = seal(session, actor, pen)
    altered = alter(signed.receipt)
    forged = Signed(altered, altered.text(), signed.signature)
    checked = queries.check_receipt(session, receipts.read(forged.token()))
    assert checked.standing is Standing.FORGED


@given(words, words, st.integers(1, 99), st.binary(min_size=1, max_size=64))
def test_what_is_written_is_read_again(
    exam: str, ticket: str, number: int, signature: bytes
) -> None:
    receipt = Receipt(exam, ticket, number, 1, 2, NOW, SubmittedBy.INVIGILATOR, "a" * 64, "b" * 64)
    signed = Signed(receipt, receipt.text(), signature)
    address = f"https://exam.example.gov.cn/verify/receipt?r={signed.token()}"
    for shown in (signed.token(), f" {signed.token()}\n", address):
        assert receipts.read(shown) == signed


@pytest.mark.parametrize(
    "shown",
    ["", "receipt", "a.b", "....", '{"token": 1}', '{"format": "x"}', "{", "学考.学考", "x" * 9000],
)
def test_what_is_no_receipt_is_refused(shown: str) -> None:
    with pytest.raises(InvalidError):
        receipts.read(shown)
