"""The sheets an invigilator fills in: who signed, what happened, whether the numbers tie."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from app.documents import sheet, typeset
from app.documents.fonts import Family
from app.documents.sheet import INK, LABEL, MARGIN, TEXT, WIDTH, RoomFacts
from app.documents.typeset import Style
from app.documents.wording import words

MEASURE = WIDTH - 2 * MARGIN
SIGNERS_A_PAGE = 22
SIGN_WIDTHS = (28.0, 38.0, 112.0, 62.0, 138.0, 78.0, MEASURE - 456.0)
SMALL = Style(Family.SONG, 10, TEXT)
CAPTION = Style(Family.SONG_BOLD, 11, INK)


def draw_sign_in(canvas: Canvas, facts: RoomFacts) -> None:
    """Draw the sign-in sheet: a line for each candidate, 22 a page."""
    texts = words("room")
    pages = max(1, -(-len(facts.seats) // SIGNERS_A_PAGE))
    for page in range(pages):
        top = sheet.heading(canvas, facts, texts["sign_in"]) - 14
        first = page * SIGNERS_A_PAGE
        rows = [
            (str(number), one.label, one.ticket_number, one.full_name, one.org_name, "", "")
            for number, one in enumerate(facts.seats[first : first + SIGNERS_A_PAGE], first + 1)
        ]
        head = texts["sign_in_columns"]
        bottom = sheet.table(canvas, (MARGIN, top), SIGN_WIDTHS, rows, row=25.5, head=head)
        typeset.draw(
            canvas,
            (MARGIN, bottom - 20),
            texts["sign_in_foot"],
            typeset.fit(texts["sign_in_foot"], Style(Family.SONG, 10, LABEL), MEASURE - 80),
        )
        sheet.foot(canvas, facts, (page + 1, pages))
        canvas.showPage()


def draw_record(canvas: Canvas, facts: RoomFacts) -> None:
    """Draw the room record: counts that must tie, absences, incidents, violations, signatures."""
    texts = words("room_record")
    y = sheet.heading(canvas, facts, texts["title"]) - 14
    quarter = MEASURE / 8
    counts = (texts["expected"], str(len(facts.seats)), texts["present"], "", texts["absent"], "",
              texts["handed_in"], "")  # fmt: skip
    y = sheet.table(canvas, (MARGIN, y), (quarter,) * 8, [counts], row=28)
    typeset.draw(canvas, (MARGIN, y - 15), texts["ties"], Style(Family.SONG, 9.5, LABEL))
    y = _caption(canvas, y - 38, texts["absent_list"])
    y = sheet.table(canvas, (MARGIN, y), (MEASURE / 4,) * 4, [("",) * 4] * 3, row=22)
    y = _caption(canvas, y - 22, texts["incidents"])
    widths = (50.0, 46.0, (MEASURE - 166) / 2, (MEASURE - 166) / 2, 70.0)
    head = texts["incident_columns"]
    y = sheet.table(canvas, (MARGIN, y), widths, [("",) * 5] * 6, row=24, head=head)
    y = _caption(canvas, y - 22, texts["violations"])
    six = (50.0, 46.0, 112.0, MEASURE - 338, 60.0, 70.0)
    head = texts["violation_columns"]
    y = sheet.table(canvas, (MARGIN, y), six, [("",) * 6] * 4, row=24, head=head)
    typeset.draw(canvas, (MARGIN, y - 22), texts["replacements"], SMALL)
    if facts.proctors:
        names = "、".join(facts.proctors)
        line = texts["proctors"].format(names=names)
        typeset.draw(canvas, (MARGIN, y - 42), line, typeset.fit(line, SMALL, MEASURE))
    _signatures(canvas, y - 56)
    sheet.foot(canvas, facts, (1, 1))
    canvas.showPage()


def _caption(canvas: Canvas, y: float, text: str) -> float:
    typeset.draw(canvas, (MARGIN, y), text, CAPTION)
    return y - 8


def _signatures(canvas: Canvas, top: float) -> None:
    names = words("room_record")["signatures"]
    cells = [part for name in names for part in (name, "")]
    label, box = 62.0, MEASURE / len(names) - 62.0
    sheet.table(canvas, (MARGIN, top), [label, box] * len(names), [cells], row=34)
