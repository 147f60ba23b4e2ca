"""The report on a practical: per check what was asked for, what was found, where, how to do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts, page, typeset
from app.documents.fonts import Family
from app.documents.typeset import Style

WIDTH, HEIGHT = A4
MARGIN, TOP, BOTTOM = 54.0, A4[1] - 56, 62.0
MEASURE = WIDTH - 2 * MARGIN
INK, TEXT, LABEL, LINE, PALE = "#10264a", "#152033", "#465265", "#c9d0da", "#eef1f5"
COLORS = {"pass": "#1c6b41", "partial": "#8a5a00", "fail": "#a3261b", "review": "#27528c"}
"""The colour says what the word beside it says, too."""
UNPRINTABLE = "□"
SMALL = Style(Family.SONG, 9, LABEL)
BODY = Style(Family.SONG, 10, TEXT)
NAME = Style(Family.HEI, 9, LABEL)
CHECK = Style(Family.HEI, 11, INK)
GROUP = Style(Family.SONG_BOLD, 13, INK)
LEADING, COLUMN, PAD = 15.0, 74.0, 10.0


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """One check, every text in the reader's language; `pairs` are name and text in order."""

    title: str
    status: str
    verdict: str
    points: str
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What is printed; groups are a heading and its checks, first what is to be mended."""

    heading: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    score: str
    notes: tuple[str, ...]
    groups: tuple[tuple[str, tuple[CheckFacts, ...]], ...]
    foot: str
    page_name: str
    issuer: str
    on: date
    code: str


def render(report: CheckReport) -> bytes:
    """Draw the report; the same facts give the same bytes.

    A character that no font draws is printed as an empty box: it comes from the file of the
    candidate, and the report must not fail for it.
    """
    about = page.Metadata(report.title, report.issuer, report.heading, report.code, report.on)
    pages = _draw(report, about, 0)[1]
    return _draw(report, about, pages)[0]


def _draw(report: CheckReport, about: page.Metadata, pages: int) -> tuple[bytes, int]:
    """Draw all once; the first time only to count the pages."""
    with page.document((WIDTH, HEIGHT), about) as (canvas, out):
        flow = _Flow(canvas, report, pages)
        _head(flow, report)
        for heading, checks in report.groups:
            if checks:
                _group(flow, heading, checks)
        flow.turn()
    return out.getvalue(), flow.number


def printable(text: str, family: Family = Family.SONG) -> str:
    """Return the text with an empty box for every character that no font draws."""
    lacking = fonts.missing(text, family)
    return "".join(UNPRINTABLE if one in lacking else one for one in text) if lacking else text


class _Flow:
    """Writes downwards and turns the page when it is full."""

    def __init__(self, canvas: Canvas, report: CheckReport, pages: int) -> None:
        self.canvas, self.report, self.pages = canvas, report, pages
        self.y, self.number = TOP, 0

    def need(self, height: float) -> None:
        """Turn the page unless so much room is left."""
        if self.y - height < BOTTOM:
            self.turn()

    def turn(self) -> None:
        """End the page with its foot."""
        self.number += 1
        self._rule(BOTTOM - 12)
        place = typeset.fit(printable(self.report.foot), SMALL, MEASURE - 90)
        typeset.draw(self.canvas, (MARGIN, BOTTOM - 28), printable(self.report.foot), place)
        text = self.report.page_name.format(page=self.number, pages=self.pages or self.number)
        typeset.draw(self.canvas, (WIDTH - MARGIN, BOTTOM - 28), text, SMALL, "r")
        self.canvas.showPage()
        self.y = TOP

    def _rule(self, y: float) -> None:
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(MARGIN, y, WIDTH - MARGIN, y)

    def line(self, text: str, style: Style, *, x: float = 0.0, align: str = "l") -> None:
        """Write one line at the present height without moving on."""
        shown = printable(text, style.family)
        at = (WIDTH - MARGIN - x if align == "r" else MARGIN + x, self.y)
        typeset.draw(self.canvas, at, shown, style, align)

    def paragraph(self, text: str, style: Style, *, left: float = 0.0, right: float = 0.0) -> None:
        """Write a paragraph over as many lines and pages as it takes."""
        shown = printable(text, style.family)
        leading = max(LEADING, style.size * 1.45)
        for one in typeset.break_lines(shown, style, MEASURE - left - right):
            self.need(leading)
            typeset.draw_lines(self.canvas, (MARGIN + left, self.y), [one], style, leading)
            self.y -= leading

    def pair(self, name: str, text: str, *, left: float) -> None:
        """Write a name and, beside it, its text."""
        self.need(LEADING)
        self.line(name, typeset.fit(printable(name), NAME, COLUMN - 8), x=left)
        self.paragraph(text, BODY, left=left + COLUMN)

    def band(self, height: float, color: str) -> None:
        """Lay a pale band under what is written next."""
        self.canvas.setFillColor(color)
        self.canvas.rect(MARGIN, self.y - height, MEASURE, height, stroke=0, fill=1)


def _head(flow: _Flow, report: CheckReport) -> None:
    flow.line(report.heading, SMALL)
    flow.y -= 26
    flow.paragraph(report.title, Style(Family.SONG_BOLD, 19, INK), right=120)
    flow.line(report.score, Style(Family.SONG_BOLD, 21, INK), align="r")
    flow.y -= 2
    flow.paragraph(report.subtitle, SMALL, right=120)
    flow.y -= 6
    flow.band(len(report.facts) * LEADING + 10, PALE)
    flow.y -= LEADING
    for name, text in report.facts:
        flow.pair(name, text, left=PAD)
    flow.y -= 8
    for note in report.notes:
        flow.paragraph(note, Style(Family.SONG, 10, COLORS["partial"]))


def _group(flow: _Flow, heading: str, checks: Sequence[CheckFacts]) -> None:
    flow.need(70)
    flow.y -= 14
    flow.line(heading, GROUP)
    flow.y -= 12
    for number, check in enumerate(checks, start=1):
        _check(flow, number, check)


def _check(flow: _Flow, number: int, check: CheckFacts) -> None:
    flow.need(LEADING * (3 if check.pairs else 1.4))
    flow.canvas.setStrokeColor(LINE)
    flow.canvas.setLineWidth(0.5)
    flow.canvas.line(MARGIN, flow.y + 2, WIDTH - MARGIN, flow.y + 2)
    flow.y -= 12
    color = COLORS.get(check.status, TEXT)
    flow.line(str(number), Style(Family.HEI, 10, color))
    flow.line(check.points, Style(Family.HEI, 10, color), align="r")
    flow.line(check.verdict, Style(Family.HEI, 9, color), x=84, align="r")
    flow.paragraph(check.title, CHECK, left=22, right=150)
    for name, text in check.pairs:
        if text:
            flow.pair(name, text, left=22)
    flow.y -= 4
