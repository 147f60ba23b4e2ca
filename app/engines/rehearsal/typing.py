"""From key strokes to entries of the journal, by the rule of the player (`writer.js`)."""

from __future__ import annotations

import random
from collections.abc import Sequence

IDLE_MS = 800
LONGEST_MS = 5_000
PAUSES = 0.06
"""Of the key strokes come after a pause for thought."""


def keystrokes(chance: random.Random, start: int, count: int) -> list[int]:
    """Return when so many characters are typed, the first one at `start`."""
    stamps, at = [], float(start)
    for _ in range(count):
        stamps.append(round(at))
        is_pause = chance.random() < PAUSES
        at += chance.lognormvariate(7.5, 0.6) if is_pause else chance.lognormvariate(5.3, 0.45)
    return stamps


def writes(stamps: Sequence[int], leaves_at: int | None = None) -> list[tuple[int, int]]:
    """Return when a text is written into the journal, and how many characters it has then.

    After 800 ms of rest, 5 s after the first unwritten character at the latest, and when the item
    is left.

    >>> writes([0, 200, 400])
    [(1200, 3)]
    >>> writes([0, 200, 2000])
    [(1000, 2), (2800, 3)]
    >>> writes([0, 200], leaves_at=500)
    [(500, 2)]
    """
    found: list[tuple[int, int]] = []
    since = due = None
    for number, at in enumerate(stamps):
        if due is not None and at >= due:
            found.append((due, number))
            since = None
        since = at if since is None else since
        due = at + min(IDLE_MS, max(0, since + LONGEST_MS - at))
    if due is not None:
        last = due if leaves_at is None else max(stamps[-1], min(due, leaves_at))
        found.append((last, len(stamps)))
    return found
