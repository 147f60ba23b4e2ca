"""What all kinds of item share: the item, the mark, and what a kind module must offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from app.kernel.problem import Problem
from app.kernel.text import Message

Content = Mapping[str, Any]
"""Stored JSON of one item: what is asked and how it is marked."""
Response = dict[str, Any]
"""Stored JSON of one answer: `{"kind": …, "value": …}`; value None is a cleared answer."""

HUNDREDTH = Decimal("0.01")


class Status(StrEnum):
    """How an answer came out; `REVIEW` waits for a grader or a person."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    BLANK = "blank"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What every item has; `stem` and `explain` are markdown."""

    kind: str
    stem: str
    explain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing the candidate decided: an option, a gap, a place in an order, a pair.

    `text`, `given`, `expected` and `why` are the author's and the candidate's words (markdown,
    except `given`); `why` says why this is right or which misconception it shows.
    """

    id: str
    text: str = ""
    given: str = ""
    expected: str = ""
    why: str = ""
    is_chosen: bool = False
    is_key: bool = False
    is_right: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return what is stored with the mark."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a kind finds: the share of the points earned (0 to 1), part by part."""

    fraction: Fraction
    parts: tuple[Part, ...] = ()
    is_for_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One answer, marked: points to the hundredth and the explanation that goes with them."""

    kind: str
    points: Decimal
    max_points: Decimal
    status: Status
    parts: tuple[Part, ...] = ()
    explain: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return what is stored; points as numbers."""
        return {
            "kind": self.kind,
            "points": float(self.points),
            "max_points": float(self.max_points),
            "status": self.status.value,
            "parts": [part.to_json() for part in self.parts],
            "explain": self.explain,
        }


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of a kind: this answer to this content earns this share."""

    content: Content
    value: Any
    fraction: Fraction


class Kind(Protocol):
    """What a module of this package offers for its kind of item."""

    NAME: str
    LABEL: Message
    EXAMPLES: Sequence[Example]

    def read(self, content: Content) -> Item:
        """Return the item, or raise InvalidError with all problems."""

    def check(self, content: Content) -> list[Problem]:
        """Return what is wrong, and (warnings) what could be better."""

    def read_value(self, content: Content, raw: object) -> Any:  # noqa: ANN401
        """Return the answer in stored form, None when nothing was answered."""

    def assess(self, content: Content, value: Any) -> Outcome:  # noqa: ANN401
        """Return the share earned by a read value; None earns nothing."""

    def present(self, content: Content, seed: int | None) -> dict[str, Any]:
        """Return what the candidate sees beside kind and stem."""

    def full_value(self, content: Content) -> Any:  # noqa: ANN401
        """Return the value that earns all points."""


def points_of(fraction: Fraction, max_points: Decimal) -> Decimal:
    """Return the share of the points, rounded half up to the hundredth.

    >>> points_of(Fraction(1, 3), Decimal(2))
    Decimal('0.67')
    """
    exact = max_points * fraction.numerator / fraction.denominator
    return exact.quantize(HUNDREDTH, ROUND_HALF_UP)


def status_of(outcome: Outcome) -> Status:
    """Return the status of an answer that was given."""
    if outcome.is_for_review:
        return Status.REVIEW
    if outcome.fraction == 1:
        return Status.RIGHT
    return Status.PARTIAL if outcome.fraction else Status.WRONG
