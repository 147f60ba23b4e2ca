"""Aiken: a line that asks, lines `A. …`, a line `ANSWER: B`; the plainest format there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.build import Choice
from app.engines.bankfiles.interchange.model import Entry, RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.rich import from_plain
from app.kernel.text import msg

OPTION = re.compile(r"^\s*([A-Z])[.)、．]\s*(.*)$")
ANSWER = re.compile(r"^\s*ANSWER\s*[:：](.*)$", re.IGNORECASE)
HOW = msg("Write the question, then A. B. C., then ANSWER: and the letter.")
LETTER = re.compile(r"[A-Z](?:[\s,，、]*[A-Z])*")


def looks_like(text: str) -> bool:
    """Whether a text has lines of this format."""
    lines = text.splitlines()
    return any(ANSWER.match(line) for line in lines) and any(OPTION.match(line) for line in lines)


def read(text: str, where: str) -> Iterator[Entry]:
    """Yield the items of a text, in their order."""
    block = _Block()
    for number, line in enumerate(text.splitlines(), start=1):
        answer = ANSWER.match(line)
        option = OPTION.match(line)
        if answer:
            block.lines.append(line)
            yield _build(block, answer.group(1).strip(), f"{where}:{block.first or number}")
            block = _Block()
        elif option and (block.options or option.group(1) == "A"):
            block.take(number, line)
            block.options.append((option.group(1), [option.group(2).strip()]))
        elif not line.strip():
            if block.options or block.stem:
                block.lines.append(line)
        elif block.options:
            if _begins_anew(block):
                yield _unanswered(block, where)
                block = _Block()
                block.take(number, line)
                block.stem.append(line)
            else:
                block.options[-1][1].append(line.strip())
                block.take(number, line)
        else:
            block.take(number, line)
            block.stem.append(line)
    if block.options:
        yield _unanswered(block, where)
    elif block.stem:
        yield Draft(f"{where}:{block.first}", raw=block.raw()).refuse(
            msg("This text belongs to no question."), HOW
        )


@dataclass(slots=True)
class _Block:
    """One question while its lines are gathered."""

    first: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        """Keep a line and where the block began."""
        self.first = self.first or number
        self.lines.append(line)

    def raw(self) -> str:
        """Return the block as it stood."""
        return "\n".join(self.lines).strip()


def _begins_anew(block: _Block) -> bool:
    """Whether an empty line stood after the options: then no answer followed."""
    return bool(block.lines) and not block.lines[-1].strip()


def _unanswered(block: _Block, where: str) -> Entry:
    return Draft(f"{where}:{block.first}", raw=block.raw()).refuse(
        msg("The answer is missing."), msg("Add a line such as ANSWER: B after the options.")
    )


def _build(block: _Block, answer: str, where: str) -> Entry:
    draft = Draft(where, raw=block.raw())
    try:
        _fill(draft, block, answer.upper())
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    return draft.finish()


def _fill(draft: Draft, block: _Block, answer: str) -> None:
    build.require_length("\n".join(block.lines))
    if not block.stem or not block.options:
        raise RefuseError(msg("The question has no text or no options."), HOW)
    keys = set(re.findall("[A-Z]", answer)) if LETTER.fullmatch(answer) else set()
    letters = [letter for letter, _ in block.options]
    if not keys or keys - set(letters):
        raise RefuseError(
            msg("The answer “%(answer)s” is not the letter of an option.", answer=answer[:40]),
            msg("Write the letter of the right option after ANSWER:."),
        )
    choices = [
        Choice(from_plain("\n".join(lines), inline=True), float(letter in keys))
        for letter, lines in block.options
    ]
    make = build.single if len(keys) == 1 else build.all_or_nothing
    make(draft, from_plain("\n".join(block.stem)), choices)
