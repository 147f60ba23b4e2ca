"""Single choice: one option is right; all points or none."""

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

NAME = "single"
LABEL = msg("Single choice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Single(Item):
    """A question with exactly one right option."""

    options: dict[str, Option]
    key: str
    fixed: frozenset[str] = frozenset()


@read_once
def read(content: Content) -> Single:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors, missing reasons, and warnings about cues."""
    item, fields = _parse(content)
    return [
        *fields.problems,
        *choices.missing_whys(item.options),
        *choices.cues(item.options, {item.key}),
    ]


def read_value(content: Content, raw: object) -> str | None:
    """Return the id of the chosen option."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or raw not in content["options"]:
        raise InvalidError([Problem("value", msg("The answer is not one of the options."))])
    return raw


def assess(content: Content, value: str | None) -> Outcome:
    """Give all for the key, nothing for anything else."""
    item = read(content)
    chosen = {value} if value else set()
    return Outcome(Fraction(value == item.key), choices.parts(item.options, {item.key}, chosen))


def present(content: Content, seed: int | None) -> dict[str, Any]:
    """Return the options, shuffled by the seed."""
    item = read(content)
    return {"options": choices.shown(item.options, seed, item.stem, item.fixed)}


def full_value(content: Content) -> str:
    """Return the key."""
    return read(content).key


def _parse(content: Content) -> tuple[Single, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    options = choices.read_options(fields)
    key = fields.text("key")
    if key and key not in options:
        fields.wrong("key", msg("The key is not one of the options."))
    item = Single(
        kind=kind,
        stem=stem,
        options=options,
        key=key,
        fixed=choices.read_fixed(fields, options),
        explain=fields.text("explain", required=False),
    )
    fields.finish()
    return item, fields


_LIGHTS: Content = {
    "kind": NAME,
    "stem": "Which of these numbers is **even**?",
    "options": {
        "A": {"text": "three", "why": "3 leaves a remainder."},
        "B": {"text": "four", "why": "Right: 4 is twice 2."},
        "C": {"text": "five", "why": "5 leaves a remainder."},
    },
    "key": "B",
}
EXAMPLES = (
    Example(_LIGHTS, "B", Fraction(1)),
    Example(_LIGHTS, "A", Fraction(0)),
    Example(_LIGHTS, None, Fraction(0)),
)
