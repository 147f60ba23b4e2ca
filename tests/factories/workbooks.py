"""Workbooks written by hand, part by part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from app.engines.practicals.guard import open_file
from app.engines.practicals.sheet.model import Workbook
from app.engines.practicals.sheet.workbook import read_workbook
from tests.factories.practicals import packed

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
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
