"""Mappings of a response to a number: by entries, by areas, by tables."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange.qti.processing import numbers, values
from app.engines.bankfiles.interchange.qti.processing.declarations import (
    Entry,
    Variable,
    bounded,
    mapping,
)
from app.engines.bankfiles.interchange.qti.processing.values import Value


def response(variable: Variable) -> Value | None:
    """`mapResponse`: the sum of what the chosen values are worth, within the bounds."""
    return _mapped(variable, variable.value)


def outcome(variable: Variable) -> Value | None:
    """`mapOutcome`: likewise, of an outcome."""
    return _mapped(variable, variable.value)


def _mapped(variable: Variable, value: Value | None) -> Value | None:
    entries, node = mapping(variable)
    if node is None:
        return values.single("float", 0.0)
    other = float(values.parse("float", node.get("defaultValue", "0")) or 0)
    if variable.base == "point":
        return values.single("float", 0.0)
    items = value.items if value else ()
    total = sum(_worth(variable.base, item, entries, other) for item in items)
    return values.single("float", bounded(node, float(total)))


def _worth(base: str, item: Any, entries: list[Entry], other: float) -> float:  # noqa: ANN401
    for entry in entries:
        if _is_same(base, item, entry):
            return entry.mapped
    return other


def _is_same(base: str, item: Any, entry: Entry) -> bool:  # noqa: ANN401
    if base in ("string", "identifier", "uri", ""):
        mine, key = str(item).strip(), entry.key.strip()
        return mine == key if entry.is_case_exact else mine.casefold() == key.casefold()
    return bool(values.parse(base, entry.key) == item)


def point(variable: Variable) -> Value | None:
    """`mapResponsePoint`: each area counts once, however often it was hit."""
    node = variable.node.find("areaMapping")
    if node is None:
        return values.single("float", 0.0)
    other = float(values.parse("float", node.get("defaultValue", "0")) or 0)
    total, hit = 0.0, set[int]()
    for item in variable.value.items if variable.value else ():
        place = next(
            (n for n, area in enumerate(node.iterfind("areaMapEntry")) if _is_in(item, area)), None
        )
        if place is None:
            total += other
        elif place not in hit:
            hit.add(place)
            area = node.findall("areaMapEntry")[place]
            total += float(values.parse("float", area.get("mappedValue", "0")) or 0)
    return values.single("float", bounded(node, total))


def _is_in(item: Any, area: etree._Element) -> bool:  # noqa: ANN401
    return numbers.inside(item, area.get("shape", "rect"), coords_of(area))


def coords_of(node: etree._Element) -> list[float]:
    """Return the numbers of `coords`."""
    parts = re.split(r"[\s,]+", node.get("coords", "").strip())
    found = [values.parse("float", part) for part in parts]
    return [float(one) for one in found if one is not None]


def lookup(variable: Variable, value: Value | None) -> Value | None:
    """`lookupOutcomeValue`: the value of the match or interpolation table."""
    for name in ("matchTable", "interpolationTable"):
        node = variable.node.find(name)
        if node is not None:
            return table(variable.base, node, value)
    return None


def table(base: str, node: etree._Element, value: Value | None) -> Value | None:
    """Return the value that a table gives for a number."""
    if node.tag == "interpolationTable":
        return _interpolated(base, node, value)
    wanted = None if value is None else values.parse("float", value.first)
    for entry in node.iterfind("matchTableEntry"):
        if wanted is not None and values.parse("float", entry.get("sourceValue")) == wanted:
            return values.of(base, values.SINGLE, entry.get("targetValue"))
    return values.of(base, values.SINGLE, node.get("defaultValue"))


def _interpolated(base: str, node: etree._Element, value: Value | None) -> Value | None:
    """Between two entries the value lies on the line through both; outside it is the nearest."""
    points = sorted(
        (float(entry.get("sourceValue", "0")), float(entry.get("targetValue", "0")))
        for entry in node.iterfind("interpolationTableEntry")
    )
    if value is None or not points:
        return values.of(base, values.SINGLE, node.get("defaultValue"))
    x = float(value.first)
    if x <= points[0][0]:
        return values.single(base, points[0][1])
    for (x1, y1), (x2, y2) in pairwise(points):
        if x <= x2:
            return values.single(base, y1 + (y2 - y1) * (x - x1) / (x2 - x1))
    return values.single(base, points[-1][1])
