"""Looks as the properties of a format: what a dialog of a spreadsheet program would set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.engines.practicals.data import load
from app.engines.practicals.language.units import read_quantity
from app.engines.practicals.sheet.making.draft import Look

BORDERS = {
    "none": 0, "thin": 1, "medium": 2, "dashed": 3, "dotted": 4, "thick": 5, "double": 6, "hair": 7,
}  # fmt: skip
CHINESE = 134
"""The character set of GB 2312."""
SIDES = ("left", "right", "top", "bottom")
_PLAIN = {
    "bold": "bold",
    "italic": "italic",
    "strike": "font_strikeout",
    "wrap": "text_wrap",
    "indent": "indent",
    "rotation": "rotation",
    "shrink": "shrink",
    "locked": "locked",
    "formula.hidden": "hidden",
}
_UNDERLINES = {True: 1, False: 0, "single": 1, "double": 2, "singleAccounting": 33}


def chosen(raw: Any) -> Any:  # noqa: ANN401
    """Return one value that an expected value accepts."""
    if isinstance(raw, Mapping) and "in" in raw:
        return chosen(raw["in"][0])
    if isinstance(raw, Mapping) and "font" in raw:
        return load("fonts")[raw["font"]][0]
    if isinstance(raw, Mapping) and "color" in raw:
        return raw["color"]
    if isinstance(raw, Mapping) and "min" in raw:
        return raw["min"]
    return raw


def color(raw: Any) -> str:  # noqa: ANN401
    """Return "#RRGGBB" of a colour named in a task."""
    name = str(chosen(raw)).partition("±")[0].strip()
    known: dict[str, str] = load("words")["colors"]
    return "#" + known.get(name, name.lstrip("#"))


def border(raw: Any) -> int:  # noqa: ANN401
    """Return the number of a border style named in a task."""
    word = load("sheets")["borders"].get(chosen(raw), chosen(raw))
    return BORDERS.get("thin" if word is True else str(word), 1)


def properties(look: Look) -> dict[str, Any]:
    """Return the properties of a format for a look."""
    found: dict[str, Any] = {}
    for key, raw in look.items():
        value = chosen(raw)
        if key in _PLAIN:
            found[_PLAIN[key]] = value
        elif key in _SPECIAL:
            found |= _SPECIAL[key](value)
        elif key.startswith("edge."):
            found[key.removeprefix("edge.")] = border(raw)
    if code := number_code(look):
        found["num_format"] = code
    return found


def _size(value: Any) -> dict[str, Any]:  # noqa: ANN401
    quantity = read_quantity(value)
    return {"font_size": quantity.amount if quantity.unit == "number" else quantity.points}


def _across(value: Any) -> str:  # noqa: ANN401
    word = str(load("sheets")["align"].get(value, value))
    return {"centerContinuous": "center_across", "both": "justify"}.get(word, word)


def _down(value: Any) -> str:  # noqa: ANN401
    word = str(load("sheets")["align"].get(value, value))
    return {"center": "vcenter", "justify": "vjustify"}.get(word, word)


def _font(name: str) -> dict[str, Any]:
    """Return a font; a Chinese name is marked as one, as Chinese programs do."""
    chinese = {"font_charset": CHINESE, "font_family": 3} if not name.isascii() else {}
    return {"font_name": name, **chinese}


_SPECIAL: dict[str, Callable[[Any], dict[str, Any]]] = {
    "font": lambda value: _font(str(value)),
    "size": _size,
    "underline": lambda value: {"underline": _UNDERLINES.get(value, 1)},
    "color": lambda value: {"font_color": color(value)},
    "fill.color": lambda value: {"pattern": 1, "bg_color": color(value)},
    "align.horizontal": lambda value: {"align": _across(value)},
    "align.vertical": lambda value: {"valign": _down(value)},
}


def number_code(look: Look) -> str:
    """Return the number format that shows what the look asks for."""
    if "numfmt.code" in look:
        return str(look["numfmt.code"])
    if "numfmt.date" in look:
        return str(chosen(look["numfmt.date"]))
    if not any(key.startswith("numfmt.") for key in look):
        return ""
    kind = load("sheets")["kinds"].get(look.get("numfmt.kind"), look.get("numfmt.kind"))
    return {"text": "@", "date": "yyyy-mm-dd"}.get(str(kind)) or _digits(look, str(kind))


def _digits(look: Look, kind: str) -> str:
    decimals = int(chosen(look.get("numfmt.decimals", 0)))
    code = "#,##0" if look.get("numfmt.thousands") else "0"
    code += "." + "0" * decimals if decimals else ""
    if kind == "percent" or look.get("numfmt.percent"):
        return code + "%"
    currency = chosen(look.get("numfmt.currency", ""))
    if currency or kind in {"currency", "accounting"}:
        code = f'"{currency or "¥"}"{code}'
    return f"{code};[Red]-{code}" if look.get("numfmt.negative_red") else code
