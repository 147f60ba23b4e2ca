"""From a question as text to an item: which kind it is, and its content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.build import Accepted, Choice
from app.engines.bankfiles.interchange.exam import answers, texts
from app.engines.bankfiles.interchange.exam.fields import READERS
from app.engines.bankfiles.interchange.exam.question import Question
from app.engines.bankfiles.interchange.exam.words import kind_of, shadow, table
from app.engines.bankfiles.interchange.model import Entry, Found, RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.written import short_answer
from app.engines.items import multiple
from app.kernel.text import msg

BASE = re.compile("[0-9a-f]{10,64}")
LONG = 40
"""An answer of more characters than this is a model answer, not a form to be typed."""
ADD_ANSWER = msg("Write “答案：” and the answer under the question.")
_MARK = re.compile(r"【(\d+)】")


def make(question: Question) -> Entry:
    """Return the item of a question, or why it cannot be taken."""
    draft = Draft(question.where, raw=question.raw)
    try:
        _Maker(question, draft).fill()
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    made = draft.finish()
    if isinstance(made, Found) and BASE.fullmatch(question.base):
        return replace(made, base=question.base)
    return made


class _Maker:
    """One question while it becomes an item."""

    def __init__(self, question: Question, draft: Draft) -> None:
        self.question = question
        self.draft = draft
        self.texts = texts.Texts(question, draft)

    def fill(self) -> None:
        """Decide the kind and make the content."""
        question = self.question
        for text in (question.stem, question.answer, question.explain, *question.options.values()):
            build.require_length(text)
        if not question.stem.strip():
            raise RefuseError(msg("The question has no text."), build.NEW_STEM)
        self._empty_brackets()
        if not question.explain:
            said = answers.with_words(question.answer, question.options)
            question.answer, question.explain = said
        kind = self._kind()
        MAKERS[kind](self)
        self.texts.finish()
        self._describe()
        if self.question.extra:
            self.draft.carried = _extra(self.question.extra)

    def _empty_brackets(self) -> None:
        """Take an answer that is written into the brackets of the stem out of it."""
        question = self.question
        found, stem = answers.in_brackets(question.stem)
        is_letters = bool(answers.letters(found))
        if not found or (is_letters and not question.options):
            return
        if not question.answer.strip() and not question.gap_answers:
            question.answer = found
        elif answers.letters(question.answer) != answers.letters(found) or (
            not is_letters and answers.truth(question.answer) is not answers.truth(found)
        ):
            raise RefuseError(
                msg(
                    "The stem says %(found)s, and the answer says %(answer)s.",
                    found=found,
                    answer=question.answer[:20],
                ),
                msg("Leave the right one of both."),
            )
        question.stem = stem

    def _kind(self) -> str:
        question = self.question
        named = kind_of(question.kind) if question.kind else ""
        if named in ("single", "multiple", "choice") or (not named and len(question.options) > 1):
            return self._choice_kind(named)
        if named == "judge" or (not named and answers.truth(question.answer) is not None):
            return "judge"
        if named and named != "blank":
            return named
        _stem, count = build.gap_lines(question.stem)
        if count or question.gap_answers or _MARK.search(question.stem):
            return "blank"
        if len(question.answer) > LONG or "\n" in question.answer.strip():
            return "essay"
        if not named and answers.letters(question.answer) and question.answer.isupper():
            raise RefuseError(
                msg("The answer names an option, and no options were found."),
                msg("Write each option on a line of its own: A. …"),
            )
        return "short"

    def _choice_kind(self, named: str) -> str:
        if not self.question.options:
            if answers.truth(self.question.answer) is not None:
                return "judge"
            if build.gap_lines(self.question.stem)[1] and not answers.letters(self.question.answer):
                self.draft.warn(msg("There are no options, so this became a fill-in item."))
                return "blank"
        if named == "multiple":
            return "multiple"
        return "multiple" if len(answers.letters(self.question.answer)) > 1 else "single"

    def choices(self) -> list[Choice]:
        """Return the options with the right ones marked."""
        question = self.question
        if len(question.options) < 2:  # noqa: PLR2004
            raise RefuseError(
                msg("A choice needs at least two options."),
                msg("Write each option on a line of its own: A. …"),
            )
        keys = self._keys()
        return [
            Choice(
                self.texts.line(text),
                float(letter in keys),
                self.texts.line(question.whys.get(letter, "")),
            )
            for letter, text in question.options.items()
        ]

    def _keys(self) -> list[str]:
        question = self.question
        if not question.answer.strip():
            raise RefuseError(msg("The answer is missing."), ADD_ANSWER)
        keys = answers.letters(question.answer)
        if not keys:
            keys = self._by_text()
        if wrong := answers.unknown(keys, list(question.options)):
            raise RefuseError(
                msg("There is no option %(names)s.", names=", ".join(wrong)),
                msg("Correct the answer, or add the option."),
            )
        if not keys:
            raise RefuseError(
                msg(
                    "The answer “%(answer)s” is not the letter of an option.",
                    answer=question.answer[:40],
                ),
                msg("Write the letters of the right options, such as 答案：AC."),
            )
        return keys

    def _by_text(self) -> list[str]:
        """Return the options whose text is the answer; numbers count from 1."""
        question = self.question
        wanted = question.answer.strip()
        found = [letter for letter, text in question.options.items() if text.strip() == wanted]
        if not found and re.fullmatch(r"[1-8]([,，、;；|]\s*[1-8])*", wanted):
            found = [build.LETTERS[int(digit) - 1] for digit in re.findall(r"\d", wanted)]
            if question.options and max(found) <= max(question.options):
                self.draft.warn(
                    msg("The answer gave numbers; they were taken as the places of options.")
                )
        return found

    def single(self) -> None:
        """One right option; 对 and 错 alone are a judgement."""
        choices = self.choices()
        sides = [answers.side(choice.text) for choice in choices]
        if len(sides) == 2 and set(sides) == {True, False}:  # noqa: PLR2004
            key = bool(sides[[choice.share for choice in choices].index(1.0)])
            why = {str(side).lower(): c.why for side, c in zip(sides, choices, strict=True)}
            build.judge(self.draft, self.stem(), key=key, why=why, explain=self.explain())
            return
        build.single(self.draft, self.stem(), choices, self.explain())

    def multiple(self) -> None:
        """Several right options, all or nothing unless said otherwise."""
        scoring = self._scoring() or multiple.ALL
        build.several(self.draft, self.stem(), self.choices(), self.explain(), scoring)

    def judge(self) -> None:
        """Right or wrong."""
        question = self.question
        key = answers.truth(question.answer)
        if key is None and len(question.options) == 2:  # noqa: PLR2004
            self.single()
            return
        if key is None and letters_of_judgement(question.answer) is not None:
            key = letters_of_judgement(question.answer)
            self.draft.warn(msg("A and B of a judgement were taken as right and wrong."))
        if key is None:
            if not question.answer.strip():
                raise RefuseError(msg("The answer is missing."), ADD_ANSWER)
            raise RefuseError(
                msg(
                    "The answer “%(answer)s” is neither right nor wrong.",
                    answer=question.answer[:40],
                ),
                msg("Write 对 or 错, √ or ×."),
            )
        why = {"true": self.texts.line(question.whys.get("A", ""))}
        why["false"] = self.texts.line(question.whys.get("B", ""))
        build.judge(self.draft, self.stem(), key=key, why=why, explain=self.explain())

    def blank(self) -> None:
        """Gaps to fill in."""
        question = self.question
        stem, count = (
            (question.stem, len(_MARK.findall(question.stem)))
            if _MARK.search(question.stem)
            else build.gap_lines(question.stem)
        )
        if not count:
            self.short()
            return
        forms = (
            [answers.for_gaps(text, 1)[0] for text in question.gap_answers if text.strip()]
            if question.gap_answers
            else answers.for_gaps(question.answer, count)
        )
        if not question.answer.strip() and not question.gap_answers:
            raise RefuseError(msg("The answer is missing."), ADD_ANSWER)
        if len(forms) != count or not all(forms):
            raise RefuseError(
                msg(
                    "There are %(count)s gaps, and the answer does not fill them one by one.",
                    count=count,
                ),
                msg("Part the answers by “；” in the order of the gaps."),
            )
        gaps = [{"accept": form} for form in forms]
        build.blanks(self.draft, self.texts.block(stem), gaps, self.explain())
        if scoring := self._scoring():
            self.draft.content["scoring"] = scoring

    def number(self) -> None:
        """A number, with tolerance and unit where they are written."""
        found = answers.number(self.question.answer)
        if found is None:
            if self.question.answer.strip():
                self.short()
                return
            raise RefuseError(msg("The answer is missing."), ADD_ANSWER)
        stem = re.sub(r"_{2,}", "____", self.question.stem)
        build.number(
            self.draft, self.texts.block(stem), found[0], found[1], found[2], self.explain()
        )

    def order(self) -> None:
        """Parts to be put in order: the answer is their letters."""
        question = self.question
        keys = answers.letters(question.answer)
        if sorted(keys) != sorted(question.options):
            raise RefuseError(
                msg("The answer does not put every part in its place."),
                msg("Write all letters in their right order, such as 答案：CABD."),
            )
        listed = {letter: self.texts.line(text) for letter, text in question.options.items()}
        right = [listed[letter] for letter in keys]
        build.ordered(self.draft, self.stem(), right, self.explain(), listed=list(listed.values()))
        if scoring := self._scoring():
            self.draft.content["scoring"] = scoring

    def match(self) -> None:
        """Pairs: numbered lines in the stem, lettered options, an answer such as 1-A 2-C."""
        question = self.question
        listed = question.entries or question.stem
        lines = re.findall(r"^\s*[(（]?(\d{1,2})[)）.、．]\s*(.+)$", listed, re.MULTILINE)
        entries = dict(lines)
        found = dict(answers.pairs(question.answer))
        if (
            not entries
            or set(found) != set(entries)
            or not set(found.values()) <= set(question.options)
        ):
            raise RefuseError(
                msg("The answer does not pair every entry."),
                msg("Number the entries, letter the partners, and answer 1-A 2-C."),
            )
        head = (
            question.stem
            if question.entries
            else re.split(r"^\s*[(（]?1[)）.、．]", question.stem, maxsplit=1, flags=re.MULTILINE)[
                0
            ]
        )
        options = {letter: self.texts.line(text) for letter, text in question.options.items()}
        given = [(self.texts.line(entries[n]), options[found[n]]) for n in sorted(entries, key=int)]
        partners = list(options.values())
        stem = self.texts.block(head)
        build.pairs(self.draft, stem, given, self.explain(), partners, order=partners)
        if scoring := self._scoring():
            self.draft.content["scoring"] = scoring

    def short(self) -> None:
        """A typed answer that is compared, or one that a person marks by a rubric."""
        question = self.question
        model = question.answer.strip()
        if not model:
            raise RefuseError(msg("The answer is missing."), ADD_ANSWER)
        if len(model) > LONG or "rubric" in question.fields:
            self._by_person("short")
            return
        forms = [Accepted(form) for form in answers.for_gaps(model, 1)[0]]
        short_answer(self.draft, self.stem(), forms, self.explain())

    def essay(self) -> None:
        """A text that a person marks."""
        self._by_person("essay")

    def _by_person(self, kind: str) -> None:
        rubric = texts.rubric(self.question.fields.get("rubric", ""))
        if kind == "short" and not rubric:
            kind = "essay"
        self.draft.content = {"kind": kind, "stem": self.stem()}
        if self.question.answer.strip():
            self.draft.content["model"] = self.texts.block(self.question.answer)
        if rubric:
            self.draft.content["rubric"] = rubric
        build.explained(self.draft, self.explain())

    def stem(self) -> str:
        """Return the stem in markdown."""
        return self.texts.block(self.question.stem)

    def explain(self) -> str:
        """Return the explanation in markdown."""
        return self.texts.block(self.question.explain)

    def _scoring(self) -> str:
        word = self.question.fields.get("scoring", "").strip()
        known: Mapping[str, str] = table("scorings")
        return known.get(word, word if word in known.values() else "")

    def _describe(self) -> None:
        fields, metadata = self.question.fields, self.draft.metadata
        for name, read in READERS.items():
            if name in fields and (value := read(fields[name])) is not None:
                metadata[name] = value
        if "difficulty" in fields and "difficulty" not in metadata:
            self.draft.warn(
                msg("The difficulty “%(text)s” was not understood.", text=fields["difficulty"][:20])
            )
        if "code" in fields:
            name = "code" if self.question.is_markdown else "id"
            metadata[name] = fields["code"].strip()
        if "knowledge" in fields:
            metadata["tags"] = [
                one for one in re.split(r"[,，、;；\s]+", fields["knowledge"]) if one
            ]


def _extra(text: str) -> dict[str, Any]:
    """Return what a table carries beside; what is no JSON any more is left out."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def letters_of_judgement(text: str) -> bool | None:
    """Return what A and B mean in tables that give a judgement no options."""
    return {"A": True, "B": False}.get(shadow(text).strip().upper())


MAKERS: Mapping[str, Callable[[_Maker], None]] = MappingProxyType(
    {
        name: getattr(_Maker, name)
        for name in (
            *("single", "multiple", "judge", "blank", "number", "order", "match", "short", "essay"),
        )
    }
    | {"classify": _Maker.match}
)
