"""Doing the steps that a task declares on the parts of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from app.engines.practicals.checks.sections import text_area
from app.engines.practicals.checks.select import Target, select
from app.engines.practicals.checks.tables import CELLS, Selection
from app.engines.practicals.ooxml.names import Element, w
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.task.model import Step
from app.engines.practicals.word.document import read_document
from app.engines.practicals.word.model import Document, Paragraph, Section
from app.engines.practicals.writer.edit import (
    CHARACTER_KEYS,
    set_cell,
    set_character,
    set_paragraph,
    set_section,
    set_table,
)
from app.engines.practicals.writer.footers import add_page_number
from app.engines.practicals.writer.order import ensure, ensure_first
from app.engines.practicals.writer.skeleton import DOCUMENT, HEADER, SETTINGS

Parts = dict[str, bytes]


def apply_steps(parts: Parts, steps: Sequence[Step]) -> Parts:
    """Return the parts after these steps.

    Raises KeyError if a step sets what cannot be set by machine.
    """
    for step in steps:
        parts = _apply(dict(parts), step)
    return parts


def _apply(parts: Parts, step: Step) -> Parts:
    package = Package(parts)
    document = read_document(package)
    if step.replace:
        _replace(package, step.replace)
    elif step.page_number:
        add_page_number(package, parts, step.page_number)
    elif step.find is not None:
        for target in select(document, step.find):
            _set(document, target, step.set)
    for name in (DOCUMENT, SETTINGS):
        root = package.xml(name)
        if root is not None:
            parts[name] = HEADER.encode() + etree.tostring(root, encoding="UTF-8")
    return parts


def _replace(package: Package, words: Mapping[str, str]) -> None:
    root = package.xml(DOCUMENT)
    for text in root.iter(w("t")) if root is not None else ():
        for old, new in words.items():
            text.text = (text.text or "").replace(old, new)


def _set(document: Document, target: Target, wishes: Mapping[str, Any]) -> None:
    for key, raw in wishes.items():
        if isinstance(target, Paragraph):
            _set_paragraph(document, target, key, raw)
        elif isinstance(target, Section):
            set_section(_section(target), key, raw)
        elif isinstance(target, Selection):
            _set_table(document, target, key, raw)


def _section(section: Section) -> Element:
    """Return the properties of a section; the solver only meets documents that state them."""
    return etree.Element(w("sectPr")) if section.element is None else section.element


def _set_paragraph(document: Document, paragraph: Paragraph, key: str, raw: Any) -> None:  # noqa: ANN401
    properties = ensure_first(paragraph.element, "pPr")
    if key not in CHARACTER_KEYS:
        set_paragraph(properties, key, raw, document.resolver.styles, paragraph.char_size())
        return
    set_character(ensure(properties, "rPr"), key, raw)
    for run in paragraph.element.iter(w("r")):
        set_character(ensure_first(run, "rPr"), key, raw)


def _set_table(document: Document, selection: Selection, key: str, raw: Any) -> None:  # noqa: ANN401
    if key == "cells.valign":
        for cell in selection.cells:
            set_cell(cell.element, key, raw)
    elif key.startswith(CELLS):
        for paragraph in selection.paragraphs:
            _set_paragraph(document, paragraph, key.removeprefix(CELLS), raw)
    else:
        area = text_area(document.sections[selection.table.section])
        set_table(selection.table.element, key, raw, area[0] if area else 0.0)
