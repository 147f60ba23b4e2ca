"""Cell formats: fonts, fills, borders, alignment, number formats, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from app.engines.practicals.ooxml.names import Element, down, local
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.sheet.colors import AUTOMATIC, Palette, read_palette
from app.engines.practicals.sheet.names import attributes, decimal, is_set, s
from app.engines.practicals.sheet.numfmt import BUILT_IN, GENERAL

T = TypeVar("T")
SIDES = ("left", "right", "top", "bottom")
_SIDE_NAMES = {"left": ("left", "start"), "right": ("right", "end")}
NORMAL = "Normal"
USUAL_SIZE = 11.0
GROUPS = {
    "font": "fontId",
    "fill": "fillId",
    "border": "borderId",
    "number": "numFmtId",
}
"""Parts of a format and the attribute that chooses each."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font; a colour of "auto" is black."""

    name: str = ""
    size: float = USUAL_SIZE
    bold: bool = False
    italic: bool = False
    underline: str = "none"
    strike: bool = False
    color: str = AUTOMATIC
    script: str = "baseline"


@dataclass(frozen=True, slots=True)
class Fill:
    """A fill: no pattern, a solid colour, or a pattern of two."""

    pattern: str = "none"
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a border."""

    style: str = "none"
    color: str = AUTOMATIC


NO_EDGE = Edge()
Border = Mapping[str, Edge]


@dataclass(frozen=True, slots=True)
class Format:
    """A whole cell format; `named` is its cell style, `own` the parts that differ from it."""

    font: Font = field(default_factory=Font)
    fill: Fill = field(default_factory=Fill)
    border: Border = field(default_factory=dict)
    align: Mapping[str, str] = field(default_factory=dict)
    number: str = GENERAL
    locked: bool = True
    hidden: bool = False
    named: str = NORMAL
    own: frozenset[str] = frozenset()

    def edge(self, side: str) -> Edge:
        """Return one side of the border."""
        return self.border.get(side, NO_EDGE)


@dataclass(frozen=True, slots=True)
class Differential:
    """What a conditional format lays over a cell; None leaves the cell's own."""

    font_color: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    strike: bool | None = None
    fill: str | None = None
    border: bool | None = None


@dataclass(frozen=True, slots=True)
class StyleBook:
    """All formats of a workbook by number."""

    formats: Sequence[Format] = (Format(),)
    differentials: Sequence[Differential] = ()
    palette: Palette = field(default_factory=Palette)

    def format(self, number: int) -> Format:
        """Return a format; the usual one for a number out of range."""
        return self.formats[number] if 0 <= number < len(self.formats) else self.formats[0]


def read_styles(root: Element | None, theme: Element | None) -> StyleBook:
    """Read the styles part."""
    palette = read_palette(theme, root)
    if root is None:
        return StyleBook(palette=palette)
    reader = _Reader(root, palette)
    formats = [reader.format(item) for item in _items(root, "cellXfs")] or [Format()]
    dxfs = [read_differential(item, palette) for item in _items(root, "dxfs")]
    return StyleBook(formats, dxfs, palette)


def _items(root: Element, name: str) -> list[Element]:
    group = root.find(s(name))
    return [] if group is None else [item for item in group if local(item)]


class _Reader:
    def __init__(self, root: Element, palette: Palette) -> None:
        self.fonts = [read_font(item, palette) for item in _items(root, "fonts")]
        self.fills = [_fill(item, palette) for item in _items(root, "fills")]
        self.borders = [_border(item, palette) for item in _items(root, "borders")]
        self.numbers = {
            whole(item.get("numFmtId")): item.get("formatCode", GENERAL)
            for item in root.iterfind(f"{s('numFmts')}/{s('numFmt')}")
        }
        self.style_xfs = _items(root, "cellStyleXfs")
        self.style_names = {
            whole(item.get("xfId")): item.get("name", NORMAL) for item in _items(root, "cellStyles")
        }

    def format(self, xf: Element) -> Format:
        """Return the format of one `xf`; its own ids rule, whatever its apply flags say."""
        parent_id = whole(xf.get("xfId")) or 0
        parent = self.style_xfs[parent_id] if 0 <= parent_id < len(self.style_xfs) else None
        protection, align = xf.find(s("protection")), xf.find(s("alignment"))
        number = whole(xf.get("numFmtId")) or 0
        return Format(
            font=_at(self.fonts, xf.get("fontId"), Font()),
            fill=_at(self.fills, xf.get("fillId"), Fill()),
            border=_at(self.borders, xf.get("borderId"), {}),
            align=attributes(align),
            number=self.numbers.get(number) or BUILT_IN.get(number, GENERAL),
            locked=protection is None or is_set(protection.get("locked"), default=True),
            hidden=protection is not None and is_set(protection.get("hidden")),
            named=self.style_names.get(parent_id, NORMAL),
            own=_own(xf, parent),
        )


