"""Writing a draft as a workbook: small, valid for Excel, WPS and LibreOffice, always the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook as Writer
from xlsxwriter.worksheet import Worksheet

from app.engines.practicals.data import load
from app.engines.practicals.language.units import read_quantity
from app.engines.practicals.sheet.formulas.laboratory import Laboratory
from app.engines.practicals.sheet.making.draft import Draft, DraftCell, DraftSheet
from app.engines.practicals.sheet.making.hangings import add_hanging
from app.engines.practicals.sheet.making.looks import chosen, color, properties
from app.engines.practicals.sheet.model import CellError, Value
from app.engines.practicals.sheet.refs import Address

CREATED = datetime(2003, 6, 26, tzinfo=UTC)
"""Of every file, so that a seed always gives the same bytes."""
PAPERS = {name: int(number) for number, name in load("sheets")["papers"].items()}
INCH = 72.0

Parts = dict[str, bytes]
Values = Mapping[tuple[int, Address], Value]


def write(draft: Draft) -> Parts:
    """Return the parts of the draft as a workbook, formulas computed."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "use_future_functions": True}  # fmt: skip
    writer = xlsxwriter.Workbook(target, options)
    writer.set_properties({"title": draft.title, "created": CREATED})
    _Writing(writer, draft, computed(draft)).run()
    writer.close()
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def computed(draft: Draft) -> dict[tuple[int, Address], Value]:
    """Return the values of all formulas, as far as an engine is installed that computes them."""
    spots = [
        (number, place)
        for number, sheet in enumerate(draft.sheets)
        for place, cell in sheet.cells.items()
        if cell.formula
    ]
    if not spots:
        return {}
    return dict(zip(spots, Laboratory(draft.workbook()).values(spots), strict=True))


class _Writing:
    def __init__(self, writer: Writer, draft: Draft, values: Values) -> None:
        self.writer, self.draft, self.values = writer, draft, values
        self.formats: dict[str, Format] = {}

    def run(self) -> None:
        """Write all sheets, then what looks across them."""
        made = [self.writer.add_worksheet(sheet.name) for sheet in self.draft.sheets]
        for name, text in self.draft.names.items():
            self.writer.define_name(name, f"={text.removeprefix('=')}")
        for number, (sheet, target) in enumerate(zip(self.draft.sheets, made, strict=True)):
            self._cells(number, sheet, target)
            self._lines(sheet, target)
            self._set_up(sheet, target)
            for item in sheet.hanging:
                add_hanging(self.writer, target, item, self.format)

    def format(self, look: Mapping[str, Any]) -> Format:
        """Return the format of a look; equal looks share one."""
        whole = {**self.draft.font, **look}
        key = repr(sorted(whole.items(), key=lambda item: item[0]))
        if key not in self.formats:
            self.formats[key] = self.writer.add_format(properties(whole))
        return self.formats[key]

    def _cells(self, number: int, sheet: DraftSheet, target: Worksheet) -> None:
        merged = {place: block for block in sheet.merges for place in block.cells()}
        for place, cell in sorted(sheet.cells.items()):
            block = merged.get(place)
            if block is None:
                self._cell(target, place, cell, self.values.get((number, place)))
            elif place == (block.top, block.left):
                shown = self.format(cell.look)
                corners = (block.top - 1, block.left - 1, block.bottom - 1, block.right - 1)
                target.merge_range(*corners, "", shown)
                self._cell(target, place, cell, self.values.get((number, place)))

    def _cell(self, target: Worksheet, place: Address, cell: DraftCell, last: Value) -> None:
        at, shown = (place[0] - 1, place[1] - 1), self.format(cell.look)
        if cell.formula:
            text = str(last) if isinstance(last, CellError) else last
            result = "" if text is None else text
            target.write_formula(*at, f"={cell.formula}", shown, result)
        elif cell.value is None or cell.value == "":
            target.write_blank(*at, None, shown)
        elif isinstance(cell.value, str):
            target.write_string(*at, cell.value, shown)
        elif isinstance(cell.value, bool):
            target.write_boolean(*at, cell.value, shown)
        elif isinstance(cell.value, float):
            target.write_number(*at, cell.value, shown)

    def _lines(self, sheet: DraftSheet, target: Worksheet) -> None:
        used = {place[1] for place in sheet.cells}
        for column in sorted(set(sheet.widths) | sheet.hidden_columns | used):
            hidden = {"hidden": True} if column in sheet.hidden_columns else {}
            target.set_column(column - 1, column - 1, sheet.widths.get(column, 10), None, hidden)
        for row in sorted(set(sheet.heights) | sheet.hidden_rows | set(sheet.outlines)):
            options = {"hidden": row in sheet.hidden_rows, "level": sheet.outlines.get(row, 0)}
            target.set_row(row - 1, sheet.heights.get(row), None, options)

    def _set_up(self, sheet: DraftSheet, target: Worksheet) -> None:
        look = sheet.look
        if "freeze.rows" in look or "freeze.columns" in look:
            target.freeze_panes(int(look.get("freeze.rows", 0)), int(look.get("freeze.columns", 0)))
        if "tab.color" in look:
            target.set_tab_color(color(look["tab.color"]))
        if look.get("hidden"):
            target.hide()
        if look.get("protected"):
            target.protect()
        if "zoom" in look:
            target.set_zoom(int(chosen(look["zoom"])))
        if look.get("gridlines") is False:
            target.hide_gridlines(2)
        _print(look, target)


def _print(look: Mapping[str, Any], target: Worksheet) -> None:
    """Set what concerns printing."""
    if look.get("page.orient") in {"landscape", "横向"}:
        target.set_landscape()
    if "page.size" in look:
        target.set_paper(PAPERS[str(chosen(look["page.size"]))])
    margins = {
        side: read_quantity(look[f"margin.{side}"]).points / INCH
        for side in ("left", "right", "top", "bottom")
        if f"margin.{side}" in look
    }
    if margins:
        target.set_margins(**margins)
    if "fit.width" in look or "fit.height" in look:
        target.fit_to_pages(int(look.get("fit.width", 1)), int(look.get("fit.height", 0)))
    if look.get("center.horizontal"):
        target.center_horizontally()
    if look.get("center.vertical"):
        target.center_vertically()
    if "header.text" in look:
        target.set_header(f"&C{chosen(look['header.text'])}")
    if "footer.text" in look:
        target.set_footer(f"&C{chosen(look['footer.text'])}")
    _print_ranges(look, target)


def _print_ranges(look: Mapping[str, Any], target: Worksheet) -> None:
    if "print.title_rows" in look:
        first, _mark, last = str(look["print.title_rows"]).partition(":")
        target.repeat_rows(int(first) - 1, int(last or first) - 1)
    if "print.title_columns" in look:
        target.repeat_columns(str(look["print.title_columns"]))
    if "print.area" in look:
        target.print_area(str(look["print.area"]))
