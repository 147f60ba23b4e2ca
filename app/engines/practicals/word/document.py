"""Reading a word document: package in, paragraphs, tables, sections and page furniture out."""

from __future__ import annotations

from app.engines.practicals.ooxml.names import Element, R, child, local, val, w
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.units import is_on
from app.engines.practicals.ooxml.xml import BrokenFileError, LongFileError
from app.engines.practicals.word.model import (
    Document,
    Furniture,
    Paragraph,
    Place,
    Section,
    Table,
)
from app.engines.practicals.word.numbering import Counter, read_numbering
from app.engines.practicals.word.paragraphs import Builder, blocks, boxed
from app.engines.practicals.word.resolver import Resolver
from app.engines.practicals.word.styles import read_styles
from app.engines.practicals.word.tables import TableReader
from app.engines.practicals.word.theme import read_theme

MAIN_PART = "word/document.xml"
ROLES = ("header", "footer")
KINDS = ("default", "even", "first")


MAX_PARAGRAPHS = 20_000
"""Cells included; the longest theses have some thousands."""


def read_document(package: Package) -> Document:
    """Read everything the checks look at.

    Raises BrokenFileError if there is no body or too much of it, BrokenXmlError if a part is
    malformed.
    """
    part = package.related("", "officeDocument") or MAIN_PART
    root = package.xml(part)
    body = child(root, "body")
    if root is None or body is None:
        raise BrokenFileError(part)
    if sum(1 for _ in body.iter(w("p"))) > MAX_PARAGRAPHS:
        raise LongFileError(part)
    settings = package.xml(package.related(part, "settings"))
    resolver = Resolver(
        read_styles(package.xml(package.related(part, "styles"))),
        read_numbering(package.xml(package.related(part, "numbering"))),
        read_theme(package.xml(package.related(part, "theme")), settings),
    )
    paragraphs, tables, sections = _read_body(body, resolver, part)
    even_and_odd = _switch(settings, "evenAndOddHeaders")
    _furnish(sections, package, resolver, part, even_and_odd=even_and_odd)
    return Document(resolver, paragraphs, tables, sections, even_and_odd, part)


def _switch(settings: Element | None, name: str) -> bool:
    mark = child(settings, name)
    return mark is not None and is_on(val(mark))


def _read_body(
    body: Element, resolver: Resolver, part: str
) -> tuple[list[Paragraph], list[Table], list[Section]]:
    builder = Builder(resolver, Counter(resolver.numbering), part)
    reader = TableReader(builder, [])
    paragraphs: list[Paragraph] = []
    sections: list[Section] = []
    number = 0
    for block in blocks(body):
        if local(block) == "tbl":
            first = len(reader.tables)
            found = reader.read(block)
            for table in reader.tables[first:]:
                table.section = len(sections)
        else:
            made = builder.make(block, Place("body", number + 1))
            found = [] if made is None else [made]
            number += bool(made and not made.is_empty)
        for paragraph in found:
            paragraph.section = len(sections)
        paragraphs += found
        if (end := child(block, "pPr", "sectPr")) is not None:
            sections.append(Section(end, len(sections) + 1))
    sections.append(Section(child(body, "sectPr"), len(sections) + 1))
    return paragraphs, reader.tables, sections


def _furnish(
    sections: list[Section], package: Package, resolver: Resolver, part: str, *, even_and_odd: bool
) -> None:
    """Give each section the headers and footers its pages show, inherited ones included."""
    targets = {relation.id: relation.target for relation in package.relations(part)}
    parts: dict[tuple[str, str], str] = {}
    for section in sections:
        parts |= _references(section.element, targets)
        title_page = _switch(section.element, "titlePg")
        for role in ROLES:
            for kind in KINDS:
                shown = _shown(kind, even_and_odd=even_and_odd, title_page=title_page)
                name = parts.get((role, shown), "")
                root = package.xml(name) if name else None
                place = Place(role, section.number, kind=kind, part=name)
                section.furniture[role, kind] = Furniture(
                    role, kind, section.number, name, _story(root, resolver, place)
                )


def _shown(kind: str, *, even_and_odd: bool, title_page: bool) -> str:
    """Return which furniture pages of a kind show: the default one unless the switch is on."""
    on = {"even": even_and_odd, "first": title_page}.get(kind, True)
    return kind if on else "default"


def _references(element: Element | None, targets: dict[str, str]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for item in element if element is not None else ():
        role = local(item).removesuffix("Reference")
        target = targets.get(item.get(f"{{{R}}}id", ""))
        if role in ROLES and target:
            found[role, item.get(w("type"), "default")] = target
    return found


def _story(root: Element | None, resolver: Resolver, place: Place) -> list[Paragraph]:
    if root is None:
        return []
    builder = Builder(resolver, Counter(resolver.numbering), place.part)
    found: list[Paragraph | None] = []
    for block in root.iter(w("p")):
        if _is_boxed(block):
            continue
        found += [builder.make(inner, place, None, align) for inner, align in boxed(block)]
        found.append(builder.make(block, place))
    return [paragraph for paragraph in found if paragraph is not None]


def _is_boxed(paragraph: Element) -> bool:
    return next(paragraph.iterancestors(w("txbxContent")), None) is not None
