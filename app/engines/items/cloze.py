"""Cloze: a text with gaps that are chosen from lists, typed, or numbers, in any mixture.

A gap is one of `{"options": {"A": …}, "key": "A"}`, `{"key": "A"}` with the common list `words`,
`{"accept": […], "reject": {…}}` or `{"value": 4, "tolerance": 0.5}`, each with a `weight` if it
counts more than once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.engines.items.base import Content, Example, Item, Outcome, Part
from app.engines.items.blank import LONGEST_ANSWER, pieces, read_matching
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.html import plain
from app.engines.items.normalize import Matching, typed_number
from app.engines.items.sealed import read_once
from app.engines.items.shuffle import arrange
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "cloze"
LABEL = msg("Cloze with lists")
GAP_ID = "[1-9][0-9]?"
GAP = re.compile(f"\u3010({GAP_ID})\u3011")
OPTION = "[A-T]"
PER_GAP = "per_gap"
ALL = "all_or_nothing"
MOST_GAPS, LEAST_OPTIONS, MOST_OPTIONS, MOST_WEIGHT = 30, 2, 20, 20


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap; exactly one of `options`, `accept` and `value` says how it is answered."""

    weight: int
    options: dict[str, str]
    key: str
    accept: tuple[str, ...]
    replies: dict[str, str]
    value: Decimal | None
    tolerance: Decimal

    def expected(self) -> str:
        """Return the right answer in words."""
        if self.options:
            return self.options.get(self.key, "")
        return f"{self.value:f}" if self.value is not None else self.accept[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Item):
    """A text and its gaps."""

    gaps: dict[str, Gap]
    match: Matching
    scoring: str


