"""Setting values on elements, as the dialogs of a word processor would: direct formatting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.engines.practicals.checks.spacing import ExpectedLine, line
from app.engines.practicals.data import load
from app.engines.practicals.language.scalars import style_key
from app.engines.practicals.language.units import Quantity, read_quantity
from app.engines.practicals.ooxml.names import Element, child, w
from app.engines.practicals.word.styles import StyleSheet
from app.engines.practicals.writer.order import ensure, ensure_first, put

TWIPS = 20
SINGLE_LINE = 240


def chosen(raw: Any) -> Any:  # noqa: ANN401
    """Return one value that an expected value accepts: the first of a list, a family's first."""
    if isinstance(raw, Mapping) and "in" in raw:
        return chosen(raw["in"][0])
    if isinstance(raw, Mapping) and "font" in raw:
        return load("fonts")[raw["font"]][0]
    if isinstance(raw, Mapping) and "min" in raw:
        return raw["min"]
    return raw


def twips(points: float) -> str:
    """Return points in twentieths."""
    return str(round(points * TWIPS))


def set_character(rpr: Element, key: str, raw: Any) -> None:  # noqa: ANN401
    """Set one character property on a `w:rPr`."""
    value = chosen(raw)
    if key == "font.cjk":
        put(rpr, "rFonts", eastAsia=value, eastAsiaTheme=None)
    elif key == "font.latin":
        put(rpr, "rFonts", ascii=value, hAnsi=value, asciiTheme=None, hAnsiTheme=None)
    elif key == "size":
        half = str(round(_size(value) * 2))
        put(rpr, "sz", val=half)
        put(rpr, "szCs", val=half)
    elif key in SWITCHES:
        put(rpr, SWITCHES[key], val=None if value else "0")
    elif key == "underline":
        put(rpr, "u", val={True: "single", False: "none"}.get(value, value))
    elif key == "highlight":
        put(rpr, "highlight", val={True: "yellow", False: "none"}.get(value, value))
    else:
        put(rpr, "color", val=load("words")["colors"].get(value, value))


SWITCHES = {"bold": "b", "italic": "i", "strike": "strike"}
CHARACTER_KEYS = frozenset(SWITCHES) | {
    "font.cjk",
    "font.latin",
    "size",
    "underline",
    "highlight",
    "color",
}


def _size(value: Any) -> float:  # noqa: ANN401
    quantity = read_quantity(value)
    return quantity.amount if quantity.unit == "number" else quantity.points


def set_paragraph(
    ppr: Element,
    key: str,
    raw: Any,  # noqa: ANN401
    styles: StyleSheet,
    char_size: float,
) -> None:
    """Set one paragraph property on a `w:pPr`; `char_size` in points serves indents.

    Raises KeyError for keys it cannot set.
    """
    value = chosen(raw)
    if key == "style":
        put(ppr, "pStyle", val=_style_id(value, styles))
    elif key in INDENTS:
        _set_indent(ppr, INDENTS[key], read_quantity(value), char_size)
    else:
        _PARAGRAPH[key](ppr, value)


def _style_id(name: str, styles: StyleSheet) -> str:
    wanted = style_key(name)
    return next(s.id for s in styles.styles.values() if style_key(s.name) == wanted)


def _align(ppr: Element, value: Any) -> None:  # noqa: ANN401
    put(ppr, "jc", val=load("words")["align"].get(value, value))


INDENTS = {
    "indent.first": "firstLine",
    "indent.hanging": "hanging",
    "indent.left": "left",
    "indent.right": "right",
}


def _set_indent(ppr: Element, side: str, quantity: Quantity, char_size: float) -> None:
    other = {"firstLine": "hanging", "hanging": "firstLine"}.get(side)
    gone = {f"{other}": None, f"{other}Chars": None} if other else {}
    in_chars = quantity.unit == "char" or not quantity.amount
    chars = quantity.amount if in_chars else 0
    points = quantity.amount * char_size if in_chars else quantity.points
    stated = {f"{side}Chars": str(round(chars * 100)), side: twips(points)}
    put(ppr, "ind", **gone, **stated)


