"""Chinese text set as a printer would: line breaks, punctuation, spacing.

Rules (JLREQ/CLREQ): no closing punctuation at the start of a line and no opening one at its end;
a number stays with the word that counts it; a quarter gap between Han and Latin; two marks of
punctuation share one em; lines justified, the last one flush left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts, internals
from app.documents.fonts import Family

OPENING = frozenset("（《〈“‘「『〔【")
CLOSING = frozenset("，。、；：？！）》〉”’」』〕】…—·％")  # noqa: RUF001
HALF_BLANK = frozenset("，。、；：）》〉」』〕】")
"""Closing marks whose right half is empty, so that it may be given up."""
TOKEN = re.compile(r"[0-9A-Za-z*./:@&%+_-]+|.", re.DOTALL)
AUTOSPACE = 0.2
MOST_TRACKING = 0.085
"""In em. A wider gap would be read as a blank when the text is copied out of the PDF."""
SMALLEST_SHARE = 0.85
"""How far a paragraph may shrink to avoid a ragged or lonely line."""
SHORTEST_LAST_LINE = 4
STEP, SMALLEST = 0.5, 9.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; sizes in points."""

    family: Family
    size: float
    color: str = "#000000"
    tracking: float = 0.0

    def sized(self, size: float) -> Style:
        """The same style in another size."""
        return Style(self.family, size, self.color, self.tracking)


@dataclass(slots=True)
class Line:
    """Tokens with their places (x from the start of the line)."""

    tokens: list[tuple[float, str]] = field(default_factory=list)
    width: float = 0.0
    is_ragged: bool = False


def fit(text: str, style: Style, widest: float, smallest: float = 6.0) -> Style:
    """Return the style, smaller if need be, in which the text fits on one line."""
    natural = width(text, style)
    if natural <= widest:
        return style
    return style.sized(max(smallest, style.size * widest / natural))


def width(text: str, style: Style) -> float:
    """Return the width of a text set on one line with the style's tracking."""
    gaps = max(len(text) - 1, 0) * style.tracking
    return fonts.width(text, style.family, style.size) + gaps


def draw(
    canvas: Canvas, at: tuple[float, float], text: str, style: Style, align: str = "l"
) -> float:
    """Set one line at a point, `align` l, c or r; return its width."""
    total = width(text, style)
    x, y = at
    x -= {"l": 0.0, "c": total / 2, "r": total}[align]
    if style.tracking:
        begin_actual_text(canvas, text)
    pen = canvas.beginText(x, y)
    pen.setFillColor(style.color)
    pen.setCharSpace(style.tracking)
    for name, piece in fonts.runs(text, style.family):
        pen.setFont(name, style.size)
        pen.textOut(piece)
    canvas.drawText(pen)
    if style.tracking:
        end_actual_text(canvas)
    return total


def begin_actual_text(canvas: Canvas, text: str) -> None:
    """Say what the spaced-out glyphs that follow mean, so that they copy out as one word."""
    encoded = ("\ufeff" + text).encode("utf-16-be").hex().upper()
    internals.add_operator(canvas, f"/Span <</ActualText <{encoded}>>> BDC")


def end_actual_text(canvas: Canvas) -> None:
    """End the span of `begin_actual_text`."""
    internals.add_operator(canvas, "EMC")


def break_lines(text: str, style: Style, measure: float, indent: float = 0.0) -> list[Line]:
    """Break a paragraph into lines of at most `measure` points and justify all but the last."""
    em = style.size
    lines: list[Line] = []
    line, left = _Filler(em, indent), measure
    for unit in _units(TOKEN.findall(text)):
        measured = [(token, fonts.width(token, style.family, em)) for token in unit]
        if line.tokens and line.width_with(measured) > left:
            lines.append(line.finish(left))
            line = _Filler(em, 0.0)
        line.add(measured)
    return [*lines, line.finish(None)]


def set_paragraph(
    text: str, style: Style, measure: float, most_lines: int
) -> tuple[Style, list[Line]]:
    """Break a paragraph in the largest size that pleases; else in the largest that fits.

    Pleasing: no lonely last line, none that could not be justified. A text too long for
    `most_lines` shrinks until it fits, down to 9 points.
    """
    fitting: tuple[Style, list[Line]] | None = None
    candidate = style
    while True:
        lines = break_lines(text, candidate, measure, 2 * candidate.size)
        if len(lines) <= most_lines:
            fitting = fitting or (candidate, lines)
            if _is_pleasing(lines, candidate.size):
                return candidate, lines
            if candidate.size < SMALLEST_SHARE * fitting[0].size:
                return fitting
        if candidate.size <= SMALLEST:
            return fitting or (candidate, lines)
        candidate = candidate.sized(candidate.size - STEP)


