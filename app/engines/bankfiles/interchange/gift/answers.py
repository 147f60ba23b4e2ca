"""The part between the braces: which kind of question it makes, and its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.engines.bankfiles.interchange.gift.lexer import show

_ANSWER = re.compile(r"([=~])((?:[^=~])*)", re.DOTALL)
_WEIGHT = re.compile(r"^\s*%(-?\d+(?:\.\d+)?)%")
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TRUE_FALSE = re.compile(r"^\s*(T|TRUE|F|FALSE)\s*(#.*)?$", re.IGNORECASE | re.DOTALL)
HUNDRED = 100.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `=` or `~`, its share, its text and its feedback, escapes undone."""

    sign: str
    share: float
    text: str
    feedback: str = ""
    partner: str | None = None
    format: str = ""
    whole: str = ""
    """The text with what an arrow would part."""


def true_or_false(inside: str) -> tuple[bool, str, str] | None:
    """Return the key and the feedback to the wrong and to the right side.

    GIFT: the first feedback is for the wrong answer, the second for the right one.
    """
    found = _TRUE_FALSE.match(inside)
    if not found:
        return None
    feedback = [show(piece) for piece in (found.group(2) or "").lstrip("#").split("#")]
    wrong, right = (*feedback, "", "")[:2]
    return found.group(1).upper().startswith("T"), wrong, right


def general_feedback(inside: str) -> tuple[str, str]:
    """Return the inside without its general feedback (`####…`), and that feedback."""
    before, _, after = inside.partition("####")
    return before, show(after)


def answers(inside: str) -> Iterator[Answer]:
    """Yield the answers of choice, short-answer and matching questions."""
    for sign, body in _ANSWER.findall(inside):
        text, _, feedback = body.partition("#")
        share = 1.0 if sign == "=" else 0.0
        if weight := _WEIGHT.match(text):
            share = float(weight.group(1)) / HUNDRED
            text = text[weight.end() :]
        left, arrow, right = text.partition("->")
        whole, format_ = _without_format(text)
        text, _format = _without_format(left if arrow else text)
        yield Answer(
            sign,
            share,
            show(text),
            show(_without_format(feedback)[0]),
            show(right) if arrow else None,
            format_,
            show(whole),
        )


def _without_format(text: str) -> tuple[str, str]:
    found = _FORMAT.match(text)
    return (text[found.end() :], found.group(1).lower()) if found else (text, "")


@dataclass(frozen=True, slots=True)
class Numeric:
    """One accepted interval: its middle, its half width, its share."""

    value: Decimal
    tolerance: Decimal
    share: float
    feedback: str = ""


def numerics(inside: str) -> tuple[list[Numeric], str]:
    """Return the intervals of a numeric answer, and what is said to a wrong one.

    :raises ValueError: when something is no number.
    """
    body = inside.strip().removeprefix("#")
    found: list[Numeric] = []
    wrong = ""
    pieces = _ANSWER.findall(body) if re.search("[=~]", body) else [("=", body)]
    before = re.split("[=~]", body)[0]
    if before.strip() and re.search("[=~]", body):
        pieces.insert(0, ("=", before))
    for sign, piece in pieces:
        text, _, feedback = piece.partition("#")
        share = 1.0
        if weight := _WEIGHT.match(text):
            share, text = float(weight.group(1)) / HUNDRED, text[weight.end() :]
        if sign == "~" or not show(text):
            wrong = show(feedback)
            continue
        value, tolerance = _interval(show(text))
        found.append(Numeric(value, tolerance, share, show(feedback)))
    return found, wrong


def _interval(text: str) -> tuple[Decimal, Decimal]:
    try:
        if ".." in text:
            low, high = (Decimal(side.strip()) for side in text.split("..", 1))
            return (low + high) / 2, abs(high - low) / 2
        value, _, tolerance = text.partition(":")
        return Decimal(value.strip()), abs(Decimal(tolerance.strip() or 0))
    except InvalidOperation as error:
        raise ValueError(text) from error
