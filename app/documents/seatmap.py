"""The seat map of a room: the podium on top, every seat where it stands. A4 across."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from app.documents import sheet, typeset
from app.documents.fonts import Family
from app.documents.sheet import HEIGHT, INK, LABEL, LINE, MARGIN, TEXT, WIDTH, RoomFacts, SeatFacts
from app.documents.typeset import Style
from app.documents.wording import words
from app.kernel.letters import place_label

WIDE, HIGH = HEIGHT, WIDTH
ROWS_A_PAGE = 7
GAP = 6.0


def draw(canvas: Canvas, facts: RoomFacts) -> None:
    """Draw the pages of one room; seven rows fit on one."""
    rows = -(-facts.capacity // facts.columns)
    pages = -(-rows // ROWS_A_PAGE)
    for page in range(pages):
        canvas.setPageSize((WIDE, HIGH))
        _page(canvas, facts, page * ROWS_A_PAGE, min(rows - page * ROWS_A_PAGE, ROWS_A_PAGE))
        sheet.foot(canvas, facts, (page + 1, pages), width=WIDE)
        canvas.showPage()
    canvas.setPageSize((WIDTH, HEIGHT))


def _page(canvas: Canvas, facts: RoomFacts, first: int, rows: int) -> None:
    texts = words("room")
    top = sheet.heading(canvas, facts, texts["seat_map"], width=WIDE, height=HIGH) - 10
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.7)
    canvas.rect(WIDE / 2 - 110, top - 20, 220, 20)
    small = Style(Family.HEI, 10.5, LABEL)
    typeset.draw(canvas, (WIDE / 2, top - 14), texts["podium"], small, "c")
    people = texts["people"].format(n=len(facts.seats))
    typeset.draw(canvas, (WIDE - MARGIN, top - 14), people, small, "r")
    top -= 32
    wide = (WIDE - 2 * MARGIN - GAP * (facts.columns - 1)) / facts.columns
    high = min(56.0, (top - 44 - GAP * (rows - 1)) / rows)
    taken = {one.number: one for one in facts.seats}
    for row in range(rows):
        for column in range(facts.columns):
            number = (first + row) * facts.columns + column + 1
            if number <= facts.capacity:
                at = MARGIN + column * (wide + GAP), top - (row + 1) * high - row * GAP
                _seat(canvas, facts, at, (wide, high), number, taken.get(number))


def _seat(  # noqa: PLR0917 - where, how large, whose
    canvas: Canvas,
    facts: RoomFacts,
    at: tuple[float, float],
    size: tuple[float, float],
    number: int,
    seat: SeatFacts | None,
) -> None:
    x, y = at
    wide, high = size
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.7)
    canvas.setDash([] if seat else [2, 2])
    canvas.rect(x, y, wide, high)
    canvas.setDash([])
    quiet = Style(Family.SONG, 8.5, LABEL)
    label = seat.label if seat else place_label(number, facts.columns)
    typeset.draw(canvas, (x + 5, y + high - 12), label, quiet)
    if seat is None:
        typeset.draw(canvas, (x + wide / 2, y + high / 2 - 6), words("room")["empty"], quiet, "c")
        return
    if len(facts.forms) > 1:
        form = words("room")["form"].format(letter=seat.form)
        typeset.draw(canvas, (x + wide - 5, y + high - 12), form, quiet, "r")
    inner = wide - 10
    name = typeset.fit(seat.full_name, Style(Family.KAI, 14, INK), inner)
    typeset.draw(canvas, (x + wide / 2, y + high / 2 - 3), seat.full_name, name, "c")
    _unit(canvas, (x + 5, y + 13), seat.org_name, inner)


def _unit(canvas: Canvas, at: tuple[float, float], text: str, wide: float) -> None:
    """The unit in the middle of one line, or on two lines."""
    x, y = at
    style = Style(Family.SONG, 7.5, TEXT)
    if typeset.width(text, style) <= wide:
        typeset.draw(canvas, (x + wide / 2, y - 4), text, style, "c")
        return
    half = -(-len(text) // 2)
    for number, part in enumerate((text[:half], text[half:])):
        fitted = typeset.fit(part, style, wide, 4.5)
        typeset.draw(canvas, (x + wide / 2, y - 8.5 * number), part, fitted, "c")
