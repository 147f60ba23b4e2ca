"""Effective measures of a paragraph: indents, line spacing, space around it, alignment."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.practicals.ooxml.units import points
from app.engines.practicals.word.layers import BUILT_IN, Layer
from app.engines.practicals.word.model import Paragraph
from app.engines.practicals.word.resolver import ParagraphFormat

SINGLE_LINE = 240
"""`w:line` of single spacing when the rule is auto."""


@dataclass(frozen=True, slots=True)
class Indent:
    """An indent: in characters if the file says so, in points always; and its layer."""

    chars: float | None
    points: float
    layer: Layer


@dataclass(frozen=True, slots=True)
class LineSpacing:
    """Rule (exact, atLeast, auto) with points, or with multiples of a line for auto."""

    rule: str
    value: float
    layer: Layer


@dataclass(frozen=True, slots=True)
class Space:
    """Space before or after: in lines if the file says so, in points, or automatic."""

    lines: float | None
    points: float
    automatic: bool
    layer: Layer


def indent(paragraph: Paragraph, side: str) -> Indent:
    """Return an effective indent; `side` is left, right, firstLine or hanging.

    Characters beat points wherever both are stated, unless they are zero.
    """
    settings = paragraph.format
    in_chars, in_points = f"ind.{side}Chars", f"ind.{side}"
    chars = settings.number(in_chars)
    if chars:
        return Indent(chars, chars * paragraph.char_size(), settings.layer(in_chars))
    length = settings.number(in_points)
    if length is None and chars is not None:
        return Indent(0.0, 0.0, settings.layer(in_chars))
    return Indent(None, length or 0.0, settings.layer(in_points, in_chars))


def first_line(paragraph: Paragraph) -> Indent:
    """Return the indent of the first line; a hanging indent counts as negative."""
    hanging = indent(paragraph, "hanging")
    if hanging.points:
        chars = None if hanging.chars is None else -hanging.chars
        return Indent(chars, -hanging.points, hanging.layer)
    return indent(paragraph, "firstLine")


def line_spacing(settings: ParagraphFormat) -> LineSpacing:
    """Return the effective line spacing; single if nothing is stated."""
    rule, line = settings.word("lineRule") or "auto", settings.word("line")
    value = points(line)
    if value is not None and rule == "auto":  # a share of a line, whatever unit it is written in
        value = value * 20 / SINGLE_LINE
    if value is None:
        return LineSpacing("auto", 1.0, BUILT_IN)
    return LineSpacing(rule, value, settings.layer("line"))


def space(settings: ParagraphFormat, edge: str) -> Space:
    """Return the effective space at an edge (before, after)."""
    layer = settings.layer(f"{edge}Lines", edge)
    if settings.get(f"{edge}Auto"):
        return Space(None, 0.0, automatic=True, layer=settings.layer(f"{edge}Auto"))
    lines = settings.number(f"{edge}Lines")
    length = settings.number(edge)
    if lines:
        return Space(lines, lines * 12.0, automatic=False, layer=layer)
    return Space(None, length or 0.0, automatic=False, layer=settings.layer(edge))


def alignment(settings: ParagraphFormat) -> tuple[str, Layer]:
    """Return the effective alignment, left and right as seen also in right-to-left text."""
    word = settings.word("jc") or "left"
    if settings.get("bidi"):
        word = {"left": "right", "right": "left"}.get(word, word)
    return word, settings.layer("jc")


def shown_alignment(paragraph: Paragraph, page: str) -> tuple[str, Layer]:
    """Return how a line of a header or footer is seen to stand on this kind of page.

    A text box or frame places it, or tab stops before the text, or else the paragraph itself.
    """
    settings = paragraph.format
    placed = paragraph.position_align or settings.word("frame.xAlign")
    if placed:
        sides = ("left", "right") if page == "even" else ("right", "left")
        word = {"outside": sides[0], "inside": sides[1]}.get(placed, placed)
        return word, settings.layer("frame.xAlign")
    tabs = settings.get("tabs")
    leading = len(paragraph.text) - len(paragraph.text.lstrip("\t"))
    if leading and isinstance(tabs, tuple):
        stops = [stop for stop in tabs if stop.kind != "clear"]
        if leading <= len(stops):
            return stops[leading - 1].kind, settings.layer("tabs")
    return alignment(settings)
