"""Match: each entry on the left belongs to one on the right; spare ones may stand on the right."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.engines.items import pairs
from app.engines.items.base import Content, Example, Item, Outcome
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.html import render_inline
from app.engines.items.sealed import read_once
from app.engines.items.shuffle import arrange
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "match"
LABEL = msg("Matching")
PER_PAIR = "per_pair"
ALL = "all_or_nothing"
LEAST, MOST_LEFT, MOST_RIGHT = 2, 9, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Item):
    """Two lists and the pairs that belong together."""

    left: dict[str, str]
    right: dict[str, str]
    key: dict[str, str]
    scoring: str


@read_once
def read(content: Content) -> Match:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors: entries without a pair, pairs without an entry."""
    return _parse(content)[1].problems


def read_value(content: Content, raw: object) -> dict[str, str] | None:
    """Return the pairs made so far, entries without a partner left out."""
    return pairs.read_value(content["left"], content["right"], raw)


def assess(content: Content, value: dict[str, str] | None) -> Outcome:
    """Share the points by pairs, or give all for all of them."""
    item = read(content)
    return pairs.assess(
        item.left, item.right, item.key, value, is_all_or_nothing=item.scoring == ALL
    )


def present(content: Content, seed: int | None) -> dict[str, Any]:
    """Return the left list in order and the right one shuffled by the seed."""
    item = read(content)
    ids = arrange(item.right, seed, item.stem)
    return {
        "left": [{"id": id_, "html": render_inline(text)} for id_, text in item.left.items()],
        "right": [{"id": id_, "html": render_inline(item.right[id_])} for id_ in ids],
    }


def full_value(content: Content) -> dict[str, str]:
    """Return the key."""
    return dict(sorted(read(content).key.items()))


def _parse(content: Content) -> tuple[Match, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    left = fields.texts("left", "[1-9]", LEAST, MOST_LEFT)
    right = fields.texts("right", "[A-J]", LEAST, MOST_RIGHT)
    key = pairs.read_key(fields, left, right, "[1-9]")
    if len(set(key.values())) < len(key):
        fields.wrong("key", msg("An entry on the right is used twice."))
    scoring = fields.one_of("scoring", (PER_PAIR, ALL), PER_PAIR)
    explain = fields.text("explain", required=False)
    fields.finish()
    item = Match(
        kind=kind,
        stem=stem,
        left=left,
        right=right,
        key=key,
        scoring=scoring,
        explain=explain,
    )
    return item, fields


def _example(scoring: str) -> Content:
    return {
        "kind": NAME,
        "stem": "Match the words with the numbers. One number is left over.",
        "left": {"1": "one", "2": "two"},
        "right": {"A": "2", "B": "3", "C": "1"},
        "key": {"1": "C", "2": "A"},
        "scoring": scoring,
    }


EXAMPLES = (
    Example(_example(PER_PAIR), {"1": "C", "2": "A"}, Fraction(1)),
    Example(_example(PER_PAIR), {"1": "C", "2": "B"}, Fraction(1, 2)),
    Example(_example(ALL), {"1": "C"}, Fraction(0)),
)
