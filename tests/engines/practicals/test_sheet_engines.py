"""Formulas in files as they are: names, tables, arrays, gaps of engines, faults, double penalty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from app.engines.practicals.checks.aspect import Reading
from app.engines.practicals.checks.sheet_formulas import formula_wish, read_formulas
from app.engines.practicals.sheet.find import FindColumns, TableSpec
from app.engines.practicals.sheet.formulas.engines import (
    Calculator,
    EngineError,
    IronCalc,
    calculators,
)
from app.engines.practicals.sheet.formulas.grid import CLOCK, Grid, make_grid
from app.engines.practicals.sheet.formulas.idioms import translated
from app.engines.practicals.sheet.formulas.laboratory import Laboratory
from app.engines.practicals.sheet.formulas.tokens import joined, moved, tokens
from app.engines.practicals.sheet.model import Workbook
from app.engines.practicals.sheet.select import Block, select
from app.engines.practicals.sheet.submission import Submission
from tests.factories.workbooks import S, book, book_of, read, relation

SPEC = TableSpec("表", ("编号", "数量", "单价", "金额", "等级"), "编号")
GIVEN: dict[str, Any] = {"A1": "编号", "B1": "数量", "C1": "单价", "D1": "金额", "E1": "等级"}
for _r in range(2, 12):
    GIVEN |= {f"A{_r}": f"p{_r}", f"B{_r}": 10 + _r * 3 % 7, f"C{_r}": 2.5 + _r % 4}


def filled(column: str, formula: str) -> dict[str, str]:
    return {f"{column}{r}": formula.format(r=r) for r in range(2, 12)}


def judge(
    made: Workbook, column: str = "金额", wish: str = "=[数量]*[单价]", **options: Any
) -> list[Reading]:
    document = Submission(made, book({"表": GIVEN}))
    for key in ("_laboratory",):
        if key in options:
            setattr(document, key, options.pop(key))
    blocks = [b for b in select(document, FindColumns(SPEC, (column,))) if isinstance(b, Block)]
    return read_formulas(document, blocks, formula_wish({"equals": wish, **options}))


def rights(readings: Sequence[Reading]) -> set[bool | None]:
    return {reading.right for reading in readings}


def test_the_engines_are_installed_and_in_order() -> None:
    names = [make(make_grid(book({"表": GIVEN}))).name for make in calculators()]
    assert names == ["ironcalc", "formualizer"]


def test_defined_names_are_written_out() -> None:
    names = (
        '<definedName name="折扣">表!$H$1</definedName>'
        '<definedName name="折后">表!$C:$C</definedName>'
        '<definedName name="常数">0.5*2</definedName>'
    )
    cells = {**GIVEN, "H1": 1, **filled("D", "=B{r}*C{r}*折扣*常数+0*SUM(折后)")}
    assert rights(judge(read(book_of(cells, names=names)))) == {True}


TABLE = (
    f'<table xmlns="{S}" id="1" displayName="明细" ref="A1:E11"><tableColumns>'
    + "".join(f'<tableColumn id="{i}" name="{name}"/>' for i, name in enumerate(SPEC.header, 1))
    + "</tableColumns></table>"
)


@pytest.mark.parametrize(
    "formula",
    [
        "=明细[[#This Row],[数量]]*明细[[#This Row],[单价]]",
        "=[@数量]*[@[单价]]",
        "=PRODUCT(明细[@[数量]:[单价]])",
        "=INDEX(明细[数量],ROW()-1)*[@单价]",
        "=SUMIF(明细[编号],[@编号],明细[数量])*[@单价]",
        "=INDEX(明细[#All],ROW(),2)*[@单价]",
    ],
)
def test_references_into_tables(formula: str) -> None:
    cells = {**GIVEN, **filled("D", formula)}
    data = book_of(
        cells,
        extra={"xl/tables/t.xml": TABLE},
        relations=relation("t", "table", "../tables/t.xml"),
    )
    assert rights(judge(read(data))) == {True}


def test_one_array_formula_for_the_whole_column() -> None:
    rows = "".join(
        f'<row r="{r}">'
        + "".join(_raw(name, value) for name, value in GIVEN.items() if name[1:] == str(r))
        + (
            '<c r="D2"><f t="array" ref="D2:D11">B2:B11*C2:C11</f><v>1</v></c>'
            if r == 2
            else f'<c r="D{r}"><v>1</v></c>'
            if r > 2
            else ""
        )
        + "</row>"
        for r in range(1, 12)
    )
    sheet = f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>'
    made = read(book_of({}, extra={"xl/worksheets/sheet1.xml": sheet}))
    found = judge(made)
    assert rights(found) == {True}, [str(reading.found) for reading in found]


def _raw(name: str, value: Any) -> str:
    if isinstance(value, str):
        return f'<c r="{name}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{name}"><v>{value}</v></c>'


def test_each_check_is_judged_on_the_candidates_own_values() -> None:
    """The amounts are wrong; the grades made from them are right all the same."""
    grade = '=IF(D{r}>=40,"大","小")'
    cells = {**GIVEN, **filled("D", "=B{r}+C{r}"), **filled("E", grade)}
    made = book({"表": cells})
    assert rights(judge(made)) == {False}
    assert rights(judge(made, "等级", '=IF([金额]>=40,"大","小")')) == {True}


def test_typed_amounts_lose_their_own_points_only() -> None:
    amounts = {f"D{r}": GIVEN[f"B{r}"] * GIVEN[f"C{r}"] for r in range(2, 12)}
    made = book({"表": {**GIVEN, **amounts, **filled("E", '=IF(D{r}>=40,"大","小")')}})
    found = judge(made)
    assert rights(found) == {False}
    assert str(found[0].found) == "a typed value, not a formula"
    assert rights(judge(made, "等级", '=IF([金额]>=40,"大","小")')) == {True}


def test_a_formula_that_reaches_behind_its_inputs_is_judged_on_what_they_are_made_of() -> None:
    cells = {**GIVEN, **filled("D", "=B{r}*C{r}")}
    right = {**cells, **filled("E", '=IF(B{r}*C{r}>=40,"大","小")')}
    wrong = {**cells, **filled("E", '=IF(B{r}*C{r}>40,"大","小")')}
    wish = '=IF([金额]>=40,"大","小")'
    assert rights(judge(book({"表": right}), "等级", wish)) == {True}
    assert False in rights(judge(book({"表": wrong}), "等级", wish, trials=24))


def test_a_counter_example_names_cell_inputs_and_both_results() -> None:
    cells = {**GIVEN, **filled("D", "=B{r}*C{r}"), **filled("E", '=IF(D{r}>40,"大","小")')}
    found = judge(book({"表": cells}), "等级", '=IF([金额]>=40,"大","小")')
    text = str(next(reading.found for reading in found if reading.right is False))
    assert text.startswith('formula =IF(D2>40,"大","小") in E')
    assert "gives 小 instead of 大 when 金额 = 40" in text


def test_what_must_be_used_and_what_must_not() -> None:
    made = book({"表": {**GIVEN, **filled("D", "=B{r}*C{r}")}})
    lacking = judge(made, must_use=["PRODUCT", "SUMPRODUCT"])
    assert "does not use PRODUCT/SUMPRODUCT" in str(lacking[0].found)
    product = book({"表": {**GIVEN, **filled("D", "=PRODUCT(B{r}:C{r})")}})
    assert rights(judge(product, must_use=["PRODUCT"])) == {True}
    assert rights(judge(product, forbid=["PRODUCT"])) == {False}


def test_a_function_that_does_not_exist_is_wrong_and_one_that_engines_lack_is_open() -> None:
    wrong = judge(book({"表": {**GIVEN, **filled("D", "=MULTI(B{r},C{r})")}}))
    assert rights(wrong) == {False}
    assert "a function that does not exist" in str(wrong[0].found)
    lacking = judge(book({"表": {**GIVEN, **filled("D", "=B{r}*C{r}+0*LEN(PHONETIC(A{r}))")}}))
    assert rights(lacking) == {None}


def test_another_file_and_chance_go_to_a_person() -> None:
    outside = judge(book({"表": {**GIVEN, **filled("D", "=[1]Sheet1!A{r}")}}))
    assert rights(outside) == {None}
    assert "reads another file" in str(outside[0].found)
    chance = judge(book({"表": {**GIVEN, **filled("D", "=B{r}*C{r}+0*RAND()")}}))
    assert rights(chance) == {None}


class Broken:
    """An engine that cannot take any book."""

    name = "broken"

    def __init__(self, _grid: Grid) -> None:
        raise EngineError("no")


class Faulty(IronCalc):
    """An engine that breaks down in the middle of its work."""

    def evaluate(self) -> None:
        raise EngineError("panic")


def faulty(grid: Grid) -> Calculator:
    import ironcalc

    return Faulty(ironcalc, grid)


@pytest.mark.parametrize("makers", [[], [Broken], [Broken, Broken], [faulty]])
def test_without_an_engine_a_person_decides(makers: list[Any]) -> None:
    made = book({"表": {**GIVEN, **filled("D", "=C{r}*B{r}")}})
    found = judge(made, _laboratory=Laboratory(made, makers))
    assert rights(found) == {None}


@pytest.mark.parametrize("first", [Broken, faulty])
def test_the_second_engine_takes_over(first: Any) -> None:
    made = book({"表": {**GIVEN, **filled("D", "=C{r}*B{r}")}})
    laboratory = Laboratory(made, [first, calculators()[1]])
    assert rights(judge(made, _laboratory=laboratory)) == {True}


def test_an_engine_that_computes_otherwise_than_the_file_may_not_call_it_wrong() -> None:
    """No engine here can spell numbers; the file holds what its own program made of it."""
    cells: dict[str, Any] = {**GIVEN}
    for r in range(2, 12):
        value = float(GIVEN[f"B{r}"] * GIVEN[f"C{r}"])
        cells[f"D{r}"] = (f"=B{r}*C{r}+0*LENB(NUMBERSTRING(B{r},1))", value)
    assert rights(judge(book({"表": cells}))) == {None}
    for r in range(2, 12):
        cells[f"D{r}"] = (cells[f"D{r}"][0], 1.0)
    assert rights(judge(book({"表": cells}))) == {False}


def test_the_clock_stands_still() -> None:
    made = book({"表": {"A1": "=TODAY()", "A2": "=NOW( )-TODAY()", "A3": '=TEXT(TODAY(),"yyyy")'}})
    laboratory = Laboratory(made)
    spots = [(0, (1, 1)), (0, (2, 1)), (0, (3, 1))]
    assert laboratory.values(spots) == [float(CLOCK), 0.0, "2026"]


def test_verdicts_are_the_same_every_time() -> None:
    cells = {**GIVEN, **filled("D", "=B{r}*C{r}"), **filled("E", '=IF(D{r}>40,"大","小")')}
    wish = '=IF([金额]>=40,"大","小")'
    said = [[str(r.found) for r in judge(book({"表": cells}), "等级", wish)] for _ in range(3)]
    assert said[0] == said[1] == said[2]


CIRCLES: list[Mapping[str, Any]] = [
    filled("D", "=D{r}+1"),
    {**filled("D", "=E{r}"), **filled("E", "=D{r}")},
    filled("D", "=SUM(D$2:D$11)"),
    filled("D", "=" + "(" * 300 + "1" + ")" * 300),
    filled("D", '=REPT("x",1E9)'),
    filled("D", "=SUM(A:XFD)"),
    filled("D", "=1/0"),
    filled("D", "=INDIRECT(A{r})"),
    filled("D", "=B{r}*"),
    filled("D", "=,,,"),
    filled("D", "='"),
    filled("D", "=#REF!*2"),
    filled("D", "={{1;2}}*{{1,2,3}}"),
    filled("D", "=" + "+".join(["B{r}"] * 2000)),
]


@pytest.mark.parametrize("cells", CIRCLES)
def test_no_formula_breaks_the_judge_or_writes_to_the_output(
    cells: Mapping[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    assert True not in rights(judge(book({"表": {**GIVEN, **cells}})))
    assert capfd.readouterr().out == ""  # the grader's own process answers there


IDIOMS = [
    ('TEXT(A1,"yyyy年m月")', 'TEXT(IFERROR((A1)*1,A1),"yyyy""年""m""月""")'),
    ("AGGREGATE(14,6,A1:A9,2)", 'LARGE(IFERROR(A1:A9,""),2)'),
    ("AGGREGATE(9,4,A1:A9)", "SUM(A1:A9)"),
    ("AGGREGATE(19,6,A1:A9,1)", "AGGREGATE(19,6,A1:A9,1)"),
    ('IF(A1,TEXT(B1,"0"),AGGREGATE(4,5,C1:C2))', 'IF(A1,TEXT(IFERROR((B1)*1,B1),"0"),MAX(C1:C2))'),
    ("TEXT(A1", "TEXT(A1"),
]


