"""LibreOffice as referee: what the two engines leave open, where it is installed."""

from __future__ import annotations

import pytest

from app.domain.marking.referee import referee
from app.engines.practicals import refereed
from app.engines.practicals.sheet.formulas.engines import calculators
from app.engines.practicals.sheet.formulas.grid import make_grid
from app.engines.practicals.sheet.model import CellError
from tests.factories.workbooks import book, judge_book, xlsx

INSTALLED = referee() is not None
needs_libreoffice = pytest.mark.skipif(not INSTALLED, reason="LibreOffice is not installed")
TEXTS = ("甲乙", "丙", "丁戊己", "庚", "辛壬", "癸")
CELLS = {f"A{n}": text for n, text in enumerate(TEXTS, 1)}
WISH = {"formula": {"equals": "=LEN(A1)", "trials": 2}}
FIND = {"cells": "表!C1:C6"}


def test_referees_come_last_and_only_inside_their_block() -> None:
    def maker(grid: object) -> object:
        raise AssertionError

    with refereed(maker):  # type: ignore[arg-type]
        assert calculators()[-1] is maker
    assert maker not in calculators()


@needs_libreoffice
def test_a_book_is_computed_as_a_whole() -> None:
    make = referee()
    assert make is not None
    grid = make_grid(book({"表 一": {"A1": 2.5, "A2": "甲", "A3": True, "B1": "=A1*2"}}))
    calculator = make(grid)
    calculator.put({(0, (1, 1)): 4.0})
    calculator.formula(0, (2, 2), "A2&A1")
    calculator.formula(0, (3, 2), "1/0")
    calculator.evaluate()
    assert calculator.values([(0, (1, 2)), (0, (2, 2)), (0, (3, 2)), (0, (3, 1))]) == [
        8.0, "甲4", CellError("#DIV/0!"), True,
    ]  # fmt: skip


@needs_libreoffice
@pytest.mark.parametrize(
    ("formula", "status"), [("=LENB(A{n})-LEN(A{n})", "pass"), ("=LENB(A{n})-{k}", "fail")]
)
def test_what_stays_open_is_settled(formula: str, status: str) -> None:
    """The two engines count bytes as letters; the file holds what its own program counted."""
    answers = {
        f"C{n}": (formula.format(n=n, k=len(text)), len(text)) for n, text in enumerate(TEXTS, 1)
    }
    data = xlsx({"表": {**CELLS, **answers}})
    assert judge_book(data, WISH, find=FIND).status == "review"
    make = referee()
    assert make is not None
    with refereed(make):
        assert judge_book(data, WISH, find=FIND).status == status
