"""The order in which one candidate sees the options: fixed by the seed, the same for ever."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def arrange(ids: Iterable[str], seed: int | None, salt: str) -> list[str]:
    """Return the ids in the order of their keyed digests; None keeps the author's order.

    Digests, and not a random generator, so that any language can repeat the order after years.

    :param salt: the stem, so that one seed gives each item of a paper an order of its own.

    >>> arrange("ABCD", None, "stem")
    ['A', 'B', 'C', 'D']
    >>> sorted(arrange("ABCD", 7, "stem"))
    ['A', 'B', 'C', 'D']
    """
    if seed is None:
        return list(ids)
    return sorted(ids, key=lambda id_: sha256(f"{seed}\n{salt}\n{id_}".encode()).digest())
