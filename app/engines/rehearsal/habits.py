"""How candidates behave, in figures that can be changed: shares are of all candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

SECOND, MINUTE = 1_000, 60_000
EFFORT: Mapping[str, float] = MappingProxyType({
    "judge": 1.0, "single": 1.4, "multiple": 2.2, "number": 2.2, "hotspot": 1.5, "blank": 2.0,
    "cloze": 3.0, "order": 2.4, "match": 2.6, "classify": 2.6, "short": 5.0, "case": 6.0,
    "essay": 12.0,
})  # fmt: skip
"""How long an item of a kind takes, beside a judgement."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What candidates do, and how often.

    :ivar minutes: length of the exam.
    :ivar busy_share: part of it that the median candidate needs for all items.
    :ivar spread: sigma of the log-normal think times; 0.6 makes one in six take 1.8 times as long.
    :ivar jitter_ms: within which all machines open the exam at its start, as the player does.
    :ivar earliest_ms, latest_ms: between which candidates take their seats.
    """

    minutes: int = 60
    busy_share: float = 0.7
    spread: float = 0.6
    jitter_ms: int = 3 * SECOND
    earliest_ms: int = -28 * MINUTE
    latest_ms: int = -1 * MINUTE
    absent: float = 0.02
    late: float = 0.01
    """Come up to fifteen minutes after the start."""
    second_thoughts: float = 0.15
    """Of the choices are changed at once."""
    skips: float = 0.06
    """Of the items are left for later."""
    flags: float = 0.08
    looks_again: float = 0.12
    """Of the items are looked at again at the end; a third of them are changed."""
    reloads: float = 0.015
    disconnects: float = 0.01
    cut_ms: int = 90 * SECOND
    """Median length of a disconnection."""
    second_tabs: float = 0.01
    moves: float = 0.005
    """Go on at another computer, taking over."""
    looks_away: float = 0.1
    stays: float = 0.3
    """Sit until the time is over although they are done."""
    never: float = 0.01
    """Go home without handing in."""
    effort: Mapping[str, float] = field(default_factory=lambda: EFFORT)

    @property
    def length_ms(self) -> int:
        """Length of the exam."""
        return self.minutes * MINUTE
