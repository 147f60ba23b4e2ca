"""Reading a presentation: package in, slides with all that they show out."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.practicals.ooxml.names import Element, down, local
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.units import is_on, whole
from app.engines.practicals.ooxml.xml import BrokenFileError, LongFileError
from app.engines.practicals.slides.layers import BUILT_IN, DIRECT, Layer, Source
from app.engines.practicals.slides.links import outside_of
from app.engines.practicals.slides.model import Deck, Shape, Slide
from app.engines.practicals.slides.motion import read_effects, read_transition, sections_of
from app.engines.practicals.slides.names import a, emu, p, r
from app.engines.practicals.slides.properties import FILLS, fill_of
from app.engines.practicals.slides.shapes import ShapeReader
from app.engines.practicals.slides.tables import TableStyles, read_styles
from app.engines.practicals.slides.templates import Layout, Templates, palette_of, targets_of
from app.engines.practicals.slides.theme import Palette

MAIN_PART = "ppt/presentation.xml"
MAX_SLIDES = 500
MAX_SHAPES = 20_000
FIRST_BACKGROUND = 1001
"""`p:bgRef/@idx` counts the background fills of the theme from here."""


@dataclass(slots=True)
class _Reader:
    package: Package
    part: str
    templates: Templates
    defaults: Element | None
    styles: TableStyles

    def slide(self, part: str, number: int) -> Slide | None:
        """Read one slide; None if the package has no such part."""
        root = self.package.xml(part)
        if root is None:
            return None
        layout = self.templates.layout(self.package.related(part, "slideLayout"))
        slide = Slide(
            element=root,
            number=number,
            part=part,
            layout_kind=layout.kind if layout else "",
            layout_name=layout.name if layout else "",
            palette=palette_of(root, layout),
            targets=targets_of(self.package, part),
            outside=outside_of(self.package, part),
            hidden=not is_on(root.get("show", "1")),
            transition=read_transition(root),
            background=_background(root, layout),
            notes=self._notes(part),
        )
        slide.effects, slide.build = read_effects(root)
        slide.shapes = [*self._inherited(slide, layout), *self._own(slide, layout)]
        return slide

    def _own(self, slide: Slide, layout: Layout | None) -> list[Shape]:
        tree = down(slide.element, p("cSld"), p("spTree"))
        return ShapeReader(self.package, slide, layout, self.defaults, self.styles).read(tree)

    def _inherited(self, slide: Slide, layout: Layout | None) -> list[Shape]:
        """Return what layout and master draw on the slide: all but their placeholders."""
        if layout is None or not is_on(slide.element.get("showMasterSp", "1")):
            return []
        sheets = [layout]
        found: list[Shape] = []
        if layout.master is not None and is_on(layout.root.get("showMasterSp", "1")):
            sheets = [layout.master, layout]  # type: ignore[list-item]
        for sheet in sheets:
            reader = ShapeReader(
                self.package, slide, layout, self.defaults, self.styles, keeps_placeholders=False
            )
            found += reader.read(sheet.tree)
        for shape in found:
            shape.inherited = True
        return found

    def _notes(self, part: str) -> str:
        root = self.package.xml(self.package.related(part, "notesSlide"))
        for shape in root.iter(p("sp")) if root is not None else ():
            holder = down(shape, p("nvSpPr"), p("nvPr"), p("ph"))
            if holder is not None and holder.get("type", "obj") == "body":
                lines = ("".join(t.text or "" for t in x.iter(a("t"))) for x in shape.iter(a("p")))
                return "\n".join(lines).strip()
        return ""


def read_deck(package: Package) -> Deck:
    """Read everything the checks look at.

    Raises BrokenFileError if there is no presentation, LongFileError if there is too much of it,
    BrokenXmlError if a part is malformed.
    """
    part = package.related("", "officeDocument") or MAIN_PART
    root = package.xml(part)
    if root is None or local(root) != "presentation":
        raise BrokenFileError(part)
    targets = targets_of(package, part)
    entries = list(root.iterfind(f"{p('sldIdLst')}/{p('sldId')}"))
    if len(entries) > MAX_SLIDES or _shape_count(package) > MAX_SHAPES:
        raise LongFileError(part)
    reader = _Reader(
        package,
        part,
        Templates(package),
        root.find(p("defaultTextStyle")),
        read_styles(package.xml(package.related(part, "tableStyles"))),
    )
    slides: list[Slide] = []
    for entry in entries:
        found = reader.slide(targets.get(entry.get(r("id"), ""), ""), len(slides) + 1)
        if found is not None:
            found.section = _section(root, entry.get("id", ""))
            slides.append(found)
    show, loops = _show(package.xml(package.related(part, "presProps")))
    return Deck(
        part=part,
        size=_size(root),
        slides=slides,
        theme=_theme_name(package, part),
        sections=tuple(name for name, _ids in sections_of(root)),
        show=show,
        loops=loops,
        first_number=whole(root.get("firstSlideNum")) or 1,
    )


def _shape_count(package: Package) -> int:
    return sum(
        data.count(b":sp>") + data.count(b"<a:tc") + data.count(b":pic>")
        for name, data in package.parts.items()
        if "/slides/" in name
    )


def _size(root: Element) -> tuple[float, float]:
    size = root.find(p("sldSz"))
    if size is None:
        return 0.0, 0.0
    return emu(size.get("cx")) or 0.0, emu(size.get("cy")) or 0.0


def _section(root: Element, slide_id: str) -> str:
    return next((name for name, ids in sections_of(root) if slide_id in ids), "")


def _show(properties: Element | None) -> tuple[str, bool]:
    """Return who runs the show: present (a speaker), browse (a window), kiosk (itself)."""
    show = down(properties, p("showPr"))
    if show is None:
        return "present", False
    kinds = [local(item) for item in show if local(item) in {"present", "browse", "kiosk"}]
    return (kinds[0] if kinds else "present"), is_on(show.get("loop", "0"))


def _theme_name(package: Package, part: str) -> str:
    master = package.related(part, "slideMaster")
    root = package.xml(package.related(master, "theme")) if master else None
    return root.get("name", "") if root is not None else ""


Background = tuple[str, str | None, Layer]


def _background(slide: Element, layout: Layout | None) -> Background:
    """Return kind and colour of the background, and the layer that supplied it."""
    palette = palette_of(slide, layout)
    sheets: list[tuple[Layer, Element]] = [(DIRECT, slide)]
    if layout is not None:
        sheets.append((Layer(Source.LAYOUT, layout.name), layout.root))
        if layout.master is not None:
            sheets.append((Layer(Source.MASTER), layout.master.root))
    for layer, root in sheets:
        stated = down(root, p("cSld"), p("bg"))
        for item in stated if stated is not None else ():
            found = _stated(item, palette, layer)
            if found is not None:
                return found
    return "none", None, BUILT_IN


def _stated(item: Element, palette: Palette, layer: Layer) -> Background | None:
    """Return what one `p:bg` says: a fill of its own, or one of the theme."""
    if local(item) == "bgPr":
        fill = fill_of(item)
        return (fill.kind, palette.colour(fill.element), layer) if fill is not None else None
    if local(item) != "bgRef":
        return None
    own = palette.colour(item)
    index = (whole(item.get("idx")) or 0) - FIRST_BACKGROUND
    fills = palette.theme.backgrounds
    if not 0 <= index < len(fills):
        return "solid", own, layer.through_theme()
    kind = FILLS.get(local(fills[index]), "solid")
    return kind, palette.colour(fills[index], own), layer.through_theme()
