"""A workbook as calculation engines take it: values and plain formulas, sheet by sheet.

Names, table references and whole columns are written out as cells, the clock stands still, and
what reaches outside the file is left at its last value: so every engine sees the same book.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from app.engines.practicals.sheet.formulas.idioms import IDIOMS, translated
from app.engines.practicals.sheet.formulas.tokens import Kind, Token, joined, tokens
from app.engines.practicals.sheet.model import Sheet, Value, Workbook
from app.engines.practicals.sheet.refs import (
    MAX_COLUMN,
    MAX_ROW,
    Address,
    Range,
    quoted,
    read_range,
    split_sheet,
)
from app.engines.practicals.sheet.rules import ListObject
from app.kernel.letters import letters

CLOCK = 46203
"""What TODAY() and NOW() give: 30 June 2026, so that a grading can be repeated."""
MAX_DEPTH = 6
MAX_BLOCK = 20_000
"""Cells of one array formula; a larger one counts as a formula of its first cell."""
SPARE_ROWS = 8
_CLOCK_FUNCTIONS = frozenset({"TODAY", "NOW"})
_TREATED = frozenset({*_CLOCK_FUNCTIONS, *IDIOMS})
_BLOCK = re.compile(r"\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?")
_INNER = re.compile(r"\[((?:[^\[\]']|'.)*)\]")


class OutsideError(ValueError):
    """A formula reaches outside the workbook, or names what is not there."""


@dataclass(slots=True)
class GridSheet:
    """One sheet: values of cells without formula, formulas, and blocks of array formulas."""

    name: str
    values: dict[Address, Value] = field(default_factory=dict)
    formulas: dict[Address, str] = field(default_factory=dict)
    arrays: dict[Address, Range] = field(default_factory=dict)


@dataclass(slots=True)
class Grid:
    """A whole book for an engine; `outside` lists cells left at their last value."""

    sheets: list[GridSheet] = field(default_factory=list)
    outside: set[tuple[int, Address]] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def index(self, name: str) -> int:
        """Return the number of a sheet, -1 if there is none."""
        if len(self._numbers) != len(self.sheets):
            self._numbers = {s.name.strip().casefold(): i for i, s in enumerate(self.sheets)}
        return self._numbers.get(name.strip().casefold(), -1)


def make_grid(book: Workbook) -> Grid:
    """Return the book for an engine."""
    writer = Plain(book)
    grid = Grid()
    for number, sheet in enumerate(book.sheets):
        made = GridSheet(sheet.name)
        grid.sheets.append(made)
        for place, cell in sheet.cells.items():
            if not cell.formula:
                made.values[place] = cell.value
                continue
            try:
                made.formulas[place] = writer.plain(cell.formula, sheet, place)
            except OutsideError:
                made.values[place] = cell.value
                grid.outside.add((number, place))
                continue
            if cell.array is not None and 1 < cell.array.size <= MAX_BLOCK:
                made.arrays[place] = cell.array
        for place, block in made.arrays.items():
            for inner in block.cells():
                if inner != place:
                    made.values.pop(inner, None)
    return grid


@dataclass(slots=True)
class Plain:
    """Writes formulas out in cells; `bounds` are the last row and column in use."""

    book: Workbook
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    tables: dict[str, tuple[Sheet, ListObject]] = field(default_factory=dict)
    bounds: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        for item in self.book.names:
            self.names[item.sheet.casefold(), item.name.casefold()] = item.text
        for sheet in self.book.sheets:
            for table in sheet.tables:
                self.tables[table.name.casefold()] = (sheet, table)
        used = [(s.last_row, s.last_column) for s in self.book.sheets]
        self.bounds = (
            max(row for row, _c in used) + SPARE_ROWS,
            max(column for _r, column in used) + SPARE_ROWS,
        )

    def plain(self, formula: str, sheet: Sheet, place: Address, depth: int = 0) -> str:
        """Return the formula in cells. Raises OutsideError."""
        if depth > MAX_DEPTH:
            raise OutsideError(formula)
        if (said := _said_plainly(formula)) is not None:
            return said
        parts: list[Token] = []
        skip = 0
        found = tokens(formula)
        for index, part in enumerate(found):
            if skip:
                skip -= 1
            elif part.kind is Kind.FUNCTION and part.text.upper() in _CLOCK_FUNCTIONS:
                skip = _length_of_call(found[index + 1 :])
                parts.append(Token(Kind.NUMBER, str(CLOCK)))
            else:
                parts.append(self._part(part, sheet, place, depth))
        return joined(translated(parts))

    def _part(self, part: Token, sheet: Sheet, place: Address, depth: int) -> Token:
        if "[" in part.sheet:
            raise OutsideError(part.sheet)
        if part.kind is Kind.REF:
            name = split_sheet(f"{part.sheet}A1")[0]
            sheet_name = f"{quoted(name)}!" if name else ""
            return Token(part.kind, self._bounded(part.text), sheet_name)
        if part.kind is Kind.TABLE:
            return Token(Kind.REF, self._table(part.text, sheet, place))
        if part.kind is Kind.NAME:
            return Token(Kind.REF, self._name(part.text, sheet, place, depth))
        return part

    def _bounded(self, text: str) -> str:
        """Cut whole columns and rows down to what is in use."""
        area = read_range(text) if ":" in text else None
        if area is None:
            return text
        row, column = self.bounds
        if area.bottom == MAX_ROW and area.top == 1:
            return f"${letters(area.left)}$1:${letters(area.right)}${row}"
        if area.right == MAX_COLUMN and area.left == 1:
            return f"$A${area.top}:${letters(column)}${area.bottom}"
        return text

    def _name(self, text: str, sheet: Sheet, place: Address, depth: int) -> str:
        scope, name = split_sheet(text)
        wanted = name.casefold()
        for owner in (scope or sheet.name, ""):
            if (found := self.names.get((owner.casefold(), wanted))) is not None:
                inner = self.plain(found.removeprefix("="), sheet, place, depth + 1)
                return inner if _is_reference(inner) else f"({inner})"
        if wanted in self.tables:
            return self._table(f"{name}[]", sheet, place)
        return text

    def _table(self, text: str, sheet: Sheet, place: Address) -> str:
        name, _mark, inner = text.partition("[")
        owner, table = self._named_table(name, sheet, place)
        items = _INNER.findall(inner[:-1]) or [inner[:-1]]
        words = [item.replace("'", "").strip() for item in items if item.strip()]
        here = "#This Row" in words or any(word.startswith("@") for word in words)
        here = here or inner.lstrip().startswith("@")
        columns = [word.lstrip("@") for word in words if not word.startswith("#")]
        columns = [word for word in columns if word]
        left, right = _span(table, columns)
        top, bottom = _rows(table, words, place, here=here)
        return f"{quoted(owner.name)}!{_fixed(top, left)}:{_fixed(bottom, right)}"

    def _named_table(self, name: str, sheet: Sheet, place: Address) -> tuple[Sheet, ListObject]:
        if name:
            if name.casefold() not in self.tables:
                raise OutsideError(name)
            return self.tables[name.casefold()]
        for table in sheet.tables:
            if place in table.range:
                return sheet, table
        raise OutsideError("table")


@lru_cache(maxsize=8192)
def _said_plainly(formula: str) -> str | None:
    """Return a formula that engines take as it is; None if something must be written out."""
    found = tokens(formula)
    return joined(found) if all(map(_is_plain, found)) else None


def _is_plain(part: Token) -> bool:
    """Whether engines take a token as it is."""
    if part.kind is Kind.REF:
        return not part.sheet and _BLOCK.fullmatch(part.text) is not None
    if part.kind is Kind.FUNCTION:
        return part.text.upper() not in _TREATED
    return part.kind not in {Kind.TABLE, Kind.NAME}


def _length_of_call(rest: tuple[Token, ...] | list[Token]) -> int:
    """Return how many tokens an empty call "()" takes, spaces included."""
    for count, part in enumerate(rest):
        if part.text.strip() not in {"", "("}:
            return count + 1 if part.text == ")" else 0
    return 0


def _is_reference(text: str) -> bool:
    parts = tokens(text)
    return len(parts) == 1 and parts[0].kind is Kind.REF


def _fixed(row: int, column: int) -> str:
    return f"${letters(column)}${row}"


def _span(table: ListObject, columns: list[str]) -> tuple[int, int]:
    """Return the first and last column of the named columns of a table."""
    if not columns:
        return table.range.left, table.range.right
    known = [name.casefold() for name in table.columns]
    places = []
    for name in (columns[0], columns[-1]):
        if name.casefold() not in known:
            raise OutsideError(name)
        places.append(table.range.left + known.index(name.casefold()))
    return min(places), max(places)


def _rows(table: ListObject, words: list[str], place: Address, *, here: bool) -> tuple[int, int]:
    """Return the first and last row that a reference into a table means."""
    top, bottom = table.range.top, table.range.bottom
    first, last = top + table.header, bottom - table.totals
    if here:
        return place[0], place[0]
    special = {word.casefold() for word in words if word.startswith("#")}
    if "#all" in special:
        return top, bottom
    if special == {"#headers"}:
        return top, top
    if special == {"#totals"}:
        return bottom, bottom
    if special == {"#headers", "#data"}:
        return top, last
    return (first, bottom) if special == {"#data", "#totals"} else (first, last)
