"""What a trainer should look at: rules with the numbers behind them (psychometrics, 题目体检)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.engines.practicals.statistics.sums import Z80, Z90, of_correlation, of_share

FEWEST = 30
"""Below so many judged files a correlation says nothing and is not shown."""
ENOUGH = 50
"""From so many on, a low discrimination is told."""
FEW = 10
"""From so many on, “nobody” and “everybody” are told."""
UNJUDGED_SHARE, UNJUDGED_COUNT = 0.1, 3
HARD, LOW, LOW_HIGH = 0.30, 0.20, 0.25


class Kind(StrEnum):
    """What is unusual about a check, the gravest first."""

    NEGATIVE = "negative"
    NOBODY = "nobody"
    UNJUDGED = "unjudged"
    HARD = "hard"
    LOW = "low"
    EVERYBODY = "everybody"


GRAVE = frozenset({Kind.NEGATIVE, Kind.NOBODY, Kind.UNJUDGED})


@dataclass(frozen=True, slots=True)
class Flag:
    """One warning about a check."""

    kind: Kind

    @property
    def is_grave(self) -> bool:
        """Whether the check may be wrong, not only hard or easy."""
        return self.kind in GRAVE


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers the rules look at."""

    seen: int
    passed: int
    partial: int
    failed: int
    mean: float | None
    r: float | None

    @property
    def judged(self) -> int:
        """How many came to a score."""
        return self.passed + self.partial + self.failed


def flags(figures: Figures) -> tuple[Flag, ...]:
    """Return the warnings about a check, the gravest first.

    Negative: the upper 90 % limit of r is below 0. Low: r < .20 and its upper 80 % limit < .25, of
    50 or more. Hard: the upper 95 % limit of the facility is below .30. Nobody and everybody: of 10
    or more judged. Cannot judge: a tenth or more, at least three.
    """
    order = list(Kind)
    return tuple(Flag(kind) for kind in sorted(set(_kinds(figures)), key=order.index))


def _kinds(one: Figures) -> Iterator[Kind]:
    unjudged = one.seen - one.judged
    if unjudged >= UNJUDGED_COUNT and unjudged >= UNJUDGED_SHARE * one.seen:
        yield Kind.UNJUDGED
    if one.judged >= FEW:
        yield from _extremes(one)
    if one.r is not None and one.judged >= FEWEST:
        yield from _discriminations(one.r, one.judged)


def _extremes(one: Figures) -> Iterator[Kind]:
    if not one.passed:
        yield Kind.NOBODY
    elif one.passed == one.judged:
        yield Kind.EVERYBODY
    elif one.mean is not None and of_share(one.mean, one.judged).high < HARD:
        yield Kind.HARD


def _discriminations(r: float, n: int) -> Iterator[Kind]:
    wide, narrow = of_correlation(r, n, Z90), of_correlation(r, n, Z80)
    if wide is not None and wide.high < 0:
        yield Kind.NEGATIVE
    elif narrow is not None and n >= ENOUGH and r < LOW and narrow.high < LOW_HIGH:
        yield Kind.LOW
