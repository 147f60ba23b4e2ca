"""Workbooks for personnel departments: styled, printable, streamed in constant memory.

Values in, a file out. A text is always a text: a cell that begins with = + - @ stays what it is,
and an ID number keeps its zeros and all its 18 digits. Texts for people (headings, names of kinds)
come from the caller, translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Row = Mapping[str, object]
Progress = Callable[[int, int | None], None]
PROGRESS_EVERY = 1_000
MOST_ROWS = 1_048_576
A4_PAPER = 9
FONT = "SimSun"  # 宋体: every office suite in use has it or knows its stand-in
HEAD_FONT = "SimHei"
INK, PALE, LINE, QUIET = "#10264a", "#e3ebf5", "#c9d1dc", "#465265"


class Kind(StrEnum):
    """What a column holds, and so how it is written and aligned."""

    TEXT = "text"
    ID = "id"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"


class Total(StrEnum):
    """What stands under a column."""

    SUM = "sum"
    AVERAGE = "average"


NUMBER_FORMATS = {
    Kind.TEXT: "@",
    Kind.ID: "@",
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.PERCENT: "0.0%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm",
}
NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT})
DATES = frozenset({Kind.DATE, Kind.DATETIME})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` in the rows, `title` on top, `width` in characters.

    `meaning` stands in the legend.
    """

    key: str
    title: str
    width: float = 12.0
    kind: Kind = Kind.TEXT
    total: Total | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A table: heading, columns, remarks under it; `total_label` empty means no totals row."""

    title: str
    columns: Sequence[Column]
    heading: str = ""
    notes: Sequence[str] = ()
    total_label: str = ""
    freeze_columns: int = 1


@dataclass(frozen=True, slots=True)
class SummarySpec:
    """The first sheet: what this workbook is, from when, by which rule, and its key figures."""

    title: str
    heading: str
    facts: Sequence[tuple[str, object]]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class LegendSpec:
    """The last sheet, the data dictionary: four column heads and the names of the kinds."""

    title: str
    heads: tuple[str, str, str, str]
    kinds: Mapping[Kind, str]


@dataclass(frozen=True, slots=True)
class WorkbookSpec:
    """A whole workbook; with `created_at` fixed the same rows give the same bytes."""

    sheets: Sequence[SheetSpec]
    title: str = ""
    author: str = ""
    created_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    summary: SummarySpec | None = None
    legend: LegendSpec | None = None
    footer: str = ""


def write(
    fp: IO[bytes],
    spec: WorkbookSpec,
    rows_by_sheet: Mapping[str, Iterable[Row]],
    progress: Progress | None = None,
    total_rows: int | None = None,
) -> int:
    """Write the workbook; return the number of rows.

    Rows are mappings by column key, read once and never held; a missing key or None is a blank
    cell. `progress(done, total_rows)` is called every 1,000 rows and at the end and may raise to
    cancel. Raises ValueError for a value that does not fit its column or too many rows.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(
        fp, {**options, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}
    )
    book.set_properties(_properties(spec))
    writer = _Writer(book, spec, progress, total_rows)
    try:
        if spec.summary:
            writer.write_summary(spec.summary)
        for sheet in spec.sheets:
            writer.write_sheet(sheet, rows_by_sheet.get(sheet.title, ()))
        if spec.legend:
            writer.write_legend(spec.legend)
        writer.report()
    finally:
        book.close()
    return writer.done


def _properties(spec: WorkbookSpec) -> dict[str, Any]:
    created = spec.created_at.astimezone(UTC).replace(tzinfo=None)
    return {"title": spec.title, "author": spec.author, "created": created}


