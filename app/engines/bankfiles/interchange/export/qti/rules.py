"""Declarations and rules of QTI as elements: what is asked for, and what it earns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange.export.base import plain

Element = Any


def element(name: str, *children: Element, text: str = "", **attributes: str) -> Element:
    """Make an element."""
    node = etree.Element(name, {key: value for key, value in attributes.items() if value})
    node.text = text or None
    node.extend(children)
    return node


@dataclass(slots=True)
class Asked:
    """One or several interactions of one question: elements, declarations, rules, the maximum."""

    score: str
    body: list[Element] = field(default_factory=list)
    declared: list[Element] = field(default_factory=list)
    rules: list[Element] = field(default_factory=list)
    most: float = 1.0


def response(
    name: str,
    base: str,
    cardinality: str,
    correct: Sequence[str],
    mapped: Mapping[str, float] | None = None,
    *,
    default: float = 0.0,
    is_case_free: bool = False,
) -> Element:
    """Declare a response with its key and, where points are shared, its mapping."""
    node = element("responseDeclaration", identifier=name, cardinality=cardinality, baseType=base)
    if correct:
        node.append(element("correctResponse", *(element("value", text=one) for one in correct)))
    if mapped:
        holder = element("mapping", lowerBound="0", defaultValue=plain(default))
        for key, value in mapped.items():
            entry = element("mapEntry", mapKey=key, mappedValue=plain(round(value, 10)))
            if is_case_free:
                entry.set("caseSensitive", "false")
            holder.append(entry)
        node.append(holder)
    return node


def outcome(name: str, base: str, default: str = "", cardinality: str = "single") -> Element:
    """Declare an outcome."""
    node = element("outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=base)
    if default:
        node.append(element("defaultValue", element("value", text=default)))
    return node


def variable(name: str) -> Element:
    """The value of a variable."""
    return element("variable", identifier=name)


def number(value: float) -> Element:
    """A number in a rule."""
    return element("baseValue", text=plain(value), baseType="float")


def set_value(name: str, expression: Element) -> Element:
    """Give an outcome a value."""
    return element("setOutcomeValue", expression, identifier=name)


def matches(name: str) -> Element:
    """Whether a response is the declared key."""
    return element("match", variable(name), element("correct", identifier=name))


def when(condition: Element, name: str, *, earned: float = 1.0) -> Element:
    """Give points when a condition holds, else none."""
    return element(
        "responseCondition",
        element("responseIf", condition, set_value(name, number(earned))),
        element("responseElse", set_value(name, number(0))),
    )


def mapped(name: str, response_name: str) -> Element:
    """Give what a response is worth by its mapping."""
    return set_value(name, element("mapResponse", identifier=response_name))


def total(name: str, parts: Iterable[Element]) -> Element:
    """Give the sum of expressions."""
    listed = list(parts)
    return set_value(name, listed[0] if len(listed) == 1 else element("sum", *listed))


def holds_pair(response_name: str, first: str, second: str) -> Element:
    """Whether two neighbours stand in this order in an ordered response."""
    pair = element(
        "ordered",
        element("baseValue", text=first, baseType="identifier"),
        element("baseValue", text=second, baseType="identifier"),
    )
    return element("contains", variable(response_name), pair)


def both(conditions: Sequence[Element]) -> Element:
    """Whether all conditions hold."""
    return conditions[0] if len(conditions) == 1 else element("and", *conditions)
