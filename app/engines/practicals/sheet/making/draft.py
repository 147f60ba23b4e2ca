"""A workbook in the making: cells, their looks, and what hangs on ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.sheet.model import Cell, DefinedName, Sheet, Value, Workbook
from app.engines.practicals.sheet.numfmt import GENERAL
from app.engines.practicals.sheet.refs import Address, Range
from app.engines.practicals.sheet.styles import Format, StyleBook

Look = dict[str, Any]
"""Keys as in `expect` and values as in tasks, such as {"bold": True, "numfmt.decimals": 2}."""


@dataclass(slots=True)
class DraftCell:
    """A cell: a value or a formula without "=", and its look."""

    value: Value = None
    formula: str = ""
    look: Look = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hanging:
    """A rule, validation, chart or pivot table: its kind, where, and how."""

    kind: str
    range: Range
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(slots=True)
class DraftSheet:
    """One sheet in the making; `look` holds what concerns the whole sheet."""

    name: str
    cells: dict[Address, DraftCell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    outlines: dict[int, int] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hanging: list[Hanging] = field(default_factory=list)
    look: Look = field(default_factory=dict)

    def cell(self, place: Address) -> DraftCell:
        """Return a cell, made if it is not there."""
        return self.cells.setdefault(place, DraftCell())


@dataclass(slots=True)
class Draft:
    """A workbook in the making."""

    sheets: list[DraftSheet] = field(default_factory=list)
    font: Mapping[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    title: str = ""

    def sheet(self, name: str) -> DraftSheet | None:
        """Return a sheet by name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def workbook(self) -> Workbook:
        """Return the draft as checks see a workbook: values, formulas and number formats."""
        codes: list[str] = [GENERAL]
        sheets = [_sheet(sheet, number, codes) for number, sheet in enumerate(self.sheets, 1)]
        names = tuple(DefinedName(name, text) for name, text in self.names.items())
        return Workbook(sheets, StyleBook([Format(number=code) for code in codes]), names)


def _sheet(draft: DraftSheet, number: int, codes: list[str]) -> Sheet:
    sheet = Sheet(draft.name, number, "visible", f"sheet{number}")
    for (row, column), cell in draft.cells.items():
        code = str(cell.look.get("numfmt.code", GENERAL))
        if code not in codes:
            codes.append(code)
        sheet.cells[row, column] = Cell(
            row, column, cell.value, cell.formula, style=codes.index(code)
        )
    return sheet
