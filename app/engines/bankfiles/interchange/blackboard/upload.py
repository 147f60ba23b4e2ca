"""The text that Blackboard takes in: one question a line, its parts parted by tabs, no heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.blackboard.gaps import number_gaps
from app.engines.bankfiles.interchange.build import Accepted, Choice
from app.engines.bankfiles.interchange.media import Media
from app.engines.bankfiles.interchange.model import Entry, RefuseError, Remark, warn
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.written import short_answer
from app.engines.items.fields import decimal_of
from app.kernel.text import Message, msg

HOW = msg("Write the kind, a tab, the question, a tab, and the answers as Blackboard asks.")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|[a-zA-Z]+);")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
RIGHT = {"correct": True, "incorrect": False}
TRUTH = {"true": True, "false": False}


def looks_like(text: str) -> bool:
    """Whether the first line with words in it begins with one of the kinds and a tab."""
    lines = (line for line in text[:20_000].splitlines() if line.strip())
    first = next((line for line in lines if not _is_heading(line)), "")
    return "\t" in first and _kind(first.split("\t")[0]) in {*KINDS, *REFUSED}


def read(text: str, where: str) -> Iterator[Entry]:
    """Yield the items of a text, a line each."""
    for number, line in enumerate(text.splitlines(), start=1):
        if number == 1 and _is_heading(line):
            reason = msg("The first line is a heading and was passed over.")
            yield Remark(problem=warn(f"{where}:{number}", reason))
        elif line.strip():
            yield _build(line, f"{where}:{number}")


def _is_heading(line: str) -> bool:
    return "\t" in line and _kind(line.split("\t", maxsplit=1)[0]) in ("TYPE", "QUESTION_TYPE")


def _build(line: str, where: str) -> Entry:
    cells = [_bare(cell) for cell in line.rstrip("\r\n").split("\t")]
    kind = _kind(cells[0])
    draft = Draft(where, raw=line[:4000])
    try:
        make = _maker(kind, len(cells))
        row = _Row(draft, cells[1], cells[2:])
        make(row)
        row.media.finish()
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    return draft.finish()


def _maker(kind: str, cells: int) -> Callable[[_Row], None]:
    if kind in REFUSED:
        raise RefuseError(REFUSED[kind], msg("Write it anew as one of the kinds of this bank."))
    if kind not in KINDS:
        reason = msg("The line begins with no kind of Blackboard: %(text)s.", text=kind[:20])
        raise RefuseError(reason, HOW)
    if cells < 2:  # noqa: PLR2004 - the kind and the question
        raise RefuseError(msg("The line holds no question."), HOW)
    return KINDS[kind]


def _kind(cell: str) -> str:
    return _bare(cell).strip("\ufeff ").upper().replace(" ", "_")


def _bare(cell: str) -> str:
    """Take off the quotation marks that spreadsheet programs put around a cell."""
    found = _QUOTED.fullmatch(cell.strip())
    return found.group(1).replace('""', '"') if found else cell.strip()


class _Row:
    """One question, and the item that becomes of it."""

    def __init__(self, draft: Draft, question: str, cells: Sequence[str]) -> None:
        self.draft = draft
        self.media = Media(draft, "html", None)
        self.question = question
        self.cells = list(cells)
        while self.cells and not self.cells[-1]:
            self.cells.pop()

    def choice(self) -> None:
        """Options with the words correct and incorrect behind them."""
        build.single(self.draft, self._stem(), self._choices())

    def several(self) -> None:
        """The same, where several may be right; Blackboard gives all or nothing."""
        build.all_or_nothing(self.draft, self._stem(), self._choices())

    def judge(self) -> None:
        """True or false."""
        word = self.cells[0].lower() if self.cells else ""
        if word not in TRUTH:
            raise RefuseError(
                msg("The answer “%(text)s” is neither true nor false.", text=word[:20]), HOW
            )
        build.judge(self.draft, self._stem(), key=TRUTH[word], why={})

    def essay(self) -> None:
        """A text that a person marks, with a sample answer perhaps."""
        self.draft.content = {"kind": "essay", "stem": self._stem()}
        if self.cells:
            self.draft.content["model"] = self._block(self.cells[0])

    def order(self) -> None:
        """Parts in their right order."""
        build.ordered(self.draft, self._stem(), [self._line(cell) for cell in self._given()])

    def match(self) -> None:
        """Entries and partners by turns."""
        cells = [self._line(cell) for cell in self.cells]
        if len(cells) % 2:
            raise RefuseError(msg("The last entry has no partner."), HOW)
        build.pairs(self.draft, self._stem(), list(zip(cells[::2], cells[1::2], strict=True)))

    def blank(self) -> None:
        """One gap and its accepted forms."""
        stem, count = build.gap_lines(self._stem())
        forms = [Accepted(cell) for cell in self._given()]
        short_answer(self.draft, stem if count == 1 else self._stem(), forms)

    def blanks(self) -> None:
        """Gaps named in the text, each with its accepted forms; an empty cell parts them."""
        named = {group[0]: {"accept": group[1:]} for group in self._groups()}
        if not named or not all(gap["accept"] for gap in named.values()):
            raise RefuseError(msg("A gap has no accepted answer."), HOW)
        number_gaps(self.draft, self._stem(), named)

    def jumbled(self) -> None:
        """Lists named in the text: each choice, then the gaps that it is right for."""
        groups = self._groups()
        names = list(dict.fromkeys(name for group in groups for name in group[1:]))
        if not names or len(groups) > len(build.LETTERS):
            raise RefuseError(msg("No choice names the gap that it belongs to."), HOW)
        options = {
            letter: self._line(g[0]) for letter, g in zip(build.LETTERS, groups, strict=False)
        }
        keys = {
            name: letter
            for letter, group in zip(build.LETTERS, groups, strict=False)
            for name in group[1:]
        }
        number_gaps(
            self.draft,
            self._stem(),
            {name: {"options": options, "key": keys[name]} for name in names},
        )

    def number(self) -> None:
        """A number and how far from it an answer may be."""
        values = [_decimal(cell) for cell in self.cells[:2]]
        value = values[0] if values else None
        tolerance = values[1] if len(values) > 1 else Decimal(0)
        if value is None or tolerance is None or tolerance < 0:
            raise RefuseError(msg("The answer is no number."), HOW)
        build.number(self.draft, self._stem(), value, tolerance)

    def _choices(self) -> list[Choice]:
        words = [word.lower() for word in self.cells[1::2]]
        texts = self.cells[::2]
        wrong = next((word for word in words if word not in RIGHT), None)
        if wrong is not None or len(words) != len(texts):
            raise RefuseError(
                msg("Behind an option stands “%(text)s”.", text=(wrong or "")[:40]),
                msg("Write correct or incorrect behind every option."),
            )
        return [
            Choice(self._line(text), float(RIGHT[word]))
            for text, word in zip(texts, words, strict=True)
        ]

    def _given(self) -> list[str]:
        return [cell for cell in self.cells if cell]

    def _groups(self) -> list[list[str]]:
        groups: list[list[str]] = [[]]
        for cell in self.cells:
            if cell:
                groups[-1].append(cell)
            elif groups[-1]:
                groups.append([])
        return [group for group in groups if group]

    def _stem(self) -> str:
        return self._block(self.question)

    def _block(self, text: str) -> str:
        return self.media.block(text, "html" if _TAG.search(text) else "plain")

    def _line(self, text: str) -> str:
        return self.media.line(text, "html" if _TAG.search(text) else "plain")


def _decimal(text: str) -> Decimal | None:
    plain = text.strip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return decimal_of(plain or "0")


KINDS: Mapping[str, Callable[[_Row], None]] = MappingProxyType(
    {
        "MC": _Row.choice,
        "MA": _Row.several,
        "TF": _Row.judge,
        "ESS": _Row.essay,
        "SR": _Row.essay,
        "ORD": _Row.order,
        "MAT": _Row.match,
        "FIB": _Row.blank,
        "FIB_PLUS": _Row.blanks,
        "JUMBLED_SENTENCE": _Row.jumbled,
        "NUM": _Row.number,
    }
)
REFUSED: Mapping[str, Message] = MappingProxyType(
    {
        "OP": msg("It asks for an opinion: no answer is right."),
        "FIL": msg("A file is to be handed in."),
        "QUIZ_BOWL": msg("It asks for a question as the answer."),
    }
)
