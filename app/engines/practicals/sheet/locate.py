"""Finding a table in a sheet by its header row, wherever the candidate moved it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from app.engines.practicals.language.find import squash
from app.engines.practicals.sheet.find import TableSpec
from app.engines.practicals.sheet.model import Sheet, Workbook, text_of
from app.engines.practicals.sheet.refs import Address, Range

MAX_HEADER_ROW = 200
TOTALS = ("合计", "总计", "小计", "平均", "汇总")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a name as it is compared: no space, full-width letters as narrow ones, no case."""
    return unicodedata.normalize("NFKC", squash(text)).casefold()


@dataclass(slots=True)
class Located:
    """A table as found: column numbers by name, rows of its body, keys that are not there."""

    spec: TableSpec
    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    rows: list[int] = field(default_factory=list)
    missing: int = 0
    _places: dict[str, tuple[Address, ...]] = field(default_factory=dict)

    def places(self, column: str) -> tuple[Address, ...]:
        """Return the cells of a column, header left out; none if there is no such column."""
        if column not in self._places:
            number = self.columns.get(column)
            rows = [] if number is None else self.rows
            self._places[column] = tuple((row, number or 0) for row in rows)
        return self._places[column]

    @property
    def block(self) -> Range:
        """The block from the header to the last row, over the columns that were found."""
        last = max(self.rows, default=self.header_row)
        columns = self.columns.values()
        return Range(self.header_row, min(columns), last, max(columns))

    def key(self, row: int) -> str:
        """Return the key of a row as it is compared."""
        number = self.columns.get(self.spec.key or self.spec.header[0], 0)
        return plain(text_of(self.sheet.cell(row, number).value))


def locate(book: Workbook, spec: TableSpec, keys: Iterable[str] = ()) -> Located | None:
    """Find a table; None if the sheet or its header row is gone.

    With `keys` the body is the rows that have one of these; the first of a kind counts. Without,
    it is all rows below the header down to an empty one.
    """
    sheet = book.sheet(spec.sheet)
    if sheet is None:
        return None
    found = _header(sheet, spec)
    if found is None:
        return None
    wanted = [key for key in keys if key]
    if wanted and (spec.key or spec.header[0]) in found.columns:
        _rows_by_key(found, wanted)
    else:
        _rows_below(found)
    return found


def _header(sheet: Sheet, spec: TableSpec) -> Located | None:
    names = {plain(name): name for name in spec.header}
    rows: dict[int, dict[str, int]] = {}
    found = [
        (row, column, names[said])
        for (row, column), cell in sheet.cells.items()
        if isinstance(cell.value, str)
        and row <= MAX_HEADER_ROW
        and (said := plain(cell.value)) in names
    ]
    for row, column, name in sorted(found):
        rows.setdefault(row, {}).setdefault(name, column)
    needed = max(1, len(spec.header) // 2)
    best = max(rows, key=lambda row: (len(rows[row]), -row), default=0)
    if not best or len(rows[best]) < needed:
        return None
    return Located(spec, sheet, best, rows[best])


def _rows_by_key(found: Located, keys: list[str]) -> None:
    waiting = set(keys)
    for row in range(found.header_row + 1, found.sheet.last_row + 1):
        key = found.key(row)
        if key in waiting:
            waiting.discard(key)
            found.rows.append(row)
    found.missing = len(waiting)


def _rows_below(found: Located) -> None:
    for row in range(found.header_row + 1, found.sheet.last_row + 1):
        values = [text_of(found.sheet.cell(row, c).value) for c in found.columns.values()]
        if not any(values) or plain(values[0]).startswith(TOTALS):
            break
        found.rows.append(row)
