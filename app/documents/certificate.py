"""The certificate: one A4 page, landscape, on warm paper with a double hairline.

It carries a square text seal and never imitates a state seal with star or round rim (design.md 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from app.documents import page, qr, typeset
from app.documents.fonts import Family
from app.documents.typeset import Style
from app.documents.wording import in_figures, points, words, written_out
from app.kernel.tier import Tier

WIDTH, HEIGHT = landscape(A4)
PAPER, HAIRLINE, RULE = "#fcf8ef", "#c8b283", "#e2d6ba"
INK, TEXT, LABEL, SEAL = "#10264a", "#231c10", "#7a6845", "#b5371f"
LEFT, RIGHT = 112.0, WIDTH - 112.0
MEASURE = RIGHT - LEFT
QR_SIZE = 82.0
BODY = Style(Family.SONG, 17.5, TEXT)
MOST_BODY_LINES = 4


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the result, such as the theory paper."""

    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Everything that is printed; nothing else reaches the page.

    `grade` is EXCELLENT, GOOD or PASS; `valid_until` None means for ever; `id_masked` is shown as
    given; `check_code` stands beside the number in the issuer's register.
    """

    number: str
    full_name: str
    id_masked: str
    org_name: str
    tier: Tier
    exam_title: str
    standard: str
    taken_on: date
    total: Decimal
    sections: tuple[Section, ...]
    grade: str
    issuer: str
    issued_on: date
    valid_until: date | None
    verify_url: str
    verify_address: str
    check_code: str


def render(facts: CertificateFacts) -> bytes:
    """Draw the certificate; the same facts give the same bytes.

    Raises MissingGlyphError if a name or text holds a character that no font can draw.
    """
    with page.document((WIDTH, HEIGHT), _about(facts)) as (canvas, out):
        _paper(canvas)
        _heading(canvas, facts)
        _statement(canvas, facts)
        _scores(canvas, facts)
        _register(canvas, facts)
        _issuer(canvas, facts)
        canvas.showPage()
    return out.getvalue()


def _about(facts: CertificateFacts) -> page.Metadata:
    subject = words("certificate")["metadata_subject"].format(**_names(facts))
    title = f"{words('certificate')['title']} {facts.full_name} {facts.number}"
    return page.Metadata(title, facts.issuer, subject, facts.number, facts.issued_on)


def _names(facts: CertificateFacts) -> dict[str, Any]:
    """What the wording may name."""
    return {
        "taken_on": in_figures(facts.taken_on),
        "issuer": facts.issuer,
        "exam": facts.exam_title,
        "tier": words("tiers")[facts.tier],
        "level": words("levels")[facts.tier],
        "standard": facts.standard,
        "total": points(facts.total),
        "grade": words("grades")[facts.grade],
    }


def _paper(canvas: Canvas) -> None:
    canvas.setFillColor(PAPER)
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    canvas.setStrokeColor(HAIRLINE)
    for inset, line in ((28.0, 1.1), (33.5, 0.5)):
        canvas.setLineWidth(line)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    _corners(canvas)


def _corners(canvas: Canvas) -> None:
    """A square key pattern in each corner, one path turned four ways."""
    canvas.setLineWidth(0.8)
    steps = ((0, 0), (0, 26), (17, 26), (17, 9), (9, 9), (9, 17), (26, 17), (26, 0), (0, 0))
    path = canvas.beginPath()
    for x, x_way in ((39.0, 1), (WIDTH - 39.0, -1)):
        for y, y_way in ((39.0, 1), (HEIGHT - 39.0, -1)):
            for number, (across, up) in enumerate(steps):
                go = path.lineTo if number else path.moveTo
                go(x + x_way * across, y + y_way * up)
    canvas.drawPath(path, stroke=1, fill=0)


def _heading(canvas: Canvas, facts: CertificateFacts) -> None:
    texts = words("certificate")
    title = Style(Family.SONG_BOLD, 42, INK, tracking=15)
    typeset.draw(canvas, (WIDTH / 2, HEIGHT - 106), texts["title"], title, "c")
    subtitle = Style(Family.SONG, 13, LABEL, tracking=1)
    typeset.draw(
        canvas, (WIDTH / 2, HEIGHT - 134), texts["subtitle"].format(**_names(facts)), subtitle, "c"
    )
    canvas.setFillColor(SEAL)
    canvas.rect(WIDTH / 2 - 16, HEIGHT - 150, 32, 1.6, stroke=0, fill=1)


def _statement(canvas: Canvas, facts: CertificateFacts) -> None:
    texts, y = words("certificate"), HEIGHT - 194
    polite = Style(Family.SONG, 17.5, TEXT)
    room = MEASURE - typeset.width(texts["salutation"], polite) - 10
    name = typeset.fit(facts.full_name, Style(Family.KAI, 30, TEXT), room)
    end = LEFT + typeset.draw(canvas, (LEFT, y), facts.full_name, name)
    typeset.draw(canvas, (end + 10, y), texts["salutation"], polite)
    _identity(canvas, facts, y - 23)
    body = texts["body"].format(**_names(facts))
    style, lines = typeset.set_paragraph(body, BODY, MEASURE, MOST_BODY_LINES)
    leading = style.size * (1.85 if len(lines) < MOST_BODY_LINES else 1.6)
    typeset.draw_lines(canvas, (LEFT, y - 61), lines, style, leading)


def _identity(canvas: Canvas, facts: CertificateFacts, y: float) -> None:
    """Which person of that name: the masked number and the unit."""
    texts = words("certificate")
    line = texts["identity"].format(id_number=facts.id_masked, org=facts.org_name)
    typeset.draw(
        canvas, (LEFT, y), line, typeset.fit(line, Style(Family.SONG, 10.5, LABEL), MEASURE)
    )


def _scores(canvas: Canvas, facts: CertificateFacts) -> None:
    """Parts, total and grade side by side between two rules."""
    texts, top, bottom = words("certificate"), 236.0, 190.0
    cells = [(section.title, points(section.points)) for section in facts.sections]
    cells.append((texts["total"], points(facts.total)))
    cells.append((texts["grade"], words("grades")[facts.grade]))
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.5)
    for y in (top, bottom):
        canvas.line(LEFT, y, RIGHT, y)
    wide = MEASURE / len(cells)
    for number, (label, value) in enumerate(cells):
        middle = LEFT + (number + 0.5) * wide
        label_style = typeset.fit(label, Style(Family.SONG, 10.5, LABEL), wide - 10)
        typeset.draw(canvas, (middle, top - 16), label, label_style, "c")
        typeset.draw(canvas, (middle, bottom + 9), value, Style(Family.SONG_BOLD, 15, INK), "c")
        if number:
            canvas.line(middle - wide / 2, top - 8, middle - wide / 2, bottom + 8)


def _register(canvas: Canvas, facts: CertificateFacts) -> None:
    """The code and what stands in the register: lower left."""
    texts, x, top = words("certificate"), LEFT + QR_SIZE + 18, 154.0
    qr.draw(canvas, (LEFT, top - QR_SIZE + 8), QR_SIZE, facts.verify_url, INK)
    until = in_figures(facts.valid_until) if facts.valid_until else texts["forever"]
    rows = (
        (texts["number"], facts.number),
        (texts["check_code"], facts.check_code),
        (texts["valid_until"], until),
        (texts["address"], facts.verify_address),
    )
    for number, (label, value) in enumerate(rows):
        y = top - 3 - number * 18.5
        typeset.draw(canvas, (x, y), label, Style(Family.SONG, 10, LABEL))
        style = typeset.fit(value, Style(Family.SONG, 11, TEXT), 220)
        typeset.draw(canvas, (x + 72, y), value, style)
    help_style = typeset.fit(texts["how_to_check"], Style(Family.SONG, 8, LABEL), MEASURE)
    typeset.draw(canvas, (LEFT, 56), texts["how_to_check"], help_style)


def _issuer(canvas: Canvas, facts: CertificateFacts) -> None:
    """Who issued it and when, with the seal: lower right."""
    issuer = typeset.fit(facts.issuer, Style(Family.SONG, 15, TEXT), 216)
    typeset.draw(canvas, (RIGHT, 104), facts.issuer, issuer, "r")
    typeset.draw(
        canvas, (RIGHT, 80), written_out(facts.issued_on), Style(Family.SONG, 13, TEXT), "r"
    )
    _seal(canvas, RIGHT - 52, 126, 52)


def _seal(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A square seal of four characters, read in columns from the right."""
    text = words("certificate")["seal"]
    canvas.setStrokeColor(SEAL)
    canvas.setLineWidth(1.9)
    canvas.roundRect(x, y, size, size, 2)
    style = Style(Family.SONG_BOLD, size * 0.37, SEAL)
    for number, character in enumerate(text):
        column, row = divmod(number, 2)
        middle = x + size * (0.715 - 0.43 * column)
        typeset.draw(canvas, (middle, y + size * (0.575 - 0.43 * row)), character, style, "c")
