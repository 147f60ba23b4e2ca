"""Reading the shapes of a slide: kind, place, text, table, chart; groups are taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.engines.practicals.ooxml.names import Element, down, local
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.slides.charts import read_chart
from app.engines.practicals.slides.layers import BUILT_IN, Layer
from app.engines.practicals.slides.model import (
    TITLES,
    Box,
    Paragraph,
    Placeholder,
    Run,
    Shape,
    Slide,
)
from app.engines.practicals.slides.names import a, children, emu, p, percent, r
from app.engines.practicals.slides.properties import LEVELS, fill_of
from app.engines.practicals.slides.styles import (
    Stack,
    body_properties,
    layers_of,
    text_body,
)
from app.engines.practicals.slides.tables import TableStyles, read_grid
from app.engines.practicals.slides.templates import Layout, placeholder_of

_ANCHORS = {"t": "top", "ctr": "center", "b": "bottom"}
_GRAPHICS = {"table": "table", "chart": "chart", "diagram": "smartart", "ole": "object"}
_MEDIA = frozenset({"videoFile", "audioFile", "media", "audioCd", "wavAudioFile"})
SHAPES = frozenset({"sp", "pic", "graphicFrame", "cxnSp"})
Transform = tuple[float, float, float, float]
"""Scale and shift of both axes, from the coordinates inside a group to those of the slide."""
IDENTITY: Transform = (1.0, 0.0, 1.0, 0.0)


@dataclass(slots=True)
class ShapeReader:
    """Reads the shapes of one slide."""

    package: Package
    slide: Slide
    layout: Layout | None
    defaults: Element | None
    styles: TableStyles
    keeps_placeholders: bool = True
    """Off for layouts and masters: their placeholders are not drawn on slides."""

    def read(self, tree: Element | None) -> list[Shape]:
        """Return the shapes of a tree, in the order in which they are drawn."""
        return list(self._walk(tree, IDENTITY))

    def _walk(self, tree: Element | None, outer: Transform) -> Iterator[Shape]:
        for element in children(tree):
            name = local(element)
            if name == "grpSp":
                yield from self._walk(element, _inside(element, outer))
            elif name in SHAPES and (self.keeps_placeholders or placeholder_of(element) is None):
                yield self._shape(element, name, outer)

    def _shape(self, element: Element, name: str, outer: Transform) -> Shape:
        own = placeholder_of(element)
        head = next((item for item in element if local(item).startswith("nv")), None)
        known = down(head, p("cNvPr"))
        shape = Shape(
            element=element,
            number=known.get("id", "") if known is not None else "",
            name=known.get("name", "") if known is not None else "",
            kind=_kind(element, name),
            slide=self.slide,
            placeholder=own,
            box=self._box(element, own, outer),
            alt=known.get("descr", "") if known is not None else "",
        )
        shape.link = down(known, a("hlinkClick"))
        self._look(shape)
        self._fill_in(shape)
        return shape

    def _box(self, element: Element, own: Placeholder | None, outer: Transform) -> Box | None:
        """Return where a shape stands; a placeholder without own place takes the layout's."""
        found = _transform(element)
        if found is None and own is not None and self.layout is not None:
            inherited = self.layout.holder(own)
            found = _transform(inherited[1]) if inherited else None
            if found is None and self.layout.master is not None:
                known_as = inherited[0] if inherited else own
                found = _transform(self.layout.master.holder(known_as))
        return None if found is None else _moved(found, outer)

    def _look(self, shape: Shape) -> None:
        properties = down(shape.element, p("spPr"))
        fill = fill_of(properties)
        if fill is not None:
            shape.fill = fill.kind, self.slide.palette.colour(fill.element)
        preset = down(properties, a("prstGeom"))
        shape.geometry = preset.get("prst", "") if preset is not None else ""

    def _fill_in(self, shape: Shape) -> None:
        """Read what is inside: text, a table, a chart, the words of a diagram."""
        master = self.layout.master if self.layout else None
        layers = layers_of(shape.element, shape.placeholder, self.layout, master, self.defaults)
        body = text_body(shape.element)
        if body is not None:
            bodies = body_properties(shape.element, shape.placeholder, self.layout, master)
            shape.scale = _scale(bodies)
            shape.anchor = _anchor(bodies, shape.placeholder)
            shape.paragraphs = read_paragraphs(body, Stack(layers), shape)
        if shape.kind == "table":
            table = shape.element.find(f".//{a('tbl')}")
            if table is not None:
                layers = layers_of(shape.element, None, self.layout, master, self.defaults)
                shape.grid = read_grid(table, layers, self.styles, shape, read_paragraphs)
        elif shape.kind == "chart":
            shape.chart = read_chart(self.package.xml(self._target(shape.element, "id")))
        elif shape.kind == "smartart":
            shape.words = self._diagram(shape.element)

    def _target(self, element: Element, name: str) -> str | None:
        for item in element.iter():
            if local(item) == "chart":
                return self.slide.targets.get(item.get(r(name), ""))
        return None

    def _diagram(self, element: Element) -> str:
        relation = next((item for item in element.iter() if local(item) == "relIds"), None)
        part = self.slide.targets.get(relation.get(r("dm"), "")) if relation is not None else None
        root = self.package.xml(part)
        texts = root.iter(a("t")) if root is not None else ()
        return "\n".join(item.text for item in texts if item.text)


