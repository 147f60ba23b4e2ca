"""Setting formatting on text, as the dialogs of a presentation program would: directly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from app.engines.practicals.checks.spacing import ExpectedLine, line
from app.engines.practicals.data import load
from app.engines.practicals.language.units import read_quantity
from app.engines.practicals.ooxml.names import Element, local
from app.engines.practicals.slides.model import Paragraph
from app.engines.practicals.slides.names import a
from app.engines.practicals.slides.writer.order import FILLS, first, put
from app.engines.practicals.writer.edit import chosen

_OTHER_FILLS = FILLS
_BULLETS = ("buNone", "buAutoNum", "buChar", "buBlip")


def set_letters(paragraph: Paragraph, key: str, raw: Any) -> None:  # noqa: ANN401
    """Set a character property on all runs of a paragraph. Raises KeyError for other keys."""
    for item in paragraph.element:
        if local(item) in {"r", "fld", "br"}:
            _LETTERS[key](first(item, a("rPr")), chosen(raw))


def _size(properties: Element, value: Any) -> None:  # noqa: ANN401
    quantity = read_quantity(value)
    points = quantity.amount if quantity.unit == "number" else quantity.points
    properties.set("sz", str(round(points * 100)))


def _face(tag: str) -> Callable[[Element, Any], None]:
    return lambda properties, value: put(properties, a(tag)).set("typeface", str(value))


def _switch(name: str) -> Callable[[Element, Any], None]:
    return lambda properties, value: properties.set(name, "1" if value else "0")


def _underline(properties: Element, value: Any) -> None:  # noqa: ANN401
    properties.set("u", {True: "sng", False: "none"}.get(value, value))


def _strike(properties: Element, value: Any) -> None:  # noqa: ANN401
    properties.set("strike", "sngStrike" if value else "noStrike")


def _colour(properties: Element, value: Any) -> None:  # noqa: ANN401
    fill = put(properties, a("solidFill"), *_OTHER_FILLS)
    fill.append(colour_element(value))


def colour_element(value: Any) -> Element:  # noqa: ANN401
    """Return a colour by Chinese name or RRGGBB."""
    made = etree.Element(a("srgbClr"))
    made.set("val", str(load("words")["colors"].get(value, value)).lstrip("#"))
    return made


_LETTERS: Mapping[str, Callable[[Element, Any], None]] = {
    "font.cjk": _face("ea"),
    "font.latin": _face("latin"),
    "size": _size,
    "bold": _switch("b"),
    "italic": _switch("i"),
    "underline": _underline,
    "strike": _strike,
    "color": _colour,
}
LETTER_KEYS = frozenset(_LETTERS)


def set_paragraph(paragraph: Paragraph, key: str, raw: Any) -> None:  # noqa: ANN401
    """Set a paragraph property. Raises KeyError for other keys."""
    _PARAGRAPH[key](first(paragraph.element, a("pPr")), chosen(raw))


def _align(properties: Element, value: Any) -> None:  # noqa: ANN401
    word = load("words")["align"].get(value, value)
    short = {"center": "ctr", "both": "just", "distribute": "dist"}
    properties.set("algn", short.get(word, word[0]))


def _line(properties: Element, value: Any) -> None:  # noqa: ANN401
    wanted = line(value)
    if isinstance(wanted, ExpectedLine):
        _spacing(put(properties, a("lnSpc")), wanted.rule, wanted.value)


def _space(tag: str) -> Callable[[Element, Any], None]:
    def set_space(properties: Element, value: Any) -> None:  # noqa: ANN401
        quantity = read_quantity(value)
        in_lines = quantity.unit == "line"
        points = quantity.amount if quantity.unit == "number" else 0.0
        if not in_lines and quantity.unit != "number":
            points = quantity.points
        amount = quantity.amount if in_lines else points
        _spacing(put(properties, a(tag)), "auto" if in_lines else "exact", amount)

    return set_space


def _spacing(holder: Element, rule: str, value: float) -> None:
    if rule == "auto":
        etree.SubElement(holder, a("spcPct")).set("val", str(round(value * 100_000)))
    else:
        etree.SubElement(holder, a("spcPts")).set("val", str(round(value * 100)))


def _level(properties: Element, value: Any) -> None:  # noqa: ANN401
    properties.set("lvl", str(int(value) - 1))


def _bullet_sign(properties: Element, value: Any) -> None:  # noqa: ANN401
    put(properties, a("buFont")).set("typeface", "Arial")
    put(properties, a("buChar"), *_BULLETS).set("char", str(value))


def _bullet_kind(properties: Element, value: Any) -> None:  # noqa: ANN401
    kind = load("slides")["bullets"].get(value, value)
    if kind == "none":
        put(properties, a("buNone"), *_BULLETS)
    elif kind == "auto":
        put(properties, a("buAutoNum"), *_BULLETS).set("type", "arabicPeriod")
    else:
        _bullet_sign(properties, "•")


_PARAGRAPH: Mapping[str, Callable[[Element, Any], None]] = {
    "align": _align,
    "line": _line,
    "space.before": _space("spcBef"),
    "space.after": _space("spcAft"),
    "level": _level,
    "bullet.char": _bullet_sign,
    "bullet.kind": _bullet_kind,
}
PARAGRAPH_KEYS = frozenset(_PARAGRAPH)
