"""Fill in: gaps in a sentence, each with its accepted forms and replies to common errors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.engines.items.base import Content, Example, Item, Outcome, Part
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.html import render_inline
from app.engines.items.normalize import Matching
from app.engines.items.sealed import read_once
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "blank"
LABEL = msg("Fill in")
GAP = re.compile("\u3010([1-9])\u3011")
"""How a stem marks a gap: its number between black lenticular brackets."""
PER_BLANK = "per_blank"
ALL = "all_or_nothing"
MOST_GAPS = 9
LONGEST_ANSWER = 200


@dataclass(frozen=True, slots=True)
class Gap:
    """The accepted forms, and the replies to common wrong ones."""

    accept: tuple[str, ...]
    reject: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank(Item):
    """A sentence with numbered gaps."""

    blanks: dict[str, Gap]
    match: Matching
    scoring: str


@read_once
def read(content: Content) -> Blank:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors: gaps and accepted forms that do not fit together."""
    return _parse(content)[1].problems


def read_value(content: Content, raw: object) -> dict[str, str] | None:
    """Return what was typed, gap by gap, empty gaps left out."""
    if raw is None:
        return None
    known = content["blanks"]
    if not isinstance(raw, dict) or any(
        gap not in known or not isinstance(text, str) or len(text) > LONGEST_ANSWER
        for gap, text in raw.items()
    ):
        raise InvalidError([Problem("value", msg("The answer does not fit the gaps."))])
    filled = {gap: raw[gap].strip() for gap in sorted(raw) if raw[gap].strip()}
    return filled or None


def assess(content: Content, value: dict[str, str] | None) -> Outcome:
    """Share the points by gaps, or give all for all of them."""
    item = read(content)
    parts = tuple(
        _assess_gap(id_, gap, item.match, (value or {}).get(id_, ""))
        for id_, gap in item.blanks.items()
    )
    right = sum(part.is_right for part in parts)
    if item.scoring == ALL:
        return Outcome(Fraction(right == len(parts)), parts)
    return Outcome(Fraction(right, len(parts)), parts)


def present(content: Content, _seed: int | None) -> dict[str, Any]:
    """Return the sentence in pieces, text as HTML, gaps by number; no stem beside them."""
    return {"stem": "", "parts": pieces(GAP, read(content).stem)}


def pieces(gap: re.Pattern[str], stem: str) -> list[dict[str, Any]]:
    """Return a stem cut at its gaps: `{"html": …}` and `{"gap": number}` in turn."""
    return [
        {"gap": piece} if place % 2 else {"html": _inline(piece)}
        for place, piece in enumerate(gap.split(stem))
        if piece
    ]


def full_value(content: Content) -> dict[str, str]:
    """Return the first accepted form of each gap."""
    return {id_: gap.accept[0] for id_, gap in read(content).blanks.items()}


def _inline(piece: str) -> str:
    """Render one piece; outer blanks matter between a word and its gap."""
    head = " " if piece[:1].isspace() else ""
    tail = " " if piece[-1:].isspace() else ""
    return f"{head}{render_inline(piece)}{tail}"


def _assess_gap(id_: str, gap: Gap, match: Matching, given: str) -> Part:
    typed = match.key(given)
    is_right = bool(typed) and typed in {match.key(form) for form in gap.accept}
    replies = {match.key(form): reply for form, reply in gap.reject.items()}
    return Part(
        id=id_,
        given=given,
        expected=gap.accept[0],
        why="" if is_right else replies.get(typed, ""),
        is_chosen=bool(given),
        is_right=is_right,
    )


def _parse(content: Content) -> tuple[Blank, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    match = read_matching(fields.child("match", required=False))
    children = fields.children("blanks", "[1-9]", 1, MOST_GAPS)
    blanks = {id_: _gap(child, match) for id_, child in sorted(children.items())}
    if GAP.findall(stem) != list(blanks):
        fields.wrong(
            "stem",
            msg("The numbered gaps of the stem and the answers do not agree."),
            msg("Number the gaps from 1 in their order and give answers for each."),
        )
    scoring = fields.one_of("scoring", (PER_BLANK, ALL), PER_BLANK)
    explain = fields.text("explain", required=False)
    fields.finish()
    item = Blank(
        kind=kind,
        stem=stem,
        blanks=blanks,
        match=match,
        scoring=scoring,
        explain=explain,
    )
    return item, fields


def read_matching(fields: Fields) -> Matching:
    """Read `match`: how strictly written answers are compared."""
    match = Matching(
        trim=fields.flag("trim", default=True),
        width=fields.one_of("width", ("half", "exact"), "half"),
        punctuation=fields.one_of("punctuation", ("ignore", "exact"), "ignore"),
        case=fields.one_of("case", ("ignore", "exact"), "ignore"),
    )
    fields.finish()
    return match


def _gap(fields: Fields, match: Matching) -> Gap:
    accept = fields.words("accept")
    if not all(match.key(form) for form in accept) or not accept:
        fields.wrong("accept", msg("Give at least one accepted answer, and none that is empty."))
    replies = fields.child("reject", required=False)
    reject = {form: replies.text(form) for form in replies.ids(".+")}
    fields.finish()
    accepted = {match.key(form) for form in accept}
    for form in reject:
        if match.key(form) in accepted:
            fields.wrong(f"reject.{form}", msg("This answer is both accepted and refused."))
    return Gap(tuple(accept) or ("",), reject)


def _example(scoring: str) -> Content:
    return {
        "kind": NAME,
        "stem": "The smallest prime is \u30101\u3011, the smallest odd one is \u30102\u3011.",
        "blanks": {
            "1": {"accept": ["two", "2"], "reject": {"one": "1 is not a prime."}},
            "2": {"accept": ["three", "3"], "reject": {}},
        },
        "scoring": scoring,
    }


EXAMPLES = (
    Example(_example(PER_BLANK), {"1": "\uff12", "2": " Three. "}, Fraction(1)),
    Example(_example(PER_BLANK), {"1": "one", "2": "3"}, Fraction(1, 2)),
    Example(_example(ALL), {"1": "one", "2": "3"}, Fraction(0)),
)
