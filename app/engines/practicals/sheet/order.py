"""The order of values in a sorted table: numbers, then texts, then truth, blanks last."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.practicals.sheet.model import CellError, Value, text_of

Key = tuple[int, float, bytes]


def order_key(value: Value, ranks: Sequence[str] = ()) -> Key:
    """Return what a value is sorted by; `ranks` is an order of one's own.

    Chinese texts go by GBK, whose first level is in the order of pinyin.
    """
    text = text_of(value)
    if ranks:
        known = list(map(str, ranks))
        return (0, float(known.index(text) if text in known else len(known)), b"")
    if isinstance(value, bool):
        return (2, float(value), b"")
    if isinstance(value, float):
        return (0, value, b"")
    if isinstance(value, CellError):
        return (3, 0.0, b"")
    if not text:
        return (4, 0.0, b"")
    return (1, 0.0, text.casefold().encode("gb18030"))
