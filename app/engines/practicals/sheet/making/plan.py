"""The starter of a task on a workbook: its sheets, tables of drawn data, fixed cells, looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.language.form import Form
from app.engines.practicals.sheet.making.columns import (
    DERIVED,
    ColumnPlan,
    Drawing,
    cell_value,
    read_column,
)
from app.engines.practicals.sheet.making.draft import Draft, DraftCell, DraftSheet, Look
from app.engines.practicals.sheet.model import Value
from app.engines.practicals.sheet.refs import Address, a1, address, column_number
from app.kernel.letters import letters
from app.kernel.text import msg

MAX_ROWS = 500
DATES = frozenset({"date", "after"})
DATE_CODE = "yyyy/m/d"
FONT_KEYS = ("font", "size")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table of drawn data: where its header begins, how many rows, and its columns."""

    at: Address
    rows: int
    columns: tuple[ColumnPlan, ...]


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: fixed cells, tables of data, widths of columns."""

    name: str
    cells: Mapping[Address, Any] = field(default_factory=dict)
    tables: tuple[TablePlan, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BookPlan:
    """The whole starter."""

    sheets: tuple[SheetPlan, ...]
    font: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def read_book(form: Form) -> BookPlan:
    """Read how a starter is made; problems are noted in the form."""
    font = form.form("font")
    looks = {key: font.raw(key) for key in FONT_KEYS if font.has(key)}
    font.close()
    names = {str(key): str(value) for key, value in form.mapping("names").items()}
    plan = BookPlan(tuple(_sheet(item) for item in form.forms("sheets")), looks, names)
    form.close()
    if not plan.sheets:
        form.refuse("sheets", msg("A workbook needs at least one sheet."))
    return plan


def _sheet(form: Form) -> SheetPlan:
    cells = form.mapping("cells")
    widths = form.mapping("widths")
    formats = form.mapping("formats")
    tables = [_table(item) for item in form.forms("tables")]
    plan = SheetPlan(
        name=form.text("name"),
        cells={place: value for name, value in cells.items() if (place := _at(form, name))},
        tables=tuple(tables),
        widths={
            column_number(str(name)): float(width)
            for name, width in widths.items()
            if _is_column(form, name, width)
        },
        formats={str(key): str(value) for key, value in formats.items()},
    )
    form.close()
    return plan


def _at(form: Form, name: object) -> Address | None:
    found = address(str(name))
    if found is None:
        form.refuse("cells", msg("“%(name)s” is no cell.", name=str(name)))
    return found


def _is_column(form: Form, name: object, width: object) -> bool:
    sound = set(str(name)) <= LETTERS and isinstance(width, (int, float))
    if not sound:
        form.refuse("widths", msg("“%(name)s” is no column with a width.", name=str(name)))
    return sound


def _table(form: Form) -> TablePlan:
    columns = form.form("columns")
    plans = [read_column(columns.form(str(name)), str(name)) for name in columns.data]
    plan = TablePlan(
        at=_at(form, form.text("at", "A1")) or (1, 1),
        rows=int(form.number("rows")),
        columns=tuple(plans),
    )
    form.close()
    if not 0 < plan.rows <= MAX_ROWS or not plans:
        form.refuse("rows", msg("A table has 1 to %(n)s rows, and columns.", n=MAX_ROWS))
    return plan


def draft_of(plan: BookPlan, task_id: str, seed: int, title: str = "") -> Draft:
    """Return the starter of a seed."""
    draft = Draft(font=plan.font, names=dict(plan.names), title=title)
    for item in plan.sheets:
        sheet = DraftSheet(item.name, widths=dict(item.widths))
        draft.sheets.append(sheet)
        for number, table in enumerate(item.tables):
            _fill(sheet, table, Drawing(task_id, seed, f"{item.name}.{number}"))
        for place, raw in item.cells.items():
            sheet.cells[place] = _fixed(raw)
        for name, code in item.formats.items():
            for place, cell in sheet.cells.items():
                if name in {letters(place[1]), a1(*place)}:
                    cell.look["numfmt.code"] = code
    return draft


def _fixed(raw: object) -> DraftCell:
    if isinstance(raw, str) and raw.startswith("="):
        return DraftCell(formula=raw[1:])
    if isinstance(raw, bool) or raw is None:
        return DraftCell(raw)
    if isinstance(raw, Mapping):
        return DraftCell(float(str(raw.get("number", 0))))
    return DraftCell(float(raw) if isinstance(raw, (int, float)) else str(raw))


def _fill(sheet: DraftSheet, table: TablePlan, drawing: Drawing) -> None:
    top, left = table.at
    known: dict[tuple[str, int], Value] = {}
    for offset, column in enumerate(table.columns):
        sheet.cells[top, left + offset] = DraftCell(column.name)
        for row in range(table.rows):
            own = Drawing(drawing.task_id, drawing.seed, f"{drawing.place}.{column.name}.{row}")
            base = known.get((str(column.source), row)) if column.kind in DERIVED else None
            value: Value = cell_value(column, row, own, base)
            known[column.name, row] = value
            if value is None:
                continue
            look: Look = {"numfmt.code": DATE_CODE} if column.kind in DATES else {}
            if column.kind == "id_number":
                look = {"numfmt.code": "@"}
            sheet.cells[top + 1 + row, left + offset] = DraftCell(value, look=look)