@dataclass(slots=True)
class _Writer:
    """One workbook in the making: its formats and how far it is."""

    book: Workbook
    spec: WorkbookSpec
    progress: Progress | None
    total_rows: int | None
    done: int = 0
    formats: dict[str, Format] = field(default_factory=dict)

    def write_summary(self, summary: SummarySpec) -> None:
        """Facts as label and value, one a line."""
        sheet = self._add(summary.title)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 64)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, summary.heading, self._format("heading"))
        row = 2
        for label, value in summary.facts:
            sheet.write_string(row, 0, label, self._format("label"))
            _write_fact(sheet, row, value, self._format("fact"))
            row += 1
        self._notes(sheet, row + 1, summary.notes)

    def write_sheet(self, spec: SheetSpec, rows: Iterable[Row]) -> None:
        """Heading, head row, rows, totals, remarks."""
        sheet = self._add(spec.title)
        top = self._head(sheet, spec)
        totals = _Totals(spec)
        formats = [self._cell_format(column.kind) for column in spec.columns]
        row = top
        for values in rows:
            if row >= MOST_ROWS - 2 - len(spec.notes):
                raise ValueError(f"more rows than a sheet can hold: {spec.title}")
            for number, column in enumerate(spec.columns):
                _write_cell(sheet, (row, number), column, values.get(column.key), formats[number])
            totals.add(values)
            row += 1
            self._count()
        sheet.autofilter(top - 1, 0, max(row - 1, top), len(spec.columns) - 1)
        if spec.total_label and row > top:
            self._totals(sheet, spec, totals, top, row)
            row += 1
        self._notes(sheet, row + 1, spec.notes)

    def write_legend(self, legend: LegendSpec) -> None:
        """Every column of every sheet with its key, its kind and what it means."""
        sheet = self._add(legend.title)
        for number, (head, width) in enumerate(zip(legend.heads, (22, 22, 14, 76), strict=True)):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, head, self._format("head"))
        row = 1
        for table in self.spec.sheets:
            for column in table.columns:
                kind = legend.kinds.get(column.kind, column.kind.value)
                for number, text in enumerate((column.title, table.title, kind, column.meaning)):
                    sheet.write_string(row, number, text, self._format("fact"))
                row += 1
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def report(self) -> None:
        """Tell how far the writing is."""
        if self.progress:
            self.progress(self.done, self.total_rows)

    def _count(self) -> None:
        self.done += 1
        if self.done % PROGRESS_EVERY == 0:
            self.report()

    def _add(self, title: str) -> Worksheet:
        sheet = self.book.add_worksheet(title)
        sheet.set_paper(A4_PAPER)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L{_plain(self.spec.footer)}&R&P / &N")
        sheet.hide_gridlines(1)
        return sheet

    def _head(self, sheet: Worksheet, spec: SheetSpec) -> int:
        """Write what stands above the rows; return the first row of data."""
        for number, column in enumerate(spec.columns):
            sheet.set_column(number, number, column.width)
        top = 0
        if spec.heading:
            sheet.set_row(0, 30)
            sheet.write_string(0, 0, spec.heading, self._format("heading"))
            top = 1
        sheet.set_row(top, 24)
        for number, column in enumerate(spec.columns):
            sheet.write_string(top, number, column.title, self._format("head"))
        sheet.freeze_panes(top + 1, spec.freeze_columns)
        sheet.repeat_rows(top)
        return top + 1

    def _totals(
        self, sheet: Worksheet, spec: SheetSpec, totals: _Totals, top: int, row: int
    ) -> None:
        """Live sums with the figure already in, for viewers that do not calculate."""
        sheet.write_string(row, 0, spec.total_label, self._format("total"))
        for number, column in enumerate(spec.columns):
            if number and column.total is None:
                sheet.write_blank(row, number, None, self._format("total"))
            if column.total is not None:
                first, last = (
                    xlsxwriter.utility.xl_rowcol_to_cell(r, number) for r in (top, row - 1)
                )
                name = column.total.value.upper()
                shape = self._cell_format(column.kind, total=True)
                sheet.write_formula(
                    row, number, f"={name}({first}:{last})", shape, totals.of(column)
                )

    def _notes(self, sheet: Worksheet, row: int, notes: Sequence[str]) -> None:
        for number, note in enumerate(notes):
            sheet.write_string(row + number, 0, note, self._format("note"))

    def _format(self, name: str) -> Format:
        if name not in self.formats:
            self.formats[name] = self.book.add_format(STYLES[name])
        return self.formats[name]

    def _cell_format(self, kind: Kind, *, total: bool = False) -> Format:
        name = f"{'total' if total else 'cell'}-{kind.value}"
        if name not in self.formats:
            base = STYLES["total" if total else "cell"]
            shape = {"num_format": NUMBER_FORMATS[kind], "align": _align(kind)}
            self.formats[name] = self.book.add_format({**base, **shape})
        return self.formats[name]


