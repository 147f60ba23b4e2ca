"""Addresses: A1 and back, ranges, lists of ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.letters import ALPHABET, letters

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([1-9]\d{0,6})")

Address = tuple[int, int]
"""Row and column, both counted from 1."""


@lru_cache(maxsize=4096)
def column_number(text: str) -> int:
    """Return the number of a column named by letters.

    >>> column_number("XFD")
    16384
    """
    number = 0
    for letter in text.upper():
        number = number * ALPHABET + ord(letter) - 64
    return number


@lru_cache(maxsize=16384)
def a1(row: int, column: int) -> str:
    """Return an address as text.

    >>> a1(3, 28)
    'AB3'
    """
    return f"{letters(column)}{row}"


@lru_cache(maxsize=8192)
def address(text: str) -> Address | None:
    """Read an address; None if it is none."""
    found = _CELL.fullmatch(text)
    if found is None:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """A block of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: Address) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def __str__(self) -> str:
        if (self.top, self.bottom) == (1, MAX_ROW):
            return f"{letters(self.left)}:{letters(self.right)}"
        if (self.left, self.right) == (1, MAX_COLUMN):
            return f"{self.top}:{self.bottom}"
        start = a1(self.top, self.left)
        end = a1(self.bottom, self.right)
        return start if start == end else f"{start}:{end}"

    @property
    def size(self) -> int:
        """The number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def cells(self) -> Iterator[Address]:
        """Yield the cells row by row; ask `size` first."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column

    def common(self, other: Range) -> Range | None:
        """Return the block that both hold, None if there is none."""
        block = Range(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )
        return block if block.top <= block.bottom and block.left <= block.right else None


@lru_cache(maxsize=8192)
def read_range(text: str) -> Range | None:
    """Read "A1", "A1:B3", "A:C" or "2:5", with or without dollars; None if it is none of these.

    >>> str(read_range("$B$3:A1")), str(read_range("a:c")), read_range("x")
    ('A1:B3', 'A:C', None)
    """
    start, mark, end = text.strip().partition(":")
    first, last = address(start), address(end) if mark else address(start)
    if first and last:
        rows, columns = sorted((first[0], last[0])), sorted((first[1], last[1]))
        return Range(rows[0], columns[0], rows[1], columns[1])
    if not mark:
        return None
    if _COLUMNS.fullmatch(start) and _COLUMNS.fullmatch(end):
        columns = sorted(column_number(part.strip("$")) for part in (start, end))
        return Range(1, columns[0], MAX_ROW, columns[1])
    if _ROWS.fullmatch(start) and _ROWS.fullmatch(end):
        rows = sorted(int(part.strip("$")) for part in (start, end))
        return Range(rows[0], 1, rows[1], MAX_COLUMN)
    return None


def read_ranges(text: str | None) -> tuple[Range, ...]:
    """Read a list of ranges; what is none is left out."""
    found = [read_range(part) for part in (text or "").replace(",", " ").split()]
    return tuple(item for item in found if item is not None)


def holds(ranges: Iterable[Range], cell: Address) -> bool:
    """Whether one of the ranges holds the cell."""
    row, column = cell
    for item in ranges:
        if item.top <= row <= item.bottom and item.left <= column <= item.right:
            return True
    return False


def split_sheet(text: str) -> tuple[str, str]:
    """Return sheet and rest of a reference; the sheet is empty if none is named.

    >>> split_sheet("'a''b'!$A$1"), split_sheet("A1")
    (("a'b", '$A$1'), ('', 'A1'))
    """
    sheet, mark, rest = text.strip().rpartition("!")
    if not mark:
        return "", text.strip()
    sheet = sheet.strip()
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas write it, quotes always there."""
    return "'" + sheet.replace("'", "''") + "'"
