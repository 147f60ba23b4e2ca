"""Effective formatting of text: the layers of a shape laid over one another, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import Element, down
from app.engines.practicals.slides.layers import DIRECT, Layer, Settings, Source, overlay
from app.engines.practicals.slides.model import TITLES, Look, Placeholder
from app.engines.practicals.slides.names import a, p
from app.engines.practicals.slides.properties import level_raws, paragraph_raw, run_raw
from app.engines.practicals.slides.templates import Layout, Master

BODY = p("txBody")
STYLE = a("lstStyle")
FURNITURE = frozenset({"sldNum", "ftr", "dt", "hdr"})
Layered = tuple[Layer, Element | None]


@dataclass(slots=True)
class Stack:
    """The list styles that one shape inherits from, the farthest first; `extra` lies over them."""

    layers: Sequence[Layered]
    extra: Settings = field(default_factory=dict)
    _levels: dict[int, tuple[Settings, Settings]] = field(default_factory=dict)

    def paragraph(self, element: Element | None, level: int) -> Look:
        """Return the look of a paragraph with these properties of its own."""
        return Look(overlay(self._level(level)[0], paragraph_raw(element), DIRECT))

    def run(self, element: Element | None, level: int) -> Look:
        """Return the look of characters with these properties of their own."""
        return Look(overlay(self._level(level)[1], run_raw(element), DIRECT))

    def _level(self, level: int) -> tuple[Settings, Settings]:
        if level not in self._levels:
            paragraphs: Settings = {}
            characters: Settings = {}
            for layer, style in self.layers:
                of_paragraph, of_run = level_raws(style, level)
                paragraphs = overlay(paragraphs, of_paragraph, layer)
                characters = overlay(characters, of_run, layer)
            self._levels[level] = paragraphs, characters | self.extra
        return self._levels[level]


def layers_of(
    shape: Element,
    own: Placeholder | None,
    layout: Layout | None,
    master: Master | None,
    defaults: Element | None,
) -> list[Layered]:
    """Return the list styles of a shape, the farthest first.

    Placeholders follow layout and master; other text follows the presentation's defaults.
    """
    stated = (Layer(Source.SHAPE), down(shape, BODY, STYLE))
    base = (Layer(Source.DEFAULTS), defaults)
    if own is None:
        other = master.style("otherStyle") if master else None
        return [(Layer(Source.OTHER_STYLE), other), base, stated]
    inherited = layout.holder(own) if layout else None
    known_as = inherited[0] if inherited else own
    found: list[Layered] = [base, _text_style(known_as, master)]
    if master is not None:
        found.append((Layer(Source.MASTER), down(master.holder(known_as), BODY, STYLE)))
    if layout is not None and inherited is not None:
        found.append((Layer(Source.LAYOUT, layout.name), down(inherited[1], BODY, STYLE)))
    return [*found, stated]


def _text_style(own: Placeholder, master: Master | None) -> Layered:
    source, name = Source.BODY_STYLE, "bodyStyle"
    if own.kind in TITLES:
        source, name = Source.TITLE_STYLE, "titleStyle"
    elif own.kind in FURNITURE:
        source, name = Source.OTHER_STYLE, "otherStyle"
    return Layer(source), master.style(name) if master else None


def text_body(shape: Element) -> Element | None:
    """Return the text body of a shape."""
    return shape.find(BODY)


def body_properties(
    shape: Element, own: Placeholder | None, layout: Layout | None, master: Master | None
) -> list[tuple[Layer, Element]]:
    """Return the `a:bodyPr` that hold for a shape, the nearest first."""
    found = [(DIRECT, down(shape, BODY, a("bodyPr")))]
    if own is not None and layout is not None:
        inherited = layout.holder(own)
        if inherited is not None:
            found.append((Layer(Source.LAYOUT, layout.name), _body(inherited[1])))
        if master is not None:
            known_as = inherited[0] if inherited else own
            found.append((Layer(Source.MASTER), _body(master.holder(known_as))))
    return [(layer, element) for layer, element in found if element is not None]


def _body(shape: Element | None) -> Element | None:
    return down(shape, BODY, a("bodyPr"))
