"""Put in order: four to six parts, all or nothing, or by pairs of neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from app.engines.items.base import Content, Example, Item, Outcome, Part
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.html import render_inline
from app.engines.items.sealed import read_once
from app.engines.items.shuffle import arrange
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "order"
LABEL = msg("Put in order")
ALL = "all_or_nothing"
PER_PAIR = "per_pair"
LEAST, MOST = 3, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Item):
    """Parts that a rule puts in one order."""

    parts: dict[str, str]
    key: tuple[str, ...]
    scoring: str


@read_once
def read(content: Content) -> Order:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors: a key that does not hold every part once."""
    return _parse(content)[1].problems


def read_value(content: Content, raw: object) -> list[str] | None:
    """Return the ids in the candidate's order; every part is there once."""
    if raw is None or raw == []:
        return None
    if (
        not isinstance(raw, list)
        or not all(isinstance(id_, str) for id_ in raw)
        or sorted(raw) != sorted(content["parts"])
    ):
        raise InvalidError([Problem("value", msg("The answer must hold every part once."))])
    return list(raw)


def assess(content: Content, value: list[str] | None) -> Outcome:
    """Give all for the whole order, or a share for each right pair of neighbours."""
    item = read(content)
    given = tuple(value or ())
    parts = tuple(_places(item, given))
    if item.scoring == ALL:
        return Outcome(Fraction(given == item.key), parts)
    right = len(set(pairwise(given)) & set(pairwise(item.key)))
    return Outcome(Fraction(right, len(item.key) - 1), parts)


def present(content: Content, seed: int | None) -> dict[str, Any]:
    """Return the parts, shuffled by the seed."""
    item = read(content)
    ids = arrange(item.parts, seed, item.stem)
    return {"parts": [{"id": id_, "html": render_inline(item.parts[id_])} for id_ in ids]}


def full_value(content: Content) -> list[str]:
    """Return the key."""
    return list(read(content).key)


def _places(item: Order, given: tuple[str, ...]) -> list[Part]:
    filled = given or ("",) * len(item.key)
    return [
        Part(
            id=str(place),
            given=item.parts.get(mine, ""),
            expected=item.parts[key],
            is_chosen=bool(mine),
            is_right=mine == key,
        )
        for place, (mine, key) in enumerate(zip(filled, item.key, strict=True), start=1)
    ]


def _parse(content: Content) -> tuple[Order, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    parts = fields.texts("parts", "[A-H]", LEAST, MOST)
    key = fields.words("key")
    if sorted(key) != sorted(parts):
        fields.wrong("key", msg("The key must hold every part once."))
    scoring = fields.one_of("scoring", (ALL, PER_PAIR), ALL)
    explain = fields.text("explain", required=False)
    fields.finish()
    item = Order(
        kind=kind,
        stem=stem,
        parts=parts,
        key=tuple(key),
        scoring=scoring,
        explain=explain,
    )
    return item, fields


def _example(scoring: str) -> Content:
    return {
        "kind": NAME,
        "stem": "Put these numbers in ascending order.",
        "parts": {"A": "three", "B": "one", "C": "two"},
        "key": ["B", "C", "A"],
        "scoring": scoring,
    }


EXAMPLES = (
    Example(_example(ALL), ["B", "C", "A"], Fraction(1)),
    Example(_example(ALL), ["A", "B", "C"], Fraction(0)),
    Example(_example(PER_PAIR), ["A", "B", "C"], Fraction(1, 2)),
)
