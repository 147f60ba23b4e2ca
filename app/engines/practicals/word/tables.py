"""Building tables: rows, cells, spans, repeated header rows, and what the table style lends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.engines.practicals.ooxml.names import Element, child, local, val, w
from app.engines.practicals.ooxml.units import is_on, whole
from app.engines.practicals.word.model import Cell, Paragraph, Place, Table
from app.engines.practicals.word.paragraphs import Builder, blocks
from app.engines.practicals.word.resolver import TableContext

_LOOK_BITS = {"firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100}
_CONDITION_NAMES = {
    "firstColumn": "firstCol",
    "lastColumn": "lastCol",
    "firstRow": "firstRow",
    "lastRow": "lastRow",
}
_ROW_WRAPPERS = frozenset(["sdt", "sdtContent", "customXml", "ins", "moveTo"])
MAX_DEPTH = 8
"""Tables nested deeper than this are not read."""


@dataclass(slots=True)
class TableReader:
    """Reads tables with the builder of their story, numbering them in reading order."""

    builder: Builder
    tables: list[Table]

    def read(self, element: Element, depth: int = 0) -> list[Paragraph]:
        """Append the table (and those inside it); return its paragraphs in reading order."""
        table = Table(element, len(self.tables) + 1, [], 0)
        self.tables.append(table)
        rows = list(_children(element, "tr"))
        style = self._style(element)
        table.header_rows = _leading_headers(rows)
        paragraphs: list[Paragraph] = []
        for index, row in enumerate(rows):
            cells, found = self._row(row, table.number, index, len(rows), style, depth)
            table.rows.append(cells)
            paragraphs += found
        return paragraphs

    def _style(self, element: Element) -> tuple[str, frozenset[str]] | None:
        style = self.builder.resolver.styles.resolve(
            val(child(element, "tblPr", "tblStyle")), "table"
        )
        return None if style is None else (style.id, _look(child(element, "tblPr", "tblLook")))

    def _row(  # noqa: PLR0917
        self,
        row: Element,
        table: int,
        index: int,
        count: int,
        style: tuple[str, frozenset[str]] | None,
        depth: int,
    ) -> tuple[list[Cell], list[Paragraph]]:
        cells: list[Cell] = []
        paragraphs: list[Paragraph] = []
        column = whole(val(child(row, "trPr", "gridBefore"))) or 0
        elements = list(_children(row, "tc"))
        for position, element in enumerate(elements):
            span = max(1, whole(val(child(element, "tcPr", "gridSpan"))) or 1)
            edges = _edges(index, count, position, len(elements))
            context = None if style is None else TableContext(style[0], _names(style[1], edges))
            place = Place("cell", table, row=index + 1, column=column + 1)
            own, nested = self._cell(element, place, context, depth)
            merge = child(element, "tcPr", "vMerge")
            merged_up = merge is not None and val(merge) != "restart"
            cells.append(Cell(element, index, column, span, merged_up, own))
            paragraphs += own + nested
            column += span
        return cells, paragraphs

    def _cell(
        self, element: Element, place: Place, context: TableContext | None, depth: int
    ) -> tuple[list[Paragraph], list[Paragraph]]:
        own: list[Paragraph] = []
        nested: list[Paragraph] = []
        for block in blocks(element):
            if local(block) == "p":
                paragraph = self.builder.make(block, place, context)
                own += [] if paragraph is None else [paragraph]
            elif depth < MAX_DEPTH:
                nested += self.read(block, depth + 1)
        return own, nested


def _children(parent: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, through content controls; rows deleted under track changes are gone."""
    for item in parent:
        found = local(item)
        if found == name:
            if child(item, "trPr", "del") is None:
                yield item
        elif found in _ROW_WRAPPERS:
            yield from _children(item, name)


def _leading_headers(rows: list[Element]) -> int:
    """Count the rows that repeat as a header: only an unbroken run from the top does."""
    count = 0
    for row in rows:
        mark = child(row, "trPr", "tblHeader")
        if mark is None or not is_on(val(mark)):
            break
        count += 1
    return count


def _look(look: Element | None) -> frozenset[str]:
    if look is None:
        return frozenset()
    try:
        bits = int(val(look) or "0", 16)
    except ValueError:
        bits = 0
    return frozenset(
        name
        for name, bit in _LOOK_BITS.items()
        if (bits & bit if look.get(w(name)) is None else is_on(look.get(w(name))))
    )


def _edges(row: int, rows: int, cell: int, cells: int) -> frozenset[str]:
    found = {
        "firstRow": row == 0,
        "lastRow": row == rows - 1,
        "firstColumn": cell == 0,
        "lastColumn": cell == cells - 1,
    }
    return frozenset(name for name, here in found.items() if here)


def _names(look: frozenset[str], edges: frozenset[str]) -> tuple[str, ...]:
    """Return the conditional formats that hold here, the weaker first (ECMA-376 17.7.6)."""
    return (
        "wholeTable",
        *(name for key, name in _CONDITION_NAMES.items() if key in look and key in edges),
    )
