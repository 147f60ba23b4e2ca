"""What the checks look at: paragraphs, tables, sections and page furniture of one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.word.layers import Layer
from app.engines.practicals.word.resolver import Format, ParagraphFormat, Resolver
from app.engines.practicals.word.runs import Piece
from app.engines.practicals.word.slots import slot_of
from app.kernel.text import Message


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph, table or section is, in words a reader can follow.

    `story` is body, cell, table, section, header or footer; `number` counts from 1 the paragraphs
    with text outside tables (body), the tables (cell, table), or the sections (all others).
    `kind` tells the pages of a header or footer: default, even or first. Other kinds of files say
    in `label` where something is.
    """

    story: str
    number: int
    row: int = 0
    column: int = 0
    kind: str = ""
    quote: str = ""
    part: str = ""
    element: Element | None = None
    label: Message | None = None


class Char(NamedTuple):
    """One character with what it is set in."""

    text: str
    slot: str
    run: Format
    field: str


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph as read: tracked deletions gone, list label known, formatting resolved."""

    element: Element
    place: Place
    format: ParagraphFormat
    pieces: list[Piece]
    runs: list[Format]
    mark: Format
    label: str = ""
    position_align: str = ""
    section: int = 0

    @property
    def text(self) -> str:
        """The text without list label."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def full_text(self) -> str:
        """The text as seen, an automatic list label included."""
        return self.label + self.text

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be read in it."""
        return not self.text.strip()

    @property
    def style_name(self) -> str:
        """The name of its style, "" if the document has none."""
        return self.format.style.name if self.format.style else ""

    def chars(self) -> list[Char]:
        """Return its characters, spaces left out: the unit in which coverage is measured."""
        return [
            Char(char, slot_of(char, run.word("hint")), run, piece.field)
            for piece, run in zip(self.pieces, self.runs, strict=True)
            for char in piece.text
            if not char.isspace()
        ]

    def char_size(self) -> float:
        """Return the size in points that one "character" of an indent has here."""
        from_text = next(
            (
                run.number("size")
                for piece, run in zip(self.pieces, self.runs, strict=True)
                if piece.text.strip()
            ),
            self.mark.number("size"),
        )
        return from_text or 10.0


@dataclass(slots=True)
class Cell:
    """A table cell: its place, what it spans, and its paragraphs."""

    element: Element
    row: int
    column: int
    span: int
    merged_up: bool
    paragraphs: list[Paragraph]

    @property
    def text(self) -> str:
        """All its text."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(slots=True)
class Table:
    """A table of the body; `width` and `frame` in points (the column it stands in)."""

    element: Element
    number: int
    rows: list[list[Cell]]
    header_rows: int
    section: int = 0

    @property
    def column_count(self) -> int:
        """The number of grid columns that the widest row covers."""
        return max((sum(cell.span for cell in row) for row in self.rows), default=0)

    @property
    def text(self) -> str:
        """All its text."""
        return "\n".join(cell.text for row in self.rows for cell in row)


@dataclass(slots=True)
class Furniture:
    """A header or footer as one kind of page shows it: `kind` is default, even or first."""

    role: str
    kind: str
    section: int
    part: str
    paragraphs: list[Paragraph]


@dataclass(slots=True)
class Section:
    """One section: its properties element and the furniture its pages show."""

    element: Element | None
    number: int
    furniture: dict[tuple[str, str], Furniture] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """A word document, read for grading."""

    resolver: Resolver
    paragraphs: list[Paragraph]
    tables: list[Table]
    sections: list[Section]
    even_and_odd: bool
    part: str

    def font(self, run: Format, slot: str) -> tuple[str | None, Layer, bool]:
        """Return font, layer, and whether the document lets it be known."""
        return self.resolver.font(run, slot)

    def position(self, paragraph: Paragraph) -> int:
        """Return the place of a paragraph in reading order, tables included; -1 if elsewhere."""
        found = (i for i, other in enumerate(self.paragraphs) if other is paragraph)
        return next(found, -1)

    @property
    def text(self) -> str:
        """All text of the body, tables included, as read."""
        return "\n".join(p.full_text for p in self.paragraphs if not p.is_empty)