@pytest.mark.parametrize(("formula", "wanted"), IDIOMS)
def test_idioms_are_said_in_words_that_engines_know(formula: str, wanted: str) -> None:
    assert joined(translated(tokens(formula))) == wanted


FILLS = [
    ("SUM($A1,B$2,'甲 乙'!C3)", 2, 1, "SUM($A3,C$2,'甲 乙'!D5)"),
    ('IF(A1="B2",LOG10(A2),"")', 1, 0, 'IF(A2="B2",LOG10(A3),"")'),
    ("A1", -1, 0, "#REF!"),
    ("SUM(A:B,2:3)", 1, 1, "SUM(B:C,3:4)"),
    ("税率*A1", 1, 0, "税率*A2"),
]


@pytest.mark.parametrize(("formula", "rows", "columns", "wanted"), FILLS)
def test_formulas_are_filled_as_programs_fill_them(
    formula: str, rows: int, columns: int, wanted: str
) -> None:
    assert moved(formula, rows, columns) == wanted


AMOUNTS = GIVEN | filled("D", "=B{r}*C{r}")
LEVELS = {
    "equal": ('=IF(D{r}>60,"高","低")', True),
    "at the limit": ('=IF(D{r}>=60,"高","低")', False),
    "behind the input": ('=IF(B{r}*C{r}>60,"高","低")', True),
    "over a helper": ('=IF(H{r}>60,"高","低")', True),
    "subtotals": ('=IF(SUBTOTAL(9,D{r})>60,"高","低")', True),
}


