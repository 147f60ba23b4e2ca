"""Case: one story and several questions about it, each of any kind but case and practical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from app.engines.items import (
    blank,
    classify,
    cloze,
    essay,
    hotspot,
    judge,
    match,
    multiple,
    number,
    order,
    short,
    single,
)
from app.engines.items.base import Content, Example, Item, Kind, Outcome
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.html import render
from app.engines.items.sealed import read_once
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "case"
LABEL = msg("Case study")
PART_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
LEAST, MOST = 1, 20
SIMPLE: Mapping[str, Kind] = MappingProxyType(
    {
        kind.NAME: kind
        for kind in (
            *(single, multiple, judge, blank, number, order, match),
            *(cloze, classify, hotspot, short, essay),
        )
    }
)
"""The kinds a question of a case may be of."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a case: what it is worth beside the others, and its content."""

    points: Decimal
    content: Mapping[str, Any]
    kind: Kind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Item):
    """A story, which is the stem, and its questions."""

    parts: dict[str, Question]


@read_once
def read(content: Content) -> Case:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    for id_, question in item.parts.items():
        _gather(fields, id_, question)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return the problems of the case and of each of its questions."""
    item, fields = _parse(content)
    found = list(fields.problems)
    for id_, question in item.parts.items():
        if question.kind is not None:
            held = _with_figures(content, question)
            found += _placed(id_, question.kind.check(held))
    return found


def read_value(content: Content, raw: object) -> dict[str, Any] | None:
    """Return the values of the questions that were answered."""
    if raw is None:
        return None
    item = read(content)
    if not isinstance(raw, dict) or set(raw) - set(item.parts):
        raise InvalidError([Problem("value", msg("The answer does not fit the questions."))])
    values = {}
    for id_, question in item.parts.items():
        if id_ in raw and question.kind is not None:
            held = _with_figures(content, question)
            values[id_] = question.kind.read_value(held, raw[id_])
    return {id_: value for id_, value in values.items() if value is not None} or None


def assess(content: Content, value: dict[str, Any] | None) -> Outcome:
    """Weigh the shares of the questions; one that waits for a person makes the case wait."""
    item = read(content)
    given = value or {}
    earned, total, parts, waits = Fraction(0), Fraction(0), [], False
    for id_, question in item.parts.items():
        if question.kind is None:
            continue
        outcome = question.kind.assess(_with_figures(content, question), given.get(id_))
        earned += Fraction(question.points) * outcome.fraction
        total += Fraction(question.points)
        waits = waits or outcome.is_for_review
        parts += [replace(part, id=f"{id_}.{part.id}") for part in outcome.parts]
    return Outcome(earned / total, tuple(parts), is_for_review=waits)


def present(content: Content, seed: int | None) -> dict[str, Any]:
    """Return the questions as their own kinds show them, shuffled by the seed."""
    shown = []
    for id_, question in read(content).parts.items():
        if question.kind is None:
            continue
        held = _with_figures(content, question)
        stem = render(str(question.content["stem"]))
        view = {"stem": stem, **question.kind.present(held, seed)}
        points = float(question.points)
        shown.append({"id": id_, "kind": question.kind.NAME, "points": points, "view": view})
    return {"questions": shown}


def full_value(content: Content) -> dict[str, Any]:
    """Return the full value of every question."""
    return {
        id_: question.kind.full_value(_with_figures(content, question))
        for id_, question in read(content).parts.items()
        if question.kind is not None
    }


def _with_figures(content: Content, question: Question) -> Content:
    """Lend a question the figures of the case."""
    if "figures" not in content:
        return question.content
    return {**question.content, "figures": content["figures"]}


def _parse(content: Content) -> tuple[Case, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    children = fields.children("parts", PART_ID, LEAST, MOST)
    parts = {id_: _question(child) for id_, child in children.items()}
    explain = fields.text("explain", required=False)
    fields.finish()
    return Case(kind=kind, stem=stem, parts=parts, explain=explain), fields


def _question(fields: Fields) -> Question:
    points = fields.number("points", default=Decimal(1))
    if points <= 0:
        fields.wrong("points", msg("A question earns more than nothing."))
    raw = fields.get("content")
    content: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    kind = SIMPLE.get(str(content.get("kind", "")))
    if kind is None:
        fields.wrong(
            "content.kind",
            msg("This kind of item is not known."),
            msg("Known kinds: %(names)s.", names=", ".join(SIMPLE)),
        )
    fields.finish()
    return Question(points if points > 0 else Decimal(1), content, kind)


def _gather(fields: Fields, id_: str, question: Question) -> None:
    if question.kind is None:
        return
    held = {**question.content, "figures": fields.get("figures")}
    try:
        question.kind.read(held if fields.has("figures") else question.content)
    except InvalidError as error:
        fields.problems += _placed(id_, error.problems)


def _placed(id_: str, problems: Any) -> list[Problem]:  # noqa: ANN401 - any iterable
    return [replace(problem, where=f"parts.{id_}.{problem.where}") for problem in problems]


_EXAMPLE: Content = {
    "kind": NAME,
    "stem": "Ann has two apples and buys three more.",
    "parts": {
        "a": {"points": 1, "content": {"kind": "number", "stem": "How many?", "key": {"value": 5}}},
        "b": {
            "points": 2,
            "content": {
                "kind": "judge",
                "stem": "Ann sells apples.",
                "key": False,
                "why": {"true": "She buys some.", "false": "Right."},
            },
        },
    },
}
EXAMPLES = (
    Example(_EXAMPLE, {"a": "5", "b": False}, Fraction(1)),
    Example(_EXAMPLE, {"b": False}, Fraction(2, 3)),
    Example(_EXAMPLE, {"a": "6", "b": True}, Fraction(0)),
)