def _line(ppr: Element, value: Any) -> None:  # noqa: ANN401
    spacing = line(value)
    if isinstance(spacing, ExpectedLine):
        per_unit = SINGLE_LINE if spacing.rule == "auto" else TWIPS
        put(ppr, "spacing", line=str(round(spacing.value * per_unit)), lineRule=spacing.rule)


def _space(edge: str) -> Callable[[Element, Any], None]:
    def set_space(ppr: Element, value: Any) -> None:  # noqa: ANN401
        quantity = read_quantity(value)
        if quantity.unit == "line":
            lines = {f"{edge}Lines": str(round(quantity.amount * 100))}
            put(ppr, "spacing", **lines, **{edge: twips(quantity.amount * 12)})
            return
        points = quantity.amount if quantity.unit == "number" else quantity.points
        put(ppr, "spacing", **{f"{edge}Lines": "0", edge: twips(points)})

    return set_space


def _outline(ppr: Element, value: Any) -> None:  # noqa: ANN401
    put(ppr, "outlineLvl", val="9" if value == "body" else str(int(value) - 1))


_PARAGRAPH: dict[str, Callable[[Element, Any], None]] = {
    "align": _align,
    "line": _line,
    "space.before": _space("before"),
    "space.after": _space("after"),
    "outline": _outline,
}


def set_section(section: Element, key: str, raw: Any) -> None:  # noqa: ANN401
    """Set one property of a section. Raises KeyError for keys it cannot set."""
    value = chosen(raw)
    if key == "page.size":
        width, height = load("papers")[value]
        put(section, "pgSz", w=_mm(width), h=_mm(height))
    elif key == "columns":
        put(section, "cols", num=str(value))
    elif key == "page.orient":
        _turn(section, value)
    else:
        element, name = _SECTION[key]
        put(section, element, **{name: twips(read_quantity(value).points)})


_SECTION = {
    "page.width": ("pgSz", "w"),
    "page.height": ("pgSz", "h"),
    "margin.top": ("pgMar", "top"),
    "margin.bottom": ("pgMar", "bottom"),
    "margin.left": ("pgMar", "left"),
    "margin.right": ("pgMar", "right"),
    "gutter": ("pgMar", "gutter"),
    "header.dist": ("pgMar", "header"),
    "footer.dist": ("pgMar", "footer"),
}


def _mm(length: float) -> str:
    return twips(length * 72 / 25.4)


def _turn(section: Element, orient: str) -> None:
    paper = ensure(section, "pgSz")
    sides = sorted(int(paper.get(w(name), "0")) for name in ("w", "h"))
    if orient == "landscape":
        sides.reverse()
    put(section, "pgSz", w=str(sides[0]), h=str(sides[1]), orient=orient)


def set_table(table: Element, key: str, raw: Any, text_width: float) -> None:  # noqa: ANN401
    """Set one property of a table; `text_width` in points. Raises KeyError for unknown keys."""
    value = chosen(raw)
    properties = ensure_first(table, "tblPr")
    if key == "header_rows":
        for row in table.findall(w("tr"))[: int(value)]:
            put(_row_properties(row), "tblHeader")
    elif key == "width.ratio":
        share = read_quantity(value).share
        put(properties, "tblW", type="dxa", w=twips(share * text_width))
        _spread_columns(table, share * text_width)
    elif key == "align":
        put(properties, "jc", val=load("words")["align"].get(value, value))
    else:
        raise KeyError(key)


def _row_properties(row: Element) -> Element:
    return ensure_first(row, "trPr")


def _spread_columns(table: Element, width: float) -> None:
    grid = child(table, "tblGrid")
    columns = list(grid) if grid is not None else []
    for column in columns:
        column.set(w("w"), twips(width / len(columns)))
    for cell in table.iter(w("tcW")):
        cell.set(w("w"), twips(width / max(1, len(columns))))


def set_cell(cell: Element, key: str, raw: Any) -> None:  # noqa: ANN401
    """Set the vertical alignment of a cell. Raises KeyError for any other key."""
    if key != "cells.valign":
        raise KeyError(key)
    put(ensure_first(cell, "tcPr"), "vAlign", val=str(chosen(raw)))
