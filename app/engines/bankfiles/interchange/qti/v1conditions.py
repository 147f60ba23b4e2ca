"""Conditions of QTI 1.2: which answers a `respcondition` holds for, and what they earn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from lxml import etree

from app.engines.items.fields import decimal_of

Answers = Mapping[str, Sequence[str]]
NUMERIC = {"vargt", "vargte", "varlt", "varlte"}


class Condition:
    """One `respcondition`: a test, and what it sets."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node
        self.test = node.find("conditionvar")
        self.goes_on = node.get("continue", "No").lower() == "yes"
        self.settings = [
            (one.get("action", "Set").lower(), _float(one.text))
            for one in node.iterfind("setvar")
            if one.get("varname", "SCORE").upper() in ("SCORE", "QUE_SCORE", "WORST")
        ]

    @property
    def worth(self) -> float:
        """What it sets or adds; nothing for feedback alone."""
        return max(
            (value for action, value in self.settings if action in ("set", "add")), default=0.0
        )

    @property
    def is_rest(self) -> bool:
        """Whether it is for the answers that no condition before it holds for."""
        return self.test is not None and [child.tag for child in self.test] == ["other"]

    def holds(self, answers: Answers) -> bool:
        """Whether these answers fulfil it."""
        if self.test is None:
            return False
        return all(
            any(_holds(one, answers) for one in alternatives)
            for alternatives in _alternatives(self.test, answers)
        )


class Rules:
    """All conditions of an item."""

    def __init__(self, item: etree._Element) -> None:
        self.conditions = [Condition(node) for node in item.iter("respcondition")]

    def score(self, answers: Answers) -> float:
        """Return what answers earn, conditions in their order."""
        total, is_met = 0.0, False
        for condition in self.conditions:
            if not condition.holds(answers) or (condition.is_rest and is_met):
                continue
            is_met = True
            for action, value in condition.settings:
                total = _applied(total, action, value)
            if condition.settings and not condition.goes_on:
                break
        return total

    def rewarded(self) -> list[Condition]:
        """Return the conditions that give points."""
        return [condition for condition in self.conditions if condition.worth > 0]

    def required(self, name: str, ids: Sequence[str]) -> list[str]:
        """Return the identifiers that a rewarded condition asks for and does not forbid."""
        asked: list[str] = []
        for condition in self.rewarded():
            if condition.test is None:
                continue
            for node in condition.test.iter("varequal", "varsubset"):
                value = (node.text or "").strip()
                is_mine = node.get("respident") == name
                if is_mine and value in ids and not _is_negated(node, condition.test):
                    asked.append(value)
        return list(dict.fromkeys(asked))

    def named(self, name: str) -> list[str]:
        """Return all identifiers that rewarded conditions name."""
        return [
            (node.text or "").strip()
            for condition in self.rewarded()
            for node in condition.node.iter("varequal")
            if node.get("respident") == name
        ]

    def worths(self, name: str) -> Iterator[tuple[str, float]]:
        """Yield the texts that earn points, with what they earn."""
        for text in dict.fromkeys(self.named(name)):
            yield text, self.score({name: [text]})

    def interval(self, name: str = "") -> tuple[Decimal, Decimal] | None:
        """Return the number that is accepted and the tolerance around it.

        :param name: the place to answer, where there are several.
        """
        for condition in self.rewarded():
            asked = [
                node
                for node in condition.node.iter(*NUMERIC, "varequal")
                if name in ("", node.get("respident", "")) and not _is_negated(node, condition.node)
            ]
            equal = [decimal_of(node.text) for node in asked if node.tag == "varequal"]
            low = [decimal_of(node.text) for node in asked if node.tag in ("vargte", "vargt")]
            high = [decimal_of(node.text) for node in asked if node.tag in ("varlte", "varlt")]
            bounds = [one for one in (*low[:1], *high[:1]) if one is not None]
            exact = next((one for one in equal if one is not None), None)
            if len(bounds) == 2:  # noqa: PLR2004
                middle = exact if exact is not None else (bounds[0] + bounds[1]) / 2
                return middle, min(abs(bounds[1] - middle), abs(middle - bounds[0]))
            if exact is not None:
                return exact, Decimal(0)
        return None


def _alternatives(test: etree._Element, answers: Answers) -> Iterator[list[etree._Element]]:
    """Yield what must hold, one of each.

    One answer cannot be equal to several texts at once: where a condition names several side by
    side, as Canvas does for typed answers, each of them is right.
    """
    equal: dict[str, list[etree._Element]] = {}
    for node in test:
        name = node.get("respident", "")
        if node.tag == "varequal" and len(answers.get(name, ())) <= 1:
            equal.setdefault(name, []).append(node)
        else:
            yield [node]
    yield from equal.values()


def _holds(node: etree._Element, answers: Answers) -> bool:  # noqa: PLR0911 - one a test
    name = str(node.tag)
    if name == "and":
        return all(_holds(child, answers) for child in node)
    if name == "or":
        return any(_holds(child, answers) for child in node)
    if name == "not":
        return not any(_holds(child, answers) for child in node)
    if name in ("other", "unanswered"):
        return name == "other"
    given = answers.get(node.get("respident", ""), ())
    wanted = (node.text or "").strip()
    if name == "varequal":
        return any(_equal(one, wanted, node) for one in given)
    if name == "varsubset":
        return set(wanted.split(",")) <= set(given)
    if name in NUMERIC:
        return any(_compared(name, one, wanted) for one in given)
    return False


def _equal(one: str, wanted: str, node: etree._Element) -> bool:
    is_exact = node.get("case", "Yes").lower() == "yes"
    return one == wanted if is_exact else one.casefold() == wanted.casefold()


def _compared(name: str, one: str, wanted: str) -> bool:
    a, b = decimal_of(one), decimal_of(wanted)
    if a is None or b is None:
        return False
    tests = {"vargt": a > b, "vargte": a >= b, "varlt": a < b, "varlte": a <= b}
    return tests[name]


def _applied(total: float, action: str, value: float) -> float:
    if action == "add":
        return total + value
    if action == "subtract":
        return total - value
    if action == "multiply":
        return total * value
    return value if action == "set" else total


def _is_negated(node: etree._Element, top: etree._Element) -> bool:
    for up in node.iterancestors():
        if up is top:
            return False
        if up.tag == "not":
            return True
    return False


def _float(text: str | None) -> float:
    try:
        return float((text or "0").strip())
    except ValueError:
        return 0.0
