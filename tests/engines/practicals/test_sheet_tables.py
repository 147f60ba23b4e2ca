"""Tables wherever the candidate moved them; rows sorted, filtered, added up; guards on the data."""

# ruff: noqa: E501  # tables of cases read better a case a line

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.engines.practicals import Status, grade, read_task
from tests.factories.workbooks import DEFAULT_STYLES, book_of, sheet_task

HEADER = ["编号", "部门", "金额", "结果"]
GIVEN: list[list[Any]] = [["a1", "乙", 30], ["a2", "甲", 10], ["a3", "乙", 20], ["a4", "甲", 40]]
PLAN = {
    "sheets": [
        {
            "name": "表",
            "tables": [
                {
                    "at": "A1",
                    "rows": 4,
                    "columns": {
                        "编号": {"serial": "a{n}", "from": 1},
                        "部门": {"list": ["乙", "甲", "乙", "甲"]},
                        "金额": {"list": [30, 10, 20, 40]},
                        "结果": {},
                    },
                }
            ],
        }
    ]
}
VARIABLES = {"T": {"table": {"sheet": "表", "header": HEADER, "key": "编号"}}}


def cells(rows: list[list[Any]], *, left: int = 0, top: int = 1) -> dict[str, Any]:
    """Rows as cells; `None` leaves one out."""
    found: dict[str, Any] = {}
    for r, row in enumerate([HEADER, *rows]):
        for c, value in enumerate(row):
            if value is not None:
                found[f"{'ABCDEFGHIJ'[left + c]}{top + r}"] = value
    return found


def judged(data: bytes, expect: Mapping[str, Any], find: Mapping[str, Any]) -> Any:
    task = sheet_task(expect, find, variables=VARIABLES, workbook=PLAN)
    return grade(task, data, 1).checks[0]


DOUBLE = {"formula": "=[金额]*2"}
RESULT = {"column": "$T.结果"}


def with_results(rows: list[list[Any]], *, column: str = "C", first: int = 2) -> list[list[Any]]:
    return [[*row, f"={column}{first + i}*2"] for i, row in enumerate(rows)]


MOVED = {
    "as it was": cells(with_results(GIVEN)),
    "sorted": cells(with_results(sorted(GIVEN, key=lambda row: row[2]))),
    "lower and to the right": cells(with_results(GIVEN, column="F", first=6), left=3, top=5),
    "with a total below": {**cells(with_results(GIVEN)), "A6": "合计", "D6": "=SUM(D2:D5)"},
    "with rows of one's own below": {**cells(with_results(GIVEN)), "A7": "b1", "C7": 9},
    "with a title above": {**cells(with_results(GIVEN, first=4), top=3), "A1": "金额"},
}


@pytest.mark.parametrize("book", MOVED.values(), ids=MOVED.keys())
def test_a_table_is_found_by_its_header(book: dict[str, Any]) -> None:
    result = judged(book_of(book), DOUBLE, RESULT)
    assert result.status is Status.PASS, str(result.found)


def test_full_width_letters_and_spaces_in_a_header_do_not_matter() -> None:
    book = {**cells(with_results(GIVEN)), "C1": " 金 额 "}
    assert judged(book_of(book), DOUBLE, RESULT).score == 4


def test_rows_that_are_gone_cost_their_share() -> None:
    result = judged(book_of(cells(with_results(GIVEN[:3]))), DOUBLE, RESULT)
    assert result.score == 3
    assert "rows that are not there any more: 1" in str(result.found)


def test_a_column_or_table_that_is_gone_is_named() -> None:
    rows = [[*row[:2], None, "=1"] for row in GIVEN]
    book = {**cells(rows), "C1": "总额"}
    assert "“金额” is not found" in str(judged(book_of(book), DOUBLE, RESULT).found)
    gone = judged(book_of({**cells(GIVEN), "D1": "x"}), DOUBLE, RESULT)
    assert "there is no column “结果”" in str(gone.found)
    nothing = judged(book_of({"A1": 1}), DOUBLE, RESULT)
    assert "looked for the header 编号、部门、金额、结果" in str(nothing.found)


TABLE = {"table": "$T"}
BY_AMOUNT = sorted(GIVEN, key=lambda row: -row[2])
TWO_KEYS = [GIVEN[1], GIVEN[3], GIVEN[2], GIVEN[0]]
ORDERS: list[tuple[Any, list[list[Any]], list[list[Any]]]] = [
    ([{"by": "金额", "order": "desc"}], BY_AMOUNT, GIVEN),
    ([{"by": "部门"}, {"by": "金额", "order": "asc"}], TWO_KEYS, GIVEN),
    (
        [{"by": "部门", "custom": ["乙", "甲"]}, {"by": "金额", "order": "desc"}],
        [GIVEN[0], GIVEN[2], GIVEN[3], GIVEN[1]],
        TWO_KEYS,
    ),
]


