from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bank.models import Item
from app.store import fulltext
from tests.factories.bank import NOW, make_bank

TEXTS = {
    "A": "下列关于政务外网的说法，正确的是",
    "B": "电子表格中 B2 单元格的绝对引用，见 U-SEC-001",
    "C": "国家秘密的密级分为绝密、机密、秘密三级",
}


@pytest.fixture
def shelf(session: Session) -> Session:
    bank = make_bank(session)
    for code, text in TEXTS.items():
        words = fulltext.index_line([text])
        session.add(Item(code=code, bank=bank, created_at=NOW, words=words))
    session.flush()
    return session


def found(session: Session, text: str) -> list[str]:
    query = select(Item.code).where(fulltext.matches(session, Item.id, Item.words, text))
    return list(session.scalars(query.order_by(Item.code)))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("政务", ["A"]),
        ("政务外网", ["A"]),
        ("外网政务", []),
        ("网", ["A"]),
        ("密", ["C"]),
        ("秘密 机密", ["C"]),
        ("秘密 政务", []),
        ("单元格B2", ["B"]),
        ("\uff22\uff12", ["B"]),
        ("u-sec", ["B"]),
        ("U-SEC-0", ["B"]),
        ("SEC-002", []),
        ('"', []),
        ("' OR 1=1 --", []),
        ("NEAR(政务) AND *", []),
        ("%", []),
    ],
)
def test_words_are_found(shelf: Session, text: str, codes: list[str]) -> None:
    assert found(shelf, text) == codes


def test_the_index_follows_changes(shelf: Session) -> None:
    item = shelf.scalars(select(Item).where(Item.code == "A")).one()
    item.words = fulltext.index_line(["保密工作"])
    shelf.flush()
    assert found(shelf, "政务") == []
    assert found(shelf, "保密") == ["A"]
    shelf.delete(item)
    shelf.flush()
    assert found(shelf, "保密") == []


@given(st.text(max_size=40))
def test_any_query_is_read_and_what_is_indexed_holds_its_pieces(text: str) -> None:
    line = fulltext.index_line([text])
    for run in fulltext.read_query(text):
        phrase = f" {' '.join(run.pieces)}{'' if run.is_open else ' '}"
        assert phrase in line
