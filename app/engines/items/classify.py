"""Classify: each entry belongs to one group; a group takes any number of them."""

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
from app.kernel.problem import Problem, Severity
from app.kernel.text import msg

NAME = "classify"
LABEL = msg("Classification")
PER_ENTRY = "per_entry"
ALL = "all_or_nothing"
LEAST, MOST_ENTRIES, MOST_GROUPS = 2, 20, 8
ENTRY = "[1-9]|1[0-9]|20"
GROUP = "[A-H]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify(Item):
    """Groups, entries, and the group of each entry."""

    groups: dict[str, str]
    entries: dict[str, str]
    key: dict[str, str]
    scoring: str


@read_once
def read(content: Content) -> Classify:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors, and a warning for a group that stays empty."""
    item, fields = _parse(content)
    empty = sorted(set(item.groups) - set(item.key.values()))
    return [
        *fields.problems,
        *(
            Problem(f"groups.{id_}", msg("Nothing belongs here."), None, Severity.WARNING)
            for id_ in empty
        ),
    ]


def read_value(content: Content, raw: object) -> dict[str, str] | None:
    """Return the groups chosen so far, entries without one left out."""
    return pairs.read_value(content["entries"], content["groups"], raw)


def assess(content: Content, value: dict[str, str] | None) -> Outcome:
    """Share the points by entries, or give all for all of them."""
    item = read(content)
    return pairs.assess(
        item.entries, item.groups, item.key, value, is_all_or_nothing=item.scoring == ALL
    )


def present(content: Content, seed: int | None) -> dict[str, Any]:
    """Return the groups in order and the entries shuffled by the seed."""
    item = read(content)
    ids = arrange(item.entries, seed, item.stem)
    return {
        "groups": [{"id": id_, "html": render_inline(text)} for id_, text in item.groups.items()],
        "entries": [{"id": id_, "html": render_inline(item.entries[id_])} for id_ in ids],
    }


def full_value(content: Content) -> dict[str, str]:
    """Return the key."""
    return dict(sorted(read(content).key.items()))


def _parse(content: Content) -> tuple[Classify, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    groups = fields.texts("groups", GROUP, LEAST, MOST_GROUPS)
    entries = fields.texts("entries", ENTRY, LEAST, MOST_ENTRIES)
    item = Classify(
        kind=kind,
        stem=stem,
        groups=groups,
        entries=entries,
        key=pairs.read_key(fields, entries, groups, ENTRY),
        scoring=fields.one_of("scoring", (PER_ENTRY, ALL), PER_ENTRY),
        explain=fields.text("explain", required=False),
    )
    fields.finish()
    return item, fields


def _example(scoring: str) -> Content:
    return {
        "kind": NAME,
        "stem": "Sort the numbers.",
        "groups": {"A": "even", "B": "odd"},
        "entries": {"1": "two", "2": "three", "3": "four"},
        "key": {"1": "A", "2": "B", "3": "A"},
        "scoring": scoring,
    }


EXAMPLES = (
    Example(_example(PER_ENTRY), {"1": "A", "2": "B", "3": "A"}, Fraction(1)),
    Example(_example(PER_ENTRY), {"1": "A", "2": "A"}, Fraction(1, 3)),
    Example(_example(ALL), {"1": "A", "2": "B", "3": "B"}, Fraction(0)),
)
