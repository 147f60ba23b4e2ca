"""All effective properties of a word document as JSON: for debugging and outside comparison."""

from __future__ import annotations

from typing import Any

from app.engines.practicals.word import measures
from app.engines.practicals.word.layers import Layer
from app.engines.practicals.word.model import Document, Paragraph
from app.engines.practicals.word.resolver import BUILT_IN_SIZE, Format
from app.engines.practicals.word.slots import EAST_ASIA

_LATIN = "ascii"
_SWITCHES = {"bold": "b", "italic": "i", "strike": "strike"}


def properties(document: Document) -> dict[str, Any]:
    """Return each paragraph with its properties, each with the layer that supplied it."""
    return {
        "sections": [
            {name: dict(child.attrib) for name, child in _section_parts(section.element)}
            for section in document.sections
        ],
        "paragraphs": [_paragraph(document, paragraph) for paragraph in document.paragraphs],
    }


def _section_parts(element: Any) -> list[tuple[str, Any]]:  # noqa: ANN401
    found = [] if element is None else list(element)
    return [(str(child.tag).rpartition("}")[2], child) for child in found]


def _paragraph(document: Document, paragraph: Paragraph) -> dict[str, Any]:
    line = measures.line_spacing(paragraph.format)
    align, align_layer = measures.alignment(paragraph.format)
    first = measures.first_line(paragraph)
    return {
        "place": {"story": paragraph.place.story, "number": paragraph.place.number},
        "text": paragraph.full_text,
        "style": paragraph.style_name,
        "align": _said(align, align_layer),
        "line": _said(f"{line.rule} {line.value:g}", line.layer),
        "indent.first": _indent(first),
        "indent.left": _indent(measures.indent(paragraph, "left")),
        "indent.right": _indent(measures.indent(paragraph, "right")),
        "space.before": _space(measures.space(paragraph.format, "before")),
        "space.after": _space(measures.space(paragraph.format, "after")),
        "runs": [
            {"text": piece.text, **_run(document, run)}
            for piece, run in zip(paragraph.pieces, paragraph.runs, strict=True)
            if piece.text
        ],
    }


def _said(value: object, layer: Layer) -> dict[str, object]:
    return {"value": value, "layer": layer.source.value, "name": layer.name}


def _indent(found: measures.Indent) -> dict[str, object]:
    return {**_said(round(found.points, 2), found.layer), "chars": found.chars}


def _space(found: measures.Space) -> dict[str, object]:
    return {**_said(round(found.points, 2), found.layer), "lines": found.lines}


def _run(document: Document, run: Format) -> dict[str, Any]:
    cjk, cjk_layer, _known = document.font(run, EAST_ASIA)
    latin, latin_layer, _named = document.font(run, _LATIN)
    return {
        "font.cjk": _said(cjk, cjk_layer),
        "font.latin": _said(latin, latin_layer),
        "size": _said(run.number("size") or BUILT_IN_SIZE, run.layer("size")),
        **{name: _said(bool(run.get(key)), run.layer(key)) for name, key in _SWITCHES.items()},
    }
