"""Multiple choice: two or more options may be right; three ways to share the points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.engines.items import choices
from app.engines.items.base import Content, Example, Item, Outcome
from app.engines.items.choices import Option
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.sealed import read_once
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "multiple"
LABEL = msg("Multiple choice")
ALL = "all_or_nothing"
PARTIAL = "partial"
PENALTY = "partial_with_penalty"
SCORINGS = (ALL, PARTIAL, PENALTY)
LEAST_KEYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple(Item):
    """A question with several right options."""

    options: dict[str, Option]
    key: frozenset[str]
    scoring: str
    fixed: frozenset[str] = frozenset()


@read_once
def read(content: Content) -> Multiple:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors, missing reasons, and warnings about cues and the stem."""
    item, fields = _parse(content)
    found = [*fields.problems, *choices.missing_whys(item.options)]
    found += choices.cues(item.options, ())
    if item.options and item.key == set(item.options):
        found.append(
            choices.warning(
                "key",
                msg("Every option is right."),
                msg("Add an option that is wrong, so that choosing everything does not earn all."),
            )
        )
    if not any(word in item.stem for word in choices.words("choose_all")):
        found.append(
            choices.warning(
                "stem",
                msg("The stem does not say that all right options are to be chosen."),
                msg("End it with a note that all right options are to be chosen."),
            )
        )
    return found


def read_value(content: Content, raw: object) -> list[str] | None:
    """Return the ids of the chosen options, in alphabetical order."""
    if raw is None or raw == []:
        return None
    known = content["options"]
    if not isinstance(raw, list) or any(
        not isinstance(id_, str) or id_ not in known for id_ in raw
    ):
        raise InvalidError([Problem("value", msg("The answer is not one of the options."))])
    return sorted(set(raw))


def assess(content: Content, value: list[str] | None) -> Outcome:
    """Share the points by the item's scoring."""
    item = read(content)
    chosen = frozenset(value or ())
    earned = share(item.scoring, chosen, item.key, len(item.options))
    return Outcome(earned, choices.parts(item.options, item.key, chosen))


def present(content: Content, seed: int | None) -> dict[str, Any]:
    """Return the options, shuffled by the seed, and how they are scored."""
    item = read(content)
    return {
        "options": choices.shown(item.options, seed, item.stem, item.fixed),
        "scoring": item.scoring,
    }


def full_value(content: Content) -> list[str]:
    """Return the key."""
    return sorted(read(content).key)


def share(scoring: str, chosen: frozenset[str], key: frozenset[str], total: int) -> Fraction:
    """Return the share earned by a choice; with a penalty, choosing everything earns nothing.

    >>> share(PENALTY, frozenset("AB"), frozenset("AC"), 4)
    Fraction(0, 1)
    """
    right, wrong = len(chosen & key), len(chosen - key)
    if scoring == ALL:
        return Fraction(chosen == key)
    if scoring == PARTIAL:
        return Fraction(0) if wrong else Fraction(right, len(key))
    distractors = max(1, total - len(key))
    return max(Fraction(0), Fraction(right, len(key)) - Fraction(wrong, distractors))


def _parse(content: Content) -> tuple[Multiple, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    options = choices.read_options(fields)
    key = _key(fields, options)
    item = Multiple(
        kind=kind,
        stem=stem,
        options=options,
        key=key,
        scoring=fields.one_of("scoring", SCORINGS, ALL),
        fixed=choices.read_fixed(fields, options),
        explain=fields.text("explain", required=False),
    )
    fields.finish()
    return item, fields


def _key(fields: Fields, options: dict[str, Option]) -> frozenset[str]:
    keys = fields.words("key")
    if unknown := sorted(set(keys) - set(options)):
        fields.wrong(
            "key",
            msg("The key is not one of the options."),
            msg("There is no option %(names)s.", names=", ".join(unknown)),
        )
    elif len(set(keys)) < LEAST_KEYS:
        fields.wrong("key", msg("At least two options are right."))
    return frozenset(keys)


def _example(scoring: str) -> Content:
    return {
        "kind": NAME,
        "stem": "Which of these numbers are even? (choose all that apply)",
        "options": {
            "A": {"text": "two", "why": "Right: 2 is twice 1."},
            "B": {"text": "three", "why": "3 leaves a remainder."},
            "C": {"text": "four", "why": "Right: 4 is twice 2."},
            "D": {"text": "five", "why": "5 leaves a remainder."},
        },
        "key": ["A", "C"],
        "scoring": scoring,
    }


EXAMPLES = (
    Example(_example(ALL), ["A", "C"], Fraction(1)),
    Example(_example(ALL), ["A"], Fraction(0)),
    Example(_example(PARTIAL), ["A"], Fraction(1, 2)),
    Example(_example(PARTIAL), ["A", "B", "C"], Fraction(0)),
    Example(_example(PENALTY), ["A", "B", "C"], Fraction(1, 2)),
    Example(_example(PENALTY), ["A", "B", "C", "D"], Fraction(0)),
)
