"""Formulas cut into tokens: enough to move references, name functions and see what is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from app.engines.practicals.sheet.refs import (
    MAX_COLUMN,
    MAX_ROW,
    Range,
    column_number,
    read_range,
    split_sheet,
)
from app.kernel.letters import letters


class Kind(StrEnum):
    """What a token is; `table` is a reference into a table such as `表1[金额]`."""

    STRING = "string"
    TABLE = "table"
    REF = "ref"
    FUNCTION = "function"
    NUMBER = "number"
    ERROR = "error"
    NAME = "name"
    OTHER = "other"


class Token(NamedTuple):
    """One token: its kind and its text; for references also the sheet, quoted as written."""

    kind: Kind
    text: str
    sheet: str = ""


_SHEET = r"(?:'(?:[^']|'')+'|[^\s'\"!(){}\[\],;:+\-*/^&=<>%@#]+)!"
_EXTERNAL = r"(?:'[^']*\[[^\]]*\](?:[^']|'')*'|\[\d+\][^\s'\"!(){},;:+\-*/^&=<>%@#]*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_AREA = (
    rf"{_CELL}(?:\s*:\s*{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?\d{{1,7}}:\$?\d{{1,7}}"
)
_TOKEN = re.compile(
    rf"""(?P<string>"(?:[^"]|"")*")
    |(?P<error>\#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!))
    |(?P<table>(?:[^\W\d][\w.]*)?\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\](?!\w*!))
    |(?P<ref>(?P<sheet>{_EXTERNAL}|{_SHEET})?(?P<area>{_AREA})(?![\w.(\[]))
    |(?P<function>(?:{_SHEET})?[^\W\d][\w.]*(?=\s*\())
    |(?P<number>\d+(?:\.\d*)?(?:[Ee][+-]?\d+)?|\.\d+(?:[Ee][+-]?\d+)?)
    |(?P<name>(?:{_EXTERNAL}|{_SHEET})?[^\W\d][\w.\\?]*)
    |(?P<other><=|>=|<>|\s+|.)""",
    re.VERBOSE | re.DOTALL,
)
_PREFIX = re.compile(r"_xlfn\.|_xlws\.|_xludf\.|_xlpm\.", re.IGNORECASE)
_PART = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?")


@lru_cache(maxsize=8192)
def tokens(formula: str) -> tuple[Token, ...]:
    """Return the tokens of a formula without its "="; together they are the formula again."""
    return tuple(_tokens(_PREFIX.sub("", formula)))


def _tokens(formula: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(formula):
        kind = Kind(next(name for name in Kind if found[name] is not None))
        if kind is Kind.REF:
            yield Token(kind, re.sub(r"\s", "", found["area"]), found["sheet"] or "")
        else:
            yield Token(kind, found[kind.value])


def joined(parts: Sequence[Token]) -> str:
    """Return the formula again."""
    return "".join(part.sheet + part.text for part in parts)


@lru_cache(maxsize=8192)
def functions(formula: str) -> tuple[str, ...]:
    """Return the names of the functions, in capitals.

    >>> functions('IF(SUM(A1)>1,"MAX(",_xlfn.IFS(1,2))')
    ('IF', 'SUM', 'IFS')
    """
    return tuple(part.text.upper() for part in tokens(formula) if part.kind is Kind.FUNCTION)


@lru_cache(maxsize=8192)
def moved(formula: str, rows: int, columns: int) -> str:
    """Return a formula as if filled from its cell to another.

    >>> moved("A1+$A1+A$1+SUM(Sheet1!B:B)", 1, 1)
    'B2+$A2+B$1+SUM(Sheet1!C:C)'
    """
    if not rows and not columns:
        return formula
    return joined(
        [
            Token(part.kind, _moved(part.text, rows, columns), part.sheet)
            if part.kind is Kind.REF
            else part
            for part in tokens(formula)
        ]
    )


def _moved(area: str, rows: int, columns: int) -> str:
    return ":".join(_moved_part(part, rows, columns) for part in area.split(":"))


def _moved_part(part: str, rows: int, columns: int) -> str:
    found = _PART.fullmatch(part)
    if found is None:
        return part
    fixed_column, column, fixed_row, row = _anchors(found)
    if column and not fixed_column:
        number = column_number(column) + columns
        if not 1 <= number <= MAX_COLUMN:
            return "#REF!"
        column = letters(number)
    if row and not fixed_row:
        number = int(row) + rows
        if not 1 <= number <= MAX_ROW:
            return "#REF!"
        row = str(number)
    return f"{fixed_column}{column}{fixed_row}{row}"


def _anchors(found: re.Match[str]) -> tuple[str, str, str, str]:
    """Return the four pieces of a reference; the dollar of a bare row stands before the row."""
    fixed_column, column, fixed_row, row = (found[i] or "" for i in range(1, 5))
    if not column and fixed_column:
        return "", "", fixed_column, row
    return fixed_column, column, fixed_row, row


class Reference(NamedTuple):
    """A block of cells that a formula names; the sheet is empty for its own."""

    sheet: str
    range: Range


@lru_cache(maxsize=8192)
def references(formula: str) -> tuple[Reference, ...]:
    """Return the blocks of cells a formula names, as far as they are written out."""
    found = []
    for part in tokens(formula):
        area = read_range(part.text) if part.kind is Kind.REF else None
        if area is not None:
            found.append(Reference(split_sheet(f"{part.sheet}A1")[0], area))
    return tuple(found)


@lru_cache(maxsize=8192)
def relative(formula: str, row: int, column: int) -> str:
    """Return a formula with references counted from its own cell: filled cells read alike.

    >>> relative("A1*$B$1", 1, 2), relative("A2*$B$1", 2, 2)
    ('R[0]C[-1]*R1C2', 'R[0]C[-1]*R1C2')
    """
    said = []
    for part in tokens(formula):
        if part.kind is Kind.REF:
            ends = [_relative_part(end, row, column) for end in part.text.split(":")]
            said.append(part.sheet + ":".join(ends))
        elif part.kind is Kind.STRING:
            said.append(part.text)
        else:
            said.append(part.text.upper().strip())
    return "".join(said)


def _relative_part(part: str, row: int, column: int) -> str:
    found = _PART.fullmatch(part)
    if found is None:
        return part
    fixed_column, name, fixed_row, number = _anchors(found)
    text = ""
    if number:
        text += f"R{number}" if fixed_row else f"R[{int(number) - row}]"
    if name:
        at = column_number(name)
        text += f"C{at}" if fixed_column else f"C[{at - column}]"
    return text


@lru_cache(maxsize=8192)
def meant(formula: str, home: str) -> tuple[object, ...]:
    """Return what a formula on a sheet says: cells with their sheet, no spaces, no dollars.

    >>> meant("sum($B$2:B3) * 2", "Data") == meant("SUM('data'!B2:B3)*2", "Other")
    True
    """
    said: list[object] = []
    for part in tokens(formula):
        if part.kind is Kind.REF:
            sheet = split_sheet(f"{part.sheet}A1")[0] or home
            said.append((sheet.strip().casefold(), read_range(part.text) or part.text))
        elif part.kind is Kind.STRING:
            said.append(part.text)
        elif text := part.text.strip():
            said.append(text.upper())
    return tuple(said)


def stays_in_row(formula: str, row: int) -> bool:
    """Whether a formula names only cells of its own row, and fixed ones.

    >>> stays_in_row("B2+$C$9", 2), stays_in_row("B2+Sheet2!C1", 2)
    (True, False)
    """
    return all(
        _PART.fullmatch(end) is not None and (_row_of(end) == row if "$" not in end[1:] else True)
        for part in tokens(formula)
        if part.kind is Kind.REF
        for end in part.text.split(":")
    )


def _row_of(part: str) -> int:
    found = _PART.fullmatch(part)
    return int(found[4]) if found is not None and found[4] else 0


def literals(formula: str) -> tuple[list[float], list[str]]:
    """Return the numbers and texts written in a formula; a percent sign divides, minus negates.

    >>> literals('IF(A1>=60%,"是",-5)')
    ([0.6, 5.0, -5.0], ['是'])
    """
    numbers: list[float] = []
    texts: list[str] = []
    parts = tokens(formula)
    for index, part in enumerate(parts):
        if part.kind is Kind.STRING:
            texts.append(part.text[1:-1].replace('""', '"'))
        elif part.kind is Kind.NUMBER:
            value = float(part.text)
            percent = index + 1 < len(parts) and parts[index + 1].text == "%"
            value = value / 100 if percent else value
            numbers.append(value)
            if index and parts[index - 1].text == "-":
                numbers.append(-value)
    return numbers, texts
