"""The tables of a workbook as an author would name them, and selectors for their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.sheet.find import TableSpec
from app.engines.practicals.sheet.formulas.tokens import Kind, Token, tokens
from app.engines.practicals.sheet.locate import Located, locate, plain
from app.engines.practicals.sheet.model import Sheet, Workbook, text_of
from app.engines.practicals.sheet.refs import MAX_ROW, Address, Range, a1, read_range, split_sheet

NAMES = "TSUVWXYZ"
MAX_HEADER_ROW = 30
MIN_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the variable that holds it, how it stands in the start and in the final file."""

    name: str
    spec: TableSpec
    old: Located
    new: Located

    def column(self, name: str) -> str:
        """Return how a task names one of its columns."""
        return f"${self.name}.{name}"

    @property
    def to_task(self) -> dict[str, Any]:
        """The variable of the task."""
        key = {"key": self.spec.key} if self.spec.key else {}
        return {"table": {"sheet": self.spec.sheet, "header": list(self.spec.header), **key}}


@dataclass(slots=True)
class Tables:
    """All tables of a workbook."""

    found: list[Table] = field(default_factory=list)
    names: Mapping[str, Token] = field(default_factory=dict)
    """Defined names that stand for one block of cells."""

    @property
    def unnamed(self) -> Tables:
        """The same workbook without tables, for formulas that are filled across columns."""
        return Tables(names=self.names)

    def spelled(self, part: Token) -> Token:
        """Return a token with a defined name written as the cells it stands for."""
        return self.names.get(part.text.casefold(), part) if part.kind is Kind.NAME else part

    def on(self, sheet: Sheet) -> Table | None:
        """Return the table of a sheet."""
        wanted = sheet.name.strip().casefold()
        return next((t for t in self.found if t.new.sheet.name.strip().casefold() == wanted), None)

    def of_block(self, sheet: str, area: Range) -> tuple[Table, str] | None:
        """Return the table and column whose whole body a block is."""
        table = next((t for t in self.found if plain(t.new.sheet.name) == plain(sheet)), None)
        if table is None or area.left != area.right or not table.new.rows:
            return None
        rows = table.new.rows
        is_body = area.top == min(rows) and area.bottom == max(rows)
        if not is_body and area.bottom != MAX_ROW:
            return None
        name = next((n for n, c in table.new.columns.items() if c == area.left), None)
        return None if name is None else (table, name)

    def covers(self, reference: str) -> str:
        """Return a reference as a task writes it: a column of a table, or plain cells."""
        sheet, text = split_sheet(reference.strip().strip("()"))
        area = read_range(text)
        if area is None:
            return reference
        known = self.of_block(sheet, area)
        return known[0].column(known[1]) if known else f"{sheet}!{area}"


def find_tables(start: Workbook, final: Workbook) -> Tables:
    """Return the tables that the start file has and the final file still has."""
    tables = Tables(names=_defined(final))
    for sheet in start.sheets:
        header = _header(sheet)
        if header is None or len(tables.found) == len(NAMES):
            continue
        rough = TableSpec(sheet.name, tuple(header))
        grown = locate(final, rough)
        old = locate(start, rough)
        if grown is None or old is None:
            continue
        spec = TableSpec(sheet.name, _names(grown, header), _key(old))
        old = locate(start, spec)
        keys = [] if old is None or not spec.key else [old.key(row) for row in old.rows]
        new = locate(final, spec, keys)
        if old is not None and new is not None and new.columns:
            tables.found.append(Table(NAMES[len(tables.found)], spec, old, new))
    return tables


def _defined(book: Workbook) -> dict[str, Token]:
    found: dict[str, Token] = {}
    for name in book.names:
        parts = tokens(name.text)
        if len(parts) == 1 and parts[0].kind is Kind.REF and not name.hidden:
            found[name.name.casefold()] = parts[0]
    return found


def _header(sheet: Sheet) -> list[str] | None:
    """Return the longest row of texts with something below it."""
    best: list[str] = []
    rows = sorted({row for row, _column in sheet.cells if row <= MAX_HEADER_ROW})
    for row in rows:
        texts = [(c, sheet.cell(row, c).value) for c in range(1, sheet.last_column + 1)]
        names = [(c, v.strip()) for c, v in texts if isinstance(v, str) and v.strip()]
        under = [c for c, _name in names if sheet.cell(row + 1, c).value not in (None, "")]
        distinct = len({plain(name) for _c, name in names}) == len(names)
        if distinct and under and len(names) > max(len(best), MIN_COLUMNS - 1):
            best = [name for _c, name in names]
    return best or None


def _names(grown: Located, header: Sequence[str]) -> tuple[str, ...]:
    """Return the header with the columns that the final file added beside it."""
    sheet, row = grown.sheet, grown.header_row
    known = {plain(name): name for name in header}
    found: list[str] = []
    for column in range(1, sheet.last_column + 1):
        value = sheet.cell(row, column).value
        if isinstance(value, str) and value.strip():
            found.append(known.get(plain(value), value.strip()))
    gone = [name for name in header if name not in found]
    names = [*found, *gone]
    return tuple(names) if len({plain(n) for n in names}) == len(names) else tuple(header)


def _key(table: Located) -> str:
    """Return the first column that tells the rows apart, "" if none does."""
    for name, column in sorted(table.columns.items(), key=lambda item: item[1]):
        cells = [table.sheet.cell(row, column) for row in table.rows]
        values = [plain(text_of(cell.value)) for cell in cells]
        is_typed = all(values) and not any(cell.formula for cell in cells)
        if values and is_typed and len(set(values)) == len(values):
            return name
    return ""


def blocks(places: Iterable[Address]) -> list[Range]:
    """Return the places as few blocks: one if they fill one, else runs of whole rows.

    >>> [str(area) for area in blocks([(1, 1), (1, 2), (3, 1)])]
    ['A1:B1', 'A3']
    """
    left = sorted(set(places))
    if not left:
        return []
    whole = Range(
        min(r for r, _c in left), min(c for _r, c in left),
        max(r for r, _c in left), max(c for _r, c in left),
    )  # fmt: skip
    if whole.size == len(left):
        return [whole]
    found: list[Range] = []
    for row, column in left:
        last = found[-1] if found else None
        if last and last.top == row and last.right == column - 1:
            found[-1] = Range(last.top, last.left, row, column)
        else:
            found.append(Range(row, column, row, column))
    return _stacked(found)


def _stacked(rows: Sequence[Range]) -> list[Range]:
    found: list[Range] = []
    for area in rows:
        above = next(
            (
                other
                for other in found
                if (other.left, other.right, other.bottom) == (area.left, area.right, area.top - 1)
            ),
            None,
        )
        if above is None:
            found.append(area)
        else:
            found[found.index(above)] = Range(above.top, above.left, area.bottom, area.right)
    return found


def address(sheet: str, area: Range) -> str:
    """Return a block as a task writes it.

    >>> address("成绩", Range(1, 1, 1, 10))
    '成绩!A1:J1'
    """
    if area.size == 1:
        return f"{sheet}!{a1(area.top, area.left)}"
    return f"{sheet}!{area}"


def find_of(tables: Tables, sheet: Sheet, area: Range) -> Mapping[str, Any]:
    """Return a selector for a block: the table if it is one, else by address."""
    table = tables.on(sheet)
    if table is not None and area == table.new.block:
        return {"table": f"${table.name}"}
    return {"cells": address(sheet.name, area)}