@pytest.mark.parametrize("name", LEVELS)
def test_inputs_that_are_computed_are_judged_as_if_computed_anew_for_every_trial(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    formula, right = LEVELS[name]
    made = book({"表": AMOUNTS | filled("H", "=D{r}*1") | filled("E", formula)})
    found = judge(made, "等级", '=IF([金额]>60,"高","低")')
    assert rights(found) == {right}
    monkeypatch.setattr(Laboratory, "_settled", lambda *_arguments: {})
    assert judge(made, "等级", '=IF([金额]>60,"高","低")') == found


def _formulas_on_the_bench(made: Workbook) -> int:
    """Return how many formulas the first engine gets for E2, whose input D2 is written over."""
    grids: list[Grid] = []

    def first(grid: Grid) -> Calculator:
        grids.append(grid)
        return calculators()[0](grid)

    laboratory = Laboratory(made, [first])
    assert laboratory.bench(0, [(0, (2, 5))], {(2, 5): "'表'!D2"}, [(0, (2, 4))]) is not None
    return len(grids[-1].sheets[0].formulas)


@pytest.mark.parametrize(
    ("amount", "level", "kept"),
    [
        ("=B2*C2", "=D2+1", 1),
        ('=B2&"元"', "=D2", 1),
        ("=B2/0", "=D2", 2),  # an error stays one that is computed
        ('=IF(B2>0,"","x")', "=D2", 2),  # "" is no empty cell
        ("=B2*C2", "=SUBTOTAL(9,D2)", 2),  # which tells a formula from its value
    ],
)
def test_what_trials_write_over_stands_as_a_value_unless_that_could_be_told(
    amount: str, level: str, kept: int
) -> None:
    assert _formulas_on_the_bench(book({"表": GIVEN | {"D2": amount, "E2": level}})) == kept
