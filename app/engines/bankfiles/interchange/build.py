"""From neutral parts (stem, options, answers) to stored content; used by every importer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.items import blank, classify, match, multiple
from app.engines.items.choices import MOST as MOST_OPTIONS
from app.engines.items.fields import LONGEST_TEXT
from app.kernel.text import msg

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHOOSE_ALL = "（选出所有正确项）"
_GAP_LINE = re.compile(r"_{2,}|\uff3f{2,}|（[\s\u3000]*）|\([\s\u3000]{2,}\)|【[\s\u3000]+】")
NEW_STEM = msg("Write in the question what is asked.")
MOST_CHARACTERS = 50_000
"""A question of more is none: no kind holds a hundredth of it, and marks are looked for in it."""
_PICTURE_DATA = re.compile(r"base64,[A-Za-z0-9+/=\s]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: its text, what is said to whoever chooses it, and its share (0 to 1, or less)."""

    text: str
    share: float = 0.0
    why: str = ""
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted form of a written answer, its share, and its reply."""

    text: str
    share: float = 1.0
    why: str = ""


def require_length(text: str) -> None:
    """Refuse a question that is far longer than any question, its pictures left aside."""
    if len(text) > MOST_CHARACTERS and len(_PICTURE_DATA.sub("", text)) > MOST_CHARACTERS:
        raise RefuseError(
            msg("The question has more than %(most)s characters.", most=MOST_CHARACTERS),
            msg("Shorten it; if several questions run together, number them and part them."),
        )


_LETTERED = re.compile(r"([A-Za-z])\\?[.)]\s+(?=\S)")
_NUMBERED = re.compile(r"[A-Za-z]\\?\.\s*(\d+)\\?\.\s+(?=\S)")


def unnumbered(draft: Draft, texts: Sequence[str]) -> list[str]:
    """Return options without letters of their own, where each has the letter of its place.

    R/exams writes “a. …” into the options, and “b. 1. …” in a list of its cloze; ours have
    letters, and shuffle them.
    """
    numbers = [str(number) for number in range(1, len(texts) + 1)]
    for pattern, wanted in ((_NUMBERED, numbers), (_LETTERED, list(LETTERS[: len(texts)]))):
        found = [one for text in texts if (one := pattern.match(text))]
        if len(texts) > 1 and [one.group(1).upper() for one in found] == wanted:
            draft.warn(
                msg("The letters in front of the options were taken off; options have letters.")
            )
            return [text[one.end() :] for text, one in zip(texts, found, strict=True)]
    return list(texts)


def options_of(choices: Sequence[Choice]) -> dict[str, Any]:
    """Return the options of a stored content under their letters."""
    if len(choices) > MOST_OPTIONS:
        raise RefuseError(
            msg(
                "There are %(count)s options; at most %(most)s can be shown.",
                count=len(choices),
                most=MOST_OPTIONS,
            ),
            msg("Take out the weakest options, or make two items of it."),
        )
    return {
        letter: {"text": choice.text, "why": choice.why}
        for letter, choice in zip(LETTERS, choices, strict=False)
    }


def single(draft: Draft, stem: str, choices: Sequence[Choice], explain: str = "") -> None:
    """Make a single choice; the option with the greatest share is right."""
    best = max((choice.share for choice in choices), default=0.0)
    keys = [place for place, choice in enumerate(choices) if choice.share == best and best > 0]
    if not keys:
        raise RefuseError(
            msg("No option is marked as right."), msg("Mark the right option and import it again.")
        )
    if len(keys) > 1:
        raise RefuseError(
            msg("%(count)s options are right where one is to be chosen.", count=len(keys)),
            msg("Make it a multiple choice item, or correct the key."),
        )
    if any(0 < choice.share < best for choice in choices):
        draft.warn(msg("Options that earned a part of the points now earn nothing."))
    draft.content = {
        "kind": "single",
        "stem": stem,
        "options": options_of(choices),
        "key": LETTERS[keys[0]],
    }
    _shuffle(draft, choices)
    explained(draft, explain)


def several(
    draft: Draft, stem: str, choices: Sequence[Choice], explain: str = "", scoring: str = ""
) -> None:
    """Make a multiple choice; every option with a share above nothing is right."""
    keys = [place for place, choice in enumerate(choices) if choice.share > 0]
    if len(keys) == 1:
        draft.warn(msg("Only one option is right, so this became a single choice item."))
        single(draft, stem, choices, explain)
        return
    if not keys:
        raise RefuseError(
            msg("No option is marked as right."), msg("Mark the right option and import it again.")
        )
    draft.content = {
        "kind": "multiple",
        "stem": stem,
        "options": options_of(choices),
        "key": [LETTERS[place] for place in keys],
        "scoring": scoring or scoring_of(draft, choices),
    }
    _shuffle(draft, choices)
    explained(draft, explain)


def scoring_of(draft: Draft, choices: Sequence[Choice]) -> str:
    """Return which of our three rules the shares follow, and note where they follow none."""
    right = [choice.share for choice in choices if choice.share > 0]
    wrong = [choice.share for choice in choices if choice.share <= 0]
    if max(right) - min(right) > 0.02:  # noqa: PLR2004 - 33.333 three times is even
        draft.warn(msg("Right options of different worth now all earn the same."))
    if wrong and all(share <= -0.99 for share in wrong):  # noqa: PLR2004
        return multiple.PARTIAL
    if wrong and all(abs(share + 1 / len(wrong)) < 0.02 for share in wrong):  # noqa: PLR2004
        return multiple.PENALTY
    if any(share < 0 for share in wrong):
        draft.warn(
            msg(
                "The deduction for wrong options was brought to our rule:"
                " choosing everything earns nothing."
            )
        )
        return multiple.PENALTY
    if wrong:
        draft.warn(
            msg("Wrong options cost nothing in the file; here one wrong option loses the points.")
        )
    return multiple.PARTIAL


def judge(draft: Draft, stem: str, *, key: bool, why: Mapping[str, str], explain: str = "") -> None:
    """Make a true-or-false item."""
    draft.content = {"kind": "judge", "stem": stem, "key": key}
    reasons = {side: text for side, text in why.items() if text}
    if reasons:
        draft.content["why"] = reasons
    explained(draft, explain)


def number(  # noqa: PLR0917
    draft: Draft, stem: str, value: Decimal, tolerance: Decimal, unit: str = "", explain: str = ""
) -> None:
    """Make a numeric item."""
    key = {"value": plain_number(value)}
    if tolerance:
        key["tolerance"] = plain_number(tolerance)
    draft.content = {"kind": "number", "stem": stem, "key": key}
    if unit:
        draft.content["unit"] = unit
    explained(draft, explain)


def plain_number(value: Decimal) -> int | float:
    """Return a number as JSON writes it, whole ones without a point.

    >>> plain_number(Decimal("4.0")), plain_number(Decimal("0.05"))
    (4, 0.05)
    """
    is_whole = value == value.to_integral_value() and abs(value) < 1 << 53
    return int(value) if is_whole else float(value)


def gap_lines(stem: str) -> tuple[str, int]:
    """Return a stem whose empty brackets and underlines are numbered gaps, and their count.

    >>> gap_lines("首都是____，省会是（　）。")
    ('首都是【1】，省会是【2】。', 2)
    """
    count = 0

    def numbered(_found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"【{count}】"

    return _GAP_LINE.sub(numbered, stem), count


def blanks(draft: Draft, stem: str, gaps: Sequence[Mapping[str, Any]], explain: str = "") -> None:
    """Make a fill-in item; the stem has its gaps numbered."""
    if len(gaps) > blank.MOST_GAPS:
        raise RefuseError(
            msg(
                "There are %(count)s gaps; at most %(most)s can be shown.",
                count=len(gaps),
                most=blank.MOST_GAPS,
            ),
            msg("Make two items of it."),
        )
    draft.content = {
        "kind": "blank",
        "stem": stem,
        "blanks": {str(place): dict(gap) for place, gap in enumerate(gaps, start=1)},
    }
    explained(draft, explain)


def explained(draft: Draft, explain: str) -> None:
    """Add the explanation of the whole item, cut where it is longer than can be kept."""
    if len(explain) > LONGEST_TEXT:
        draft.warn(msg("The explanation was cut after %(count)s characters.", count=LONGEST_TEXT))
        explain = explain[: LONGEST_TEXT - 1].rstrip() + "…"
    if explain:
        draft.content["explain"] = explain


def _shuffle(draft: Draft, choices: Sequence[Choice]) -> None:
    fixed = [letter for letter, choice in zip(LETTERS, choices, strict=False) if choice.is_fixed]
    if fixed:
        draft.content["fixed"] = fixed


def all_or_nothing(draft: Draft, stem: str, choices: Sequence[Choice], explain: str = "") -> None:
    """Make a multiple choice that earns all or nothing, as in a Chinese exam paper."""
    several(draft, stem, choices, explain, multiple.ALL)


def pairs(
    draft: Draft,
    stem: str,
    given: Sequence[tuple[str, str]],
    explain: str = "",
    extra: Sequence[str] = (),
    *,
    order: Sequence[str] = (),
) -> None:
    """Make a matching item; where two entries share a partner, a classification.

    :param given: entry and partner; an empty entry leaves its partner as a spare one.
    :param extra: more spare partners; `order` is how all partners are listed.
    """
    entries = [(left, right) for left, right in given if left]
    spare = [right for left, right in given if not left and right]
    partners = list(dict.fromkeys([*order, *(right for _, right in entries), *spare, *extra]))
    is_matching = len({right for _, right in entries}) == len(entries)
    if len(entries) < 2 or not all(right for _, right in entries):  # noqa: PLR2004
        raise RefuseError(
            msg("There are fewer than two pairs, or a pair lacks one side."),
            msg("Write at least two pairs with both sides."),
        )
    is_matching = is_matching and len(entries) <= match.MOST_LEFT
    names = _lettered(partners, match.MOST_RIGHT if is_matching else classify.MOST_GROUPS)
    letters = {text: letter for letter, text in names.items()}
    numbers = {str(place): left for place, (left, _) in enumerate(entries, start=1)}
    key = {str(place): letters[right] for place, (_, right) in enumerate(entries, start=1)}
    if is_matching:
        draft.content = {"kind": "match", "stem": stem, "left": numbers, "right": names, "key": key}
    else:
        draft.content = {
            "kind": "classify",
            "stem": stem,
            "groups": names,
            "entries": numbers,
            "key": key,
        }
    explained(draft, explain)


def _lettered(texts: Sequence[str], most: int) -> dict[str, str]:
    if len(texts) > most:
        raise RefuseError(
            msg(
                "There are %(count)s partners to choose from; at most %(most)s can be shown.",
                count=len(texts),
                most=most,
            ),
            msg("Make two items of it."),
        )
    return dict(zip(LETTERS, texts, strict=False))


def ordered(
    draft: Draft,
    stem: str,
    parts: Sequence[str],
    explain: str = "",
    *,
    listed: Sequence[str] = (),
) -> None:
    """Make a put-in-order item; `parts` come in their right order.

    :param listed: the parts as the author lists them; else by their texts, so that the listing
        gives nothing away.
    """
    named = dict(zip(LETTERS, listed or sorted(parts), strict=False))
    letters = {text: letter for letter, text in named.items()}
    if len(letters) < len(parts):
        raise RefuseError(msg("Two parts are the same."), msg("Make every part different."))
    draft.content = {
        "kind": "order",
        "stem": stem,
        "parts": named,
        "key": [letters[part] for part in parts],
    }
    explained(draft, explain)


def whole(number: float) -> int | float:
    """Return 4 for 4.0."""
    return int(number) if number == int(number) else number
