"""Reading `w:rPr` and `w:pPr`: one element in, the flat values it states out."""

from __future__ import annotations

from collections.abc import Callable

from app.engines.practicals.ooxml.names import Element, local, val, w
from app.engines.practicals.ooxml.units import is_on, points, whole
from app.engines.practicals.word.layers import Colour, Tab, ThemeFont, Value

TOGGLES = frozenset(
    [
        "b",
        "bCs",
        "i",
        "iCs",
        "caps",
        "smallCaps",
        "strike",
        "vanish",
        "emboss",
        "imprint",
        "outline",
        "shadow",
    ]
)
"""Properties that styles switch over (XOR), ECMA-376 part 1, 17.7.3."""

SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")

_RUN_SWITCHES = TOGGLES | {"dstrike", "rtl", "cs"}
_RUN_WORDS = frozenset({"vertAlign", "highlight", "rStyle", "em"})
_PARAGRAPH_SWITCHES = frozenset(
    [
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "widowControl",
        "contextualSpacing",
        "bidi",
        "snapToGrid",
    ]
)
_PARAGRAPH_WORDS = frozenset({"pStyle", "textAlignment"})
_THEME_ATTRIBUTE = {slot: w(f"{slot}Theme") for slot in SLOTS} | {"cs": w("cstheme")}
_SIDES = {"start": "left", "end": "right"}
_INDENTS = ("left", "start", "right", "end", "firstLine", "hanging")

Values = dict[str, Value]


def read_run(element: Element | None) -> Values:
    """Return what a `w:rPr` states; sizes in points."""
    values: Values = {}
    for item in element if element is not None else ():
        name = local(item)
        if reader := _RUN_READERS.get(name):
            reader(item, values)
        elif name in _RUN_SWITCHES:
            values[name] = is_on(val(item))
        elif name in _RUN_WORDS and (word := val(item)):
            values[name] = word
    return values


def read_paragraph(element: Element | None) -> Values:
    """Return what a `w:pPr` states; lengths in points, `*Chars` and `*Lines` in their unit."""
    values: Values = {}
    for item in element if element is not None else ():
        name = local(item)
        if reader := _PARAGRAPH_READERS.get(name):
            reader(item, values)
        elif name in _PARAGRAPH_SWITCHES:
            values[name] = is_on(val(item))
        elif name in _PARAGRAPH_WORDS and (word := val(item)):
            values[name] = word
    return values


def _read_fonts(item: Element, values: Values) -> None:
    for slot in SLOTS:
        theme, name = item.get(_THEME_ATTRIBUTE[slot]), item.get(w(slot))
        if theme:
            values[f"font.{slot}"] = ThemeFont(theme)
        elif name:
            values[f"font.{slot}"] = name
    if hint := item.get(w("hint")):
        values["hint"] = hint


def _read_size(item: Element, values: Values) -> None:
    if (size := points(val(item), per_point=2)) is not None:
        values["size"] = size


def _read_colour(item: Element, values: Values) -> None:
    values["color"] = Colour(
        val(item) or "auto",
        item.get(w("themeColor")),
        item.get(w("themeTint")),
        item.get(w("themeShade")),
    )


def _read_underline(item: Element, values: Values) -> None:
    values["u"] = val(item) or "single"


def _read_indent(item: Element, values: Values) -> None:
    for name in _INDENTS:
        key = _SIDES.get(name, name)
        if (length := points(item.get(w(name)))) is not None:
            values[f"ind.{key}"] = length
        if (chars := whole(item.get(w(f"{name}Chars")))) is not None:
            values[f"ind.{key}Chars"] = chars / 100


def _read_spacing(item: Element, values: Values) -> None:
    for edge in ("before", "after"):
        if (length := points(item.get(w(edge)))) is not None:
            values[edge] = length
        if (lines := whole(item.get(w(f"{edge}Lines")))) is not None:
            values[f"{edge}Lines"] = lines / 100
        if (auto := item.get(w(f"{edge}Autospacing"))) is not None:
            values[f"{edge}Auto"] = is_on(auto)
    if line := item.get(w("line")):
        values["line"] = line
        values["lineRule"] = item.get(w("lineRule")) or "auto"


def _read_align(item: Element, values: Values) -> None:
    if word := val(item):
        values["jc"] = _SIDES.get(word, word)


def _read_outline(item: Element, values: Values) -> None:
    if (level := whole(val(item))) is not None:
        values["outlineLvl"] = float(level)


def _read_numbering(item: Element, values: Values) -> None:
    for name in ("numId", "ilvl"):
        found = item.find(w(name))
        if found is not None and (number := val(found)) is not None:
            values[name] = number


def _read_tabs(item: Element, values: Values) -> None:
    stops = [
        Tab(_SIDES.get(val(stop) or "", val(stop) or "left"), points(stop.get(w("pos"))) or 0.0)
        for stop in item
    ]
    values["tabs"] = tuple(sorted(stops, key=lambda stop: stop.position))


def _read_frame(item: Element, values: Values) -> None:
    if side := item.get(w("xAlign")):
        values["frame.xAlign"] = side


_Reader = Callable[[Element, Values], None]
_RUN_READERS: dict[str, _Reader] = {
    "rFonts": _read_fonts,
    "sz": _read_size,
    "color": _read_colour,
    "u": _read_underline,
}
_PARAGRAPH_READERS: dict[str, _Reader] = {
    "ind": _read_indent,
    "spacing": _read_spacing,
    "jc": _read_align,
    "outlineLvl": _read_outline,
    "numPr": _read_numbering,
    "tabs": _read_tabs,
    "framePr": _read_frame,
}
