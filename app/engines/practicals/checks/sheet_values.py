"""What is expected of cells in words: alignments, borders, kinds of number formats, texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.engines.practicals.data import load
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import (
    Expectation,
    Flag,
    Near,
    OneOf,
    Scalar,
    compile_pattern,
)
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import LENGTHS, ValueProblemError, read_quantity
from app.engines.practicals.sheet.formulas.question import same
from app.engines.practicals.sheet.model import Value, text_of
from app.kernel.text import Message, msg

WIDTH_TOLERANCE = 0.8
"""In characters: programs add a padding of their own."""
HEIGHT_TOLERANCE = 0.8
"""In points: heights are rounded to whole pixels."""

ALIGNMENTS: Mapping[str, Message] = {
    "general": msg("general"),
    "left": msg("left"),
    "center": msg("centred"),
    "right": msg("right"),
    "justify": msg("justified"),
    "distributed": msg("distributed"),
    "centerContinuous": msg("centred across columns"),
    "fill": msg("filled"),
    "top": msg("top"),
    "bottom": msg("bottom"),
}
LINES: Mapping[str, Message] = {
    "none": msg("no line"),
    "thin": msg("thin line"),
    "medium": msg("medium line"),
    "thick": msg("thick line"),
    "double": msg("double line"),
    "dashed": msg("dashed line"),
    "dotted": msg("dotted line"),
    "hair": msg("hairline"),
}
KINDS: Mapping[str, Message] = {
    "general": msg("general"),
    "number": msg("numeric"),
    "currency": msg("currency"),
    "accounting": msg("accounting"),
    "percent": msg("percentage"),
    "date": msg("date"),
    "time": msg("time"),
    "datetime": msg("date and time"),
    "text": msg("text"),
    "scientific": msg("scientific"),
    "fraction": msg("fraction"),
}


def _word(raw: object, table: str, known: Mapping[str, Message]) -> Expectation:
    word = load("sheets")[table].get(raw, raw)
    if word not in known:
        raise ValueProblemError(msg("“%(value)s” is not known here.", value=str(raw)))
    return OneOf(frozenset({str(word).casefold()}), known[word])


def switch(on: Message, off: Message) -> Scalar:
    """Return the reader of yes or no, said in words."""

    def scalar(raw: object) -> Expectation:
        wished = scalars.flag(raw).accepts(True)  # noqa: FBT003  # the value looked at
        return Flag(wished, on if wished else off)

    return scalar


def align(raw: object) -> Expectation:
    """Expect an alignment of a cell, in English or Chinese words."""
    return _word(raw, "align", ALIGNMENTS)


def kind(raw: object) -> Expectation:
    """Expect a kind of number format."""
    return _word(raw, "kinds", KINDS)


@dataclass(frozen=True, slots=True)
class AnyLine:
    """Any line at all."""

    def accepts(self, value: object) -> bool:
        """Whether there is a line."""
        return value != "none"

    def text(self) -> Message:
        """Return that there must be a line."""
        return msg("a line")


def line(raw: object) -> Expectation:
    """Expect a line of a border: a style, true for any, false for none.

    A thick line may be of medium weight: “Thick Outside Borders” in Excel and “thick” in
    LibreOffice both write it so.
    """
    if raw is True:
        return AnyLine()
    wanted = _word("none" if raw is False else raw, "borders", LINES)
    if wanted.accepts("thick"):
        return OneOf(frozenset({"thick", "medium"}), LINES["thick"])
    return wanted


def line_text(style: str) -> Message:
    """Return a style of lines in words."""
    return LINES.get(style, msg("“%(name)s”", name=style))


def width(raw: object) -> Expectation:
    """Expect a width of columns in characters."""
    quantity = read_quantity(raw)
    if quantity.unit not in {"number", "char"}:
        raise ValueProblemError(msg("A width in characters is expected here."))
    tolerance = WIDTH_TOLERANCE if quantity.tolerance is None else quantity.tolerance
    return Near(quantity.amount, tolerance, msg("%(n)s characters", n=f"{quantity.amount:g}"))


def height(raw: object) -> Expectation:
    """Expect a height of rows in points."""
    quantity = read_quantity(raw)
    if quantity.unit not in {"number", *LENGTHS}:
        raise ValueProblemError(msg("A height in points is expected here."))
    points = quantity.amount if quantity.unit == "number" else quantity.points
    tolerance = HEIGHT_TOLERANCE if quantity.tolerance is None else quantity.tolerance
    return Near(points, tolerance, msg("%(n)s pt", n=f"{points:g}"))


@dataclass(frozen=True, slots=True)
class Content:
    """A value of a cell: a number nearly, a text exactly but for outer spaces."""

    value: Value

    def accepts(self, value: object) -> bool:
        """Whether the value is that."""
        if isinstance(self.value, str) and isinstance(value, str):
            return self.value.strip() == value.strip()
        return same(self.value, value)  # type: ignore[arg-type]

    def text(self) -> Message:
        """Return the value."""
        return msg("“%(name)s”", name=text_of(self.value))


@dataclass(frozen=True, slots=True)
class Matching:
    """A value whose text an expression is found in."""

    pattern: str
    like: str

    def accepts(self, value: object) -> bool:
        """Whether the expression is found."""
        text = text_of(value)  # type: ignore[arg-type]
        return compile_pattern(self.pattern).search(text) is not None

    def text(self) -> Message:
        """Return a sample, or else the expression."""
        return msg("like “%(sample)s”", sample=self.like or self.pattern)


def content(raw: object) -> Expectation:
    """Expect a value: a number, a text, or `{re: …, like: sample}`."""
    if isinstance(raw, Mapping):
        only(raw, {"re", "like"})
        return Matching(compile_pattern(raw.get("re")).pattern, str(raw.get("like", "")))
    if isinstance(raw, (bool, str)):
        return Content(raw)
    if isinstance(raw, (int, float)):
        return Content(float(raw))
    raise ValueProblemError(msg("A number or a text is expected here."))


def text(raw: object) -> Expectation:
    """Expect a text, capitals and spaces aside, or `{re: …, like: sample}`."""
    if isinstance(raw, Mapping):
        return content(raw)
    if not isinstance(raw, str):
        raise ValueProblemError(msg("A text is expected here."))
    return Squashed(raw)


@dataclass(frozen=True, slots=True)
class Squashed:
    """A text, spaces, line breaks and capitals aside."""

    wanted: str

    def accepts(self, value: object) -> bool:
        """Whether it is that text."""
        return _squash(str(value)) == _squash(self.wanted)

    def text(self) -> Message:
        """Return the text."""
        return msg("“%(name)s”", name=self.wanted)


def _squash(value: str) -> str:
    return "".join(value.split()).casefold()
