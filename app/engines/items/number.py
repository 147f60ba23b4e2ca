"""A number: right within a tolerance; typical slips have their own reply."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.engines.items.base import Content, Example, Item, Outcome, Part
from app.engines.items.fields import LONGEST_STEM, Fields, decimal_of
from app.engines.items.normalize import typed_number
from app.engines.items.sealed import read_once
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "number"
LABEL = msg("Numeric answer")
LONGEST_ANSWER = 40
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Item):
    """A question whose answer is a number; `wrong` holds the replies to slips."""

    value: Decimal
    tolerance: Decimal
    unit: str
    decimals: int | None
    wrong: dict[str, str]


@read_once
def read(content: Content) -> Number:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors: a tolerance below zero, a slip that would be accepted."""
    return _parse(content)[1].problems


def read_value(_content: Content, raw: object) -> str | None:
    """Return what was typed; what is no number is kept and earns nothing."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = str(raw)
    if raw is None:
        return None
    if not isinstance(raw, str) or len(raw) > LONGEST_ANSWER:
        raise InvalidError(
            [
                Problem(
                    "value",
                    msg(
                        "The answer must be a number of at most %(n)s characters.",
                        n=LONGEST_ANSWER,
                    ),
                )
            ]
        )
    return raw.strip() or None


def assess(content: Content, value: str | None) -> Outcome:
    """Give all within the tolerance, nothing outside it."""
    item = read(content)
    typed = None if value is None else typed_number(value, item.unit)
    is_right = typed is not None and _near(item, typed, item.value)
    part = Part(
        id="1",
        given=value or "",
        expected=f"{_plain(item.value)} {item.unit}".strip(),
        why="" if is_right or typed is None else _reply(item, typed),
        is_chosen=value is not None,
        is_right=is_right,
    )
    return Outcome(Fraction(is_right), (part,))


def present(content: Content, _seed: int | None) -> dict[str, Any]:
    """Return the unit and the number of decimals asked for."""
    item = read(content)
    return {"unit": item.unit, "decimals": item.decimals}


def full_value(content: Content) -> str:
    """Return the exact value."""
    return _plain(read(content).value)


def _near(item: Number, typed: Decimal, target: Decimal) -> bool:
    return abs(typed - target) <= item.tolerance


def _reply(item: Number, typed: Decimal) -> str:
    replies = (reply for slip, reply in item.wrong.items() if _near(item, typed, Decimal(slip)))
    return next(replies, "")


def _plain(value: Decimal) -> str:
    """Return the number without exponent."""
    return f"{value:f}"


def _parse(content: Content) -> tuple[Number, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    key = fields.child("key")
    value = key.number("value")
    tolerance = key.number("tolerance", default=Decimal(0))
    key.finish()
    if tolerance < 0:
        key.wrong("tolerance", msg("A tolerance cannot be negative."))
    decimals = _decimals(fields)
    item = Number(
        kind=kind,
        stem=stem,
        value=value,
        tolerance=abs(tolerance),
        unit=fields.text("unit", required=False, limit=20),
        decimals=decimals,
        wrong=_slips(fields, value, abs(tolerance)),
        explain=fields.text("explain", required=False),
    )
    fields.finish()
    return item, fields


def _decimals(fields: Fields) -> int | None:
    if not fields.has("decimals"):
        return None
    value = fields.get("decimals")
    if isinstance(value, int) and 0 <= value <= MOST_DECIMALS:
        return int(value)
    fields.wrong("decimals", msg("This must be a whole number from 0 to %(n)s.", n=MOST_DECIMALS))
    return None


def _slips(fields: Fields, value: Decimal, tolerance: Decimal) -> dict[str, str]:
    holder = fields.child("wrong", required=False)
    slips: dict[str, str] = {}
    for name in holder.ids(".+"):
        slip = decimal_of(name)
        if slip is None:
            holder.wrong(name, msg("This must be a number."))
        elif abs(slip - value) <= tolerance:
            holder.wrong(name, msg("This answer is both accepted and refused."))
        else:
            slips[name] = holder.text(name)
    return slips


_EXAMPLE: Content = {
    "kind": NAME,
    "stem": "42 of 48 persons took part. What is the share? (one decimal)",
    "key": {"value": 87.5, "tolerance": 0.05},
    "unit": "%",
    "decimals": 1,
    "wrong": {"0.9": "Not turned into a percentage."},
}
EXAMPLES = (
    Example(_EXAMPLE, "87.5", Fraction(1)),
    Example(_EXAMPLE, "\uff18\uff17\uff0e\uff15\uff05", Fraction(1)),
    Example(_EXAMPLE, "0.9", Fraction(0)),
    Example(_EXAMPLE, "many", Fraction(0)),
)
