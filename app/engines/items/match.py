"""Match: each entry on the left belongs to one on the right; spare ones may stand on the right."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.engines.items.base import Content, Example, Item, Outcome, Part
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.html import render_inline
from app.engines.items.shuffle import arrange
from app.kernel.errors import InvalidError
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
    if raw is None:
        return None
    if not isinstance(raw, dict) or any(
        left not in content["left"]
        or not isinstance(right, str)
        or (right and right not in content["right"])
        for left, right in raw.items()
    ):
        raise InvalidError([Problem("value", msg("The answer does not fit the two lists."))])
    return {left: raw[left] for left in sorted(raw) if raw[left]} or None


def assess(content: Content, value: dict[str, str] | None) -> Outcome:
    """Share the points by pairs, or give all for all of them."""
    item = read(content)
    given = value or {}
    parts = tuple(_pair(item, left, given.get(left, "")) for left in item.left)
    right = sum(part.is_right for part in parts)
    if item.scoring == ALL:
        return Outcome(Fraction(right == len(parts)), parts)
    return Outcome(Fraction(right, len(parts)), parts)


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


def _pair(item: Match, left: str, given: str) -> Part:
    return Part(
        id=left,
        text=item.left[left],
        given=item.right.get(given, ""),
        expected=item.right[item.key[left]],
        is_chosen=bool(given),
        is_right=given == item.key[left],
    )


def _parse(content: Content) -> tuple[Match, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    left = fields.texts("left", "[1-9]", LEAST, MOST_LEFT)
    right = fields.texts("right", "[A-J]", LEAST, MOST_RIGHT)
    holder = fields.child("key")
    key = {id_: holder.text(id_) for id_ in holder.ids("[1-9]")}
    _check_key(fields, left, right, key)
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


def _check_key(
    fields: Fields, left: dict[str, str], right: dict[str, str], key: dict[str, str]
) -> None:
    if sorted(key) != sorted(left):
        fields.wrong("key", msg("Every entry on the left needs one partner."))
    if any(partner not in right for partner in key.values()):
        fields.wrong("key", msg("A partner is not in the list on the right."))
    if len(set(key.values())) < len(key):
        fields.wrong("key", msg("An entry on the right is used twice."))


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
