"""The admission ticket: one A4 page a candidate, black on white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents import page, qr, typeset
from app.documents.fonts import Family
from app.documents.typeset import Style
from app.documents.wording import in_figures, words
from app.kernel.tier import Tier

WIDTH, HEIGHT = A4
LEFT, RIGHT = 62.0, WIDTH - 62.0
INK, TEXT, LABEL, LINE, WARN = "#10264a", "#152033", "#465265", "#c9d1dc", "#c0221a"
MM = 72 / 25.4
PHOTO = (35 * MM, 45 * MM)
LABEL_WIDTH = 82.0
ROW = 30.0
TABLE_TOP = HEIGHT - 148.0
VALUE = Style(Family.SONG, 12.5, TEXT)
GUTTER = 24.0
RULE_STYLE = Style(Family.SONG, 10.5, TEXT)
RULE_LEADING = 17.5


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """Everything that is printed; times are those of the wall clock at the site.

    `is_provisional` while seats may still change; `accommodation` is empty for most; `scanned` is
    what the code at the door holds; `rules` empty means the standing rules of wording.toml.
    """

    number: str
    full_name: str
    id_masked: str
    org_name: str
    tier: Tier
    exam_title: str
    held_on: date
    opens: time
    starts: time
    ends: time
    site: str
    site_address: str
    room: str
    seat: str
    scanned: str
    issuer: str
    issued_on: date
    accommodation: str = ""
    is_provisional: bool = False
    rules: tuple[str, ...] = ()


def render(facts: TicketFacts) -> bytes:
    """Draw one ticket; the same facts give the same bytes. Raises MissingGlyphError."""
    return render_all([facts])


def render_all(tickets: Sequence[TicketFacts]) -> bytes:
    """Draw many tickets, one a page, for printing a room at once; at least one is needed."""
    with page.document((WIDTH, HEIGHT), _about(tickets)) as (canvas, out):
        for facts in tickets:
            _draw(canvas, facts)
            canvas.showPage()
    return out.getvalue()


def _about(tickets: Sequence[TicketFacts]) -> page.Metadata:
    first, texts = tickets[0], words("ticket")
    whose = f"{first.full_name} {first.number}" if len(tickets) == 1 else first.exam_title
    subject = texts["metadata_subject"].format(
        exam=first.exam_title, tier=words("tiers")[first.tier]
    )
    return page.Metadata(
        f"{texts['title']} {whose}", first.issuer, subject, first.number, first.issued_on
    )


def _draw(canvas: Canvas, facts: TicketFacts) -> None:
    _heading(canvas, facts)
    if facts.is_provisional:
        _warning(canvas)
    _side(canvas, facts)
    _rules(canvas, facts, _table(canvas, facts) - 40)
    issued = (facts.issuer, in_figures(facts.issued_on))
    for number, text in enumerate(issued):
        style = typeset.fit(text, Style(Family.SONG, 11, TEXT), RIGHT - LEFT)
        typeset.draw(canvas, (RIGHT, 84 - 19 * number), text, style, "r")


def _heading(canvas: Canvas, facts: TicketFacts) -> None:
    exam = typeset.fit(facts.exam_title, Style(Family.SONG, 15, TEXT), RIGHT - LEFT)
    typeset.draw(canvas, (WIDTH / 2, HEIGHT - 78), facts.exam_title, exam, "c")
    title = Style(Family.SONG_BOLD, 27, INK, tracking=9)
    typeset.draw(canvas, (WIDTH / 2, HEIGHT - 116), words("ticket")["title"], title, "c")
    canvas.setStrokeColor(INK)
    for y, line in ((HEIGHT - 133.0, 1.2), (HEIGHT - 136.5, 0.4)):
        canvas.setLineWidth(line)
        canvas.line(LEFT, y, RIGHT, y)


def _warning(canvas: Canvas) -> None:
    """Say above everything that this is not the ticket yet."""
    text = words("ticket")["provisional"]
    style = typeset.fit(text, Style(Family.SONG_BOLD, 13, WARN), RIGHT - LEFT)
    typeset.draw(canvas, (WIDTH / 2, HEIGHT - 46), text, style, "c")


def _side(canvas: Canvas, facts: TicketFacts) -> None:
    """The frame for the photo and the code for the door, one below the other."""
    wide, high = PHOTO
    x, y = RIGHT - wide, TABLE_TOP - 12 - high
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.7)
    canvas.rect(x, y, wide, high)
    caption = Style(Family.SONG, 11, LABEL)
    typeset.draw(canvas, (x + wide / 2, y + high / 2 - 4), words("ticket")["photo"], caption, "c")
    qr.draw(canvas, (x, y - 34 - wide), wide, facts.scanned)
    typeset.draw(canvas, (x + wide / 2, y - 52 - wide), words("ticket")["scan"], caption, "c")


def _rows(facts: TicketFacts) -> list[tuple[str, str, Style]]:
    strong = Style(Family.SONG_BOLD, 15, INK)
    tier = words("ticket")["tier_value"].format(
        tier=words("tiers")[facts.tier], level=words("levels")[facts.tier]
    )
    rows = [
        ("full_name", facts.full_name, Style(Family.KAI, 19, TEXT)),
        ("id_number", facts.id_masked, VALUE),
        ("org", facts.org_name, VALUE),
        ("number", facts.number, strong),
        ("tier", tier, VALUE),
        ("date", in_figures(facts.held_on), strong),
        ("arrive", _period(facts.opens, facts.starts), VALUE),
        ("time", _period(facts.starts, facts.ends), strong),
        ("site", facts.site, VALUE),
        ("address", facts.site_address, VALUE),
        ("room", facts.room, strong),
        ("seat", facts.seat, strong),
        ("accommodation", facts.accommodation, VALUE),
    ]
    return [row for row in rows if row[1]]


def _period(start: time, end: time) -> str:
    pattern: str = words("ticket")["period"]
    return pattern.format(starts=f"{start:%H:%M}", ends=f"{end:%H:%M}")


def _table(canvas: Canvas, facts: TicketFacts) -> float:
    """Label and value a row, a hairline under each, left of the photo; return the last line."""
    y, right = TABLE_TOP, RIGHT - PHOTO[0] - GUTTER
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    for key, value, style in _rows(facts):
        y -= ROW
        typeset.draw(canvas, (LEFT, y + 10), words("ticket")[key], Style(Family.HEI, 10.5, LABEL))
        fitted = typeset.fit(value, style, right - LEFT - LABEL_WIDTH)
        typeset.draw(canvas, (LEFT + LABEL_WIDTH, y + 10), value, fitted)
        canvas.line(LEFT, y, right, y)
    return y


def _rules(canvas: Canvas, facts: TicketFacts, top: float) -> None:
    texts: dict[str, Any] = words("ticket")
    typeset.draw(canvas, (LEFT, top), texts["rules_title"], Style(Family.SONG_BOLD, 12.5, INK))
    y = top - 23
    for number, rule in enumerate(facts.rules or texts["rules"], 1):
        typeset.draw(canvas, (LEFT, y), f"{number}.", RULE_STYLE)
        lines = typeset.break_lines(rule, RULE_STYLE, RIGHT - LEFT - 18)
        y = typeset.draw_lines(canvas, (LEFT + 18, y), lines, RULE_STYLE, RULE_LEADING)
        y -= RULE_LEADING