def _own(xf: Element, parent: Element | None) -> frozenset[str]:
    """Return the parts of a format that are not those of its cell style."""
    if parent is None:
        return frozenset({*GROUPS, "align", "protect"})
    own = {
        group for group, key in GROUPS.items() if (xf.get(key) or "0") != (parent.get(key) or "0")
    }
    if attributes(xf.find(s("alignment"))) != attributes(parent.find(s("alignment"))):
        own.add("align")
    if attributes(xf.find(s("protection"))) != attributes(parent.find(s("protection"))):
        own.add("protect")
    return frozenset(own)


def _at(items: Sequence[T], number: str | None, usual: T) -> T:
    index = whole(number) or 0
    return items[index] if 0 <= index < len(items) else usual


def read_font(element: Element | None, palette: Palette, base: Font | None = None) -> Font:
    """Read a font, or the properties of a run laid over one."""
    found: dict[str, Any] = {}
    for item in () if element is None else element:
        value = item.get("val")
        match local(item):
            case "name" | "rFont":
                found["name"] = value or ""
            case "sz":
                found["size"] = decimal(value, USUAL_SIZE)
            case "u":
                found["underline"] = value or "single"
            case "color":
                found["color"] = palette.resolve(item) or AUTOMATIC
            case "vertAlign":
                found["script"] = value or "baseline"
            case name if name in _SWITCHES:
                found[_SWITCHES[name]] = is_set(value, default=True)
    return replace(base or Font(), **found)


_SWITCHES = {"b": "bold", "i": "italic", "strike": "strike"}


def _fill(element: Element, palette: Palette) -> Fill:
    pattern = element.find(s("patternFill"))
    if pattern is None:
        stop = element.find(f"{s('gradientFill')}/{s('stop')}/{s('color')}")
        return Fill("gradient", palette.resolve(stop)) if stop is not None else Fill()
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return Fill()
    return Fill(kind, palette.resolve(pattern.find(s("fgColor"))))


def _border(element: Element, palette: Palette) -> Border:
    found: dict[str, Edge] = {}
    for side in SIDES:
        for name in _SIDE_NAMES.get(side, (side,)):
            item = element.find(s(name))
            if item is not None and item.get("style", "none") != "none":
                color = palette.resolve(item.find(s("color"))) or AUTOMATIC
                found[side] = Edge(item.get("style", "none"), color)
    return found


def read_differential(element: Element, palette: Palette) -> Differential:
    """Read a `dxf`; its solid fill stands in the background colour."""
    font, pattern = element.find(s("font")), down(element, s("fill"), s("patternFill"))
    return Differential(
        font_color=palette.resolve(down(font, s("color"))),
        bold=_switch(font, "b"),
        italic=_switch(font, "i"),
        underline=_underline(font),
        strike=_switch(font, "strike"),
        fill=_dxf_fill(pattern, palette),
        border=True if element.find(s("border")) is not None else None,
    )


def _switch(font: Element | None, name: str) -> bool | None:
    item = down(font, s(name))
    return None if item is None else is_set(item.get("val"), default=True)


def _underline(font: Element | None) -> bool | None:
    item = down(font, s("u"))
    return None if item is None else item.get("val", "single") != "none"


def _dxf_fill(pattern: Element | None, palette: Palette) -> str | None:
    if pattern is None or pattern.get("patternType") == "none":
        return None
    back = palette.resolve(pattern.find(s("bgColor")))
    return back or palette.resolve(pattern.find(s("fgColor")))
