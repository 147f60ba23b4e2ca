"""A paper on paper, for the day when the machines do not work: questions and answer sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from app.documents import page, typeset
from app.documents.fonts import Family
from app.documents.sheet import HEIGHT, INK, LABEL, MARGIN, TEXT, WIDTH
from app.documents.typeset import Style
from app.documents.wording import words

MEASURE = WIDTH - 2 * MARGIN
BODY = Style(Family.SONG, 10.5, TEXT)
STRONG = Style(Family.SONG_BOLD, 12, INK)
SMALL = Style(Family.SONG, 9, LABEL)
LEADING, INDENT = 16.5, 24.0
TOP, BOTTOM = HEIGHT - 56, 54.0
BUBBLES, COLUMNS = 4, 2


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One question: its text and the lines below it; `choices` are the letters to blacken."""

    number: int
    kind: str
    points: str
    stem: str
    lines: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    writing_lines: int = 1


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A part of the paper with its questions."""

    title: str
    points: str
    minutes: int
    items: tuple[PrintedItem, ...]


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A whole paper; `digest` is that of the sealed paper it was printed from."""

    exam_title: str
    form: str
    code: str
    digest: str
    sections: tuple[PrintedSection, ...]
    issuer: str
    issued_on: date


def render(paper: PrintedPaper) -> bytes:
    """Draw questions and answer sheet; the same paper gives the same bytes."""
    title = words("paper_print")["title"]
    about = page.Metadata(title, paper.issuer, paper.exam_title, paper.code, paper.issued_on)
    with page.document((WIDTH, HEIGHT), about) as (canvas, out):
        _questions(_Flow(canvas, paper), paper)
        _answers(_Flow(canvas, paper), paper)
    return out.getvalue()


class _Flow:
    """Writes downwards and turns the page when it is full."""

    def __init__(self, canvas: Canvas, paper: PrintedPaper) -> None:
        self.canvas, self.paper = canvas, paper
        self.y, self.number = TOP, 0

    def need(self, height: float) -> None:
        """Turn the page unless so much room is left."""
        if self.y - height < BOTTOM:
            self.turn()

    def turn(self) -> None:
        """End the page."""
        self.number += 1
        form = words("paper_print")["form"].format(letter=self.paper.form, code=self.paper.code)
        typeset.draw(self.canvas, (MARGIN, 30), form, SMALL)
        typeset.draw(self.canvas, (WIDTH - MARGIN, 30), f"— {self.number} —", SMALL, "r")
        self.canvas.showPage()
        self.y = TOP

    def paragraph(self, text: str, style: Style = BODY, left: float = 0.0) -> None:
        """Write a paragraph, line by line, over as many pages as it takes."""
        leading = max(LEADING, style.size * 1.5)
        for line in typeset.break_lines(text, style, MEASURE - left):
            self.need(leading)
            typeset.draw_lines(self.canvas, (MARGIN + left, self.y), [line], style, leading)
            self.y -= leading

    def middle(self, text: str, style: Style) -> None:
        """Write one line in the middle."""
        fitted = typeset.fit(text, style, MEASURE)
        typeset.draw(self.canvas, (WIDTH / 2, self.y), text, fitted, "c")
        self.y -= style.size * 1.6

    def gap(self, height: float) -> None:
        """Leave room."""
        self.y -= height


def _head(flow: _Flow, paper: PrintedPaper, title: str) -> None:
    texts = words("paper_print")
    flow.middle(paper.exam_title, Style(Family.SONG, 13, TEXT))
    flow.gap(7)
    flow.middle(title, Style(Family.SONG_BOLD, 20, INK, tracking=3))
    flow.middle(texts["form"].format(letter=paper.form, code=paper.code), SMALL)
    flow.gap(6)
    flow.middle(texts["fields"], BODY)
    flow.gap(4)


def _questions(flow: _Flow, paper: PrintedPaper) -> None:
    texts = words("paper_print")
    _head(flow, paper, texts["title"])
    flow.paragraph(texts["note"], SMALL)
    for section in paper.sections:
        flow.gap(12)
        flow.need(60)
        flow.paragraph(
            texts["section"].format(
                title=section.title, points=section.points, minutes=section.minutes
            ),
            STRONG,
        )
        for item in section.items:
            _question(flow, item)
    flow.gap(10)
    flow.need(LEADING)
    flow.paragraph(texts["digest"].format(digest=paper.digest), Style(Family.SONG, 8, LABEL))
    flow.turn()


def _question(flow: _Flow, item: PrintedItem) -> None:
    texts = words("paper_print")
    flow.gap(5)
    flow.need(3 * LEADING)
    kind = texts["kinds"].get(item.kind, item.kind)
    points = texts["points"].format(points=item.points)
    stem = item.stem.split("\n")
    flow.paragraph(f"{item.number}. 〔{kind}〕{stem[0]}{points}")
    for line in (*stem[1:], *item.lines):
        if line.strip():
            flow.paragraph(line, BODY, INDENT)


def _answers(flow: _Flow, paper: PrintedPaper) -> None:
    texts = words("paper_print")
    _head(flow, paper, texts["answer_sheet"])
    flow.paragraph(texts["answer_note"], SMALL)
    for section in paper.sections:
        items = [one for one in section.items if one.kind != "practical"]
        if not items:  # what is done with files is handed in as files
            continue
        flow.gap(12)
        flow.need(60)
        flow.paragraph(section.title, STRONG)
        flow.gap(4)
        for row in _rows(items):
            _answer_row(flow, row)
    flow.turn()


def _rows(items: Sequence[PrintedItem]) -> Iterator[list[PrintedItem]]:
    """Questions to blacken stand two in a row, those to write alone."""
    row: list[PrintedItem] = []
    for item in items:
        if not item.choices:
            if row:
                yield row
            yield [item]
            row = []
            continue
        row.append(item)
        if len(row) == COLUMNS:
            yield row
            row = []
    if row:
        yield row


def _answer_row(flow: _Flow, row: Sequence[PrintedItem]) -> None:
    height = 22.0 * max(one.writing_lines for one in row)
    flow.need(height)
    for column, item in enumerate(row):
        x = MARGIN + column * MEASURE / COLUMNS
        typeset.draw(flow.canvas, (x, flow.y - 10), f"{item.number}.", BODY)
        if item.choices:
            _bubbles(flow, x + 30, item.choices)
        else:
            _lines(flow, x + 30, item.writing_lines)
    flow.y -= height


def _bubbles(flow: _Flow, x: float, letters: Sequence[str]) -> None:
    style = Style(Family.SONG, 9, LABEL)
    flow.canvas.setStrokeColor(LABEL)
    flow.canvas.setLineWidth(0.6)
    wide = min(30.0, (MEASURE / COLUMNS - 40) / len(letters))
    for number, letter in enumerate(letters):
        left = x + number * wide
        flow.canvas.rect(left, flow.y - 13, wide - 8, 12)
        fitted = typeset.fit(letter, style, wide - 10)
        typeset.draw(flow.canvas, (left + (wide - 8) / 2, flow.y - 10), letter, fitted, "c")


def _lines(flow: _Flow, x: float, count: int) -> None:
    flow.canvas.setStrokeColor(LABEL)
    flow.canvas.setLineWidth(0.5)
    for number in range(count):
        y = flow.y - 13 - 22 * number
        flow.canvas.line(x, y, WIDTH - MARGIN, y)
