"""Lists of values: equality, membership, building and taking away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.engines.bankfiles.interchange.qti.processing import values
from app.engines.bankfiles.interchange.qti.processing.values import Value


def is_same(one: Value, other: Value) -> bool:
    """Whether two values are equal: `multiple` without order, everything else in order."""
    if values.MULTIPLE in (one.cardinality, other.cardinality):
        return Counter(map(_key, one.items)) == Counter(map(_key, other.items))
    return [_key(item) for item in one.items] == [_key(item) for item in other.items]


def contains(one: Value, other: Value) -> bool:
    """Whether a container holds all of another one; an ordered one in that order, in one piece."""
    mine, wanted = [_key(item) for item in one.items], [_key(item) for item in other.items]
    if one.cardinality == values.ORDERED and other.cardinality == values.ORDERED:
        span = len(wanted)
        return any(mine[at : at + span] == wanted for at in range(len(mine) - span + 1))
    return not Counter(wanted) - Counter(mine)


def gather(cardinality: str, given: Sequence[Value | None]) -> Value | None:
    """Return a container of all items given, lists opened, NULL left out."""
    there = [value for value in given if value is not None]
    if not there:
        return None
    items = [item for value in there for item in value.items]
    return values.container(there[0].base, cardinality, items)


def delete(first: Value | None, second: Value | None) -> Value | None:
    """Return the container without every instance of the value."""
    if first is None or second is None:
        return None
    one, many = (first, second) if second.is_container else (second, first)
    gone = {_key(item) for item in one.items}
    kept = [item for item in many.items if _key(item) not in gone]
    return values.container(many.base, many.cardinality, kept)


def _key(item: object) -> object:
    """Return what is compared: whole floats equal integers, and truth is no number."""
    return ("truth", item) if isinstance(item, bool) else item
