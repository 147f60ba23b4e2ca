"""What the checks look at: slides, their shapes, paragraphs, tables, charts and effects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.slides.layers import BUILT_IN, Layer, Settings, Value
from app.engines.practicals.slides.theme import Palette
from app.engines.practicals.word.slots import slot_of


class Box(NamedTuple):
    """Where a shape is on the slide, in points."""

    left: float
    top: float
    width: float
    height: float


class Placeholder(NamedTuple):
    """What a placeholder is for, and the index by which layouts know it."""

    kind: str
    idx: str


@dataclass(frozen=True, slots=True)
class Look:
    """Effective settings of a paragraph or of characters."""

    settings: Settings

    def get(self, key: str) -> Value | None:
        """Return an effective value, None if no layer states it."""
        found = self.settings.get(key)
        return None if found is None else found.value

    def layer(self, key: str) -> Layer:
        """Return the layer that supplied a value."""
        found = self.settings.get(key)
        return BUILT_IN if found is None else found.layer


class Char(NamedTuple):
    """One character with what it is set in."""

    text: str
    slot: str
    run: Run


@dataclass(slots=True, eq=False)
class Run:
    """Text in one look; `field` is the type of a field, such as slidenum."""

    element: Element
    text: str
    look: Look
    field: str = ""


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph of a shape or cell."""

    element: Element
    number: int
    level: int
    look: Look
    runs: list[Run]
    shape: Shape

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(run.text for run in self.runs)

    def chars(self) -> list[Char]:
        """Return its characters, spaces left out: the unit in which coverage is measured."""
        return [
            Char(letter, slot_of(letter, None), run)
            for run in self.runs
            for letter in run.text
            if not letter.isspace()
        ]


@dataclass(slots=True, eq=False)
class Cell:
    """A table cell; `covered` is taken up by a merged neighbour."""

    element: Element
    row: int
    column: int
    covered: bool
    paragraphs: list[Paragraph]

    @property
    def text(self) -> str:
        """All its text."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(slots=True)
class Grid:
    """A table: its rows of cells, and whether its first row is set off as a header."""

    element: Element
    rows: list[list[Cell]]
    header: bool = False
    style: str = ""

    @property
    def column_count(self) -> int:
        """The number of columns."""
        return max((len(row) for row in self.rows), default=0)


@dataclass(slots=True)
class Series:
    """One series of a chart, as last drawn."""

    name: str
    categories: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(slots=True)
class Chart:
    """A chart: its kind such as `bar/col/clustered`, and what stands around it."""

    kind: str
    title: str
    legend: str
    labels: bool
    series: tuple[Series, ...]


@dataclass(slots=True, eq=False)
class Shape:
    """A shape, picture, table, chart or diagram on a slide, groups taken apart."""

    element: Element
    number: str
    name: str
    kind: str
    slide: Slide
    placeholder: Placeholder | None = None
    box: Box | None = None
    alt: str = ""
    geometry: str = ""
    fill: tuple[str, str | None] = ("", None)
    anchor: tuple[str, Layer] = ("top", BUILT_IN)
    scale: float = 1.0
    paragraphs: list[Paragraph] = field(default_factory=list)
    grid: Grid | None = None
    chart: Chart | None = None
    link: Element | None = None
    words: str = ""
    inherited: bool = False

    @property
    def text(self) -> str:
        """All its text, a line a paragraph; of tables and diagrams too."""
        if self.grid is not None:
            return "\n".join(cell.text for row in self.grid.rows for cell in row if cell.text)
        lines = [p.text for p in self.paragraphs if p.text.strip()]
        return "\n".join(lines) or self.words


class Effect(NamedTuple):
    """One animation effect: class (entr, emph, exit, path), number, direction, target, start.

    `paragraph` is the first of the paragraphs it moves, None if it moves the whole shape.
    """

    kind: str
    preset: int
    direction: int
    target: str
    paragraph: int | None
    start: str
    order: int


@dataclass(frozen=True, slots=True)
class Transition:
    """How a slide comes in: its name, direction, and when it goes on by itself (seconds)."""

    name: str = "none"
    direction: str = ""
    after: float | None = None
    on_click: bool = True


@dataclass(slots=True, eq=False)
class Slide:
    """A slide as shown: what layout and master add to it is in `shapes` too, as inherited."""

    element: Element
    number: int
    part: str
    layout_kind: str
    layout_name: str
    palette: Palette
    targets: dict[str, str]
    outside: dict[str, str]
    shapes: list[Shape] = field(default_factory=list)
    notes: str = ""
    hidden: bool = False
    transition: Transition = Transition()
    effects: list[Effect] = field(default_factory=list)
    build: dict[str, str] = field(default_factory=dict)
    background: tuple[str, str | None, Layer] = ("none", None, BUILT_IN)
    section: str = ""

    @property
    def own_shapes(self) -> list[Shape]:
        """The shapes that stand on the slide itself."""
        return [shape for shape in self.shapes if not shape.inherited]

    @property
    def text(self) -> str:
        """All its own text, without footers and numbers."""
        told = [s.text for s in self.own_shapes if not is_furniture(s)]
        return "\n".join(text for text in told if text)

    @property
    def title(self) -> str:
        """The text of its title."""
        return next((s.text for s in self.own_shapes if role_of(s) == "title"), "")


@dataclass(slots=True)
class Deck:
    """A presentation, read for grading."""

    part: str
    size: tuple[float, float]
    slides: list[Slide]
    theme: str
    sections: tuple[str, ...]
    show: str
    first_number: int = 1
    loops: bool = False

    @property
    def text(self) -> str:
        """All text of all slides."""
        return "\n".join(slide.text for slide in self.slides if slide.text)


TITLES = frozenset({"title", "ctrTitle"})
FURNITURE = frozenset({"sldNum", "ftr", "dt", "hdr"})


def role_of(shape: Shape) -> str:
    """Return what a placeholder is to people: title, subtitle, body, or its kind; "" for others."""
    if shape.placeholder is None:
        return ""
    kind = shape.placeholder.kind
    if kind in TITLES:
        return "title"
    return {"subTitle": "subtitle"}.get(kind, kind if kind in FURNITURE else "body")


def is_furniture(shape: Shape) -> bool:
    """Whether a shape is a footer, date or number."""
    return shape.placeholder is not None and shape.placeholder.kind in FURNITURE
