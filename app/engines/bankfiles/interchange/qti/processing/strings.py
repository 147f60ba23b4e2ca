"""Comparison of texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from app.engines.bankfiles.interchange.qti.processing.values import Value, boolean, single

TRUE = ("true", "1")
LONGEST = 2000


def match(node: etree._Element, one: Value | None, other: Value | None) -> Value | None:
    """`stringMatch`, with the old `substring` attribute."""
    if one is None or other is None:
        return None
    mine, wanted = _cased(node, one), _cased(node, other)
    is_part = node.get("substring", "false") in TRUE
    return boolean(wanted in mine if is_part else wanted == mine)


def substring(node: etree._Element, one: Value | None, other: Value | None) -> Value | None:
    """`substring`: whether the first is part of the second."""
    if one is None or other is None:
        return None
    return boolean(_cased(node, one) in _cased(node, other))


def piece(given: Sequence[Value | None]) -> Value | None:
    """`substring` as some players write it: text, first place (from 1), length."""
    text, start, *rest = (None if value is None else value.first for value in given)
    if text is None or start is None:
        return None
    length = rest[0] if rest and rest[0] is not None else len(str(text))
    found = str(text)[int(start) - 1 : int(start) - 1 + int(length)]
    return single("string", found) if found else None


def pattern(text: str, expression: str, node: etree._Element) -> Value | None:
    """`patternMatch`: the whole text, as XML Schema patterns do."""
    flags = 0 if node.get("caseSensitive", "true") in TRUE else re.IGNORECASE
    return boolean(re.fullmatch(expression[:LONGEST], text[:LONGEST], flags) is not None)


def _cased(node: etree._Element, value: Value) -> str:
    text = str(value.first).strip()
    return text if node.get("caseSensitive", "true") in TRUE else text.casefold()
