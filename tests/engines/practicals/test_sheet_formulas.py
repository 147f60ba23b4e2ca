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
