"""Workbook files: hostile and mistaken uploads, starters of each seed, marks, models of answers."""

# ruff: noqa: E501  # tables of cases read better a case a line

from __future__ import annotations

from typing import Any

import pytest

from app.engines.practicals import (
    Status,
    grade,
    inspect,
    model_answer,
    preflight,
    read_task,
    starter,
    wrong_answer,
)
from app.engines.practicals.guard import MAX_FILE
from app.engines.practicals.offices import OFFICES
from app.kernel.errors import InvalidError
from tests.engines.practicals.test_guard import BILLION, ENTITY, OLE, stream
from tests.factories.practicals import bank_task, docx, packed, para, unpacked
from tests.factories.workbooks import DEFAULT_STYLES, R, S, book_of, read, sheet_task, xlsx
from tests.floors import at_most

TASK = sheet_task({"bold": True})
GOOD = xlsx({"表": {"A1": 1}})


def changed(**parts: str | bytes) -> bytes:
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "book": "xl/workbook.xml",
        "styles": "xl/styles.xml",
    }
    return packed({**unpacked(GOOD), **{names[key]: value for key, value in parts.items()}})


def sheet_of(inner: str) -> str:
    return f'<worksheet xmlns="{S}" xmlns:r="{R}">{inner}</worksheet>'


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "too big": (b"PK\x03\x04" + bytes(MAX_FILE), "too-big"),
    "old xls": (stream("Workbook"), "legacy"),
    "old doc": (stream("WordDocument"), "wrong-kind"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "csv": ("姓名,单位".encode(), "other-format"),
    "docx": (docx(para("正文")), "wrong-kind"),
    "ods": (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "opendocument"),
    "cut off": (GOOD[:-30], "damaged"),
    "entity": (changed(sheet=ENTITY), "dtd"),
    "billion laughs": (changed(styles=BILLION), "dtd"),
    "bomb": (packed({**unpacked(GOOD), "xl/media/a.xml": b"0" * (64 << 20)}), "bomb"),
    "traversal": (packed({**unpacked(GOOD), "../x.xml": "<a/>"}), "traversal"),
    "broken sheet": (changed(sheet="<worksheet"), "unreadable"),
    "no workbook": (changed(book="<a/>"), "unreadable"),
    "no sheet at all": (changed(book=f'<workbook xmlns="{S}"><sheets/></workbook>'), "unreadable"),
    "deep": (changed(sheet="<a>" * 5000 + "</a>" * 5000), "unreadable"),
    "endless": (
        changed(
            sheet=sheet_of(
                "<sheetData>"
                + "".join(f"<row><c><v>{n * 7919 % 99991}</v></c></row>" for n in range(200_001))
                + "</sheetData>"
            )
        ),
        "too-long",
    ),
    "a flood of formulas": (
        changed(
            sheet=sheet_of("<sheetData>" + "<row><c><f>1</f></c></row>" * 20_001 + "</sheetData>")
        ),
        "too-long",
    ),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_workbook_is_refused_with_a_cure(data: bytes, code: str) -> None:
    with at_most(floors=500):
        result = preflight(TASK, data)
    assert (result.ok, result.kind) == (False, code)
    assert result.problems[0].cure
    refused = grade(TASK, data, 1)
    assert refused.status is Status.REVIEW


def test_the_cure_names_the_format_that_is_wanted() -> None:
    said = str(preflight(TASK, stream("Workbook")).problems[0].cure)
    assert "Excel workbook (*.xlsx)" in said
    wrong = preflight(TASK, docx(para("正文"))).problems[0]
    assert "a word document; this task needs a spreadsheet" in str(wrong.reason)


STRANGE: dict[str, bytes] = {
    "one cell in the last corner": changed(
        sheet=sheet_of(
            '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
    ),
    "a cell beyond it": changed(
        sheet=sheet_of('<sheetData><row r="9"><c r="ZZZ9999999"><v>1</v></c></row></sheetData>')
    ),
    "columns without end": changed(
        sheet=sheet_of('<cols><col min="1" max="99999999" width="9"/></cols><sheetData/>')
    ),
    "a rule over everything": changed(
        sheet=sheet_of(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><conditionalFormatting '
            'sqref="A1:XFD1048576"><cfRule type="expression" dxfId="99" priority="x">'
            "<formula>A1</formula></cfRule></conditionalFormatting>"
        )
    ),
    "an array over everything": changed(
        sheet=sheet_of(
            '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">ROW(A:XFD)</f>'
            "<v>1</v></c></row></sheetData>"
        )
    ),
    "styles out of range": changed(
        sheet=sheet_of('<sheetData><row r="1"><c r="A1" s="999"><v>1</v></c></row></sheetData>')
    ),
    "numbers that are none": changed(
        sheet=sheet_of(
            '<sheetData><row r="x"><c r="A1" s="x" t="n"><v>abc</v></c></row></sheetData>'
            '<pageMargins left="x"/><pageSetup scale="x" paperSize="x"/>'
        )
    ),
    "no styles": packed({k: v for k, v in unpacked(GOOD).items() if "styles" not in k}),
    "empty styles": changed(styles=f'<styleSheet xmlns="{S}"/>'),
    "a circle of names": xlsx(
        {"表": {"A1": "=甲"}},
        names='<definedName name="甲">乙</definedName><definedName name="乙">甲</definedName>',
    ),
}
WISHES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"bold": True, "border.all": True, "formula": "=1", "value": 2}, {"cells": "表!A1:B2"}),
    ({"column.width": 9, "merged": True}, {"cells": "表!A:A"}),
    ({"cond_format": {"probe": {"1": {"color": "红"}}}}, {"cells": "表!A1:A2"}),
    ({"page.size": "A4", "scale": 90, "margin.left": "1cm", "print.area": "A1"}, {"sheet": "表"}),
]


