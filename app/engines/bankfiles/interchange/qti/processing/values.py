"""Values of QTI: a base type, a cardinality, and items; NULL is None."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SINGLE, MULTIPLE, ORDERED, RECORD = "single", "multiple", "ordered", "record"
_DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_SECONDS = (86400, 3600, 60, 1)
NUMERIC = frozenset({"integer", "float", "duration"})


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is not NULL; a container is never empty."""

    base: str
    cardinality: str
    items: tuple[Any, ...]

    @property
    def first(self) -> Any:  # noqa: ANN401 - any base type
        """The value itself, or the first of a container."""
        return self.items[0]

    @property
    def is_container(self) -> bool:
        """Whether it is a list."""
        return self.cardinality in (MULTIPLE, ORDERED)


def single(base: str, item: Any) -> Value:  # noqa: ANN401
    """Return a single value."""
    return Value(base, SINGLE, (item,))


def boolean(truth: bool) -> Value:  # noqa: FBT001
    """Return a truth value."""
    return single("boolean", truth)


def number(result: float) -> Value | None:
    """Return a number, an integer where it is whole by type; NULL for what is no number."""
    if isinstance(result, bool):
        return None
    if isinstance(result, int):
        return single("integer", result)
    return single("float", result) if math.isfinite(result) else None


def container(base: str, cardinality: str, items: Iterable[Any]) -> Value | None:
    """Return a container; an empty one is NULL."""
    kept = tuple(item for item in items if item is not None)
    return Value(base, cardinality, kept) if kept else None


def parse(base: str, raw: object) -> Any:  # noqa: ANN401, PLR0911 - one a base type
    """Return one item of a base type from text or JSON, None when it is none.

    >>> parse("integer", "01"), parse("pair", "B  A"), parse("duration", "PT1M")
    (1, ('A', 'B'), 60.0)
    """
    if raw is None:
        return None
    if base == "boolean":
        return raw if isinstance(raw, bool) else str(raw).strip().lower() in ("true", "1")
    text = str(raw).strip() if base != "string" else str(raw)
    if base in ("integer", "float"):
        return _number(base, text)
    if base == "duration":
        return _duration(text)
    if base in ("pair", "directedPair"):
        names = text.split()
        if len(names) != 2:  # noqa: PLR2004
            return None
        return tuple(sorted(names)) if base == "pair" else tuple(names)
    if base == "point":
        numbers = [_number("float", part) for part in re.split(r"[\s,]+", text)]
        return tuple(numbers) if len(numbers) == 2 and None not in numbers else None  # noqa: PLR2004
    return text


def of(base: str, cardinality: str, raw: object) -> Value | None:
    """Return a value from text, a list of texts, or JSON."""
    if raw is None:
        return None
    given = list(raw) if isinstance(raw, list | tuple) else [raw]
    items = [item for one in given if (item := parse(base, one)) is not None]
    if cardinality == SINGLE:
        return single(base, items[0]) if items else None
    return container(base, cardinality, items)


def plain(value: Value | None) -> Any:  # noqa: ANN401
    """Return a value as JSON has it, for comparing with what is expected."""
    if value is None:
        return None
    shown = [" ".join(map(str, item)) if isinstance(item, tuple) else item for item in value.items]
    return shown[0] if value.cardinality == SINGLE else shown


def _number(base: str, text: str) -> int | float | None:
    try:
        result = float(text)
    except ValueError:
        return None
    if not math.isfinite(result):
        return None
    return int(result) if base == "integer" else result


def _duration(text: str) -> float | None:
    found = _DURATION.fullmatch(text)
    if found and any(found.groups()):
        return sum(
            float(part or 0) * unit for part, unit in zip(found.groups(), _SECONDS, strict=True)
        )
    number_ = _number("float", text)
    return None if number_ is None else float(number_)
