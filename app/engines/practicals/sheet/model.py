"""What the checks look at: sheets, cells, and all that hangs on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.sheet.charts import Chart
from app.engines.practicals.sheet.pivots import Pivot
from app.engines.practicals.sheet.refs import Address, Range, a1
from app.engines.practicals.sheet.rules import AutoFilter, ListObject, Rule, SortState, Validation
from app.engines.practicals.sheet.styles import StyleBook


@dataclass(frozen=True, slots=True)
class CellError:
    """An error such as #N/A; equal to nothing that is worth points."""

    code: str

    def __str__(self) -> str:
        return self.code


EPOCH = date(1899, 12, 30)
LAST_DAY = 2_958_466
"""The first serial number after the year 9999."""

Value = str | float | bool | CellError | None


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of a rich text and the run properties laid over the cell's font."""

    text: str
    properties: Element | None


@dataclass(slots=True)
class Cell:
    """A cell as written: value as last computed, formula without "=", style number.

    `array` is the block of an array formula, at its first cell.
    """

    row: int
    column: int
    value: Value = None
    formula: str = ""
    style: int | None = None
    array: Range | None = None
    runs: tuple[TextRun, ...] = ()

    @property
    def name(self) -> str:
        """The address as text."""
        return a1(self.row, self.column)

    @property
    def text(self) -> str:
        """The value as text, numbers without idle zeros."""
        return text_of(self.value)


def text_of(value: Value) -> str:
    """Return a value as text.

    >>> text_of(3.0), text_of(None), text_of(True)
    ('3', '', 'TRUE')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def day_of(serial: float) -> str:
    """Return a serial number of days as a date.

    >>> day_of(46203.0)
    '2026-06-30'
    """
    return (EPOCH + timedelta(days=int(serial))).isoformat() if 0 <= serial < LAST_DAY else ""


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of a column or row as a whole; size in characters or points."""

    size: float | None = None
    hidden: bool = False
    style: int | None = None
    outline: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """How a sheet is shown: frozen rows and columns, zoom, grid lines."""

    frozen_rows: int = 0
    frozen_columns: int = 0
    zoom: int = 100
    gridlines: bool = True


@dataclass(slots=True)
class Sheet:
    """One worksheet."""

    name: str
    number: int
    state: str
    part: str
    cells: dict[Address, Cell] = field(default_factory=dict)
    rows: dict[int, Line] = field(default_factory=dict)
    columns: dict[int, Line] = field(default_factory=dict)
    default_width: float = 8.43
    default_height: float = 15.0
    merges: tuple[Range, ...] = ()
    view: View = field(default_factory=View)
    tab_color: str | None = None
    rules: tuple[Rule, ...] = ()
    validations: tuple[Validation, ...] = ()
    filter: AutoFilter | None = None
    sort: SortState | None = None
    tables: tuple[ListObject, ...] = ()
    charts: tuple[Chart, ...] = ()
    pivots: tuple[Pivot, ...] = ()
    links: Mapping[Address, str] = field(default_factory=dict)
    comments: Mapping[Address, str] = field(default_factory=dict)
    page: Mapping[str, str] = field(default_factory=dict)
    protected: bool = False
    pictures: int = 0
    sparklines: int = 0
    _extent: Address | None = None

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; an empty one where nothing is written."""
        return self.cells.get((row, column)) or Cell(row, column)

    def style_at(self, row: int, column: int) -> tuple[int, str]:
        """Return the number of the cell format that shows, and what it was set on."""
        cell = self.cells.get((row, column))
        if cell is not None:
            return cell.style or 0, "cell"
        for line, kind in ((self.rows.get(row), "row"), (self.columns.get(column), "column")):
            if line is not None and line.style is not None:
                return line.style, kind
        return 0, "workbook"

    def width(self, column: int) -> float:
        """Return the width of a column in characters."""
        line = self.columns.get(column)
        return self.default_width if line is None or line.size is None else line.size

    def height(self, row: int) -> float:
        """Return the height of a row in points."""
        line = self.rows.get(row)
        return self.default_height if line is None or line.size is None else line.size

    def hidden(self, row: int, column: int) -> bool:
        """Whether a cell is hidden by its row or column."""
        lines = (self.rows.get(row), self.columns.get(column))
        return any(line is not None and line.hidden for line in lines)

    @property
    def last_row(self) -> int:
        """The last row with a value or a formula, 0 for none."""
        return self._reach()[0]

    @property
    def last_column(self) -> int:
        """The last column with a value or a formula, 0 for none."""
        return self._reach()[1]

    def _reach(self) -> Address:
        """Return the last row and column in use, looked for once."""
        if self._extent is None:
            filled = [p for p, c in self.cells.items() if c.formula or c.value not in (None, "")]
            self._extent = (
                max((row for row, _column in filled), default=0),
                max((column for _row, column in filled), default=0),
            )
        return self._extent


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name for a range or formula; `sheet` is its only sheet, "" for the whole workbook."""

    name: str
    text: str
    sheet: str = ""
    hidden: bool = False


@dataclass(slots=True)
class Workbook:
    """A workbook, read for grading."""

    sheets: list[Sheet]
    styles: StyleBook
    names: tuple[DefinedName, ...] = ()
    date1904: bool = False
    protected: bool = False
    part: str = "xl/workbook.xml"

    def sheet(self, name: str) -> Sheet | None:
        """Return a sheet by name, case and outer spaces aside."""
        wanted = name.strip().casefold()
        return next((s for s in self.sheets if s.name.strip().casefold() == wanted), None)

    @property
    def text(self) -> str:
        """All values as text, a line a cell."""
        return "\n".join(cell.text for s in self.sheets for cell in s.cells.values() if cell.text)
