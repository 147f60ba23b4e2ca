"""CSV and pasted tables in UTF-8, GB18030 or UTF-16; comma, tab or semicolon."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.model import Entry, Remark, warn
from app.engines.bankfiles.interchange.table import headings, rows
from app.engines.bankfiles.interchange.table.sheets import HEADS, MOST_ROWS
from app.kernel.text import msg

SEPARATORS = (",", "\t", ";", "，", "|")
LONGEST_CELL = 1 << 20


def looks_like(text: str) -> bool:
    """Whether the first lines of a text are a table with headings we know."""
    start = "\n".join(text.splitlines()[:20])
    return _best(start) is not None


def read(data: bytes, where: str) -> Iterator[Entry]:
    """Yield the items of a table.

    :raises UnreadableError: when no line has headings that are known.
    """
    text, encoding = guard.decode(data, where)
    if encoding not in ("utf-8", "utf-16"):
        yield Remark(problem=warn(where, msg("The file was read as %(name)s.", name=encoding)))
    separator = _best("\n".join(text.splitlines()[:20]))
    if separator is None:
        raise guard.unreadable(where, msg("The table has no headings that are known here."), HEADS)
    table = _rows(text, separator)
    head = headings.find(table)
    if head is None or len(table) > MOST_ROWS:
        raise guard.unreadable(where, msg("The table has no headings that are known here."), HEADS)
    yield from rows.read(table, head, where)


def _best(start: str) -> str | None:
    known = {
        separator: head
        for separator in SEPARATORS
        if (head := headings.find(_rows(start, separator))) is not None
    }
    return max(known, key=lambda one: len(known[one].mapping()), default=None)


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return [line.split(separator) for line in text.splitlines()]