@pytest.mark.parametrize("data", STRANGE.values(), ids=STRANGE.keys())
def test_strange_books_are_graded_in_no_time_and_without_a_fault(data: bytes) -> None:
    with at_most(floors=500):
        for expect, find in WISHES:
            result = grade(sheet_task(expect, find), data, 1)
            assert "could not be judged by machine" not in str(result.checks[0].found).lower()
        assert inspect(data)


def test_an_empty_book_and_sheets_that_are_gone_are_noted_at_upload() -> None:
    assert "empty" in str(preflight(TASK, xlsx({"表": {}})).problems[-1].reason)
    (gone,) = preflight(TASK, xlsx({"别的": {"A1": 1}}), name="t.xlsx").problems
    assert "There is no sheet “表”" in str(gone.reason)
    assert not gone.is_error
    assert preflight(TASK, GOOD, name="t.xlsx").problems == ()


def test_a_book_with_macros_is_taken_and_noted() -> None:
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts = unpacked(GOOD)
    name = "[Content_Types].xml"
    usual = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts[name] = parts[name].replace(usual, kind)
    result = preflight(TASK, packed(parts))
    assert (result.ok, result.kind) == (True, "xlsm")
    assert "macros" in str(result.notes[0])


NAMES = ["sheet-annual-review", "sheet-petitions"]


@pytest.mark.parametrize("name", NAMES)
def test_starters_are_the_same_bytes_each_time_and_other_data_each_seed(name: str) -> None:
    task = bank_task(name)
    assert starter(task, 5, key=b"k") == starter(task, 5, key=b"k")
    assert model_answer(task, 5) == model_answer(task, 5)
    first, second = (read(starter(task, seed)) for seed in (5, 6))
    assert first.text != second.text


@pytest.mark.parametrize("name", NAMES)
def test_three_marks_tell_whose_file_it_is(name: str) -> None:
    task = bank_task(name)
    places = ("customxml", "docprops", "name")
    own = grade(task, model_answer(task, 5, key=b"k"), 5, key=b"k").marks
    assert (own.own, own.foreign, own.lost) == (places, (), ())
    other = grade(task, model_answer(task, 5, key=b"k"), 6, key=b"k").marks
    assert (other.own, len(other.foreign), other.lost) == ((), 3, places)
    bare = grade(task, book_of({"A1": 1}, styles=DEFAULT_STYLES), 5, key=b"k").marks
    assert bare.lost == places


