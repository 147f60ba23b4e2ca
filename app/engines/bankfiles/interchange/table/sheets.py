"""Workbooks (xlsx, xls, ods, et) → tables of text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import python_calamine

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.model import Entry, UnreadableError
from app.engines.bankfiles.interchange.table import extent, headings, rows
from app.kernel.text import msg

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 5_000_000
"""Between the first and the last cell of a sheet, empty ones included."""
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
    """Let the guards see what is in an archive before a parser opens it.

    The parser makes room for every cell between the first and the last one: a file of one kilobyte
    whose only cell lies at XFD1048576 would end the process. So the places are read beforehand.
    """
    archive = Archive(data, where)
    for name in archive.names:
        if name.endswith(".bin") and "printerSettings" not in name:
            raise guard.unreadable(
                where,
                msg("This workbook is of the binary kind (.xlsb) or holds macros."),
                msg("Open it in WPS or Excel and save it as .xlsx without a password."),
            )
        part = archive.read(name)
        if part[:2] in _WIDE:
            part = part.decode("utf-16", "replace").encode()
        if name.endswith((".xml", ".rels")):
            guard.check_doctype(part, where)
        if extent.of_sheet(part) > MOST_CELLS or extent.of_tables(part) > MOST_CELLS:
            raise _too_large(where)


_WIDE = (b"\xff\xfe", b"\xfe\xff")


def _too_large(where: str) -> UnreadableError:
    return guard.unreadable(
        where,
        msg("A sheet has more than %(most)s rows, or cells far apart.", most=MOST_ROWS),
        msg("Split the table, or delete what lies below it and to its right."),
    )


def _table(book: python_calamine.CalamineWorkbook, name: str, where: str) -> list[list[str]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.height > MOST_ROWS or sheet.height * sheet.width > MOST_CELLS:
        raise _too_large(where)
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
