"""HTML → markdown in canonical form, block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

import lxml.html
from lxml import etree

from app.engines.bankfiles.interchange.rich import maths
from app.engines.bankfiles.interchange.rich.inline import (
    CODE,
    EMPHASIS,
    STRONG,
    STRUCK,
    Run,
    clean,
    from_plain,
    paragraph,
    parted,
)
from app.engines.bankfiles.interchange.rich.sanitize import sanitize

Figure = Callable[[str, str], str]
"""Takes the address and the alternative text of a figure, gives the mark that stands for it."""

_MARKS = {
    **dict.fromkeys(("strong", "b", "u", "ins"), STRONG),
    **dict.fromkeys(("em", "i"), EMPHASIS),
    **dict.fromkeys(("s", "del", "strike"), STRUCK),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), CODE),
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "caption", "dt"}
_BLOCKS = {
    *("p", "div", "section", "article", "ul", "ol", "table", "pre", "blockquote", "hr", "dl"),
    *("center", "figure", "figcaption", "dd", "li"),
    *_HEADINGS,
}
_SIMPLE = re.compile(r"<p[^<>]*>([^<>]*)</p>|([^<>]*)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0]+")


@dataclass(frozen=True, slots=True)
class Rich:
    """A text in our markdown, and what did not come along."""

    text: str
    removed: frozenset[str] = frozenset()


def from_html(html: str, *, inline: bool = False, figure: Figure | None = None) -> Rich:
    """Return the markdown of some HTML.

    :param inline: an option or a part: one run of lines, without blocks.
    :param figure: what to do with pictures and sounds; without it they are named as removed.

    >>> from_html("<p>H<sub>2</sub>O is <b>wet</b></p><script>x</script>")
    Rich(text='H₂O is **wet**', removed=frozenset({'script'}))
    """
    simple = _SIMPLE.fullmatch(html.strip())
    if simple:
        text = unescape(simple.group(1) or simple.group(2) or "")
        return Rich(from_plain(_SPACES.sub(" ", text), inline=inline))
    safe, removed = sanitize(html)
    walker = _Walker(inline=inline, figure=figure)
    try:
        root = lxml.html.fragment_fromstring(safe, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Rich(from_plain(unescape(re.sub("<[^<>]*>", " ", safe)), inline=inline), removed)
    blocks = walker.blocks(root)
    return Rich(walker.join(blocks), removed | walker.lost)


@dataclass(slots=True)
class _Walker:
    """One text while it is read."""

    inline: bool
    figure: Figure | None
    lost: set[str] = field(default_factory=set)

    def join(self, blocks: Sequence[str]) -> str:
        """Put blocks under one another."""
        if self.inline:
            return clean("\n".join(blocks)) if len(blocks) > 1 else "".join(blocks)
        return "\n\n".join(blocks)

    def blocks(self, node: etree._Element) -> list[str]:
        """Return the blocks of a node, loose text between them as paragraphs."""
        made: list[str] = []
        runs: list[Run] = []
        last = ""
        for child, text in _pieces(node):
            if child is None or _name(child) not in _BLOCKS:
                runs += self._runs(child) if child is not None else [Run(text)]
                continue
            self._flush(runs, made)
            name = _name(child)
            block = self._block(child)
            if name in ("ul", "ol") and name == last and block and not self.inline:
                made[-1] = f"{made[-1]}\n{block[0]}"
            else:
                made += block
            last = name if block else last
        if self._flush(runs, made):
            last = ""
        return made

    def _flush(self, runs: list[Run], made: list[str]) -> bool:
        groups = [runs] if self.inline else parted(runs)
        texts = [text for group in groups if (text := self._paragraph(group))]
        runs.clear()
        made += texts
        return bool(texts)

    def _paragraph(self, runs: Sequence[Run]) -> str:
        text, is_kept = paragraph(runs, inline=self.inline)
        if not is_kept:
            self.lost.add("emphasis")
        return text

    def _block(self, node: etree._Element) -> list[str]:  # noqa: PLR0911 - one a kind of block
        name = _name(node)
        if name == "hr":
            return []
        if name in _HEADINGS:
            marked = [Run(run.text, run.marks | {STRONG}) for run in self._runs(node)]
            return [text] if (text := self._paragraph(marked)) else []
        if name == "pre":
            return self._pre(node)
        if name == "table":
            return self._table(node)
        if self.inline:
            return self.blocks(node)
        if name in ("ul", "ol"):
            return self._list(node, name)
        if name == "blockquote":
            quoted = "\n\n".join(self.blocks(node))
            return [_prefix(quoted, "> ", "> ")] if quoted else []
        return self.blocks(node)

    def _pre(self, node: etree._Element) -> list[str]:
        text = "".join(map(str, node.itertext())).replace("\r\n", "\n").strip("\n")
        if self.inline:
            return [self._paragraph([Run(text, frozenset({CODE}))])]
        fence = "`" * max(3, 1 + max((len(t) for t in re.findall("`+", text)), default=0))
        return [f"{fence}\n{text}\n{fence}"] if text.strip() else []

    def _list(self, node: etree._Element, name: str) -> list[str]:
        number = int(node.get("start") or 1) if (node.get("start") or "1").isdigit() else 1
        lines = []
        for child in node:
            body = "\n".join(self.blocks(child)) if _name(child) == "li" else ""
            if not body:
                continue
            mark = f"{number}. " if name == "ol" else "- "
            lines.append(_prefix(body, mark, " " * len(mark)))
            number += 1
        return ["\n".join(lines)] if lines else []

    def _table(self, node: etree._Element) -> list[str]:
        rows = [
            [self._cell(cell) for cell in row if _name(cell) in ("td", "th")]
            for row in node.iter("tr")
        ]
        rows = [row for row in rows if row]
        if not rows:
            return []
        width = max(len(row) for row in rows)
        if self.inline or width == 1:
            return [" | ".join(cell for cell in row if cell) for row in rows]
        full = [row + [""] * (width - len(row)) for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in full]
        lines.insert(1, "|" + " --- |" * width)
        return ["\n".join(lines)]

    def _cell(self, node: etree._Element) -> str:
        runs = [run for run in self._runs(node) if run.text]
        on_one_line = [Run(run.text.replace("\n", " "), run.marks) for run in runs]
        text, _ = paragraph(on_one_line, inline=True)
        return text if self.inline else text.replace("|", "\\|")

    def _runs(self, node: etree._Element, marks: frozenset[str] = frozenset()) -> Iterator[Run]:
        name = _name(node)
        if name == "br":
            yield Run("\n", marks)
        elif name in ("img", "audio", "source"):
            yield Run(self._media(node))
            yield from self._inner(node, marks)
        elif name == "math":
            yield Run(maths.linear(node), marks)
        elif name in ("sub", "sup"):
            yield Run(maths.script("".join(map(str, node.itertext())), name), marks)
        else:
            own = _MARKS.get(name)
            yield from self._inner(node, marks | {own} if own else marks)
            if name in _BLOCKS:
                yield Run("\n", marks)

    def _inner(self, node: etree._Element, marks: frozenset[str]) -> Iterator[Run]:
        for child, text in _pieces(node):
            if child is None:
                yield Run(text, marks)
            else:
                yield from self._runs(child, marks)

    def _media(self, node: etree._Element) -> str:
        source = node.get("src", "")
        if not source:
            return ""
        if self.figure is None:
            self.lost.add(_name(node))
            return node.get("alt", "")
        return self.figure(source, node.get("alt", ""))


def _pieces(node: etree._Element) -> Iterator[tuple[etree._Element | None, str]]:
    """Yield text (None, text) and children (child, "") in their order, blanks singled."""
    if node.text:
        yield None, _SPACES.sub(" ", node.text)
    for child in node:
        if isinstance(child.tag, str):
            yield child, ""
        if child.tail:
            yield None, _SPACES.sub(" ", child.tail)


def _name(node: etree._Element) -> str:
    return str(node.tag).lower()


def _prefix(text: str, first: str, other: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        f"{first if place == 0 else other}{line}".rstrip() for place, line in enumerate(lines)
    )
