"""Exchange people between rooms where more of a unit sit in one than can be kept apart there.

People are dealt over the rooms unit by unit, the largest first. The last units take what is left,
which may be all in a small room; no exchange of seats within that room could mend it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def thin_out(shares: Sequence[list[T]], most: Sequence[int], unit_of: Callable[[T], str]) -> None:
    """Exchange one for one until no unit has too many in a room, or nothing more can be done.

    :param shares: who is in each room; nothing changes where no unit has too many.
    :param most: how many of one unit can be kept apart in each room.

    >>> rooms = [["a1", "a2", "b1"], ["b2", "c1", "c2"]]
    >>> thin_out(rooms, [1, 2], lambda one: one[0])
    >>> rooms
    [['a1', 'c2', 'b1'], ['b2', 'c1', 'a2']]
    """
    counts = [Counter(unit_of(one) for one in share) for share in shares]
    for here, count in enumerate(counts):
        for unit in sorted(one for one, size in count.items() if size > most[here]):
            while count[unit] > most[here] and (found := _find(unit, here, counts, most)):
                there, other = found
                _swap(shares[here], _last(shares[here], unit, unit_of),
                      shares[there], _last(shares[there], other, unit_of))  # fmt: skip
                for room, comes, goes in ((here, other, unit), (there, unit, other)):
                    counts[room][comes] += 1
                    counts[room][goes] -= 1


def _find(
    unit: str, here: int, counts: Sequence[Counter[str]], most: Sequence[int]
) -> tuple[int, str] | None:
    """Return another room and a unit of which one may come for one of this unit; None without."""
    found = [
        ((counts[there][unit] + 1) / most[there], counts[here][other], there, other)
        for there in range(len(counts))
        if there != here and counts[there][unit] < most[there]
        for other, size in counts[there].items()
        if size and other != unit and counts[here][other] < most[here]
    ]
    return min(found)[2:] if found else None


def _last(share: Sequence[T], unit: str, unit_of: Callable[[T], str]) -> int:
    return max(at for at, one in enumerate(share) if unit_of(one) == unit)


def _swap(one: list[T], here: int, other: list[T], there: int) -> None:
    one[here], other[there] = other[there], one[here]
