"""One measurable side of a document: how it is read, judged, named and put right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from app.engines.practicals.language.expectations import Expectation, Scalar
from app.engines.practicals.word.layers import Layer
from app.engines.practicals.word.model import Place
from app.kernel.text import Message, msg


class Reading(NamedTuple):
    """One thing looked at: right, wrong, or (None) not to be judged; `found` in words.

    `layer` is one of a word document, or words. `weight` counts characters for properties of
    characters, and one for everything else.
    """

    right: bool | None
    weight: float
    place: Place
    found: Message
    layer: Layer | Message | None = None


class Phrase(StrEnum):
    """How title and value make a phrase: "size 16 pt", "style is “x”", "bold"."""

    MEASURE = "measure"
    WORD = "word"
    BARE = "bare"


Read = Callable[[Any, Sequence[Any], Expectation], list[Reading]]


@dataclass(frozen=True, slots=True)
class Aspect:
    """A key of `expect`: reader of the expected value, measuring, words, and advice."""

    title: Message
    scalar: Scalar
    read: Read
    hint: Message
    phrase: Phrase = Phrase.MEASURE

    def says(self, value: Message) -> Message:
        """Return title and value as one phrase."""
        return phrase(self.title, value, self.phrase)


def phrase(title: Message, value: Message, kind: Phrase) -> Message:
    """Return title and value as one phrase."""
    if kind is Phrase.BARE:
        return value
    if kind is Phrase.WORD:
        return msg("%(aspect)s is %(value)s", aspect=title, value=value)
    return msg("%(aspect)s %(value)s", aspect=title, value=value)


def unset(title: Message) -> Message:
    """Return that a value is not stated at all."""
    return msg("%(aspect)s not set", aspect=title)