def test_another_candidates_data_are_seen_as_changed() -> None:
    task = bank_task("sheet-annual-review")
    grading = grade(task, model_answer(task, 5), 6)
    assert grading.guards[0].deducted == 3
    assert grading.score < task.points


def test_the_same_bytes_give_the_same_grading() -> None:
    task = bank_task("sheet-petitions")
    for data in (model_answer(task, 2), wrong_answer(task, 2, 1)):
        assert grade(task, data, 2).to_json() == grade(task, data, 2).to_json()


def test_all_that_a_book_holds_can_be_inspected() -> None:
    task = bank_task("sheet-petitions")
    found = inspect(model_answer(task, 1))
    first = found["sheets"][0]
    assert first["name"] == "台账"
    assert first["conditional_formats"][0]["formulas"] == ['$H2="超期"']
    cell = next(cell for cell in first["cells"] if cell["at"] == "H2")
    assert cell["formula"].startswith("IF(G2")
    assert found["sheets"][2]["pivots"][0]["rows"] == ["类别"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"find": {"column": "$X.a"}}, "There is no table “$X”"),
    ({"find": {"column": "$T.乙"}}, "The table has no column “乙”"),
    ({"find": {"cells": "A1"}}, "Cells are written like"),
    ({"find": {"cells": "表!A1", "sheet": "表"}}, "exactly one thing"),
    ({"find": {"cells": "表!A1", "part": "body"}}, "Unknown key “part”"),
    ({"expect": {"bald": True}}, "Unknown key “bald”"),
    ({"expect": {"numfmt.kind": "数字"}}, "“数字” is not known here"),
    ({"expect": {"border.all": "波浪"}}, "“波浪” is not known here"),
    ({"expect": {"formula": "[甲]*2"}}, "A formula is expected here"),
    ({"expect": {"formula": {"equals": "=1", "trails": 3}}}, "Unknown key “trails”"),
    ({"expect": {"validation": {"rejects": []}}}, "Values to try are needed"),
    ({"expect": {"cond_format": {"probe": {1: {"colour": "红"}}}}}, "Unknown key “colour”"),
    ({"expect": {"cond_format": {"when": "=1"}}}, "The look that marked cells must have"),
    ({"find": {"charts": {}}, "expect": {"type": "漏斗图"}}, "no kind of chart"),
    ({"find": {"sheet": "表"}, "expect": {"page.orient": "斜"}}, "portrait"),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_tasks_say_what_they_do_not_understand(change: dict[str, Any], said: str) -> None:
    variables = {"T": {"table": {"sheet": "表", "header": ["甲"], "key": "甲"}}}
    find = change.get("find", {"cells": "表!A1:A1"})
    with pytest.raises(InvalidError) as caught:
        sheet_task(change.get("expect", {"bold": True}), find, variables=variables)
    assert any(said in str(problem) for problem in caught.value.problems)


STARTERS: list[tuple[dict[str, Any], str]] = [
    ({}, "at least one sheet"),
    ({"sheets": [{"name": "表", "cells": {"A": 1}}]}, "“A” is no cell"),
    ({"sheets": [{"name": "表", "tables": [{"rows": 3, "columns": {}}]}]}, "1 to 500 rows"),
    ({"sheets": [{"name": "表", "tables": [{"rows": 3, "columns": {"甲": {"int": [1]}}}]}]}, "not complete"),
    ({"sheets": [{"name": "表", "tables": [{"rows": 3, "columns": {"甲": {"date": ["x", "y"]}}}]}]}, "not complete"),
    ({"sheets": [{"name": "表", "tables": [{"rows": 3, "columns": {"甲": {"lots": 1}}}]}]}, "Unknown key “lots”"),
    ({"sheets": [{"name": "表", "widths": {"a1": 3}}]}, "no column with a width"),
]  # fmt: skip


@pytest.mark.parametrize(("workbook", "said"), STARTERS)
def test_starters_that_cannot_be_made_are_refused(workbook: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_task({**TASK.mapping, "starter": {"workbook": workbook}})
    assert any(said in str(problem) for problem in caught.value.problems)


def test_every_module_of_tasks_has_its_office() -> None:
    assert OFFICES["sheet"].kind == "xlsx"
    assert len(OFFICES["sheet"].variants) >= 8
