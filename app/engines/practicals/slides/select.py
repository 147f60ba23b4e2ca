"""Finding what a check is about in a presentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.language.find import Find
from app.engines.practicals.slides.find import FindDeck, FindShapes, FindSlides
from app.engines.practicals.slides.model import (
    Deck,
    Paragraph,
    Shape,
    Slide,
    is_furniture,
    role_of,
)
from app.kernel.text import Message, msg


@dataclass(frozen=True, slots=True)
class Target:
    """A shape with the paragraphs that a check is about."""

    shape: Shape
    paragraphs: tuple[Paragraph, ...]


def select(deck: Deck, find: Find) -> Sequence[Any]:
    """Return the targets: the deck, slides, or shapes; empty if there is none."""
    if isinstance(find, FindDeck):
        return [deck]
    if isinstance(find, FindSlides):
        return slides(deck, find)
    return shapes(deck, find) if isinstance(find, FindShapes) else []


def slides(deck: Deck, find: FindSlides) -> list[Slide]:
    """Return the slides that are meant."""
    last = find.last or len(deck.slides)
    found = deck.slides[find.first - 1 : last]
    if find.title is not None:
        found = [slide for slide in found if find.title.accepts(slide.title)]
    return found


def shapes(deck: Deck, find: FindShapes) -> list[Target]:
    """Return the shapes that are meant, with their paragraphs."""
    found: list[Target] = []
    for slide in slides(deck, find.slides):
        for shape in _on_slide(slide, find):
            if find.match is None or find.match.accepts(shape.text):
                found += _targets(shape, find)
    return found


def _targets(shape: Shape, find: FindShapes) -> list[Target]:
    """Return one target a shape, or one a paragraph where paragraphs are picked out."""
    paragraphs = _paragraphs(shape, find)
    if find.paragraphs is None and not find.level:
        return [Target(shape, tuple(paragraphs))]
    return [Target(shape, (paragraph,)) for paragraph in paragraphs]


def _on_slide(slide: Slide, find: FindShapes) -> list[Shape]:
    found = slide.own_shapes
    if find.kind:
        found = [shape for shape in found if shape.kind == find.kind]
    if find.role in {"left", "right"}:
        return _side(found, find.role)
    if find.role:
        found = [shape for shape in found if role_of(shape) == find.role]
    return found


def _side(found: list[Shape], side: str) -> list[Shape]:
    """Return the left or right one of two placeholders of content side by side."""
    content = [s for s in found if role_of(s) == "body" and not is_furniture(s) and s.box]
    content.sort(key=lambda shape: shape.box.left if shape.box else 0.0)
    if len(content) < 2:  # noqa: PLR2004  # a side needs another side
        return []
    return content[:1] if side == "left" else content[-1:]


def _paragraphs(shape: Shape, find: FindShapes) -> list[Paragraph]:
    found = shape.paragraphs
    if shape.grid is not None:
        rows = {"header": shape.grid.rows[:1], "body": shape.grid.rows[1:]}
        cells = [c for row in rows.get(find.rows, shape.grid.rows) for c in row if not c.covered]
        found = [paragraph for cell in cells for paragraph in cell.paragraphs]
    found = [paragraph for paragraph in found if paragraph.text.strip()]
    if find.level:
        found = [paragraph for paragraph in found if paragraph.level == find.level]
    if find.paragraphs is not None:
        found = [p for p in found if find.paragraphs.accepts(p.text)]
    return found


def nothing_found(find: Find) -> Message:
    """Return that a selector found nothing, and what it looked for."""
    if isinstance(find, FindSlides) and find.title is not None:
        return msg("No slide has the title “%(quote)s”.", quote=find.title.quote)
    if isinstance(find, FindSlides):
        return msg("There is no slide %(number)s.", number=find.first)
    if isinstance(find, FindShapes):
        return _NO_SHAPE.get(
            find.role or find.kind,
            msg("No shape with the text “%(quote)s” is found.", quote=find.quote),
        )
    return msg("Nothing of this kind is found in the file.")


_NO_SHAPE = {
    "title": msg("The slide has no title placeholder."),
    "subtitle": msg("The slide has no subtitle placeholder."),
    "body": msg("The slide has no content placeholder."),
    "left": msg("The slide has no two contents side by side."),
    "right": msg("The slide has no two contents side by side."),
    "sldNum": msg("The slide shows no slide number."),
    "ftr": msg("The slide shows no footer."),
    "dt": msg("The slide shows no date."),
    "picture": msg("The slide has no picture."),
    "table": msg("The slide has no table."),
    "chart": msg("The slide has no chart."),
    "smartart": msg("The slide has no SmartArt diagram."),
    "media": msg("The slide has no sound or video."),
}
