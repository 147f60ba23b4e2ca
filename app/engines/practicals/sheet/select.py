"""Finding what a check is about in a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.engines.practicals.language.find import Find
from app.engines.practicals.sheet.charts import Chart
from app.engines.practicals.sheet.find import (
    FindBook,
    FindCells,
    FindCharts,
    FindColumns,
    FindLists,
    FindNames,
    FindPivots,
    FindSheets,
    FindTable,
)
from app.engines.practicals.sheet.locate import Located
from app.engines.practicals.sheet.model import DefinedName, Sheet
from app.engines.practicals.sheet.pivots import Pivot
from app.engines.practicals.sheet.refs import MAX_COLUMN, MAX_ROW, Address, Range, a1
from app.engines.practicals.sheet.rules import ListObject
from app.engines.practicals.sheet.submission import Submission
from app.engines.practicals.word.model import Place
from app.kernel.text import Message, msg

MAX_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Block:
    """Cells that a check is about; `missing` counts rows or columns that are not there."""

    sheet: Sheet
    cells: tuple[Address, ...]
    range: Range
    table: Located | None = None
    column: str = ""
    missing: int = 0

    @property
    def place(self) -> Place:
        """Where the block is as a whole."""
        label = msg("%(sheet)s!%(cells)s", sheet=self.sheet.name, cells=str(self.range))
        return Place("cell", self.sheet.number, self.range.top, self.range.left,
                     part=self.sheet.part, label=label)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A chart, pivot table, table or name, and the sheet it is on."""

    sheet: Sheet
    item: Chart | Pivot | ListObject | DefinedName

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place("part", self.sheet.number, part=self.sheet.part, label=self._label)

    @property
    def _label(self) -> Message:
        sheet, item = self.sheet.name, self.item
        if isinstance(item, Chart):
            return msg("%(sheet)s, chart %(number)s", sheet=sheet, number=item.number)
        if isinstance(item, Pivot):
            return msg("%(sheet)s, pivot table %(number)s", sheet=sheet, number=item.number)
        return msg("%(sheet)s, “%(name)s”", sheet=sheet, name=item.name)


Target = Block | Sheet | Part | Submission


def cell_place(sheet: Sheet, row: int, column: int) -> Place:
    """Return where a cell is."""
    return _cell_place(sheet.name, sheet.number, sheet.part, row, column)


@lru_cache(maxsize=8192)
def _cell_place(name: str, number: int, part: str, row: int, column: int) -> Place:
    """Return where a cell is; every check that looks at it says the same."""
    label = msg("%(sheet)s!%(cells)s", sheet=name, cells=a1(row, column))
    return Place("cell", number, row, column, part=part, label=label)


def sheet_place(sheet: Sheet) -> Place:
    """Return a whole sheet as a place."""
    label = msg("Sheet “%(sheet)s”", sheet=sheet.name)
    return Place("sheet", sheet.number, part=sheet.part, label=label)


def select(document: Submission, find: Find) -> Sequence[Target]:
    """Return the targets; none if the file has nothing of this kind."""
    match find:
        case FindColumns():
            return columns(document, find)
        case FindTable():
            return tables(document, find)
        case FindCells():
            sheet = document.book.sheet(find.sheet)
            return [] if sheet is None else [block_of(sheet, find.range)]
        case FindSheets():
            return sheets(document, find.name)
        case FindBook():
            return [document]
        case _:
            return parts(document, find)


def block_of(sheet: Sheet, area: Range) -> Block:
    """Return a block; whole columns and rows reach as far as something is written."""
    bottom = sheet.last_row if area.bottom == MAX_ROW else area.bottom
    right = sheet.last_column if area.right == MAX_COLUMN else area.right
    cut = Range(area.top, area.left, max(area.top, bottom), max(area.left, right))
    if cut.size > MAX_CELLS:
        cut = Range(cut.top, cut.left, cut.top, cut.left)
    return Block(sheet, tuple(cut.cells()), area)


def columns(document: Submission, find: FindColumns) -> list[Block]:
    """Return a block for each column, those that are not there included."""
    table = document.table(find.table)
    if table is None:
        return []
    return [_column(table, name, find.part) for name in find.columns]


def _column(table: Located, name: str, part: str) -> Block:
    number = table.columns.get(name)
    rows = {
        "body": table.rows,
        "header": [table.header_row],
        "all": [table.header_row, *table.rows],
    }[part]
    if number is None:
        here = Range(table.header_row, 1, table.header_row, 1)
        return Block(table.sheet, (), here, table, name, missing=max(1, len(rows)))
    cells = tuple((row, number) for row in rows)
    area = Range(min(rows, default=table.header_row), number,
                 max(rows, default=table.header_row), number)  # fmt: skip
    missing = 0 if part == "header" else table.missing
    return Block(table.sheet, cells, area, table, name, missing)


def tables(document: Submission, find: FindTable) -> list[Block]:
    """Return the cells of a table, or of its header or body, as one block."""
    table = document.table(find.table)
    if table is None:
        return []
    whole = table.block
    top = whole.top + (find.part == "body")
    bottom = whole.top if find.part == "header" else whole.bottom
    area = Range(top, whole.left, max(top, bottom), whole.right)
    return [Block(table.sheet, tuple(area.cells()), area, table, missing=table.missing)]


def sheets(document: Submission, name: str) -> list[Sheet]:
    """Return the sheet of this name, or all."""
    if name == "all":
        return list(document.book.sheets)
    found = document.book.sheet(name)
    return [] if found is None else [found]


def parts(document: Submission, find: Find) -> list[Part]:
    """Return charts, pivot tables, tables or names."""
    if isinstance(find, FindNames):
        wanted = find.name.casefold()
        home = document.book.sheets[0]
        return [
            Part(document.book.sheet(item.sheet) or home, item)
            for item in document.book.names
            if item.name.casefold() == wanted
        ]
    name = getattr(find, "sheet", "")
    where = sheets(document, name) if name else list(document.book.sheets)
    found: list[Part] = []
    for sheet in where:
        if isinstance(find, FindCharts):
            found += [Part(sheet, item) for item in sheet.charts]
        elif isinstance(find, FindPivots):
            found += [Part(sheet, item) for item in sheet.pivots]
        elif isinstance(find, FindLists):
            found += [Part(sheet, item) for item in sheet.tables]
    index = getattr(find, "index", 0)
    return found[index - 1 : index] if index else found
