"""All effective properties of a workbook as JSON: for debugging and outside comparison."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any

from app.engines.practicals.sheet.model import Sheet, Value, Workbook
from app.engines.practicals.sheet.numfmt import meaning
from app.engines.practicals.sheet.refs import Range, a1
from app.kernel.letters import letters


def properties(book: Workbook) -> dict[str, Any]:
    """Return sheets with cells, formats and all that hangs on them, and the names."""
    return {
        "sheets": [_sheet(book, sheet) for sheet in book.sheets],
        "names": [plain(name) for name in book.names],
        "protected": book.protected,
        "date1904": book.date1904,
    }


def _sheet(book: Workbook, sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "state": sheet.state,
        "tab_color": sheet.tab_color,
        "view": plain(sheet.view),
        "cells": [_cell(book, sheet, row, column) for row, column in sorted(sheet.cells)],
        "columns": {letters(n): plain(line) for n, line in sorted(sheet.columns.items())},
        "rows": {str(n): plain(line) for n, line in sorted(sheet.rows.items())},
        "merges": [str(area) for area in sheet.merges],
        "conditional_formats": [plain(rule) for rule in sheet.rules],
        "validations": [plain(rule) for rule in sheet.validations],
        "filter": plain(sheet.filter),
        "sort": plain(sheet.sort),
        "tables": [plain(item) for item in sheet.tables],
        "charts": [plain(item) for item in sheet.charts],
        "pivots": [plain(item) for item in sheet.pivots],
        "page": dict(sheet.page),
        "protected": sheet.protected,
    }


def _cell(book: Workbook, sheet: Sheet, row: int, column: int) -> dict[str, Any]:
    cell = sheet.cell(row, column)
    shown = book.styles.format(sheet.style_at(row, column)[0])
    return {
        "at": a1(row, column),
        "value": _value(cell.value),
        "formula": cell.formula,
        "font": plain(shown.font),
        "fill": plain(shown.fill),
        "border": {side: plain(edge) for side, edge in shown.border.items()},
        "align": dict(shown.align),
        "number": {"code": shown.number, **plain(meaning(shown.number))},
        "locked": shown.locked,
        "style": shown.named,
        "direct": sorted(shown.own),
    }


def _value(value: Value) -> Any:  # noqa: ANN401
    return value if value is None or isinstance(value, (str, float, bool)) else str(value)


def plain(item: object) -> Any:  # noqa: ANN401
    """Return a record as JSON, ranges as people write them."""
    if isinstance(item, Range):
        return str(item)
    if is_dataclass(item) and not isinstance(item, type):
        names = asdict(item, dict_factory=dict)
        return {name: plain(getattr(item, name)) for name in names}
    if isinstance(item, dict):
        return {str(key): plain(value) for key, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [plain(value) for value in item]
    return item
