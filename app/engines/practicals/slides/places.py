"""Where something is in a presentation, in words."""

from __future__ import annotations

from app.engines.practicals.slides.model import Deck, Paragraph, Shape, Slide, role_of
from app.engines.practicals.word.model import Place
from app.kernel.text import Message, msg

QUOTE = 12


def of_deck(deck: Deck) -> Place:
    """The presentation."""
    return Place("deck", 1, part=deck.part, label=msg("The presentation"))


def of_slide(slide: Slide) -> Place:
    """A slide."""
    label = msg("Slide %(number)s", number=slide.number)
    return Place("slide", slide.number, part=slide.part, element=slide.element, label=label)


def of_shape(shape: Shape) -> Place:
    """A shape on a slide."""
    slide = shape.slide
    label = msg("Slide %(number)s, %(shape)s", number=slide.number, shape=_named(shape))
    return Place("shape", slide.number, part=slide.part, element=shape.element, label=label)


def of_paragraph(paragraph: Paragraph) -> Place:
    """A paragraph of a shape."""
    shape = paragraph.shape
    label = msg(
        "Slide %(number)s, %(shape)s, “%(quote)s”",
        number=shape.slide.number,
        shape=_named(shape),
        quote=quoted(paragraph.text),
    )
    part, element = shape.slide.part, paragraph.element
    return Place("paragraph", shape.slide.number, part=part, element=element, label=label)


def quoted(text: str) -> str:
    """Return the beginning of a text."""
    text = text.strip().replace("\v", " ")
    return text if len(text) <= QUOTE else f"{text[:QUOTE]}…"


def _named(shape: Shape) -> Message:
    return {
        "title": msg("title"),
        "subtitle": msg("subtitle"),
        "body": msg("content"),
        "sldNum": msg("slide number"),
        "ftr": msg("footer"),
        "dt": msg("date"),
        "picture": msg("picture"),
        "table": msg("table"),
        "chart": msg("chart"),
        "smartart": msg("SmartArt diagram"),
        "media": msg("media clip"),
        "line": msg("line"),
    }.get(_role(shape), msg("text box"))


def _role(shape: Shape) -> str:
    if shape.kind in {"picture", "table", "chart", "smartart", "media", "line"}:
        return shape.kind
    return role_of(shape)
