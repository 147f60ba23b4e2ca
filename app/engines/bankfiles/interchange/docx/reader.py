"""From a Word document to items: its text as an exam paper, its tables as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.docx.document import Document
from app.engines.bankfiles.interchange.exam.lines import questions
from app.engines.bankfiles.interchange.exam.make import make
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.model import Entry
from app.engines.bankfiles.interchange.table import headings, rows
from app.kernel.text import msg


def read(data: bytes, where: str) -> Iterator[Entry]:
    """Yield the items of a document.

    :raises UnreadableError: when it is no document, or holds no question.
    """
    document = Document(Archive(data, where), where)
    lines: list[str] = []
    tables: list[list[list[str]]] = []
    for block in document.blocks():
        if isinstance(block, str):
            lines.append(block)
        elif headings.find(block):
            tables.append(block)
        else:
            lines += ["\t".join(cell.replace("\n", " ") for cell in row) for row in block]
    is_empty = True
    for question in questions(lines, where):
        is_empty = False
        yield make(replace(question, figures=document.picture))
    for number, table in enumerate(tables, start=1):
        head = headings.find(table)
        if head is not None:
            is_empty = False
            yield from rows.read(table, head, f"{where}:table {number}")
    if is_empty:
        raise guard.unreadable(
            where,
            msg("The document holds no question that could be told apart."),
            msg("Number the questions 1. 2. 3., write options as A. B. C. and add 答案：."),
        )
