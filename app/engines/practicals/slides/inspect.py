"""All effective properties of a presentation as JSON: for debugging and outside comparison."""

from __future__ import annotations

from typing import Any

from app.engines.practicals.slides.aspects.letters import BUILT_IN_SIZE, font_of
from app.engines.practicals.slides.layers import Bullet, Fill, Layer, Spacing
from app.engines.practicals.slides.links import target_of
from app.engines.practicals.slides.model import Deck, Paragraph, Run, Shape, Slide, role_of


def properties(deck: Deck) -> dict[str, Any]:
    """Return each slide with its shapes, each value with the layer that supplied it."""
    return {
        "size": [round(side, 2) for side in deck.size],
        "theme": deck.theme,
        "show": deck.show,
        "sections": list(deck.sections),
        "slides": [_slide(deck, slide) for slide in deck.slides],
    }


def _slide(deck: Deck, slide: Slide) -> dict[str, Any]:
    kind, colour, layer = slide.background
    return {
        "number": slide.number,
        "part": slide.part,
        "layout": {"type": slide.layout_kind, "name": slide.layout_name},
        "hidden": slide.hidden,
        "notes": slide.notes,
        "section": slide.section,
        "transition": {
            "name": slide.transition.name,
            "direction": slide.transition.direction,
            "after": slide.transition.after,
        },
        "background": {"kind": kind, **_said(colour, layer)},
        "effects": [effect._asdict() for effect in slide.effects],
        "shapes": [_shape(deck, shape) for shape in slide.own_shapes],
    }


def _shape(deck: Deck, shape: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": shape.number,
        "name": shape.name,
        "kind": shape.kind,
        "role": role_of(shape),
        "box": [round(side, 2) for side in shape.box] if shape.box else None,
        "paragraphs": [_paragraph(paragraph) for paragraph in shape.paragraphs],
    }
    if shape.link is not None:
        found["link"] = target_of(deck, shape.slide, shape.link)
    if shape.grid is not None:
        found["cells"] = [[cell.text for cell in row] for row in shape.grid.rows]
    if shape.chart is not None:
        found["chart"] = {"type": shape.chart.kind, "title": shape.chart.title}
    return found


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    look = paragraph.look
    bullet = look.get("bullet")
    line = look.get("line")
    return {
        "text": paragraph.text,
        "level": paragraph.level,
        "align": _said(look.get("align") or "left", look.layer("align")),
        "line": _said(list(line) if isinstance(line, Spacing) else None, look.layer("line")),
        "bullet": _said(list(bullet) if isinstance(bullet, Bullet) else None, look.layer("bullet")),
        "runs": [_run(paragraph, run) for run in paragraph.runs if run.text],
    }


def _run(paragraph: Paragraph, run: Run) -> dict[str, Any]:
    cjk, cjk_layer = font_of(paragraph, run, "ea")
    latin, latin_layer = font_of(paragraph, run, "latin")
    fill = run.look.get("fill")
    palette = paragraph.shape.slide.palette
    colour = palette.colour(fill.element) if isinstance(fill, Fill) else palette.named("tx1")
    return {
        "text": run.text,
        "font.cjk": _said(cjk, cjk_layer),
        "font.latin": _said(latin, latin_layer),
        "size": _said(run.look.get("size") or BUILT_IN_SIZE, run.look.layer("size")),
        "bold": _said(bool(run.look.get("b")), run.look.layer("b")),
        "italic": _said(bool(run.look.get("i")), run.look.layer("i")),
        "color": _said(colour, run.look.layer("fill")),
    }


def _said(value: object, layer: Layer) -> dict[str, object]:
    return {"value": value, "layer": layer.source.value, "name": layer.name}