@read_once
def read(content: Content) -> Cloze:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors: gaps and answers that do not fit together."""
    return _parse(content)[1].problems


def read_value(content: Content, raw: object) -> dict[str, str] | None:
    """Return what was chosen or typed, gap by gap, empty gaps left out."""
    if raw is None:
        return None
    gaps = read(content).gaps
    if not isinstance(raw, dict) or any(
        gap not in gaps
        or not isinstance(text, str)
        or len(text) > LONGEST_ANSWER
        or (gaps[gap].options and text and text not in gaps[gap].options)
        for gap, text in raw.items()
    ):
        raise InvalidError([Problem("value", msg("The answer does not fit the gaps."))])
    filled = {gap: raw[gap].strip() for gap in sorted(raw, key=int) if raw[gap].strip()}
    return filled or None


def assess(content: Content, value: dict[str, str] | None) -> Outcome:
    """Share the points by the weights of the gaps, or give all for all of them."""
    item = read(content)
    given = value or {}
    parts = tuple(_part(id_, gap, item.match, given.get(id_, "")) for id_, gap in item.gaps.items())
    weights = {id_: gap.weight for id_, gap in item.gaps.items()}
    right = sum(weights[part.id] for part in parts if part.is_right)
    total = sum(weights.values())
    if item.scoring == ALL:
        return Outcome(Fraction(right == total), parts)
    return Outcome(Fraction(right, total), parts)


def present(content: Content, seed: int | None) -> dict[str, Any]:
    """Return the text in pieces; a gap with a list has its options, shuffled by the seed."""
    item = read(content)
    made = pieces(GAP, item.stem)
    for part in made:
        gap = item.gaps[part["gap"]] if "gap" in part else None
        if gap and gap.options:
            ids = arrange(gap.options, seed, f"{item.stem}\n{part['gap']}")
            part["options"] = [{"id": id_, "text": plain(gap.options[id_])} for id_ in ids]
        elif gap:
            part["number"] = gap.value is not None
    return {"stem": "", "parts": made}


def full_value(content: Content) -> dict[str, str]:
    """Return the right answer of each gap."""
    gaps = read(content).gaps
    return {id_: gap.key if gap.options else gap.expected() for id_, gap in gaps.items()}


def _part(id_: str, gap: Gap, match: Matching, given: str) -> Part:
    typed = match.key(given)
    if gap.options:
        is_right = given == gap.key
        reply = gap.replies.get(given, "")
    elif gap.value is not None:
        number = typed_number(given)
        is_right = number is not None and abs(number - gap.value) <= gap.tolerance
        reply = gap.replies.get(given, "")
    else:
        is_right = bool(typed) and typed in {match.key(form) for form in gap.accept}
        reply = {match.key(form): text for form, text in gap.replies.items()}.get(typed, "")
    return Part(
        id=id_,
        given=gap.options.get(given, given),
        expected=gap.expected(),
        why=reply,
        is_chosen=bool(given),
        is_right=is_right,
    )


def _parse(content: Content) -> tuple[Cloze, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    match = read_matching(fields.child("match", required=False))
    words = _options(fields, "words") if fields.has("words") else {}
    children = fields.children("gaps", GAP_ID, 1, MOST_GAPS)
    gaps = {id_: _gap(children[id_], words, match) for id_ in sorted(children, key=int)}
    if GAP.findall(stem) != list(gaps):
        fields.wrong(
            "stem",
            msg("The numbered gaps of the stem and the answers do not agree."),
            msg("Number the gaps from 1 in their order and give answers for each."),
        )
    item = Cloze(
        kind=kind,
        stem=stem,
        gaps=gaps,
        match=match,
        scoring=fields.one_of("scoring", (PER_GAP, ALL), PER_GAP),
        explain=fields.text("explain", required=False),
    )
    fields.finish()
    return item, fields


def _gap(fields: Fields, words: Mapping[str, str], match: Matching) -> Gap:
    weight = int(fields.number("weight", default=Decimal(1)))
    if not 1 <= weight <= MOST_WEIGHT:
        fields.wrong("weight", msg("This must be from 1 to %(most)s.", most=MOST_WEIGHT))
    options, key, accept = dict[str, str](), "", tuple[str, ...]()
    value: Decimal | None = None
    tolerance = Decimal(0)
    if fields.has("accept"):
        accept = tuple(fields.words("accept"))
        if not accept or not all(match.key(form) for form in accept):
            fields.wrong(
                "accept", msg("Give at least one accepted answer, and none that is empty.")
            )
    elif fields.has("value"):
        value = fields.number("value")
        tolerance = abs(fields.number("tolerance", default=Decimal(0)))
    else:
        options = _options(fields, "options") if fields.has("options") else dict(words)
        key = fields.text("key", limit=1)
        if key not in options:
            fields.wrong("key", msg("The key is not one of the options."))
    replies = _replies(fields)
    fields.finish()
    return Gap(weight, options, key, accept or ("",), replies, value, tolerance)


def _options(fields: Fields, name: str) -> dict[str, str]:
    options = fields.texts(name, OPTION, LEAST_OPTIONS, MOST_OPTIONS)
    if len(set(options.values())) < len(options):
        fields.wrong(name, msg("Two options are the same."))
    return options


def _replies(fields: Fields) -> dict[str, str]:
    """Read `replies`: what is said to whoever chose that option or typed that text."""
    holder = fields.child("replies", required=False)
    return {form: holder.text(form) for form in holder.ids("(?s).+")}


def _example(scoring: str) -> Content:
    return {
        "kind": NAME,
        "stem": "A byte has \u30101\u3011 bits; 1024 are a \u30102\u3011. 2 + 2 = \u30103\u3011",
        "gaps": {
            "1": {"options": {"A": "8", "B": "16"}, "key": "A", "replies": {"B": "Two bytes."}},
            "2": {"accept": ["kibibyte", "KiB"], "weight": 2},
            "3": {"value": 4, "tolerance": 0.1},
        },
        "scoring": scoring,
    }


EXAMPLES = (
    Example(_example(PER_GAP), {"1": "A", "2": "kib", "3": "4.05"}, Fraction(1)),
    Example(_example(PER_GAP), {"1": "B", "2": "KiB"}, Fraction(1, 2)),
    Example(_example(ALL), {"1": "A", "3": "4"}, Fraction(0)),
)
