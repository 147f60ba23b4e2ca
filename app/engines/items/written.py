"""What kinds that a person marks share: the rubric, the model answer, the limits of the text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.engines.items.base import Outcome, Part
from app.engines.items.fields import LONGEST_STEM, Fields
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

LONGEST_ANSWER = 20_000
LINE = "[a-z0-9]{1,4}"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that earns points, as two markers read it alike."""

    id: str
    points: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the marker works with; `zero` says what earns nothing, `note` what is not deducted."""

    rubric: tuple[Line, ...] = ()
    model: str = ""
    zero: str = ""
    note: str = ""
    limit: int = 0
    """The number of characters asked for; 0 for none. A longer answer is kept and marked."""


def read_guidance(fields: Fields) -> Guidance:
    """Read `rubric`, `model`, `zero`, `note` and `limit`; all may be left out."""
    limit = fields.number("limit", default=Decimal(0))
    if not 0 <= limit <= LONGEST_ANSWER:
        fields.wrong("limit", msg("This must be from 0 to %(most)s.", most=LONGEST_ANSWER))
    return Guidance(
        rubric=_rubric(fields),
        model=fields.text("model", required=False, limit=LONGEST_STEM),
        zero=fields.text("zero", required=False),
        note=fields.text("note", required=False),
        limit=int(limit),
    )


def read_text(raw: object, longest: int = LONGEST_ANSWER) -> str | None:
    """Return what was written; blanks alone are no answer."""
    if raw is None:
        return None
    if not isinstance(raw, str) or len(raw) > longest:
        raise InvalidError(
            [
                Problem(
                    "value", msg("The answer must be text of at most %(n)s characters.", n=longest)
                )
            ]
        )
    return raw if raw.strip() else None


def for_person(guidance: Guidance, value: str | None) -> Outcome:
    """Leave an answer to a person, with the rubric line by line; no answer earns nothing."""
    lines = guidance.rubric or (Line("1", Decimal(1), ""),)
    parts = tuple(
        Part(
            id=line.id,
            text=line.text,
            given=(value or "") if place == 0 else "",
            expected=guidance.model if place == 0 else "",
            is_chosen=value is not None,
        )
        for place, line in enumerate(lines)
    )
    return Outcome(Fraction(0), parts, is_for_review=value is not None)


def _rubric(fields: Fields) -> tuple[Line, ...]:
    raw = fields.get("rubric")
    if not isinstance(raw, list):
        if fields.has("rubric"):
            fields.wrong("rubric", msg("This must be a list of lines with id, points and text."))
        return ()
    lines = []
    for place, entry in enumerate(raw):
        line = Fields(entry, fields.path(f"rubric.{place}"), fields.problems)
        lines.append(Line(line.text("id", limit=4), line.number("points"), line.text("text")))
        line.finish()
        if lines[-1].points <= 0:
            line.wrong("points", msg("A line earns more than nothing."))
    if len({line.id for line in lines}) < len(lines):
        fields.wrong("rubric", msg("Two lines have the same id."))
    return tuple(lines)


def shown(guidance: Guidance) -> dict[str, Any]:
    """Return what the candidate may know: the limit."""
    return {"limit": guidance.limit}