def read_paragraphs(body: Element, stack: Stack, shape: Shape) -> list[Paragraph]:
    """Return the paragraphs of a text body with their effective look."""
    found = []
    for number, element in enumerate(body.findall(a("p"))):
        properties = element.find(a("pPr"))
        level = whole(properties.get("lvl")) if properties is not None else 0
        level = min(max(level or 0, 0), LEVELS - 1)
        look = stack.paragraph(properties, level)
        paragraph = Paragraph(element, number + 1, level + 1, look, [], shape)
        paragraph.runs = list(_runs(element, stack, level))
        found.append(paragraph)
    return found


def _runs(element: Element, stack: Stack, level: int) -> Iterator[Run]:
    for item in children(element):
        name = local(item)
        if name in {"r", "fld"}:
            text = item.find(a("t"))
            look = stack.run(item.find(a("rPr")), level)
            words = (text.text or "") if text is not None else ""
            yield Run(item, words, look, item.get("type", "") if name == "fld" else "")
        elif name == "br":
            yield Run(item, "\v", stack.run(item.find(a("rPr")), level))


def _kind(element: Element, name: str) -> str:
    if name == "cxnSp":
        return "line"
    if name == "graphicFrame":
        data = down(element, a("graphic"), a("graphicData"))
        uri = data.get("uri", "") if data is not None else ""
        return next((kind for word, kind in _GRAPHICS.items() if word in uri), "object")
    if any(local(item) in _MEDIA for item in element.iter()):
        return "media"
    return "picture" if name == "pic" else "text"


def _transform(element: Element | None) -> Box | None:
    found = down(element, p("spPr"), a("xfrm"))
    if found is None:
        found = down(element, p("xfrm"))
    return _corners(found, "off", "ext")


def _corners(element: Element | None, place: str, size: str) -> Box | None:
    start, extent = down(element, a(place)), down(element, a(size))
    if start is None or extent is None:
        return None
    numbers = [emu(start.get(n)) for n in ("x", "y")] + [emu(extent.get(n)) for n in ("cx", "cy")]
    if any(number is None for number in numbers):
        return None
    return Box(*(number or 0.0 for number in numbers))


def _inside(group: Element, outer: Transform) -> Transform:
    """Return the transformation for what stands in a group."""
    frame = down(group, p("grpSpPr"), a("xfrm"))
    shown, drawn = _corners(frame, "off", "ext"), _corners(frame, "chOff", "chExt")
    if shown is None or drawn is None or not drawn.width or not drawn.height:
        return outer
    over, down_ = shown.width / drawn.width, shown.height / drawn.height
    return (
        outer[0] * over,
        outer[0] * (shown.left - drawn.left * over) + outer[1],
        outer[2] * down_,
        outer[2] * (shown.top - drawn.top * down_) + outer[3],
    )


def _moved(box: Box, by: Transform) -> Box:
    return Box(
        box.left * by[0] + by[1], box.top * by[2] + by[3], box.width * by[0], box.height * by[2]
    )


def _scale(bodies: list[tuple[Layer, Element]]) -> float:
    """Return by how much the program shrinks the text to fit; 1 if it does not."""
    for _layer, body in bodies:
        for item in body:
            if local(item) == "normAutofit":
                return percent(item.get("fontScale")) or 1.0
            if local(item) in {"noAutofit", "spAutoFit"}:
                return 1.0
    return 1.0


def _anchor(bodies: list[tuple[Layer, Element]], own: Placeholder | None) -> tuple[str, Layer]:
    for layer, body in bodies:
        if body.get("anchor"):
            return _ANCHORS.get(str(body.get("anchor")), str(body.get("anchor"))), layer
    is_title = own is not None and own.kind in TITLES
    return ("center" if is_title else "top"), BUILT_IN
