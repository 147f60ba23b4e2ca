"""Finding what a check is about in a document."""

from __future__ import annotations

from app.engines.practicals.checks.tables import Selection
from app.engines.practicals.language.find import (
    Find,
    FindFurniture,
    FindParagraphs,
    FindSections,
    FindTables,
    squash,
)
from app.engines.practicals.language.scalars import style_key
from app.engines.practicals.word.model import (
    Cell,
    Document,
    Furniture,
    Paragraph,
    Section,
    Table,
)

Target = Paragraph | Section | Selection | Furniture


def select(document: Document, find: Find) -> list[Target]:
    """Return the targets in reading order; empty if there is none."""
    if isinstance(find, FindParagraphs):
        return list(paragraphs(document, find))
    if isinstance(find, FindSections):
        return list(sections(document, find))
    if isinstance(find, FindTables):
        return list(tables(document, find))
    return list(furniture(document, find)) if isinstance(find, FindFurniture) else []


def paragraphs(document: Document, find: FindParagraphs) -> list[Paragraph]:
    """Return the paragraphs with text that are meant."""
    found = [p for p in document.paragraphs if not p.is_empty and _within(p, find.within)]
    found = _between(found, find)
    if find.match is not None:
        found = [p for p in found if find.match.accepts(p.full_text)]
    if find.style:
        found = [p for p in found if style_key(p.style_name) == find.style]
    if find.exclude is not None:
        found = [p for p in found if not find.exclude.accepts(p.full_text)]
    return found


def _within(paragraph: Paragraph, where: str) -> bool:
    return where == "all" or (paragraph.place.story == "body") is (where == "body")


def _between(found: list[Paragraph], find: FindParagraphs) -> list[Paragraph]:
    """Keep what lies after the first anchor and before the second; no anchor, nothing kept."""
    if find.after is not None:
        starts = [i for i, p in enumerate(found) if find.after.accepts(p.full_text)]
        found = found[starts[0] + 1 :] if starts else []
    if find.before is not None:
        ends = [i for i, p in enumerate(found) if find.before.accepts(p.full_text)]
        found = found[: ends[0]] if ends else found
    return found


def sections(document: Document, find: FindSections) -> list[Section]:
    """Return the sections that are meant."""
    which = find.which
    if isinstance(which, int):
        return document.sections[which - 1 : which]
    return {"first": document.sections[:1], "last": document.sections[-1:]}.get(
        which, document.sections
    )


def tables(document: Document, find: FindTables) -> list[Selection]:
    """Return the first table that fits, with the rows and columns that are meant."""
    if find.index:
        found = document.tables[find.index - 1 : find.index]
    else:
        wanted = squash(find.cell)
        found = [t for t in document.tables if any(wanted in squash(c.text) for c in _cells(t))]
    return [Selection(table, tuple(_chosen(table, find))) for table in found[:1]]


def _cells(table: Table) -> list[Cell]:
    return [cell for row in table.rows for cell in row]


def _chosen(table: Table, find: FindTables) -> list[Cell]:
    rows = {"header": table.rows[:1], "body": table.rows[1:]}.get(find.rows, table.rows)
    return [
        cell
        for row in rows
        for cell in row
        if not cell.merged_up and (not find.columns or cell.column + 1 in find.columns)
    ]


def furniture(document: Document, find: FindFurniture) -> list[Furniture]:
    """Return the headers or footers that pages of these kinds show, of every section."""
    return [
        section.furniture[find.role, kind] for section in document.sections for kind in find.kinds
    ]
