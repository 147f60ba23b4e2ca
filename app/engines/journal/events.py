"""One event of the answer journal, and how far a journal is stored without a gap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

ANSWER = "answer"
"""The candidate answered an item, or cleared it."""
FLAG = "flag"
"""The candidate flagged an item for another look, or took the flag away."""


class Event(NamedTuple):
    """What a candidate did to one item, as the writing machine recorded it.

    :ivar epoch: number of the writer; it grows when another tab or machine takes over.
    :ivar seq: number within the writer's own journal, from 1 without gaps.
    :ivar item: position of the item on the paper, from 1; 0 is the practice item.
    :ivar kind: `ANSWER` or `FLAG`.
    :ivar payload: JSON text exactly as the writer made it; never serialised again,
        so that its hash can be checked in ten years.
    :ivar at_ms: server time at which the writer believes it happened, in ms since
        1970: monotonic clock plus the skew measured at the last acknowledgement.
    :ivar mono_ms: monotonic clock of the writer, in ms since its page was opened.
    :ivar wall_ms: wall clock of the writer, in ms since 1970; may be wrong by hours.
    :ivar hash: SHA-256 in hex over the hash before and all of the above.
    """

    epoch: int
    seq: int
    item: int
    kind: str
    payload: str
    at_ms: int
    mono_ms: int
    wall_ms: int
    hash: str

    @property
    def place(self) -> tuple[int, int]:
        """Where the event stands among all events of its sitting."""
        return (self.epoch, self.seq)


def contiguous(seqs: Iterable[int], known: int = 0) -> int:
    """Return the highest number up to which nothing is missing.

    :param seqs: stored numbers in any order, with or without repetition.
    :param known: a number up to which nothing is known to be missing.

    >>> contiguous([3, 1, 2, 2, 5])
    3
    >>> contiguous([7, 6], known=5)
    7
    >>> contiguous([])
    0
    """
    for seq in sorted(set(seqs)):
        if seq > known + 1:
            break
        known = max(known, seq)
    return known
