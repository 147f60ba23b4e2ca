"""What a check expects of a value: near, between, one of, matching, not; and how to say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.engines.practicals.language.units import ValueProblemError, number_text
from app.kernel.text import Message, msg

TINY = 1e-6
MAX_PATTERN = 300


class Expectation(Protocol):
    """Accepts a value or not, and can say what it accepts."""

    def accepts(self, value: object) -> bool:
        """Whether the value is as expected."""

    def text(self) -> Message:
        """Return what is expected, for people."""


@dataclass(frozen=True, slots=True)
class Near:
    """A number within a tolerance."""

    target: float
    tolerance: float
    words: Message

    def accepts(self, value: object) -> bool:
        """Whether the number is close enough."""
        return isinstance(value, (int, float)) and abs(value - self.target) <= self.tolerance + TINY

    def text(self) -> Message:
        """Return the target in its own unit."""
        return self.words


@dataclass(frozen=True, slots=True)
class Between:
    """A number within bounds; either may be open."""

    low: float | None
    high: float | None
    words: Message

    def accepts(self, value: object) -> bool:
        """Whether the number is inside, the bounds included."""
        if not isinstance(value, (int, float)):
            return False
        above = self.low is None or value >= self.low - TINY
        return above and (self.high is None or value <= self.high + TINY)

    def text(self) -> Message:
        """Return the bounds."""
        return self.words


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word out of a set, capitals aside."""

    words: frozenset[str]
    shown: Message

    def accepts(self, value: object) -> bool:
        """Whether it is one of the words."""
        return str(value).casefold() in self.words

    def text(self) -> Message:
        """Return the words."""
        return self.shown


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    on: bool
    shown: Message

    def accepts(self, value: object) -> bool:
        """Whether it is as wished."""
        return bool(value) is self.on

    def text(self) -> Message:
        """Return the wish."""
        return self.shown


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text in which a regular expression is found."""

    regex: re.Pattern[str]
    like: str = ""

    def accepts(self, value: object) -> bool:
        """Whether the expression is found."""
        return self.regex.search(str(value)) is not None

    def text(self) -> Message:
        """Return a sample if there is one, or else the expression."""
        if self.like:
            return msg("like “%(sample)s”", sample=self.like)
        return msg("matching “%(pattern)s”", pattern=self.regex.pattern)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several expectations."""

    options: tuple[Expectation, ...]

    def accepts(self, value: object) -> bool:
        """Whether one option accepts."""
        return any(option.accepts(value) for option in self.options)

    def text(self) -> Message:
        """Return the options, joined by "or"."""
        return either([option.text() for option in self.options])


@dataclass(frozen=True, slots=True)
class Not:
    """Anything but."""

    inner: Expectation

    def accepts(self, value: object) -> bool:
        """Whether the inner expectation refuses."""
        return not self.inner.accepts(value)

    def text(self) -> Message:
        """Return what is not wanted."""
        return msg("not %(value)s", value=self.inner.text())


Scalar = Callable[[object], Expectation]


def read_expectation(raw: object, scalar: Scalar) -> Expectation:
    """Read `{in: […]}`, `{not: …}`, `{re: …}`; leave every other form to the property.

    Raises ValueProblemError.
    """
    if isinstance(raw, Mapping) and set(raw) == {"in"}:
        options = raw["in"]
        if not isinstance(options, Sequence) or isinstance(options, str) or not options:
            raise ValueProblemError(msg("“in” needs a list of values."))
        return AnyOf(tuple(scalar(option) for option in options))
    if isinstance(raw, Mapping) and set(raw) == {"not"}:
        return Not(read_expectation(raw["not"], scalar))
    return scalar(raw)


def compile_pattern(raw: object) -> re.Pattern[str]:
    """Compile a regular expression of a task. Raises ValueProblemError."""
    if not isinstance(raw, str) or len(raw) > MAX_PATTERN:
        raise ValueProblemError(msg("A regular expression is expected here."))
    try:
        return re.compile(raw)
    except re.error as error:
        raise ValueProblemError(
            msg("The regular expression is not valid: %(reason)s.", reason=str(error))
        ) from error


def either(options: Sequence[Message]) -> Message:
    """Join messages by "or"."""
    joined = options[0]
    for option in options[1:]:
        joined = msg("%(first)s or %(second)s", first=joined, second=option)
    return joined


def listed(items: Sequence[Message]) -> Message:
    """Join messages as a list of findings."""
    joined = items[0]
    for item in items[1:]:
        joined = msg("%(first)s; %(second)s", first=joined, second=item)
    return joined


def bounds_text(low: float | None, high: float | None) -> Message:
    """Return "at least", "at most" or both."""
    if low is not None and high is not None:
        return msg("%(low)s to %(high)s", low=number_text(low), high=number_text(high))
    if low is not None:
        return msg("at least %(low)s", low=number_text(low))
    return msg("at most %(high)s", high=number_text(high or 0))
