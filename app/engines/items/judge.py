"""True or false: one proposition; all points or none."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.engines.items.base import Content, Example, Item, Outcome, Part
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.sealed import read_once
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "judge"
LABEL = msg("True or false")
SIDES = ("true", "false")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge(Item):
    """A proposition that is true or false; `why` has a reason for each side."""

    key: bool
    why: dict[str, str]


@read_once
def read(content: Content) -> Judge:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors and missing reasons."""
    item, fields = _parse(content)
    reason = msg("The reason is missing.")
    cure = msg("Say in one sentence why this is right, or which error of thought it shows.")
    lacking = [Problem(f"why.{side}", reason, cure) for side in SIDES if not item.why[side]]
    return [*fields.problems, *lacking]


def read_value(_content: Content, raw: object) -> bool | None:
    """Return true or false."""
    if raw is not None and not isinstance(raw, bool):
        raise InvalidError([Problem("value", msg("The answer must be true or false."))])
    return raw


def assess(content: Content, value: bool | None) -> Outcome:  # noqa: FBT001
    """Give all for the key, nothing for the other side."""
    item = read(content)
    parts = tuple(
        Part(
            id=side,
            why=item.why[side],
            is_chosen=value is is_true,
            is_key=item.key is is_true,
            is_right=(value is is_true) == (item.key is is_true),
        )
        for side, is_true in zip(SIDES, (True, False), strict=True)
    )
    return Outcome(Fraction(value is item.key), parts)


def present(content: Content, _seed: int | None) -> dict[str, Any]:
    """Return nothing more: the two sides are the same for all."""
    read(content)
    return {}


def full_value(content: Content) -> bool:
    """Return the key."""
    return read(content).key


def _parse(content: Content) -> tuple[Judge, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    if not fields.has("key"):
        fields.wrong("key", msg("This is missing."), msg("Fill it in."))
    key = fields.flag("key", default=True)
    reasons = fields.child("why", required=False)
    why = {side: reasons.text(side, required=False) for side in SIDES}
    reasons.finish()
    explain = fields.text("explain", required=False)
    fields.finish()
    return Judge(kind=kind, stem=stem, key=key, why=why, explain=explain), fields


_EXAMPLE: Content = {
    "kind": NAME,
    "stem": "Seven is an even number.",
    "key": False,
    "why": {"true": "7 leaves a remainder.", "false": "Right: 7 is odd."},
}
EXAMPLES = (
    Example(_EXAMPLE, False, Fraction(1)),  # noqa: FBT003
    Example(_EXAMPLE, True, Fraction(0)),  # noqa: FBT003
    Example(_EXAMPLE, None, Fraction(0)),
)
