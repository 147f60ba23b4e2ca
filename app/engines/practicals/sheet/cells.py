"""Reading the cells of a sheet: values, rich text, formulas, shared formulas expanded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.ooxml.xml import LongFileError
from app.engines.practicals.sheet.formulas.tokens import moved
from app.engines.practicals.sheet.model import Cell, CellError, TextRun, Value
from app.engines.practicals.sheet.names import s
from app.engines.practicals.sheet.refs import Address, Range, address, read_range

MAX_CELLS = 200_000
MAX_FORMULAS = 20_000
"""Far more than anybody makes in a practical."""
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # serial days have no zone
_ROW, _CELL = s("row"), s("c")
_VALUE, _FORMULA, _INLINE = s("v"), s("f"), s("is")


@dataclass(frozen=True, slots=True)
class SharedText:
    """An entry of the shared strings: its text, and its runs if it is rich."""

    text: str
    runs: tuple[TextRun, ...] = ()


def read_strings(root: Element | None) -> list[SharedText]:
    """Read the shared strings; phonetic guides are not part of the text."""
    return [] if root is None else [_rich(item) for item in root.iterfind(s("si"))]


def _rich(element: Element) -> SharedText:
    runs = [
        TextRun(item.findtext(s("t")) or "", item.find(s("rPr")))
        for item in element.iterfind(s("r"))
    ]
    plain = element.findtext(s("t")) or ""
    text = plain + "".join(run.text for run in runs)
    return SharedText(_unescaped(text), tuple(runs))


def _unescaped(text: str) -> str:
    return text.replace("_x000D_", "\r") if "_x000D_" in text else text


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one sheet; the counts bound the whole workbook."""

    strings: Sequence[SharedText]
    cells: int = 0
    formulas: int = 0
    shared: dict[str, tuple[Address, str]] = field(default_factory=dict)

    def read(self, data: Element | None) -> dict[Address, Cell]:
        """Return the cells of a `sheetData` by address. Raises LongFileError."""
        found: dict[Address, Cell] = {}
        self.shared = {}
        row_number = 0
        for row in () if data is None else data.iterfind(_ROW):
            row_number = whole(row.get("r")) or row_number + 1
            column = 0
            for element in row.iterfind(_CELL):
                place = address(element.get("r") or "") or (row_number, column + 1)
                column = place[1]
                found[place] = self._cell(element, place)
                self._count(found[place])
        return found

    def _count(self, cell: Cell) -> None:
        self.cells += 1
        self.formulas += bool(cell.formula)
        if self.cells > MAX_CELLS or self.formulas > MAX_FORMULAS:
            raise LongFileError(f"{self.cells} cells, {self.formulas} formulas")

    def _cell(self, element: Element, place: Address) -> Cell:
        cell = Cell(place[0], place[1], style=whole(element.get("s")))
        kind = element.get("t", "n")
        text: str | None = None
        for item in element:
            if item.tag == _VALUE:
                text = item.text
            elif item.tag == _FORMULA:
                self._formula(item, cell)
            elif item.tag == _INLINE:
                rich = _rich(item)
                cell.value, cell.runs = rich.text, rich.runs
        if kind == "s":
            self._shared_text(cell, whole(text))
        elif kind != "inlineStr":
            cell.value = _value(kind, text)
        return cell

    def _shared_text(self, cell: Cell, number: int | None) -> None:
        if number is not None and 0 <= number < len(self.strings):
            entry = self.strings[number]
            cell.value, cell.runs = entry.text, entry.runs

    def _formula(self, element: Element, cell: Cell) -> None:
        text = (element.text or "").strip().removeprefix("=")
        kind, index = element.get("t", "normal"), element.get("si", "")
        place = (cell.row, cell.column)
        if kind == "shared" and text:
            self.shared[index] = (place, text)
        elif kind == "shared" and index in self.shared:
            start, text = self.shared[index]
            text = moved(text, place[0] - start[0], place[1] - start[1])
        elif kind == "array":
            cell.array = read_range(element.get("ref", "")) or Range(*place, *place)
        elif kind == "dataTable":
            text = ""
        cell.formula = text


def _value(kind: str, text: str | None) -> Value:
    return None if text is None else _VALUES.get(kind, _number)(text)


def _number(text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        return text


def _serial(text: str) -> Value:
    """Return an ISO date as days since the epoch of spreadsheets."""
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text
    passed = moment.replace(tzinfo=None) - _EPOCH
    return passed.days + passed.seconds / 86400


_VALUES: dict[str, Callable[[str], Value]] = {
    "str": str,
    "b": lambda text: text.strip() in {"1", "true"},
    "e": CellError,
    "d": _serial,
}
"""Readers by the type of a cell; any other type is a number."""
