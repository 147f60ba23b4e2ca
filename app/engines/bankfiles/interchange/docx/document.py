"""The body of a Word document as lines of text and tables, pictures as marks."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.docx import numbering
from app.engines.bankfiles.interchange.docx.numbering import Numbering, W
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.rich import maths
from app.engines.items import figures
from app.kernel.text import msg

MAIN = "word/document.xml"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", _A[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", _WP[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
)
HOLDERS = (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml")
"""Elements around paragraphs and tables that mean nothing by themselves."""
GAP_FROM = 2
"""So many underlined blanks are a gap."""


@dataclass(slots=True)
class Document:
    """One document while it is read."""

    archive: Archive
    where: str
    numbers: Numbering = field(default_factory=Numbering)
    pictures: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Mark of a picture → its part in the archive and its alternative text."""
    _targets: dict[str, str] = field(default_factory=dict)

    def body(self) -> etree._Element | None:
        """Return the body; numbers and pictures are ready to be looked up after it."""
        root = self.part(MAIN)
        if root is None:
            raise guard.unreadable(
                self.where,
                msg("This is no Word document."),
                msg("Open it in WPS or Word and save it as .docx."),
            )
        self.numbers = numbering.read(self.part("word/numbering.xml"), self.part("word/styles.xml"))
        self._targets = self._relations()
        return root.find(f"{W}body")

    def blocks(self, body: etree._Element | None) -> Iterator[str | list[list[str]]]:
        """Yield the paragraphs (as lines) and tables (as rows) of a body, in their order."""
        yield from self._inside(body) if body is not None else ()

    def picture(self, number: str) -> tuple[bytes, str] | None:
        """Return the bytes and the alternative text behind a mark."""
        path, alt = self.pictures.get(number, ("", ""))
        if path not in self.archive.names:
            return None
        return self.archive.read(path), alt

    def _inside(self, node: etree._Element) -> Iterator[str | list[list[str]]]:
        for child in node:
            if child.tag == f"{W}p":
                yield from self.paragraph(child).split("\n")
            elif child.tag == f"{W}tbl":
                yield self.table(child)
            elif child.tag in HOLDERS:
                yield from self._inside(child)

    def table(self, node: etree._Element) -> list[list[str]]:
        """Return the cells of a table, row by row."""
        return [[self._cell(cell) for cell in row.iter(f"{W}tc")] for row in node.iter(f"{W}tr")]

    def _cell(self, node: etree._Element) -> str:
        return "\n".join(self.paragraph(one) for one in node.iter(f"{W}p")).strip()

    def paragraph(self, node: etree._Element) -> str:
        """Return the text of a paragraph behind its automatic number."""
        label = self.numbers.label(node)
        return label + "".join(self._pieces(node))

    def _pieces(self, node: etree._Element) -> Iterator[str]:
        for child in node:
            name = str(child.tag)
            if name == f"{W}r":
                yield self._run(child)
            elif name in (f"{M}oMath", f"{M}oMathPara"):
                yield omath(child)
            elif name not in (f"{W}pPr", f"{W}del", f"{W}moveFrom"):
                yield from self._pieces(child)

    def _run(self, node: etree._Element) -> str:
        text = "".join(self.text(child) for child in node)
        properties = node.find(f"{W}rPr")
        underline = properties.find(f"{W}u") if properties is not None else None
        is_underlined = underline is not None and underline.get(f"{W}val", "single") != "none"
        if is_underlined and len(text) >= GAP_FROM and not text.strip(" \u3000\xa0\t"):
            return "____"
        place = properties.find(f"{W}vertAlign") if properties is not None else None
        kind = place.get(f"{W}val", "") if place is not None else ""
        if kind in ("superscript", "subscript") and text.strip():
            return maths.script(text, "sup" if kind == "superscript" else "sub")
        return text

    def text(self, node: etree._Element) -> str:
        """Return what one piece of a run says; a picture says its mark."""
        name = str(node.tag)
        if name == f"{W}t":
            return node.text or ""
        if name == f"{W}tab":
            return "\t"
        if name in (f"{W}br", f"{W}cr"):
            return "\n"
        if name == f"{W}noBreakHyphen":
            return "-"
        if name == f"{W}sym":
            return _symbol(node.get(f"{W}char", ""))
        return self._picture(node)

    def _picture(self, node: etree._Element) -> str:
        found = self.drawing(node)
        if found is None:
            return ""
        number = str(len(self.pictures) + 1)
        self.pictures[number] = found[:2]
        return figures.mark_of(number)

    def drawing(self, node: etree._Element) -> tuple[str, str, str] | None:
        """Return part, alternative text and name of the picture that an element shows."""
        blip = next(node.iter(f"{_A}blip"), None)
        target = self._targets.get(blip.get(f"{_R}embed", "")) if blip is not None else None
        if target is None:
            return None
        described = next(node.iter(f"{_WP}docPr"), None)
        if described is None:
            return target, "", ""
        return target, described.get("descr", ""), described.get("name", "")

    def _relations(self) -> dict[str, str]:
        root = self.part("word/_rels/document.xml.rels")
        if root is None:
            return {}
        return {
            node.get("Id", ""): _target(node.get("Target", ""))
            for node in root
            if node.get("TargetMode") != "External"
        }

    def part(self, name: str) -> etree._Element | None:
        """Return the root of a part, None when there is none."""
        if name not in self.archive.names:
            return None
        data = self.archive.read(name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        return guard.parse_xml(data, f"{self.where}/{name}")[0]


def omath(node: etree._Element) -> str:
    """Return a formula of Word in one line."""
    name = etree.QName(node).localname
    inside = [omath(child) for child in node]
    parts = dict(zip((etree.QName(c).localname for c in node), inside, strict=False))
    if name == "t":
        return node.text or ""
    if name == "f":
        return f"({parts.get('num', '')})/({parts.get('den', '')})"
    if name == "sSup":
        return f"{parts.get('e', '')}{maths.script(parts.get('sup', ''), 'sup')}"
    if name == "sSub":
        return f"{parts.get('e', '')}{maths.script(parts.get('sub', ''), 'sub')}"
    if name == "rad":
        return f"√({parts.get('e', '')})"
    return "".join(inside)


def _target(path: str) -> str:
    return path.lstrip("/") if path.startswith("/") else posixpath.normpath(f"word/{path}")


def _symbol(code: str) -> str:
    """Return the ticks and crosses that Word writes in its symbol fonts."""
    return {"F0FC": "√", "F050": "√", "F0FB": "×", "F04F": "×", "F0D6": "√", "F0B4": "×"}.get(
        code.upper(), ""
    )
