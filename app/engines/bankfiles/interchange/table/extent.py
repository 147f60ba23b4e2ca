"""How far the cells of a sheet lie apart, told from its bytes before it is parsed."""

from __future__ import annotations

import re

_CELL = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,6})([0-9]{1,10})""")
_ROW = re.compile(rb"""<(?:[\w.-]+:)?row\b[^<>]*?\sr\s*=\s*["']\s*([0-9]{1,10})""")
_ANY_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_REPEATED = re.compile(rb"""number-(rows|columns)-repeated\s*=\s*["']\s*([0-9]{1,10})""")
_TABLE_ROW = re.compile(rb"<(?:[\w.-]+:)?table-row\b")
_TABLE_CELL = re.compile(rb"<(?:[\w.-]+:)?(?:covered-)?table-cell\b[^<>]*?(/?)>")
WIDEST = 16_384


def of_sheet(part: bytes) -> int:
    """Return how many cells lie between the first and the last of a worksheet of Excel."""
    if b"sheetData" not in part:
        return 0
    rows: list[int] = [int(one) for one in _ROW.findall(part)]
    columns: list[int] = []
    for letters, number in _CELL.findall(part):
        rows.append(int(number))
        columns.append(_column(letters))
    unplaced = len(_ANY_CELL.findall(part)) - len(columns)
    if unplaced > 0:  # they stand one behind the other, from the first column on
        columns += [1, min(unplaced, WIDEST)]
    if not rows or not columns:
        return 0
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def of_tables(part: bytes) -> int:
    """Return how many cells the tables of OpenDocument unfold to.

    Rows and cells that hold nothing and are repeated to the end of the sheet take no room; what
    holds something does, as often as it is repeated.
    """
    if b"number-" not in part or b"table-row" not in part:
        return 0
    total, starts = 0, [found.start() for found in _TABLE_ROW.finditer(part)]
    for start, end in zip(starts, [*starts[1:], len(part)], strict=True):
        row = part[start:end]
        times, width = 1, 0
        for found in _REPEATED.finditer(row):
            if found.group(1) == b"rows":
                times = max(times, int(found.group(2)))
            else:
                width += int(found.group(2))
        is_empty = b"<text:p" not in row and b":value" not in row
        total += 0 if is_empty else times * (_filled(row) or 1)
    return total


def _filled(row: bytes) -> int:
    """Return the width of a row up to its last cell that holds something."""
    width = filled = 0
    cells = list(_TABLE_CELL.finditer(row))
    for found in cells:
        repeated = _REPEATED.search(found.group())
        width += int(repeated.group(2)) if repeated else 1
        if not found.group(1) or b"value" in found.group():
            filled = width
    return filled


def _column(letters: bytes) -> int:
    number = 0
    for sign in letters.upper():
        number = number * 26 + sign - 64
    return number