@pytest.mark.parametrize(("keys", "right", "wrong"), ORDERS)
def test_rows_in_order(keys: Any, right: list[list[Any]], wrong: list[list[Any]]) -> None:
    assert judged(book_of(cells(right)), {"sorted": keys}, TABLE).score == 4
    result = judged(book_of(cells(wrong)), {"sorted": keys}, TABLE)
    assert result.score == 0
    assert "are not in order" in str(result.found)


def test_an_empty_column_is_in_no_order() -> None:
    result = judged(book_of(cells(GIVEN)), {"sorted": [{"by": "结果"}]}, TABLE)
    assert "is empty" in str(result.found)


def test_a_column_of_formulas_without_values_is_computed_to_see_its_order() -> None:
    rows = [[*row, f"=0-C{i + 2}"] for i, row in enumerate(sorted(GIVEN, key=lambda r: -r[2]))]
    assert judged(book_of(cells(rows)), {"sorted": [{"by": "结果"}]}, TABLE).score == 4


FILTER = (
    '<autoFilter ref="A1:D5"><filterColumn colId="1"><filters><filter val="甲"/></filters>'
    "</filterColumn></autoFilter>"
)


def filtered(hidden: set[int], after: str = FILTER) -> bytes:
    from tests.factories.practicals import packed, unpacked

    parts = unpacked(book_of(cells(GIVEN), after=after))
    name = "xl/worksheets/sheet1.xml"
    for row in hidden:
        parts[name] = parts[name].replace(
            f'<row r="{row}"'.encode(), f'<row r="{row}" hidden="1"'.encode()
        )
    return packed(parts)


def test_a_filter_shows_the_rows_it_should_and_hides_the_others() -> None:
    wish = {"filtered": {"部门": ["甲"]}}
    assert judged(filtered({2, 4}), wish, TABLE).score == 4
    assert judged(filtered({2}), wish, TABLE).score == 3
    by_hand = judged(filtered({2, 4}, after=""), wish, TABLE)
    assert "hidden by hand do not count" in str(by_hand.found)
    above = {"filtered": {"金额": {"min": 20, "max": 30}}}
    assert judged(filtered({3, 5}), above, TABLE).score == 4


def test_subtotals_stand_over_exactly_their_group() -> None:
    wish = {"subtotals": {"by": "部门", "sum": ["金额"]}}
    rows: list[list[Any]] = [GIVEN[0], GIVEN[2], [None, "乙 汇总", "=SUBTOTAL(9,C2:C3)"], GIVEN[1], GIVEN[3],
            [None, "甲 汇总", "=SUBTOTAL(109,C5:C6)"]]  # fmt: skip
    assert judged(book_of(cells(rows)), wish, TABLE).score == 4
    rows[5] = [None, "甲 汇总", "=SUM(C5:C6)"]
    half = judged(book_of(cells(rows)), wish, TABLE)
    assert half.score == 2
    assert "no SUBTOTAL over the rows of “甲”" in str(half.found)
    apart = judged(book_of(cells(GIVEN)), wish, TABLE)
    assert "do not stand together" in str(apart.found)


def guarded(book: dict[str, Any]) -> Any:
    base = sheet_task(DOUBLE, RESULT, variables=VARIABLES, workbook=PLAN)
    guard = {"id": "g", "title": "G", "penalty": 0.8}
    guard["unchanged_cells"] = {"table": "$T", "columns": ["编号", "部门", "金额"]}
    task = read_task({**base.mapping, "guards": [guard]})
    return grade(task, book_of(book), 1).guards[0]


CHANGES = [
    ({}, True, "unchanged"),
    ({"A6": "合计"}, True, "unchanged"),
    ({"C3": 11}, False, "表!C3 was “10” and is “11”"),
    ({"B2": "丙"}, False, "was “乙” and is “丙”"),
    ({"A5": "x"}, False, "the row of “a4” is gone"),
]


@pytest.mark.parametrize(("change", "intact", "said"), CHANGES)
def test_data_that_were_changed_are_told(change: dict[str, Any], intact: bool, said: str) -> None:  # noqa: FBT001
    result = guarded({**cells(with_results(GIVEN)), **change})
    assert (result.deducted == 0) is intact
    assert said in str(result.found)


def test_sorting_or_moving_changes_no_data() -> None:
    for book in (MOVED["sorted"], MOVED["lower and to the right"]):
        assert guarded(book).deducted == 0


