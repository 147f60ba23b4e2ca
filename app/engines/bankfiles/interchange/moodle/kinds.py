"""Moodle question types → kinds of item."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.build import Accepted
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.moodle import cloze
from app.engines.bankfiles.interchange.moodle.question import Question, share_of
from app.engines.bankfiles.interchange.written import short_answer
from app.engines.items import order, written
from app.kernel.text import Message, msg

_WORD_GAP = re.compile(r"\[\[(\d+)\]\]")
_LIMIT = re.compile(r"^\d{1,5}$")


def multichoice(question: Question) -> None:
    """`multichoice`: single or multiple by `<single>`."""
    make = build.single if question.is_true("single") else build.several
    make(question.draft, question.stem, question.choices(), question.explain)
    if not question.is_true("shuffleanswers") and question.value("shuffleanswers"):
        question.draft.content["fixed"] = list(question.draft.content["options"])


def multichoiceset(question: Question) -> None:
    """`multichoiceset` (a plugin): all or nothing."""
    build.all_or_nothing(question.draft, question.stem, question.choices(), question.explain)


def truefalse(question: Question) -> None:
    """`truefalse`: one proposition."""
    answers = {question.value_of(answer): answer for answer in question.answers()}
    right = [side for side, answer in answers.items() if share_of(answer) > 0]
    if len(right) != 1 or right[0] not in ("true", "false"):
        raise RefuseError(
            msg("Neither true nor false is marked as right."), msg("Give one of them 100 %%.")
        )
    why = {side: question.line_of(answer, "feedback") for side, answer in answers.items()}
    build.judge(
        question.draft,
        question.stem,
        key=right[0] == "true",
        why={side: text for side, text in why.items() if side in ("true", "false")},
        explain=question.explain,
    )


def shortanswer(question: Question) -> None:
    """`shortanswer`: accepted forms with shares; `*` stands for any text."""
    forms = [
        Accepted(
            (answer.findtext("text") or "").strip(),
            share_of(answer),
            question.line_of(answer, "feedback"),
        )
        for answer in question.answers()
    ]
    stem, count = build.gap_lines(question.stem)
    stem = stem if count == 1 else question.stem
    is_exact = question.is_true("usecase")
    short_answer(question.draft, stem, forms, question.explain, is_case_exact=is_exact)


def numerical(question: Question) -> None:
    """`numerical`: the answer that earns most, its tolerance, and its unit."""
    found: list[tuple[float, Decimal, Decimal]] = []
    replies: list[str] = []
    slips: dict[str, str] = {}
    for answer in question.answers():
        text = (answer.findtext("text") or "").strip()
        reply = question.line_of(answer, "feedback")
        if text != "*" and reply and share_of(answer) <= 0:
            slips[text] = reply
            continue
        replies += [reply] if reply else []
        if text == "*":
            continue
        try:
            tolerance = Decimal((answer.findtext("tolerance") or "0").strip() or 0)
            found.append((share_of(answer), Decimal(text), abs(tolerance)))
        except InvalidOperation as error:
            raise RefuseError(
                msg("“%(text)s” is not a number.", text=text[:40]),
                msg("Write the number with a point, without thousands separators."),
            ) from error
    full = [one for one in found if one[0] > 0]
    if not full:
        raise RefuseError(
            msg("No answer earns all points."), msg("Give at least one answer that earns 100 %%.")
        )
    best = max(full, key=lambda one: one[0])
    if len(full) > 1:
        question.draft.warn(
            msg("Only the number that earns most is accepted; others earned a part.")
        )
    unit = question.value("units/unit/unit_name")
    explain = "\n\n".join(dict.fromkeys([*replies, question.explain])).strip()
    build.number(question.draft, question.stem, best[1], best[2], unit, explain)
    if slips:
        question.draft.content["wrong"] = slips


def matching(question: Question) -> None:
    """`matching`: pairs; where partners repeat it is a classification."""
    pairs = [
        (question.line_of(node), question.media.line(node.findtext("answer/text") or "", "html"))
        for node in question.node.iterfind("subquestion")
    ]
    build.pairs(question.draft, question.stem, pairs, question.explain)


def essay(question: Question) -> None:
    """`essay`: what the graders are told becomes the model answer."""
    question.draft.content = {"kind": "essay", "stem": question.stem}
    if model := question.block("graderinfo"):
        question.draft.content["model"] = model
    limit = question.value("maxwordlimit")
    if _LIMIT.match(limit) and 0 < int(limit) <= written.LONGEST_ANSWER:
        question.draft.content["limit"] = int(limit)
        question.draft.warn(msg("The limit was in words; here it counts characters."))
    build.explained(question.draft, question.explain)


def gapselect(question: Question) -> None:
    """`gapselect` and `ddwtos`: words of a group for numbered gaps."""
    groups: dict[str, list[str]] = {}
    words: list[tuple[str, str]] = []
    for node in (*question.node.iterfind("selectoption"), *question.node.iterfind("dragbox")):
        group = (node.findtext("group") or "1").strip()
        text = question.media.line(node.findtext("text") or "", "html")
        words.append((group, text))
        groups.setdefault(group, []).append(text)
    numbers = [int(number) for number in _WORD_GAP.findall(question.stem)]
    if not numbers or any(not 1 <= number <= len(words) for number in numbers):
        raise RefuseError(
            msg("A gap names a word that is not in the list."), msg("Number the gaps by the words.")
        )
    places = iter(range(1, len(numbers) + 1))
    stem = _WORD_GAP.sub(lambda _: f"【{next(places)}】", question.stem)
    gaps: dict[str, Any] = {}
    for place, number in enumerate(numbers, start=1):
        group, text = words[number - 1]
        options = list(dict.fromkeys(groups[group]))
        named = dict(zip(build.LETTERS, options, strict=False))
        key = next(letter for letter, word in named.items() if word == text)
        gaps[str(place)] = {"options": named, "key": key}
    question.draft.content = {"kind": "cloze", "stem": stem}
    if len(groups) == 1:
        question.draft.content["words"] = gaps["1"]["options"]
        gaps = {place: {"key": gap["key"]} for place, gap in gaps.items()}
    question.draft.content["gaps"] = gaps
    build.explained(question.draft, question.explain)


def ordering(question: Question) -> None:
    """`ordering`: parts in their right order."""
    parts = [question.line_of(answer) for answer in question.answers()]
    if not order.LEAST <= len(parts) <= order.MOST:
        raise RefuseError(
            msg(
                "There are %(count)s parts; from %(least)s to %(most)s can be shown.",
                count=len(parts),
                least=order.LEAST,
                most=order.MOST,
            ),
            msg("Make two items of it, or join parts."),
        )
    build.ordered(question.draft, question.stem, parts, question.explain)
    is_all = question.value("gradingtype") in ("ALL_OR_NOTHING", "-1")
    question.draft.content["scoring"] = order.ALL if is_all else order.PER_PAIR


KINDS: Mapping[str, Callable[[Question], None]] = MappingProxyType(
    {
        "multichoice": multichoice,
        "multichoiceset": multichoiceset,
        "truefalse": truefalse,
        "shortanswer": shortanswer,
        "numerical": numerical,
        "matching": matching,
        "match": matching,
        "essay": essay,
        "gapselect": gapselect,
        "ddwtos": gapselect,
        "ordering": ordering,
        "cloze": cloze.multianswer,
        "multianswer": cloze.multianswer,
    }
)
"""Type → what makes an item of it."""
_FORMULA = msg("Its values are computed anew for each person, which is not done here.")
UNSUPPORTED: Mapping[str, Message] = MappingProxyType(
    {
        "description": msg("It is a text that asks nothing."),
        "calculated": _FORMULA,
        "calculatedsimple": _FORMULA,
        "calculatedmulti": _FORMULA,
        "random": msg("It draws other questions at random; it is none itself."),
        "randomsamatch": msg("It draws other questions at random; it is none itself."),
        "ddimageortext": msg("Dragging onto a picture is not done here."),
        "ddmarker": msg("Dragging onto a picture is not done here."),
        "missingtype": msg("Its type was lost before the file was written."),
    }
)
"""Type → why it cannot be taken."""
