"""Our markdown → paragraphs and tables of Word, or None where it would not come back the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import lxml.html
from lxml import etree

from app.engines.bankfiles.interchange.export.word import xml
from app.engines.items import figures
from app.engines.items.html import render, render_inline

Show = Callable[[str], str]
"""Takes the number of a figure, gives the run that shows it."""
Block = tuple[str, bool]
"""The runs of a paragraph, or a whole table (then True)."""
_MARKS: Mapping[str, str] = {"strong": "strong", "em": "em", "s": "s", "code": "code"}
CELL = "XkCell"
INDENT = 420


class LiteralError(Exception):
    """Raised for markdown that has no shape here: it is written as it stands."""


def blocks(text: str, show: Show) -> list[Block]:
    """Return the paragraphs and tables of a stem or an explanation.

    :raises LiteralError: for lists, quotations and blocks of code.
    """
    root = lxml.html.fragment_fromstring(render(text), create_parent="div")
    made: list[Block] = []
    for child in root:
        if child.tag == "p":
            made.append((runs(child, show), False))
        elif child.tag == "table":
            made.append((_table(child, show), True))
        else:
            raise LiteralError(str(child.tag))
    return made


def line(text: str, show: Show) -> list[Block]:
    """Return an option or a reply as one paragraph."""
    html = render_inline(text)
    root = lxml.html.fragment_fromstring(html, create_parent="div") if html else etree.Element("p")
    return [(runs(root, show), False)]


def literal(text: str, show: Show) -> list[Block]:
    """Return a text line by line as it stands."""
    return [(_text(one, (), show), False) for one in text.split("\n")]


def runs(node: etree._Element, show: Show) -> str:
    """Return the runs of an element of HTML."""
    return "".join(_runs(node, (), show))


def _runs(node: etree._Element, marks: tuple[str, ...], show: Show) -> Iterator[str]:
    yield _text(node.text or "", marks, show)
    for child in node:
        name = str(child.tag)
        if name == "br":
            yield "<w:r><w:br/></w:r>"
        elif name in _MARKS:
            yield from _runs(child, (*marks, _MARKS[name]), show)
        else:
            raise LiteralError(name)
        tail = child.tail or ""
        yield _text(tail.lstrip("\n") if name == "br" else tail, marks, show)


def _text(text: str, marks: tuple[str, ...], show: Show) -> str:
    pieces = figures.MARK.split(text)
    made = [xml.run(pieces[0], marks)] if pieces[0] else []
    for number, after in zip(pieces[1::2], pieces[2::2], strict=True):
        made.append(show(number))
        made += [xml.run(after, marks)] if after else []
    return "".join(made)


def _table(node: etree._Element, show: Show) -> str:
    rows = [
        [xml.paragraph(CELL, runs(cell, show)) for cell in row if cell.tag in ("td", "th")]
        for row in node.iter("tr")
    ]
    count = max((len(row) for row in rows), default=1)
    whole = xml.TEXT_WIDTH - INDENT
    edges = [round(whole * place / count) for place in range(count + 1)]
    widths = [end - start for start, end in pairwise(edges)]
    return xml.grid(rows, "XkGrid", widths, shaded=1)
