"""Parts of a content that our own files carry aside, put back into what the format gave.

A writer reads its own item back before it lets it go; what came back otherwise is written aside as
tags (`xuekao:content.scoring="partial"`), which other systems pass by.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

GONE = "-"
"""Before the name of a field: it was not there."""


def applied(content: Mapping[str, Any], carried: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content as it was when it was written.

    >>> applied({"kind": "x", "a": 1, "b": 2}, {"a": 3, "-b": True})
    {'kind': 'x', 'a': 3}
    """
    made = {**content, **{k: v for k, v in carried.items() if not k.startswith(GONE)}}
    return {name: value for name, value in made.items() if f"{GONE}{name}" not in carried}


def residue(content: Mapping[str, Any], came_back: Mapping[str, Any]) -> dict[str, Any]:
    """Return what must be carried aside so that `applied` gives the content again.

    >>> residue({"a": 3}, {"a": 1, "b": 2})
    {'a': 3, '-b': True}
    """
    changed = {
        name: value
        for name, value in content.items()
        if name not in came_back or not _is_same(came_back[name], value)
    }
    return changed | {f"{GONE}{name}": True for name in came_back if name not in content}


def _is_same(one: object, other: object) -> bool:
    """Whether two values are equal, also in their types: 1 and 1.0 are written differently."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(_is_same(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return type(one) is type(other) and one == other
