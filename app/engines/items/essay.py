"""Essay: a text that a person marks by its rubric; the machine only keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.engines.items import written
from app.engines.items.base import Content, Example, Item, Outcome
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.sealed import read_once
from app.engines.items.written import Guidance
from app.kernel.problem import Problem, Severity
from app.kernel.text import msg

NAME = "essay"
LABEL = msg("Essay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay(Item):
    """A task to write, and what its marker works with."""

    guidance: Guidance


@read_once
def read(content: Content) -> Essay:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors, and a warning when markers have nothing to go by."""
    item, fields = _parse(content)
    if item.guidance.rubric:
        return fields.problems
    lacking = Problem(
        "rubric",
        msg("There is no rubric, so two markers may differ."),
        msg("Write for what points are given, one line one thing."),
        Severity.WARNING,
    )
    return [*fields.problems, lacking]


def read_value(_content: Content, raw: object) -> str | None:
    """Return what was written."""
    return written.read_text(raw)


def assess(content: Content, value: str | None) -> Outcome:
    """Leave a text to a person; no text earns nothing."""
    return written.for_person(read(content).guidance, value)


def present(content: Content, _seed: int | None) -> dict[str, Any]:
    """Return the limit; rubric and model answer are for the marker."""
    return written.shown(read(content).guidance)


def full_value(content: Content) -> str:
    """Return the model answer; a person decides what it earns."""
    item = read(content)
    return item.guidance.model or item.stem


def _parse(content: Content) -> tuple[Essay, Fields]:
    fields = Fields(content)
    item = Essay(
        kind=fields.one_of("kind", [NAME], NAME),
        stem=fields.text("stem", limit=LONGEST_STEM),
        guidance=written.read_guidance(fields),
        explain=fields.text("explain", required=False),
    )
    fields.finish()
    return item, fields


_EXAMPLE: Content = {
    "kind": NAME,
    "stem": "Name one advantage of backups and say why it is one.",
    "rubric": [
        {"id": "a", "points": 1, "text": "Names an advantage."},
        {"id": "b", "points": 2, "text": "Gives a reason that fits it."},
    ],
    "model": "Lost files can be restored, so work goes on.",
    "limit": 200,
}
EXAMPLES = (Example(_EXAMPLE, None, Fraction(0)), Example(_EXAMPLE, "  ", Fraction(0)))
