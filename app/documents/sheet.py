"""What the papers of an exam room have in common: facts, heading, ruled tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents import typeset
from app.documents.fonts import Family
from app.documents.typeset import Style
from app.documents.wording import in_figures, words

WIDTH, HEIGHT = A4
MARGIN = 48.0
INK, TEXT, LABEL, LINE = "#10264a", "#152033", "#465265", "#8b95a5"
CELL = Style(Family.SONG, 10.5, TEXT)
HEAD = Style(Family.HEI, 10, LABEL)
PAD = 4.0


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """One candidate's place; `number` counts the seats of the room row by row."""

    number: int
    label: str
    full_name: str
    org_name: str
    ticket_number: str
    form: str


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """One room of one exam with its candidates in the order of their seats.

    :ivar forms: letters of the forms; with one alone no letter is printed.
    :ivar proctors: names in the order drawn; empty before the drawing.
    """

    exam_title: str
    site: str
    room: str
    held_on: date
    starts: time
    ends: time
    columns: int
    capacity: int
    seats: tuple[SeatFacts, ...]
    issuer: str
    issued_on: date
    forms: tuple[str, ...] = ("A",)
    proctors: tuple[str, ...] = ()

    @property
    def when(self) -> str:
        """Day and hours in words."""
        text: str = words("room")["when"]
        return text.format(
            date=in_figures(self.held_on), starts=f"{self.starts:%H:%M}", ends=f"{self.ends:%H:%M}"
        )

    @property
    def where(self) -> str:
        """Site and room in words."""
        text: str = words("room")["where"]
        return text.format(site=self.site, room=self.room)


def heading(
    canvas: Canvas, facts: RoomFacts, title: str, *, width: float = WIDTH, height: float = HEIGHT
) -> float:
    """Exam, title, place and time on top of a page; return the height below them."""
    middle, measure = width / 2, width - 2 * MARGIN
    exam = typeset.fit(facts.exam_title, Style(Family.SONG, 13, TEXT), measure)
    typeset.draw(canvas, (middle, height - 52), facts.exam_title, exam, "c")
    big = Style(Family.SONG_BOLD, 21, INK, tracking=4)
    typeset.draw(canvas, (middle, height - 82), title, big, "c")
    style = Style(Family.SONG, 11, TEXT)
    typeset.draw(canvas, (MARGIN, height - 106), facts.where, style)
    typeset.draw(canvas, (width - MARGIN, height - 106), facts.when, style, "r")
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(1)
    canvas.line(MARGIN, height - 113, width - MARGIN, height - 113)
    return height - 113


def foot(canvas: Canvas, facts: RoomFacts, pages: tuple[int, int], *, width: float = WIDTH) -> None:
    """Who made it when, and the page."""
    style = Style(Family.SONG, 9, LABEL)
    texts = words("room")
    made = texts["issuer_line"].format(issuer=facts.issuer, date=in_figures(facts.issued_on))
    typeset.draw(canvas, (MARGIN, 30), made, style)
    page = texts["page"].format(page=pages[0], pages=pages[1])
    typeset.draw(canvas, (width - MARGIN, 30), page, style, "r")


def table(
    canvas: Canvas,
    at: tuple[float, float],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    *,
    row: float,
    head: Sequence[str] = (),
) -> float:
    """Rule a table downwards from its upper left corner; return the height below it.

    Texts shrink to their column; an empty text leaves a box to write into.
    """
    lines = [*([head] if head else []), *rows]
    x, top = at
    for number, cells in enumerate(lines):
        style = HEAD if head and number == 0 else CELL
        _row(canvas, (x, top - (number + 1) * row), widths, cells, style, row)
    bottom = top - len(lines) * row
    _grid(canvas, (x, top), widths, len(lines), row)
    return bottom


def _row(  # noqa: PLR0917 - one row of a table
    canvas: Canvas,
    at: tuple[float, float],
    widths: Sequence[float],
    cells: Sequence[str],
    style: Style,
    row: float,
) -> None:
    x, y = at
    for wide, text in zip(widths, cells, strict=True):
        if text:
            fitted = typeset.fit(text, style, wide - 2 * PAD)
            typeset.draw(canvas, (x + PAD, y + row / 2 - fitted.size * 0.36), text, fitted)
        x += wide


def _grid(
    canvas: Canvas, at: tuple[float, float], widths: Sequence[float], lines: int, row: float
) -> None:
    x, top = at
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    total, bottom = sum(widths), top - lines * row
    for number in range(lines + 1):
        canvas.line(x, top - number * row, x + total, top - number * row)
    for wide in [0.0, *widths]:
        x += wide
        canvas.line(x, top, x, bottom)