def draw_lines(
    canvas: Canvas, at: tuple[float, float], lines: Sequence[Line], style: Style, leading: float
) -> float:
    """Set broken lines downwards from a first baseline; return the last baseline."""
    x, y = at
    for number, line in enumerate(lines):
        _draw_line(canvas, x, y - number * leading, line, style)
    return y - (len(lines) - 1) * leading


def _is_pleasing(lines: list[Line], em: float) -> bool:
    lonely = len(lines) > 1 and lines[-1].width < SHORTEST_LAST_LINE * em
    return not lonely and not any(line.is_ragged for line in lines)


def _draw_line(canvas: Canvas, x: float, y: float, line: Line, style: Style) -> None:
    """Set one line: neighbours with the same gap go out as one string with tracking."""
    pen = canvas.beginText(x, y)
    pen.setFillColor(style.color)
    for start, text, tracking in _strings(line, style):
        pen.setTextOrigin(x + start, y)
        pen.setCharSpace(tracking)
        for name, piece in fonts.runs(text, style.family):
            pen.setFont(name, style.size)
            pen.textOut(piece)
    canvas.drawText(pen)


def _strings(line: Line, style: Style) -> list[tuple[float, str, float]]:
    """Join single characters whose distances are equal into strings (start, text, tracking)."""
    strings: list[tuple[float, str, float]] = []
    last_gap: float | None = None
    end = 0.0
    for start, token in line.tokens:
        gap = round(start - end, 3)
        joins = strings and len(token) == 1 and len(strings[-1][1]) >= 1 and last_gap in {None, gap}
        if joins and abs(gap) < style.size / 8 and not strings[-1][1][-1].isascii():
            first, text, _ = strings[-1]
            strings[-1] = (first, text + token, gap)
            last_gap = gap
        else:
            strings.append((start, token, 0.0))
            last_gap = None
        end = start + fonts.width(token, style.family, style.size)
    return strings


def _units(tokens: Iterable[str]) -> list[list[str]]:
    """Group tokens between which a line must not break."""
    units: list[list[str]] = []
    for token in tokens:
        before = units[-1][-1] if units else ""
        if units and (token in CLOSING or before in OPENING or _counts(before, token)):
            units[-1].append(token)
        else:
            units.append([token])
    return units


def _counts(number: str, word: str) -> bool:
    """Whether a word follows the number it is counted by, as the day of a date."""
    return bool(number) and number[-1].isdigit() and number.isascii() and not word.isascii()


def _is_latin(token: str) -> bool:
    return token.isascii() and not token.isspace()


def _gap(before: str, after: str, em: float) -> float:
    """Return the space between two neighbours, negative where marks share an em."""
    if before in HALF_BLANK and (after in HALF_BLANK or after in OPENING):
        return -em / 2
    if before in OPENING and after in OPENING:
        return -em / 2
    is_mark = (before + after)[:1] in CLOSING | OPENING or after in CLOSING | OPENING
    return AUTOSPACE * em if _is_latin(before) != _is_latin(after) and not is_mark else 0.0


class _Filler:
    """A line while it is being filled."""

    def __init__(self, em: float, indent: float) -> None:
        self.em = em
        self.end = indent
        self.tokens: list[tuple[float, str]] = []

    def width_with(self, unit: list[tuple[str, float]]) -> float:
        """The width of the line if the unit joins it, the blank half of a last mark given up."""
        end, before = self.end, self.tokens[-1][1] if self.tokens else ""
        for token, wide in unit:
            end += (_gap(before, token, self.em) if before else 0.0) + wide
            before = token
        return end - (self.em / 2 if before in HALF_BLANK else 0.0)

    def add(self, unit: list[tuple[str, float]]) -> None:
        """Take the unit in."""
        for token, wide in unit:
            if self.tokens:
                self.end += _gap(self.tokens[-1][1], token, self.em)
            elif token in OPENING:
                self.end -= self.em / 2 if self.end == 0 else 0.0
            self.tokens.append((self.end, token))
            self.end += wide

    def finish(self, measure: float | None) -> Line:
        """Close the line; justify it to the measure if the gaps stay small."""
        blank = self.em / 2 if self.tokens and self.tokens[-1][1] in HALF_BLANK else 0.0
        if measure is None or len(self.tokens) < 2:  # noqa: PLR2004 - one token has no gap
            return Line(self.tokens, self.end - blank)
        extra = (measure - (self.end - blank)) / (len(self.tokens) - 1)
        if extra > MOST_TRACKING * self.em:
            return Line(self.tokens, self.end - blank, is_ragged=True)
        placed = [(start + extra * n, token) for n, (start, token) in enumerate(self.tokens)]
        return Line(placed, measure)