class _Totals:
    """Running sums of the columns that have a total."""

    def __init__(self, spec: SheetSpec) -> None:
        self._columns = [column for column in spec.columns if column.total]
        self._sums = {column.key: Decimal(0) for column in self._columns}
        self._counts = dict.fromkeys(self._sums, 0)

    def add(self, row: Row) -> None:
        """Take a row in; blanks do not count."""
        for column in self._columns:
            value = row.get(column.key)
            if value is not None:
                self._sums[column.key] += Decimal(str(value))
                self._counts[column.key] += 1

    def of(self, column: Column) -> float:
        """Return the total as the formula will show it."""
        total, count = self._sums[column.key], self._counts[column.key]
        if column.total is Total.AVERAGE:
            return float(total / count) if count else 0.0
        return float(total)


def _write_cell(
    sheet: Worksheet, at: tuple[int, int], column: Column, value: object, shape: Format
) -> None:
    """Write one value by the kind of its column; ValueError if it does not fit."""
    if value is None or value == "":
        sheet.write_blank(*at, None, shape)
    elif column.kind in NUMERIC and isinstance(value, int | float | Decimal):
        sheet.write_number(*at, float(value), shape)
    elif column.kind in DATES and isinstance(value, date):
        sheet.write_datetime(*at, _naive(value), shape)
    elif column.kind in NUMERIC | DATES:
        raise ValueError(f"column {column.key}, row {at[0] + 1}: {value!r} is not a {column.kind}")
    else:
        sheet.write_string(*at, str(value), shape)


def _write_fact(sheet: Worksheet, row: int, value: object, shape: Format) -> None:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, 1, float(value), shape)
    else:
        sheet.write_string(row, 1, "" if value is None else str(value), shape)


def _naive(value: date) -> date:
    """Drop the zone: a cell knows none. The caller has converted to the reader's."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _align(kind: Kind) -> str:
    if kind in NUMERIC:
        return "right"
    return "center" if kind in DATES else "left"


def _plain(text: str) -> str:
    """Keep a footer text from being read as a control code."""
    return text.replace("&", "&&")


STYLES: dict[str, dict[str, Any]] = {
    "heading": {"font_name": HEAD_FONT, "font_size": 16, "font_color": INK, "valign": "vcenter"},
    "head": {
        "font_name": HEAD_FONT, "font_size": 10.5, "font_color": INK, "bg_color": PALE,
        "border": 1, "border_color": LINE, "align": "center", "valign": "vcenter",
        "text_wrap": True,
    },
    "cell": {
        "font_name": FONT, "font_size": 10.5, "border": 1, "border_color": LINE,
        "valign": "vcenter",
    },
    "total": {
        "font_name": HEAD_FONT, "font_size": 10.5, "border": 1, "border_color": LINE,
        "top": 2, "top_color": INK, "bg_color": PALE, "valign": "vcenter",
    },
    "label": {
        "font_name": HEAD_FONT, "font_size": 10.5, "font_color": QUIET, "border": 1,
        "border_color": LINE, "valign": "top",
    },
    "fact": {
        "font_name": FONT, "font_size": 10.5, "border": 1, "border_color": LINE, "align": "left",
        "valign": "top", "text_wrap": True,
    },
    "note": {"font_name": FONT, "font_size": 9.5, "font_color": QUIET},
}  # fmt: skip
