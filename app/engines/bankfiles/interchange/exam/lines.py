"""Natural exam text, line by line, in the many ways people write it → questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.engines.bankfiles.interchange.exam import keyblock, marks
from app.engines.bankfiles.interchange.exam.marks import Start
from app.engines.bankfiles.interchange.exam.question import Question
from app.engines.bankfiles.interchange.exam.words import shadow

ENDS = frozenset({"answer", "explain"})
"""Fields after which a question is complete."""
LONGEST_LINE = 4000
"""Options behind a stem are looked for in lines up to this length."""
LONGEST_END = 20
_ASKS = re.compile(r"[(（][ 　]*[)）][。.]?\s*$")
"""A line that ends so asks something: if it cannot be read as a question, that is said."""
LISTED = frozenset({"rubric"})
"""Fields that are written as numbered lines themselves."""
_OPTIONS_LABEL = re.compile(r"^\s*(?:选项|备选项|候选项)\s*[:：]\s*")


@dataclass(slots=True)
class _Block:
    """One question while its lines are gathered."""

    line: int
    section: tuple[str, str] = ("", "")
    number: int = 0
    kind: str = ""
    stem: list[str] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)
    """Letter → the lines of an option."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    raw: list[str] = field(default_factory=list)
    last: str = "stem"
    listed: int = 0
    """The last number of a list inside the question."""
    is_parted: bool = False
    """Whether an empty line came after its fields."""

    @property
    def is_complete(self) -> bool:
        """Whether an answer or an explanation was given."""
        return bool(ENDS & set(self.fields))

    def take_options(self, found: Sequence[tuple[str, str]]) -> None:
        """Take the options of a line."""
        self.options |= {letter: [text] for letter, text in found}
        self.last = "option"

    def is_empty(self) -> bool:
        """Whether nothing was gathered yet."""
        return not (self.stem or self.options or self.fields)

    def question(self, where: str) -> Question:
        """Return what was gathered."""
        texts = {name: "\n".join(lines).strip() for name, lines in self.fields.items()}
        stem = "\n".join(self.stem).strip() or texts.pop("stem", "")
        own = {name: text for name, text in texts.items() if name not in (*ENDS, "kind")}
        if self.section[1]:
            own.setdefault("points", self.section[1])
        return Question(
            where=f"{where}:{self.line}",
            kind=self.kind or texts.get("kind", "") or self.section[0],
            stem=stem,
            options={letter: "\n".join(lines) for letter, lines in self.options.items()},
            answer=texts.get("answer", ""),
            explain=texts.get("explain", ""),
            fields=own,
            raw="\n".join(self.raw).strip(),
        )


def questions(lines: Sequence[str], where: str) -> Iterator[Question]:
    """Yield the questions of a text."""
    body, keys = keyblock.split(lines)
    blocks = _read(body)
    open_numbers = {block.number for block in blocks if not block.is_complete}
    answered = {key.number for key in keys}
    if keys and len(answered & open_numbers) * 2 < len(answered):
        keys = []  # a numbered list in the last answer, not the answers of the paper
        blocks = _read(lines)
    answers = keyblock.match([(one.section[0], one.number) for one in blocks], keys)
    for block, key in zip(blocks, answers, strict=True):
        question = block.question(where)
        if key and not question.answer:
            question.answer = key.answer
            question.explain = question.explain or key.explain
        yield question


def _read(lines: Sequence[str]) -> list[_Block]:
    reader = _Reader()
    for number, line in enumerate(lines, start=1):
        reader.take(number, line)
    return reader.finish()


class _Reader:
    """A text while it is read."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self.block = _Block(1)
        self.section = ("", "")
        self.style = ""

    def finish(self) -> list[_Block]:
        """Return all blocks that hold something that could be a question."""
        self._close()
        return [one for one in self.blocks if _may_be_a_question(one, self.style)]

    def take(self, number: int, line: str) -> None:
        """Take one line."""
        if not line.strip():
            self.block.is_parted = self.block.is_complete
            self.block.raw.append("")
            return
        if section := marks.section_of(line):
            self._close()
            self.section = section
            self._open(number)
            return
        start = marks.start_of(line)
        if start and self._begins(start):
            self.style = self.style or start.style
            self._close()
            self._open(number)
            self.block.number = start.number
            self.block.raw.append(line)
            self._text(start.rest)
            return
        if self.block.is_parted and not self.style and not self._continues(line):
            self._close()
            self._open(number)
        if self.block.is_empty():
            self.block.line = number
        if start:
            self.block.listed = start.number
        self.block.raw.append(line)
        self._text(line)

    def _begins(self, start: Start) -> bool:
        """Whether a numbered line begins a question, and is no numbered line inside one."""
        if self.style and start.style != self.style:
            return False
        block = self.block
        if not block.number or start.number == block.number + 1:
            return True
        if block.listed and start.number == block.listed + 1:
            return False
        if block.last in LISTED or (block.last in block.fields and not block.fields[block.last]):
            return False
        return block.is_complete or bool(block.options) or start.number == 1

    def _continues(self, line: str) -> bool:
        """Whether a line only adds fields to the question before it."""
        before, *named = marks.fields_in(line)
        return bool(named) and not before[1]

    def _open(self, number: int) -> None:
        self.block = _Block(number, self.section)

    def _close(self) -> None:
        if not self.block.is_empty():
            self.blocks.append(self.block)
        self.block = _Block(0, self.section)

    def _text(self, text: str) -> None:
        parts = list(marks.fields_in(text))
        before = parts[0][1]
        if before:
            self._free(before)
        for name, value in parts[1:]:
            if name == "stem":
                self.block.stem.append(value)
                self.block.last = "stem"
                continue
            self.block.fields.setdefault(name, [])
            if value:
                self.block.fields[name].append(value)
            self.block.last = name

    def _free(self, text: str) -> None:
        """Take text without a label: an option, or more of what came before."""
        block = self.block
        text = _OPTIONS_LABEL.sub("", text)
        expected = chr(ord(max(block.options, default="@")) + 1)
        if not block.is_complete and (found := marks.options_in(text, expected)):
            block.take_options(found)
        elif block.last == "option" and not block.is_complete:
            block.options[max(block.options)].append(text.strip())
        elif block.last == "stem" and not block.options:
            self._stem(text)
        elif block.last in block.fields:
            block.fields[block.last].append(text)
        else:
            self._stem(text)

    def _stem(self, text: str) -> None:
        block = self.block
        if not block.stem:
            kind, text = marks.kind_tag(text)
            block.kind = block.kind or kind
        stem, options = _split_stem(text)
        block.stem.append(stem)
        if options:
            block.take_options(options)


def _split_stem(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the stem and the options that stand behind it on the same line."""
    half = shadow(text) if len(text) <= LONGEST_LINE else ""
    for found in re.finditer(r"(?<=[\s)。？?：:])A\s*[.、:)]", half):
        options = marks.options_in(text[found.start() :], "A")
        if len(options) > 1:
            return text[: found.start()].strip(), options
    return text, []


def _may_be_a_question(block: _Block, style: str) -> bool:
    """Whether a block is more than a title or a line of instructions between numbered questions."""
    is_question = block.options or block.is_complete or block.number or not style
    return bool(is_question or any(_ASKS.search(line[-LONGEST_END:]) for line in block.stem))
