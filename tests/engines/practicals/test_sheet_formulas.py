"""Formulas by meaning: no right one is rejected, no wrong one accepted, and the reason is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.engines.practicals.checks.aspect import Reading
from app.engines.practicals.checks.sheet_formulas import formula_wish, read_formulas
from app.engines.practicals.sheet.find import FindCells, FindColumns, TableSpec
from app.engines.practicals.sheet.formulas.engines import calculators
from app.engines.practicals.sheet.refs import read_range
from app.engines.practicals.sheet.select import Block, select
from app.engines.practicals.sheet.submission import Submission
from tests.engines.practicals.formula_suite import BOOK, CASES, HEADER, Case, rows_of
from tests.factories.workbooks import book

SPEC = TableSpec("数据", HEADER, "工号")
RIGHT = [(case, formula) for case in CASES for formula in case.right]
OPEN = [(case, formula, value) for case in CASES for formula, value in case.open]
WRONG = [(case, formula) for case in CASES for formula in case.wrong]


def names(pairs: list[tuple[Case, str]]) -> list[str]:
    return [f"{case.name} {formula}" for case, formula in pairs]


def readings(case: Case, cells: Mapping[str, Any]) -> list[Reading]:
    made = book({"数据": {**BOOK, **cells}})
    document = Submission(made, book({"数据": BOOK}))
    area = read_range(case.at or "A1")
    assert area is not None
    find = FindCells("数据", area) if case.at else FindColumns(SPEC, ("结果",))
    blocks = [block for block in select(document, find) if isinstance(block, Block)]
    wish = formula_wish({"equals": case.wanted, "tables": {"T": SPEC}, **dict(case.options)})
    return read_formulas(document, blocks, wish)


def test_the_suite_is_large_enough() -> None:
    assert len(RIGHT) >= 40
    assert len(WRONG) >= 25
    assert len(calculators()) == 2


@pytest.mark.parametrize(("case", "formula"), RIGHT, ids=names(RIGHT))
def test_a_formula_that_means_the_same_is_right(case: Case, formula: str) -> None:
    found = readings(case, rows_of(case, formula))
    assert [str(reading.found) for reading in found if reading.right is not True] == []


@pytest.mark.parametrize(("case", "formula"), WRONG, ids=names(WRONG))
def test_a_formula_that_means_something_else_is_wrong(case: Case, formula: str) -> None:
    found = readings(case, rows_of(case, formula))
    wrong = [reading for reading in found if reading.right is False]
    assert wrong
    assert not [reading for reading in found if reading.right is None]
    assert "instead of" in str(wrong[0].found)


@pytest.mark.parametrize(("case", "formula", "value"), OPEN)
def test_what_no_engine_can_compute_goes_to_a_person(
    case: Case, formula: str, value: float
) -> None:
    cells = {at: (text, value) for at, text in rows_of(case, formula).items()}
    found = readings(case, cells)
    assert {reading.right for reading in found} == {None}
    assert "a person decides" in str(found[0].found)
    other = {at: (text, value + 1) for at, text in rows_of(case, formula).items()}
    assert {reading.right for reading in readings(case, other)} == {False}


def _judged_without_engines(sheet: str, written: str, wanted: str) -> bool | None:
    made = book({sheet: {"A1": 2, "B1": (written, 4)}})
    document = Submission(made, book({sheet: {"A1": 2}}))
    document.laboratory.makers = []
    area = read_range("B1")
    assert area is not None
    blocks = [b for b in select(document, FindCells(sheet, area)) if isinstance(b, Block)]
    (reading,) = read_formulas(document, blocks, formula_wish({"equals": wanted}))
    return reading.right


@pytest.mark.parametrize(
    ("sheet", "written", "wanted", "right"),
    [
        ("数据", "=SUM(A1:A9)*2", "=SUM(A1:A9)*2", True),
        ("数据", "=sum( $A$1:$A$9 ) * 2", "=SUM(A1:A9)*2", True),
        ("数据", "=SUM(数据!A1:A9)*2", "=SUM(A1:A9)*2", True),
        ("数据", '=IF(A1="x","a b",1)', '=IF(A1="x","a b",1)', True),
        ("数据", '=IF(A1="x","ab",1)', '=IF(A1="x","a b",1)', None),
        ("数据", '=IF(A1="X","a b",1)', '=IF(A1="x","a b",1)', None),
        ("数据", "=SUM(A1:A8)*2", "=SUM(A1:A9)*2", None),
        ("数据", "=SUM(A2:A9)*2", "=SUM(A1:A9)*2", None),
        ("数据", "=(SUM(A1:A9)*2)", "=SUM(A1:A9)*2", None),
        ("数据", "=-A1^2", "=A1^2", None),
        ("数据", "=A1/10%", "=A1/10", None),
        ("数据", "=SUM(A1:A9,A1)", "=SUM(A1:A9 A1)", None),
        ("数据", "=RAND()*A1", "=RAND()*A1", None),
    ],
)
def test_what_is_wanted_to_the_letter_needs_no_trial(
    sheet: str,
    written: str,
    wanted: str,
    right: bool | None,  # noqa: FBT001
) -> None:
    """Without engines only a formula that says the same is decided; all others need trials."""
    assert _judged_without_engines(sheet, written, wanted) is right
