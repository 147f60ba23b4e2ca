"""Expected values of indents, line spacing and space: units that depend on the text itself."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.practicals.data import load
from app.engines.practicals.language.expectations import Expectation
from app.engines.practicals.language.units import (
    LENGTHS,
    Quantity,
    ValueProblemError,
    number_text,
    quantity_text,
    read_quantity,
)
from app.engines.practicals.word.measures import Indent, LineSpacing, Space
from app.kernel.text import Message, msg

CHARS_TOLERANCE = 0.06
SHARE_TOLERANCE = 0.06
"""Characters in points are rounded by the layout grid: 2 characters of 16 pt are written 31.7."""
EXACT_TOLERANCE = 0.1
MULTIPLE_TOLERANCE = 0.02
SPACE_TOLERANCE = 0.3
INDENT_TOLERANCE = 1.0
GRID_LINES = (12.0, 15.6)
"""Points of one line where no grid says so: what Word and WPS write for "1 line"."""


@dataclass(frozen=True, slots=True)
class SizedIndent:
    """An indent with the size of one character there."""

    indent: Indent
    char_size: float


@dataclass(frozen=True, slots=True)
class ExpectedIndent:
    """An indent in characters or in a length; the file may state either."""

    wanted: Quantity

    def accepts(self, value: object) -> bool:
        """Whether a SizedIndent comes to the same."""
        if not isinstance(value, SizedIndent):
            return False
        found, size = value.indent, value.char_size
        if self.wanted.unit != "char":
            tolerance = _tolerance(self.wanted, INDENT_TOLERANCE)
            return abs(found.points - self.wanted.points) <= tolerance
        tolerance = self.wanted.tolerance or CHARS_TOLERANCE
        if found.chars is not None:
            return abs(found.chars - self.wanted.amount) <= tolerance
        target = self.wanted.amount * size
        return abs(found.points - target) <= max(tolerance, SHARE_TOLERANCE * abs(target))

    def text(self) -> Message:
        """Return the amount."""
        return self.wanted.text()


def indent(raw: object) -> Expectation:
    """Expect an indent: "2字", "1cm", 0."""
    quantity = read_quantity(raw)
    if quantity.unit == "number" and quantity.amount == 0:
        quantity = Quantity(0, "char", quantity.tolerance)
    if quantity.unit != "char" and quantity.unit not in LENGTHS:
        raise ValueProblemError(msg("An indent is given in characters or as a length."))
    return ExpectedIndent(quantity)


def indent_text(found: Indent) -> Message:
    """Return an indent as the file states it."""
    if found.chars is not None:
        return quantity_text(found.chars, "char")
    return quantity_text(found.points, "pt") if found.points else quantity_text(0, "char")


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A line spacing of one rule."""

    rule: str
    value: float
    tolerance: float

    def accepts(self, value: object) -> bool:
        """Whether a LineSpacing has the rule and the value."""
        return (
            isinstance(value, LineSpacing)
            and value.rule == self.rule
            and abs(value.value - self.value) <= self.tolerance + 1e-6
        )

    def text(self) -> Message:
        """Return rule and value."""
        return line_text(self.rule, self.value)


def line(raw: object) -> Expectation:
    """Expect a line spacing: "28pt exact", "1.5 auto"; without a rule a length is exact."""
    words = str(raw).split()
    rules = load("words")["rules"]
    named = [word for word in words if word in rules]
    quantity = read_quantity(" ".join(word for word in words if word not in rules))
    rule = rules[named[0]] if named else ("auto" if quantity.unit == "number" else "exact")
    if rule == "auto":
        return ExpectedLine(rule, quantity.amount, quantity.tolerance or MULTIPLE_TOLERANCE)
    points = quantity.amount if quantity.unit == "number" else quantity.points
    return ExpectedLine(rule, points, _tolerance(quantity, EXACT_TOLERANCE))


def line_text(rule: str, value: float) -> Message:
    """Return a line spacing in words."""
    n = number_text(value)
    if rule == "auto" and value == 1:
        return msg("single")
    return {
        "exact": msg("exactly %(n)s pt", n=n),
        "atLeast": msg("at least %(n)s pt", n=n),
    }.get(rule, msg("multiple, %(n)s", n=n))


@dataclass(frozen=True, slots=True)
class SpaceWithGrid:
    """A space with the pitch in points of the section's grid (0 without one)."""

    space: Space
    pitch: float


@dataclass(frozen=True, slots=True)
class ExpectedSpace:
    """A space before or after, in lines or as a length."""

    wanted: Quantity

    def accepts(self, value: object) -> bool:
        """Whether a SpaceWithGrid comes to the same."""
        if not isinstance(value, SpaceWithGrid) or value.space.automatic:
            return False
        found = value.space
        pitches = (value.pitch,) if value.pitch else GRID_LINES
        if self.wanted.unit == "line" and found.lines is not None:
            return abs(found.lines - self.wanted.amount) <= MULTIPLE_TOLERANCE
        tolerance = _tolerance(self.wanted, SPACE_TOLERANCE)
        if self.wanted.unit == "line":
            targets = [self.wanted.amount * pitch for pitch in pitches]
            return any(abs(found.points - target) <= tolerance for target in targets)
        lengths = [found.points] if found.lines is None else [found.lines * p for p in pitches]
        return any(abs(length - _points(self.wanted)) <= tolerance for length in lengths)

    def text(self) -> Message:
        """Return the amount."""
        unit = "pt" if self.wanted.unit == "number" else self.wanted.unit
        return quantity_text(self.wanted.amount, unit)


def space(raw: object) -> Expectation:
    """Expect a space: "0.5行", "6pt", 0."""
    quantity = read_quantity(raw)
    if quantity.unit not in LENGTHS | {"line", "number"}:
        raise ValueProblemError(msg("Space is given in lines or as a length."))
    return ExpectedSpace(quantity)


def space_text(found: Space) -> Message:
    """Return a space as the file states it."""
    if found.automatic:
        return msg("automatic")
    if found.lines is not None:
        return quantity_text(found.lines, "line")
    return quantity_text(found.points, "pt")


def outline(raw: object) -> Expectation:
    """Expect an outline level from 1 to 9, or "body"."""
    if raw == "body":
        return Outline(None)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= 9:  # noqa: PLR2004
        raise ValueProblemError(msg("An outline level from 1 to 9, or “body”, is expected here."))
    return Outline(raw)


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline level; None stands for body text."""

    level: int | None

    def accepts(self, value: object) -> bool:
        """Whether the level is the same."""
        return value == self.level

    def text(self) -> Message:
        """Return the level."""
        return outline_text(self.level)


def outline_text(level: int | None) -> Message:
    """Return a level in words."""
    return msg("body text") if level is None else msg("level %(n)s", n=level)


def _points(quantity: Quantity) -> float:
    return quantity.amount if quantity.unit == "number" else quantity.points


def _tolerance(quantity: Quantity, default: float) -> float:
    if quantity.tolerance is None:
        return default
    if quantity.unit in LENGTHS:
        return Quantity(quantity.tolerance, quantity.unit).points
    return quantity.tolerance
