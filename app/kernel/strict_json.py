"""JSON from outside, read as strictly as what comes of it will be stored: for good.

`json` alone takes more than the standard: NaN, numbers too large to be one, a name twice, UTF-16.
And it hands on what no database keeps (half a character, NUL) and what nobody can write down again
(lists in lists until the interpreter gives up). Here each of these is a ValueError.
"""

from __future__ import annotations

import json
import math
from typing import Any

MOST_DEPTH = 40
"""Levels of lists and objects; answers have five."""
BEYOND = 10**21
"""From here on a browser writes numbers with an exponent; larger digits were made by hand."""


def parse(raw: str | bytes) -> Any:  # noqa: ANN401 - parsed JSON
    """Read JSON in UTF-8.

    :raises ValueError: it is not JSON, or more than JSON.
    """
    text = raw if isinstance(raw, str) else raw.decode()
    try:
        return _READER.decode(text)
    except RecursionError as error:
        raise ValueError("depth") from error


def require_storable(value: Any) -> None:  # noqa: ANN401 - parsed JSON
    """Look at every part of a value that is to be kept.

    :raises ValueError: it holds half a character, a NUL or a number of no size, or is too deep.
    """
    level = [value]
    for _ in range(MOST_DEPTH):
        below: list[Any] = []
        for one in level:
            _look(one, below)
        if not below:
            return
        level = below
    raise ValueError("depth")


def _look(one: Any, below: list[Any]) -> None:  # noqa: ANN401 - parsed JSON
    if isinstance(one, str):
        if "\0" in one:
            raise ValueError("NUL")
        one.encode()  # half a character: UnicodeEncodeError, which is a ValueError
    elif isinstance(one, dict):
        below.extend(one)
        below.extend(one.values())
    elif isinstance(one, list):
        below.extend(one)
    elif isinstance(one, int) and not -BEYOND < one < BEYOND:
        raise ValueError("number")


def _refuse(word: str) -> object:
    raise ValueError(word)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


_READER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_object)
