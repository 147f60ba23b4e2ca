"""From a Word document to items: its text as an exam paper, its tables as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from lxml import etree

from app.engines.bankfiles.interchange import guard, secrecy
from app.engines.bankfiles.interchange.docx import comments, entries, marked
from app.engines.bankfiles.interchange.docx.document import Document
from app.engines.bankfiles.interchange.docx.numbering import W
from app.engines.bankfiles.interchange.exam.lines import questions
from app.engines.bankfiles.interchange.exam.make import make
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.model import Entry, Remark, warn
from app.engines.bankfiles.interchange.table import headings, rows
from app.kernel.text import msg


def read(data: bytes, where: str) -> Iterator[Entry]:
    """Yield the items of a document.

    :raises UnreadableError: when it is no document, or holds no question.
    """
    document = Document(Archive(data, where), where)
    body = document.body()
    if body is not None and marked.is_marked(body):
        yield from _marked(document, body)
        return
    lines: list[str] = []
    tables: list[list[list[str]]] = []
    for block in document.blocks(body):
        if isinstance(block, str):
            lines.append(block)
        else:
            tables.append(block)
            if not headings.find(block):
                lines += ["\t".join(cell.replace("\n", " ") for cell in row) for row in block]
    is_empty = True
    for entry in _written(document, lines, tables):
        is_empty = is_empty and isinstance(entry, Remark)
        yield entry
    if is_empty:
        raise guard.unreadable(
            where,
            msg("The document holds no question that could be told apart."),
            msg("Number the questions 1. 2. 3., write options as A. B. C. and add 答案：."),
        )


def _marked(document: Document, body: etree._Element) -> Iterator[Entry]:
    """Yield the items that we wrote, changed or not, then what somebody wrote between them."""
    found = marked.read(document, body)
    if next(body.iter(f"{W}ins", f"{W}del"), None) is not None:
        reason = msg("Tracked changes were read as if they had been accepted.")
        yield Remark(problem=warn(document.where, reason))
    is_empty = True
    for entry in chain(
        entries.entries(document, found, comments.read(document)),
        _written(document, found.lines, found.tables),
    ):
        is_empty = is_empty and isinstance(entry, Remark)
        yield entry
    if is_empty:
        raise guard.unreadable(
            document.where,
            msg("The document holds only the samples of the template, as they were."),
            msg("Change the samples into items of yours, or write new ones below."),
        )


def _written(
    document: Document, lines: list[str], tables: list[list[list[str]]]
) -> Iterator[Entry]:
    """Yield the questions of exam text and of tables with headings."""
    yield from secrecy.marked(lines, document.where)
    for question in questions(lines, document.where):
        yield make(replace(question, figures=document.picture))
    for number, table in enumerate(tables, start=1):
        head = headings.find(table)
        if head is not None:
            yield from rows.read(table, head, f"{document.where}:table {number}")