RULE = (
    '<conditionalFormatting sqref="{0}"><cfRule type="{1}" dxfId="0" priority="1" {2}>{3}'
    "</cfRule></conditionalFormatting>"
)
RED = DEFAULT_STYLES + "<dxfs><dxf><font><color rgb='FFFF0000'/></font></dxf></dxfs>"
BELOW = {"column": "$T.金额"}
PROBE = {"cond_format": {"probe": {"19.9": {"color": "红"}, "20": "none", "30": "none"}}}
WHEN = {"cond_format": {"when": "=[金额]<20", "look": {"color": "红"}}}
RULES: list[tuple[str, str]] = [
    (RULE.format("C2:C5", "cellIs", 'operator="lessThan"', "<formula>20</formula>"), "right"),
    (RULE.format("C2:C5", "expression", "", "<formula>C2&lt;20</formula>"), "right"),
    (RULE.format("A1:D5", "expression", "", "<formula>AND(ROW()&gt;1,$C1&lt;20)</formula>"), "right"),
    (RULE.format("C2:C5", "cellIs", 'operator="notBetween"', "<formula>20</formula><formula>1E9</formula>"), "right"),
    (RULE.format("C2:C5", "cellIs", 'operator="lessThanOrEqual"', "<formula>20</formula>"), "20 is marked"),
    (RULE.format("C2:C5", "cellIs", 'operator="lessThan"', "<formula>15</formula>"), "19.9 is not marked"),
    (RULE.format("C2:C3", "cellIs", 'operator="lessThan"', "<formula>20</formula>"), "no conditional format"),
    (RULE.format("C2:C5", "expression", "", "<formula>$C$2&lt;20</formula>"), "is not marked"),
    ("", "no conditional format"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "said"), RULES)
def test_conditional_formats_are_tried_with_values(rule: str, said: str) -> None:
    data = book_of(cells(GIVEN), after=rule, styles=RED)
    for wish in (PROBE, WHEN):
        result = judged(data, wish, BELOW)
        assert (result.score == 4) is (said == "right"), str(result.found)
    if said != "right":
        assert said in str(judged(data, PROBE, BELOW).found)


def test_a_rule_of_another_look_does_not_count() -> None:
    blue = RED.replace("FF0000", "0000FF")
    data = book_of(cells(GIVEN), after=RULES[0][0], styles=blue)
    assert "is marked in another way" in str(judged(data, PROBE, BELOW).found)
    assert "no conditional format of this look" in str(judged(data, WHEN, BELOW).found)


def test_data_bars_and_scales_by_their_kind() -> None:
    bar = '<conditionalFormatting sqref="C2:C5"><cfRule type="dataBar" priority="1"/></conditionalFormatting>'
    wish = {"cond_format": {"kind": "数据条"}}
    assert judged(book_of(cells(GIVEN), after=bar), wish, BELOW).score == 4
    assert judged(book_of(cells(GIVEN), after=RULES[0][0], styles=RED), wish, BELOW).score == 0


GATE = (
    '<dataValidations><dataValidation type="{0}" operator="{1}" showErrorMessage="{2}" '
    'errorStyle="{3}" sqref="{4}" prompt="请选择">{5}</dataValidation></dataValidations>'
)
LIST = '<formula1>"甲,乙"</formula1>'
CHOICE = {"accepts": ["甲", "乙"], "rejects": ["丙"], "list": True}
WHOLE = {"accepts": [1, 50], "rejects": [0, 51, 2.5]}
BETWEEN = "<formula1>1</formula1><formula2>50</formula2>"
GATES: list[tuple[str, dict[str, Any], str]] = [
    (GATE.format("list", "between", 1, "stop", "B2:B5", LIST), CHOICE, "right"),
    (GATE.format("list", "between", 1, "stop", "B2:B5", "<formula1>$J$1:$J$2</formula1>"), CHOICE, "right"),
    (GATE.format("list", "between", 1, "stop", "B2:B5", '<formula1>"甲，乙"</formula1>'), CHOICE, "甲 is refused"),
    (GATE.format("list", "between", 0, "stop", "B2:B5", LIST), CHOICE, "丙 is accepted"),
    (GATE.format("list", "between", 1, "warning", "B2:B5", LIST), CHOICE, "丙 is accepted"),
    (GATE.format("list", "between", 1, "stop", "B2:B4", LIST), CHOICE, "no data validation"),
    (GATE.format("whole", "between", 1, "stop", "B2:B5", BETWEEN), WHOLE, "right"),
    (GATE.format("decimal", "between", 1, "stop", "B2:B5", BETWEEN), WHOLE, "2.5 is accepted"),
    (GATE.format("whole", "lessThan", 1, "stop", "B2:B5", "<formula1>50</formula1>"), WHOLE, "50 is refused"),
    (GATE.format("custom", "between", 1, "stop", "B2:B5", "<formula1>AND(B2&gt;=1,B2&lt;=50,B2=INT(B2))</formula1>"), WHOLE, "right"),
    (GATE.format("textLength", "equal", 1, "stop", "B2:B5", "<formula1>3</formula1>"), {"accepts": ["abc"], "rejects": ["ab"]}, "right"),
    (GATE.format("list", "between", 1, "stop", "B2:B5", LIST), {**CHOICE, "prompt": "请选择"}, "right"),
    (GATE.format("list", "between", 1, "stop", "B2:B5", LIST), {**CHOICE, "error": "停"}, "the message is “”"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "wish", "said"), GATES)
def test_validation_is_tried_with_values(rule: str, wish: dict[str, Any], said: str) -> None:
    data = book_of({**cells(GIVEN), "J1": "甲", "J2": "乙"}, after=rule)
    result = judged(data, {"validation": wish}, {"column": "$T.部门"})
    assert (result.score == 4) is (said == "right"), str(result.found)
    if said != "right":
        assert said in str(result.found)
