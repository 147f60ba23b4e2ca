"""Rows of a table under a known head → questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.engines.bankfiles.interchange.exam.make import make
from app.engines.bankfiles.interchange.exam.marks import options_in
from app.engines.bankfiles.interchange.exam.question import Question
from app.engines.bankfiles.interchange.model import Entry, Remark, warn
from app.engines.bankfiles.interchange.table.headings import LETTERS, Head
from app.engines.bankfiles.interchange.untouched import passed_over
from app.kernel.text import msg

OTHER_FIELDS = frozenset(
    {"stem", "kind", "options", "answer", "explain", "entries", "extra", "base"}
)
_OPTION_MARK = re.compile(r"^\s*[(（\[]?([A-Ha-h])[)）\]]?\s*[.、．:：)）]\s*")
_SEPARATORS = (r"\n", r"\$;\$", r"\$\$", r"\|{1,2}", r"[；;]", r"#")


def read(rows: Sequence[Sequence[str]], head: Head, where: str) -> Iterator[Entry]:
    """Yield the items of the rows below the head; empty rows are passed over."""
    if head.unknown:
        names = ", ".join(head.unknown[:8])
        yield Remark(
            problem=warn(
                where,
                msg("These columns were not understood and left out: %(names)s.", names=names),
            )
        )
    for place, row in enumerate(rows[head.row + 1 :], start=head.row + 2):
        if any(cell.strip() for cell in row):
            yield passed_over(make(_question(row, head, f"{where}:{place}")))


def _question(row: Sequence[str], head: Head, where: str) -> Question:
    def cell(column: int | None) -> str:
        return row[column].strip() if column is not None and column < len(row) else ""

    texts = {name: cell(column) for name, column in head.columns.items()}
    options = {letter: cell(column) for letter, column in sorted(head.options.items())}
    options = {letter: _unmarked(text, letter) for letter, text in options.items() if text}
    if not options and texts.get("options"):
        options = dict(_split(texts["options"]))
    kind = texts.get("kind", "")
    gaps = [text for column in head.gaps if (text := cell(column))]
    return Question(
        where=where,
        kind=head.kinds.get(_digit(kind), kind),
        stem=texts.get("stem", ""),
        options=options,
        whys={letter: cell(column) for letter, column in head.whys.items()},
        answer=_lettered(texts.get("answer", "")) if head.is_numbered else texts.get("answer", ""),
        gap_answers=[] if texts.get("answer") else gaps,
        explain=texts.get("explain", ""),
        entries=texts.get("entries", ""),
        extra=texts.get("extra", "") if head.is_markdown else "",
        base=texts.get("base", "") if head.is_markdown else "",
        fields={n: t for n, t in texts.items() if t and n not in OTHER_FIELDS},
        raw=" | ".join(text for text in row if text.strip())[:2000],
        is_markdown=head.is_markdown,
    )


def _digit(text: str) -> str:
    return re.sub(r"\.0$", "", text.strip())


def _unmarked(text: str, letter: str) -> str:
    """Take `A.` off a cell that repeats its own letter."""
    found = _OPTION_MARK.match(text)
    return text[found.end() :].strip() if found and found.group(1).upper() == letter else text


def _lettered(answer: str) -> str:
    """Return the letters of places, where options are numbered."""
    if not re.fullmatch(r"[1-8](?:[\s,，、;；|]*[1-8])*", answer.strip()):
        return answer
    return "".join(LETTERS[int(digit) - 1] for digit in re.findall(r"[1-8]", answer))


def _split(text: str) -> list[tuple[str, str]]:
    """Return the options of one cell, lettered or parted by a sign."""
    marked = options_in(text.replace("\n", "　"), "A")
    if len(marked) > 1:
        return marked
    for separator in _SEPARATORS:
        pieces = [piece.strip() for piece in re.split(separator, text) if piece.strip()]
        if len(pieces) > 1:
            return [
                (letter, _unmarked(piece, letter))
                for letter, piece in zip(LETTERS, pieces, strict=False)
            ]
    return []
