"""Judging point by point: what is right of all that is asked, and what to say about the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.engines.practicals.checks.explain import MAX_PLACES, Where
from app.engines.practicals.checks.run import Outcome
from app.engines.practicals.language.expectations import listed
from app.kernel.text import Message, msg

MAX_SAID = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is right or wrong: what was expected and found, where, and advice.

    `share` is between 0 and 1; `weight` says how much it counts beside the others.
    """

    expected: Message
    found: Message
    share: float
    where: Where | None = None
    hint: Message | None = None
    weight: float = 1.0


def outcome_of(points: Sequence[Point], mode: str = "fraction") -> Outcome:
    """Return the outcome of a check from its points."""
    if not points:
        nothing = msg("There is nothing here that could be judged.")
        return Outcome(0.0, msg("nothing"), nothing, unknown=True)
    wrong = [point for point in points if point.share < 1]
    expected = _short([point.expected for point in points])
    if not wrong:
        right = msg("As required; places looked at: %(n)s.", n=len(points))
        return Outcome(1.0, expected, right)
    total = sum(point.weight for point in points)
    share = sum(point.share * point.weight for point in points) / total
    if mode == "any" and len(wrong) < len(points):
        share = 1.0
    elif mode == "all":
        share = 0.0
    places = [point.where for point in wrong if point.where is not None]
    hints = [point.hint for point in wrong if point.hint is not None]
    return Outcome(
        share,
        expected,
        _short([point.found for point in wrong]),
        where=tuple(places[:MAX_PLACES]),
        hint=hints[0] if hints else None,
    )


def _short(messages: Sequence[Message]) -> Message:
    """Return the first of many messages, each once, and how many more there are."""
    once = list({str(message): message for message in messages}.values())
    said, rest = once[:MAX_SAID], len(once) - MAX_SAID
    return listed([*said, msg("further findings: %(n)s", n=rest)] if rest > 0 else said)


def place(label: Message, path: str = "") -> Where:
    """Return a place that is no part of a file."""
    return Where("", path, label)
