"""What is stuck on the door of a room and on its desks."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from app.documents import sheet, typeset
from app.documents.fonts import Family
from app.documents.sheet import HEIGHT, INK, LABEL, LINE, MARGIN, TEXT, WIDTH, RoomFacts, SeatFacts
from app.documents.typeset import Style
from app.documents.wording import words

DESK_COLUMNS, DESK_ROWS = 2, 6
DOOR_ROWS = 33
MM = 72 / 25.4


def draw_door(canvas: Canvas, facts: RoomFacts) -> None:
    """Draw the sheet for the door: the room in large letters, and who sits in it."""
    texts = words("room")
    middle, measure = WIDTH / 2, WIDTH - 2 * MARGIN
    exam = typeset.fit(facts.exam_title, Style(Family.SONG, 17, TEXT), measure)
    typeset.draw(canvas, (middle, HEIGHT - 74), facts.exam_title, exam, "c")
    room = typeset.fit(facts.room, Style(Family.SONG_BOLD, 66, INK, tracking=2), measure)
    typeset.draw(canvas, (middle, HEIGHT - 160), facts.room, room, "c")
    style = Style(Family.SONG, 15, TEXT)
    typeset.draw(canvas, (middle, HEIGHT - 196), facts.site, style, "c")
    typeset.draw(canvas, (middle, HEIGHT - 220), facts.when, style, "c")
    if facts.seats:
        numbers = sorted(one.ticket_number for one in facts.seats)
        between = f"{numbers[0]} {texts['to']} {numbers[-1]}"
        line = f"{texts['door_range']} {between}　{texts['people'].format(n=len(numbers))}"
        fitted = typeset.fit(line, Style(Family.SONG_BOLD, 13, INK), measure)
        typeset.draw(canvas, (middle, HEIGHT - 250), line, fitted, "c")
    _names(canvas, facts, HEIGHT - 276)
    sheet.foot(canvas, facts, (1, 1))
    canvas.showPage()


def _names(canvas: Canvas, facts: RoomFacts, top: float) -> None:
    """Seat and name in as many columns as are needed."""
    columns = max(2, -(-len(facts.seats) // DOOR_ROWS))
    rows = -(-len(facts.seats) // columns)
    if not rows:
        return
    wide = (WIDTH - 2 * MARGIN) / columns
    row = min(24.0, (top - 50) / rows)
    for column in range(columns):
        part = facts.seats[column * rows : (column + 1) * rows]
        lines = [(one.label, one.full_name, one.ticket_number) for one in part]
        widths = (44.0, (wide - 50) * 0.42, (wide - 50) * 0.58)
        sheet.table(canvas, (MARGIN + column * wide, top), widths, lines, row=row)


def draw_desks(canvas: Canvas, facts: RoomFacts) -> None:
    """Draw the labels for the desks, twelve a page; the unit is nobody's business there."""
    a_page = DESK_COLUMNS * DESK_ROWS
    wide, high = 95 * MM, 45 * MM
    left, top = (WIDTH - DESK_COLUMNS * wide) / 2, HEIGHT - (HEIGHT - DESK_ROWS * high) / 2
    for start in range(0, len(facts.seats), a_page):
        for index, one in enumerate(facts.seats[start : start + a_page]):
            row, column = divmod(index, DESK_COLUMNS)
            _desk(canvas, facts, one, (left + column * wide, top - (row + 1) * high), (wide, high))
        canvas.showPage()


def _desk(
    canvas: Canvas,
    facts: RoomFacts,
    one: SeatFacts,
    at: tuple[float, float],
    size: tuple[float, float],
) -> None:
    texts = words("room")
    x, y = at
    wide, high = size
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.setDash([3, 2])
    canvas.rect(x, y, wide, high)
    canvas.setDash([])
    quiet = Style(Family.SONG, 9.5, LABEL)
    room = typeset.fit(facts.room, quiet, wide - 90)
    typeset.draw(canvas, (x + 14, y + high - 20), facts.room, room)
    if len(facts.forms) > 1:
        form = texts["form"].format(letter=one.form)
        typeset.draw(canvas, (x + wide - 14, y + high - 20), form, quiet, "r")
    label = Style(Family.SONG_BOLD, 38, INK)
    typeset.draw(canvas, (x + 14, y + high / 2 - 16), one.label, label)
    name = typeset.fit(one.full_name, Style(Family.KAI, 24, TEXT), wide - 132)
    typeset.draw(canvas, (x + wide - 14, y + high / 2 - 10), one.full_name, name, "r")
    ticket = f"{texts['ticket']} {one.ticket_number}"
    typeset.draw(canvas, (x + 14, y + 14), ticket, Style(Family.SONG, 11, TEXT))
