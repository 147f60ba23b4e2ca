"""Building paragraphs: text, label, formatting and place of each `w:p` of a story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.engines.practicals.ooxml.names import MC, WP, Element, child, local, w
from app.engines.practicals.word.model import Paragraph, Place
from app.engines.practicals.word.numbering import Counter
from app.engines.practicals.word.resolver import ParagraphFormat, Resolver, TableContext
from app.engines.practicals.word.runs import Piece, is_mark_deleted, pieces

QUOTE_LENGTH = 10
_WRAPPERS = frozenset(["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"])
_HORIZONTAL = "mso-position-horizontal:"


@dataclass(slots=True)
class Builder:
    """Makes paragraphs of one story, in reading order; joins those whose end was deleted."""

    resolver: Resolver
    counter: Counter
    part: str
    _joined: list[Piece] = field(default_factory=list)

    def make(
        self,
        element: Element,
        place: Place,
        table: TableContext | None = None,
        position_align: str = "",
    ) -> Paragraph | None:
        """Return the paragraph; None if its deleted end joins it to the one that follows."""
        found = [*self._joined, *pieces(element)]
        if is_mark_deleted(element):
            self._joined = found
            return None
        self._joined = []
        ppr = element.find(w("pPr"))
        paragraph_format = self.resolver.paragraph(ppr, table)
        style = paragraph_format.style
        text = "".join(piece.text for piece in found).strip()
        return Paragraph(
            element=element,
            place=replace(place, quote=quoted(text), part=place.part or self.part, element=element),
            format=paragraph_format,
            pieces=found,
            runs=[self.resolver.run(p.run.find(w("rPr")), style, table) for p in found],
            mark=self.resolver.run(child(ppr, "rPr"), style, table),
            label=self._label(paragraph_format, text),
            position_align=position_align,
        )

    def _label(self, paragraph_format: ParagraphFormat, text: str) -> str:
        if not text:
            return ""
        return self.counter.label(paragraph_format.get("numId"), paragraph_format.get("ilvl"))


def quoted(text: str) -> str:
    """Return the start of a text, by which a reader finds it."""
    return text if len(text) <= QUOTE_LENGTH else f"{text[:QUOTE_LENGTH]}…"


def blocks(parent: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of a story, looking through content controls."""
    for item in parent:
        name = local(item)
        if name in {"p", "tbl"}:
            yield item
        elif name in _WRAPPERS:
            yield from blocks(item)


def boxed(paragraph: Element) -> Iterator[tuple[Element, str]]:
    """Yield the paragraphs in text boxes anchored here, with how the box is aligned.

    WPS and Word put page numbers into such boxes; of a `mc:AlternateContent` one branch is read.
    """
    for content in paragraph.iter(w("txbxContent")):
        if _is_fallback(content):
            continue
        align = _box_align(content)
        for block in blocks(content):
            if local(block) == "p":
                yield block, align


def _is_fallback(content: Element) -> bool:
    for ancestor in content.iterancestors():
        if ancestor.tag == f"{{{MC}}}Fallback":
            parent = ancestor.getparent()
            return parent is not None and parent.find(f"{{{MC}}}Choice") is not None
    return False


def _box_align(content: Element) -> str:
    for ancestor in content.iterancestors():
        name = local(ancestor)
        if name == "anchor":
            align = ancestor.find(f"{{{WP}}}positionH/{{{WP}}}align")
            return "" if align is None else (align.text or "").strip()
        if name == "shape":
            style = ancestor.get("style", "").replace(" ", "")
            return style.partition(_HORIZONTAL)[2].partition(";")[0]
    return ""
