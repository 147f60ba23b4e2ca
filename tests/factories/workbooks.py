"""Workbooks written by hand, part by part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from app.engines.practicals import CheckResult, Task, grade, read_task
from app.engines.practicals.guard import open_file
from app.engines.practicals.sheet.model import Workbook
from app.engines.practicals.sheet.workbook import read_workbook
from tests.factories.practicals import packed

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DEFAULT_STYLES = (
    "<fonts><font><sz val='11'/><name val='宋体'/></font></fonts>"
    "<fills><fill><patternFill patternType='none'/></fill></fills>"
    "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
    "<cellXfs><xf xfId='0'/></cellXfs>"
    "<cellStyles><cellStyle name='Normal' xfId='0' builtinId='0'/></cellStyles>"
)

Cells = Mapping[str, Any]


def cell(name: str, value: Any, style: int | None = None) -> str:
    """One cell: "=…" is a formula, a pair a formula with its last value."""
    at = f'r="{name}"' + (f' s="{style}"' if style is not None else "")
    if isinstance(value, tuple):
        formula, last = value
        kind = ' t="str"' if isinstance(last, str) else ""
        text = f"<f>{escape(formula.removeprefix('='))}</f><v>{escape(str(last))}</v>"
        return f"<c {at}{kind}>{text}</c>"
    if isinstance(value, str) and value.startswith("="):
        return f"<c {at}><f>{escape(value[1:])}</f></c>"
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c {at}/>" if value is None else f"<c {at}><v>{value}</v></c>"


def rows(cells: Cells, styles: Mapping[str, int] | None = None) -> str:
    """The inside of a sheetData."""
    found: dict[int, list[tuple[int, str]]] = {}
    for name, value in cells.items():
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()  # type: ignore[union-attr]
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        made = cell(name, value, (styles or {}).get(name))
        found.setdefault(int(number), []).append((column, made))
    return "".join(
        f'<row r="{number}">{"".join(text for _c, text in sorted(found[number]))}</row>'
        for number in sorted(found)
    )


def sheet_xml(
    cells: Cells, *, before: str = "", after: str = "", styles: Mapping[str, int] | None = None
) -> str:
    """A worksheet part."""
    return (
        f'<worksheet xmlns="{S}" xmlns:r="{R}">{before}<sheetData>{rows(cells, styles)}'
        f"</sheetData>{after}</worksheet>"
    )


def parts_of_book(
    sheets: Mapping[str, str], *, styles: str = DEFAULT_STYLES, names: str = "", extra: str = ""
) -> dict[str, str]:
    """The parts of a workbook from whole worksheet parts."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"/>'
        for i, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{R}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="{R}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{S}" xmlns:r="{R}">{extra}<sheets>{listed}</sheets>'
            f"<definedNames>{names}</definedNames></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{RELS}">{links}'
            f'<Relationship Id="rIdS" Type="{R}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
    }
    for i, text in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = text
    return parts


def xlsx(sheets: Mapping[str, Cells], **options: Any) -> bytes:
    """A workbook from cells by address."""
    return packed(parts_of_book({n: sheet_xml(c) for n, c in sheets.items()}, **options))


def read(data: bytes) -> Workbook:
    """A workbook as the engine reads it."""
    return read_workbook(open_file(data, "xlsx").package)


def book(sheets: Mapping[str, Cells], **options: Any) -> Workbook:
    """A workbook in memory."""
    return read(xlsx(sheets, **options))


def book_of(
    cells: Cells,
    *,
    name: str = "表",
    before: str = "",
    after: str = "",
    styles: str = DEFAULT_STYLES,
    formats: Mapping[str, int] | None = None,
    more: Mapping[str, Cells] | None = None,
    extra: Mapping[str, str] | None = None,
    relations: str = "",
    names: str = "",
    workbook: str = "",
) -> bytes:
    """A workbook of one sheet with what hangs on it; other sheets and parts beside it."""
    texts = {name: sheet_xml(cells, before=before, after=after, styles=formats)}
    texts |= {other: sheet_xml(inner) for other, inner in (more or {}).items()}
    parts = parts_of_book(texts, styles=styles, names=names, extra=workbook)
    if relations:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
            f'<Relationships xmlns="{RELS}">{relations}</Relationships>'
        )
    return packed({**parts, **(extra or {})})


def relation(key: str, kind: str, target: str, *, outside: bool = False) -> str:
    """One relationship of a sheet."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"{mode}/>'


def styles(xfs: str, *, fonts: str = "", fills: str = "", borders: str = "", more: str = "") -> str:
    """A styles part: number 0 of each list is the usual one, the given ones follow."""
    return (
        f"{more}<fonts><font><sz val='11'/><name val='宋体'/></font>{fonts}</fonts>"
        f"<fills><fill><patternFill patternType='none'/></fill>{fills}</fills>"
        f"<borders><border/>{borders}</borders>"
        "<cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs><xf xfId='0'/>{xfs}</cellXfs>"
        "<cellStyles><cellStyle name='Normal' xfId='0' builtinId='0'/></cellStyles>"
    )


def sheet_task(
    expect: Mapping[str, Any],
    find: Mapping[str, Any] | None = None,
    *,
    variables: Mapping[str, Any] | None = None,
    workbook: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Task:
    """A task of one check of four points on a workbook."""
    check = {"id": "c", "title": "C", "points": 4, "find": find or {"cells": "表!A1:A1"}}
    return read_task(
        {
            "schema": "skilltask/1",
            "id": "t",
            "title": "T",
            "module": "sheet",
            "minutes": 5,
            "points": 4,
            "starter": {"workbook": workbook or {"sheets": [{"name": "表", "cells": {"A1": 1}}]}},
            "instructions": "做。",
            "vars": variables or {},
            "checks": [{**check, "expect": expect, **changes}],
        }
    )


def judge_book(data: bytes, expect: Mapping[str, Any], **options: Any) -> CheckResult:
    """Grade a workbook with one check of four points and return that check's result."""
    return grade(sheet_task(expect, **options), data, 1).checks[0]
