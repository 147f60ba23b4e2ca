"""Workbooks (xlsx, xls, ods, et) → tables of text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import python_calamine

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.model import Entry
from app.engines.bankfiles.interchange.table import headings, rows
from app.kernel.text import msg

MOST_ROWS = 100_000
MOST_COLUMNS = 200
HEADS = msg("Give the first row the headings 题干, 选项A, 选项B, 答案, or use the template.")


def read(data: bytes, where: str) -> Iterator[Entry]:
    """Yield the items of every sheet that has a head we know.

    :raises UnreadableError: when it is no workbook, or no sheet has such a head.
    """
    sheets = tables(data, where)
    known = [(name, table, head) for name, table in sheets if (head := headings.find(table))]
    if not known:
        raise guard.unreadable(where, msg("No sheet has headings that are known here."), HEADS)
    for name, table, head in known:
        yield from rows.read(table, head, f"{where}:{name}" if len(sheets) > 1 else where)


def tables(data: bytes, where: str) -> list[tuple[str, list[list[str]]]]:
    """Return the name and the cells of every sheet, as text.

    :raises UnreadableError: when it is no workbook.
    """
    if guard.is_zip(data):
        _inflate_all(data, where)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [(name, _table(book, name, where)) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise guard.unreadable(
            where,
            msg("The workbook cannot be opened: %(reason)s.", reason=str(error)[:100]),
            msg("Open it in WPS or Excel and save it as .xlsx without a password."),
        ) from error


def _inflate_all(data: bytes, where: str) -> None:
    """Let the guard see how large the parts really are before a parser opens them."""
    archive = Archive(data, where)
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            guard.check_doctype(archive.read(name), where)


def _table(book: python_calamine.CalamineWorkbook, name: str, where: str) -> list[list[str]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.height > MOST_ROWS or sheet.width > MOST_COLUMNS * 10:
        raise guard.unreadable(
            where,
            msg("A sheet has more than %(most)s rows.", most=MOST_ROWS),
            msg("Split the table, or delete the empty rows below it."),
        )
    return [
        [_text(cell) for cell in row[:MOST_COLUMNS]]
        for row in sheet.to_python(skip_empty_area=False)
    ]


def _text(cell: object) -> str:
    """Return a cell as it is read: whole numbers without a point, dates as dates."""
    if isinstance(cell, bool):
        return "对" if cell else "错"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
