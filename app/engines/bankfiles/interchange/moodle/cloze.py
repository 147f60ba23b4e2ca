r"""Embedded answers: `{1:MULTICHOICE:=right#reply~wrong}` inside a text, with nested escapes."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Any

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.build import Choice
from app.engines.bankfiles.interchange.gift.lexer import hide, show
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.moodle.question import Question
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.rich import from_plain
from app.engines.items import cloze
from app.engines.items.blank import MOST_GAPS as MOST_BLANKS
from app.kernel.text import msg

_CHOICE = "MULTICHOICE(?:_[VHS]+)?|MC[VHS]*|MULTIRESPONSE(?:_[HS]+)?|MR[HS]*"
_TYPES = f"{_CHOICE}|SHORTANSWER(?:_C)?|SAC?|MWC?|NUMERICAL|NM"
_EMBEDDED = re.compile(rf"\{{(\d*):({_TYPES}):((?:[^{{}}]|\{{[^{{}}]*\}})*)\}}", re.DOTALL)
_ANSWER = re.compile(r"(?:^|~)(=|%-?\d+(?:\.\d+)?%)?((?:[^~#])*)(?:#((?:[^~])*))?", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]+>")
HUNDRED = 100


def multianswer(question: Question) -> None:
    """Make a cloze of a text with embedded answers."""
    text, format_ = question.raw("questiontext")
    gaps: dict[str, Any] = {}
    hidden = hide(text)
    if any(_is_many(found.group(2)) for found in _EMBEDDED.finditer(hidden)):
        _case(question, hidden, format_)
        return

    def numbered(found: re.Match[str]) -> str:
        number = str(len(gaps) + 1)
        gaps[number] = _gap(question, found.group(1), found.group(2), found.group(3))
        return f"【{number}】"

    stem = show(_EMBEDDED.sub(numbered, hidden))
    if not gaps:
        raise RefuseError(
            msg("There are no embedded answers in the text."),
            msg("Write them such as {1:SHORTANSWER:=right}."),
        )
    if len(gaps) > cloze.MOST_GAPS:
        raise RefuseError(
            msg(
                "There are %(count)s gaps; at most %(most)s can be shown.",
                count=len(gaps),
                most=cloze.MOST_GAPS,
            ),
            msg("Make two items of it."),
        )
    stem = question.media.block(stem, format_)
    if all(set(gap) <= {"accept", "replies"} for gap in gaps.values()) and len(gaps) <= MOST_BLANKS:
        blanks = [_as_blank(gap) for gap in gaps.values()]
        build.blanks(question.draft, stem, blanks, question.explain)
        return
    question.draft.content = {"kind": "cloze", "stem": stem, "gaps": gaps}
    build.explained(question.draft, question.explain)


def _as_blank(gap: dict[str, Any]) -> dict[str, Any]:
    """Return a typed gap as a fill-in item has it; replies to right answers stay behind."""
    wrong = {
        form: text for form, text in gap.get("replies", {}).items() if form not in gap["accept"]
    }
    return {"accept": gap["accept"], "reject": wrong} if wrong else {"accept": gap["accept"]}


def _is_many(type_: str) -> bool:
    return type_.startswith(("MULTIRESPONSE", "MR"))


def _case(question: Question, hidden: str, format_: str) -> None:
    """Make a case where an embedded answer takes several options: each becomes a question."""
    parts: dict[str, Any] = {}

    def numbered(found: re.Match[str]) -> str:
        mark = f"（{len(parts) + 1}）"
        weight = int(found.group(1) or 1)
        content = _question(question, mark, found.group(2), found.group(3))
        parts[f"q{len(parts) + 1}"] = {"points": max(weight, 1), "content": content}
        return mark

    stem = show(_EMBEDDED.sub(numbered, hidden))
    question.draft.warn(msg("Gaps that take several options became questions of a case."))
    question.draft.content = {"kind": "case", "stem": question.media.block(stem, format_)}
    question.draft.content["parts"] = parts
    build.explained(question.draft, question.explain)


def _question(question: Question, mark: str, type_: str, body: str) -> dict[str, Any]:
    if not _is_many(type_):
        return {
            "kind": "cloze",
            "stem": f"{mark} 【1】",
            "gaps": {"1": _gap(question, "", type_, body)},
        }
    draft = Draft(question.draft.where)
    choices = [
        Choice(from_plain(_words(text), inline=True), _share(sign), from_plain(_words(reply)))
        for sign, text, reply in _ANSWER.findall(body)
        if text.strip()
    ]
    build.several(draft, mark, choices)
    question.draft.warnings += draft.warnings
    return draft.content


def _gap(question: Question, weight: str, type_: str, body: str) -> dict[str, Any]:
    answers = [
        (_share(sign), _words(text), _words(reply))
        for sign, text, reply in _ANSWER.findall(body)
        if text.strip()
    ]
    best = [answer for answer in answers if answer[0] >= 1]
    if not best:
        raise RefuseError(
            msg("A gap has no answer that earns all points."),
            msg("Mark one answer of each gap with =."),
        )
    if any(0 < share < 1 for share, _, _ in answers):
        question.draft.warn(
            msg("Answers of a gap that earned a part of the points now earn nothing.")
        )
    gap = _filled(question, type_, answers, best)
    if weight and int(weight) > 1:
        gap["weight"] = min(int(weight), cloze.MOST_WEIGHT)
    return gap


def _filled(
    question: Question,
    type_: str,
    answers: list[tuple[float, str, str]],
    best: list[tuple[float, str, str]],
) -> dict[str, Any]:
    if type_.startswith(("MULTI", "MC", "MR")):
        return _list(answers, best)
    if type_ in ("NUMERICAL", "NM"):
        return _number(best[0][1])
    if type_.endswith("C") and type_ != "MC":
        question.draft.warn(msg("Upper and lower case are not told apart in the gaps."))
    return _typed(answers, best)


def _list(
    answers: list[tuple[float, str, str]], best: list[tuple[float, str, str]]
) -> dict[str, Any]:
    texts = list(dict.fromkeys(text for _, text, _ in answers))
    if len(best) > 1:
        raise RefuseError(
            msg("A gap has several right options."), msg("Leave one right option in each gap.")
        )
    named = dict(zip(build.LETTERS, texts, strict=False))
    letters = {text: letter for letter, text in named.items()}
    replies = {letters[text]: reply for _, text, reply in answers if reply and text in letters}
    gap: dict[str, Any] = {"options": named, "key": letters.get(best[0][1], "")}
    return {**gap, "replies": replies} if replies else gap


def _typed(
    answers: list[tuple[float, str, str]], best: list[tuple[float, str, str]]
) -> dict[str, Any]:
    replies = {text: reply for _, text, reply in answers if reply and text != "*"}
    gap: dict[str, Any] = {"accept": list(dict.fromkeys(text for _, text, _ in best))}
    return {**gap, "replies": replies} if replies else gap


def _number(text: str) -> dict[str, Any]:
    value, _, tolerance = text.partition(":")
    try:
        made: dict[str, Any] = {"value": build.plain_number(Decimal(value.strip()))}
        if tolerance.strip():
            made["tolerance"] = build.plain_number(abs(Decimal(tolerance.strip())))
    except InvalidOperation as error:
        raise RefuseError(
            msg("“%(text)s” is not a number.", text=text[:40]),
            msg("Write the number with a point, without thousands separators."),
        ) from error
    return made


def _share(sign: str) -> float:
    if sign == "=":
        return 1.0
    return float(sign.strip("%")) / HUNDRED if sign else 0.0


def _words(text: str) -> str:
    """Return the plain words of an embedded text: entities, tags and line breaks undone."""
    plain = unescape(_TAG.sub("", _BREAK.sub(" ", show(text))))
    return " ".join(plain.split())
