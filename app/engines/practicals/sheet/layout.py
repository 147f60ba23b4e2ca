"""How a sheet is laid out: columns, rows, view, and the set-up of printing."""

from __future__ import annotations

from app.engines.practicals.ooxml.names import Element, down, local
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.sheet.model import Line, View
from app.engines.practicals.sheet.names import attributes, is_set, s
from app.engines.practicals.sheet.refs import MAX_COLUMN

PAGE_PARTS = ("pageMargins", "pageSetup", "printOptions", "headerFooter")
HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
MAX_LINES = MAX_COLUMN
PADDING = 5 / 7
"""What programs add to a width in characters for the margins of a cell."""


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def read_columns(root: Element) -> tuple[float, dict[int, Line]]:
    """Return the usual width and what is said of single columns."""
    usual = root.find(s("sheetFormatPr"))
    base = _number(None if usual is None else usual.get("baseColWidth")) or 8
    default = _number(None if usual is None else usual.get("defaultColWidth"))
    found: dict[int, Line] = {}
    for item in root.iterfind(f"{s('cols')}/{s('col')}"):
        first_column, last = whole(item.get("min")) or 0, whole(item.get("max")) or 0
        line = Line(
            size=_number(item.get("width")),
            hidden=is_set(item.get("hidden")),
            style=whole(item.get("style")),
            outline=whole(item.get("outlineLevel")) or 0,
        )
        found.update(dict.fromkeys(range(max(1, first_column), min(last, MAX_COLUMN) + 1), line))
    return default if default is not None else base + PADDING, found


def read_rows(root: Element) -> tuple[float, dict[int, Line]]:
    """Return the usual height and what is said of single rows."""
    usual = root.find(s("sheetFormatPr"))
    default = _number(None if usual is None else usual.get("defaultRowHeight")) or 15.0
    found: dict[int, Line] = {}
    number = 0
    for item in root.iterfind(f"{s('sheetData')}/{s('row')}"):
        number = whole(item.get("r")) or number + 1
        if len(item.attrib) > 1:
            styled = is_set(item.get("customFormat"))
            found[number] = Line(
                size=_number(item.get("ht")),
                hidden=is_set(item.get("hidden")),
                style=whole(item.get("s")) if styled else None,
                outline=whole(item.get("outlineLevel")) or 0,
            )
    return default, found


def read_view(root: Element) -> View:
    """Return what the first view of a sheet shows; a pane that is only split is not frozen."""
    view = down(root, s("sheetViews"), s("sheetView"))
    if view is None:
        return View()
    pane = view.find(s("pane"))
    frozen = pane is not None and pane.get("state", "split") in {"frozen", "frozenSplit"}
    return View(
        frozen_rows=_split(pane, "ySplit") if frozen else 0,
        frozen_columns=_split(pane, "xSplit") if frozen else 0,
        zoom=whole(view.get("zoomScale")) or 100,
        gridlines=is_set(view.get("showGridLines"), default=True),
    )


def _split(pane: Element | None, key: str) -> int:
    return 0 if pane is None else whole(pane.get(key)) or 0


def read_page(root: Element) -> dict[str, str]:
    """Return the set-up of printing as flat keys, such as "pageSetup.orientation"."""
    found: dict[str, str] = {}
    for name in PAGE_PARTS:
        element = root.find(s(name))
        found |= {f"{name}.{key}": value for key, value in attributes(element).items()}
        for item in () if element is None else element:
            if local(item) in HEADERS:
                found[local(item)] = item.text or ""
    fit = down(root, s("sheetPr"), s("pageSetUpPr"))
    found |= {f"fit.{key}": value for key, value in attributes(fit).items()}
    return found
