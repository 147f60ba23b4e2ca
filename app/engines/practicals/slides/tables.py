"""Tables on slides: rows, merged cells, and what the table style says of their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import Element, down
from app.engines.practicals.ooxml.units import is_on
from app.engines.practicals.slides.layers import (
    Fill,
    Layer,
    Setting,
    Settings,
    Source,
    Value,
    overlay,
)
from app.engines.practicals.slides.model import Cell, Grid, Paragraph, Shape
from app.engines.practicals.slides.names import a
from app.engines.practicals.slides.styles import Layered, Stack

_REGIONS = (("firstRow", "firstRow"), ("firstCol", "firstCol"), ("lastRow", "lastRow"))
Read = Callable[[Element, Stack, Shape], list[Paragraph]]
NO_STYLE = frozenset(
    {"{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5940675A-B579-460E-94D1-54222C63F5DA}"}
)
"""The two styles without any fill or weight; programs never write them out."""


@dataclass(slots=True)
class TableStyles:
    """Table styles by id."""

    styles: Mapping[str, Element] = field(default_factory=dict)

    def text(self, style_id: str, regions: Sequence[str]) -> Settings:
        """Return what a style says of the text of a cell in these regions."""
        found: Settings = {}
        style = self.styles.get(style_id)
        for region in ("wholeTbl", *regions) if style is not None else ():
            found = overlay(found, _text_raw(down(style, a(region), a("tcTxStyle"))), _LAYER)
        if style is None and style_id and style_id not in NO_STYLE and "firstRow" in regions:
            found["unknown"] = _UNKNOWN
        return found


_LAYER = Layer(Source.TABLE_STYLE)
_UNKNOWN = Setting(value=True, layer=_LAYER)
"""A built-in style that the file does not write out: how its header row looks is not known."""


def read_styles(root: Element | None) -> TableStyles:
    """Read the part of table styles."""
    found = root.findall(a("tblStyle")) if root is not None else []
    return TableStyles({item.get("styleId", ""): item for item in found})


def _text_raw(element: Element | None) -> dict[str, Value]:
    if element is None:
        return {}
    found: dict[str, Value] = {}
    for name in ("b", "i"):
        if element.get(name) in {"on", "off"}:
            found[name] = element.get(name) == "on"
    colours = [item for item in element if str(item.tag).endswith("Clr")]
    if colours:
        found["fill"] = Fill("solid", element)
    return found


def read_grid(
    table: Element, layers: Sequence[Layered], styles: TableStyles, shape: Shape, read: Read
) -> Grid:
    """Read a table; cells that a merged neighbour covers are marked."""
    properties = down(table, a("tblPr"))
    style = down(properties, a("tableStyleId"))
    style_id = (style.text or "").strip() if style is not None else ""
    header = properties is not None and is_on(properties.get("firstRow", "0"))
    grid = Grid(table, [], header, style_id)
    rows = table.findall(a("tr"))
    for y, row in enumerate(rows):
        cells = row.findall(a("tc"))
        line = []
        for x, cell in enumerate(cells):
            regions = _regions(properties, y == 0, x == 0, y == len(rows) - 1)
            stack = Stack(layers[:-1], styles.text(style_id, regions))
            body = cell.find(a("txBody"))
            paragraphs = [] if body is None else read(body, stack, shape)
            line.append(Cell(cell, y, x, _is_covered(cell), paragraphs))
        grid.rows.append(line)
    return grid


def _regions(properties: Element | None, first: bool, left: bool, last: bool) -> list[str]:  # noqa: FBT001
    hits = {"firstRow": first, "firstCol": left, "lastRow": last}
    if properties is None:
        return []
    return [
        region for name, region in _REGIONS if hits[region] and is_on(properties.get(name, "0"))
    ]


def _is_covered(cell: Element) -> bool:
    return is_on(cell.get("hMerge", "0")) or is_on(cell.get("vMerge", "0"))
