"""Any table file (xlsx, xls, et, ods, csv) → rows of text; the reader decides what they mean."""

from __future__ import annotations

import csv
import io

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.table import sheets

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
DELIMITERS = (",", "\t", ";", "，")


def read_rows(data: bytes, where: str) -> list[list[str]]:
    """Return the rows of the first sheet that has any, or of a text file in whatever encoding.

    :raises UnreadableError: it is neither.
    """
    guard.check_size(data, where)
    if guard.is_zip(data) or data.startswith(OLD_WORKBOOK):
        found = [table for _, table in sheets.tables(data, where) if table]
        return found[0] if found else []
    text, _ = guard.decode(data, where)
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))
