"""Properties of paragraphs: alignment, indents, spacing, style, outline level, number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.engines.practicals.checks import numbers, spacing
from app.engines.practicals.checks.aspect import Aspect, Phrase, Read, Reading, phrase
from app.engines.practicals.checks.chars import CHARACTER_ASPECTS
from app.engines.practicals.checks.explain import style_text
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, Scalar
from app.engines.practicals.ooxml.names import child, w
from app.engines.practicals.ooxml.units import points
from app.engines.practicals.word import measures
from app.engines.practicals.word.layers import BUILT_IN, DIRECT, Layer
from app.engines.practicals.word.model import Document, Paragraph
from app.kernel.text import Message, msg

FULL_WIDTH_SPACE = "\u3000"
Measured = tuple[object, Message, Layer]
Measure = Callable[[Document, Paragraph], Measured]
"""Measures one paragraph: the value to compare, the value in words, its layer."""


def reader(title: Message, measure: Measure, kind: Phrase = Phrase.MEASURE) -> Read:
    """Make the reader of a paragraph property."""

    def read(
        document: Document, paragraphs: Sequence[Paragraph], expectation: Expectation
    ) -> list[Reading]:
        readings = []
        for paragraph in paragraphs:
            value, shown, layer = measure(document, paragraph)
            right = expectation.accepts(value)
            found = phrase(title, shown, kind)
            readings.append(Reading(right, 1, paragraph.place, found, layer))
        return readings

    return read


def _indent(side: str) -> Measure:
    def measure(_document: Document, paragraph: Paragraph) -> Measured:
        found = measures.indent(paragraph, side)
        sized = spacing.SizedIndent(found, paragraph.char_size())
        return sized, spacing.indent_text(found), found.layer

    return measure


FIRST_LINE = msg("first-line indent")


def _read_first_line(
    _document: Document, paragraphs: Sequence[Paragraph], expectation: Expectation
) -> list[Reading]:
    """Spaces typed at the start never count as an indent, and spoil one that is there."""
    readings = []
    for paragraph in paragraphs:
        indent = measures.first_line(paragraph)
        sized = spacing.SizedIndent(indent, paragraph.char_size())
        spaces = _leading_spaces(paragraph)
        found = phrase(FIRST_LINE, spacing.indent_text(indent), Phrase.MEASURE)
        if spaces:
            found = _with_spaces(found, spaces)
        right = expectation.accepts(sized) and not spaces
        readings.append(Reading(right, 1, paragraph.place, found, indent.layer))
    return readings


def _leading_spaces(paragraph: Paragraph) -> str:
    text = paragraph.text
    return text[: len(text) - len(text.lstrip(FULL_WIDTH_SPACE + " \t\u00a0"))]


def _with_spaces(found: Message, spaces: str) -> Message:
    n = len(spaces)
    if set(spaces) == {FULL_WIDTH_SPACE}:
        return msg(
            "%(found)s, %(n)s full-width spaces typed at the start instead of an indent",
            found=found,
            n=n,
        )
    return msg(
        "%(found)s, %(n)s spaces or tabs typed at the start instead of an indent", found=found, n=n
    )


def _line(_document: Document, paragraph: Paragraph) -> Measured:
    found = measures.line_spacing(paragraph.format)
    return found, spacing.line_text(found.rule, found.value), found.layer


def _space(edge: str) -> Measure:
    def measure(document: Document, paragraph: Paragraph) -> Measured:
        found = measures.space(paragraph.format, edge)
        value = spacing.SpaceWithGrid(found, _pitch(document, paragraph))
        return value, spacing.space_text(found), found.layer

    return measure


def _pitch(document: Document, paragraph: Paragraph) -> float:
    grid = child(document.sections[paragraph.section].element, "docGrid")
    if grid is None or grid.get(w("type")) not in {"lines", "linesAndChars", "snapToChars"}:
        return 0.0
    return points(grid.get(w("linePitch"))) or 0.0


def _align(_document: Document, paragraph: Paragraph) -> Measured:
    word, layer = measures.alignment(paragraph.format)
    return word, align_text(word), layer


def align_text(word: str) -> Message:
    """Return an alignment in words."""
    return scalars.ALIGNMENTS.get(word, msg("“%(name)s”", name=word))


def _style(_document: Document, paragraph: Paragraph) -> Measured:
    name = paragraph.style_name
    shown = style_text(name) if name else msg("not set")
    layer = DIRECT if paragraph.format.get("pStyle") else BUILT_IN
    return scalars.style_key(name), shown, layer


def _outline(_document: Document, paragraph: Paragraph) -> Measured:
    value = paragraph.format.number("outlineLvl")
    level = None if value is None or value > 8 else int(value) + 1  # noqa: PLR2004  # 9 is body
    return level, spacing.outline_text(level), paragraph.format.layer("outlineLvl")


def _aspect(
    title: Message, scalar: Scalar, measure: Measure, hint: Message, kind: Phrase = Phrase.MEASURE
) -> Aspect:
    return Aspect(title, scalar, reader(title, measure, kind), hint, kind)


_INDENT_HINT = msg("Set the indent in the Paragraph dialog, not with spaces or tabs.")
_SPACE_HINT = msg("Set the space before and after in the Paragraph dialog, not by empty lines.")

PARAGRAPH_ASPECTS: dict[str, Aspect] = {
    **CHARACTER_ASPECTS,
    "align": _aspect(
        msg("alignment"),
        scalars.align,
        _align,
        msg("Select the paragraphs and choose the alignment in the Paragraph dialog."),
        Phrase.WORD,
    ),
    "indent.first": Aspect(
        FIRST_LINE,
        spacing.indent,
        _read_first_line,
        msg(
            "Delete the spaces at the start; in the Paragraph dialog choose “First line” under "
            "“Special” and type the number of characters."
        ),
    ),
    "indent.hanging": _aspect(
        msg("hanging indent"), spacing.indent, _indent("hanging"), _INDENT_HINT
    ),
    "indent.left": _aspect(msg("left indent"), spacing.indent, _indent("left"), _INDENT_HINT),
    "indent.right": _aspect(msg("right indent"), spacing.indent, _indent("right"), _INDENT_HINT),
    "line": _aspect(
        msg("line spacing"),
        spacing.line,
        _line,
        msg(
            "In the Paragraph dialog choose the kind of line spacing first (such as “Exactly”), "
            "then type the value."
        ),
        Phrase.WORD,
    ),
    "space.before": _aspect(msg("space before"), spacing.space, _space("before"), _SPACE_HINT),
    "space.after": _aspect(msg("space after"), spacing.space, _space("after"), _SPACE_HINT),
    "style": _aspect(
        msg("style"),
        scalars.style,
        _style,
        msg("Put the cursor into the paragraph and choose the style in the style gallery."),
        Phrase.WORD,
    ),
    "outline": _aspect(
        msg("outline level"),
        spacing.outline,
        _outline,
        msg("Choose a heading style, or set the outline level in the Paragraph dialog."),
        Phrase.WORD,
    ),
    "number": Aspect(
        msg("number"),
        numbers.number,
        numbers.read_numbers,
        msg("Number the headings in order and in the form asked for, typed or automatic."),
        Phrase.WORD,
    ),
}
