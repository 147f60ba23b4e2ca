"""Properties of sections: paper, orientation, margins, columns, layout grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.engines.practicals.checks.aspect import Aspect, Phrase, Read, Reading, phrase, unset
from app.engines.practicals.data import load
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, OneOf, Scalar
from app.engines.practicals.language.units import ValueProblemError, number_text, quantity_text
from app.engines.practicals.ooxml.names import child, w
from app.engines.practicals.ooxml.units import MM_PER_POINT, points, whole
from app.engines.practicals.word.model import Document, Place, Section
from app.engines.practicals.word.resolver import BUILT_IN_SIZE
from app.kernel.text import Message, msg

Measure = Callable[[Document, Section], tuple[object, Message] | None]
"""Measures one section: the value to compare and the value in words; None if it is not set."""

PAPER_TOLERANCE = 1.0
GRID_SLACK = 0.05
CHAR_SPACE_UNITS = 4096


def place_of(document: Document, section: Section) -> Place:
    """Return where a section is."""
    return Place("section", section.number, part=document.part, element=section.element)


def reader(title: Message, measure: Measure, kind: Phrase) -> Read:
    """Make the reader of a section property."""

    def read(
        document: Document, sections: Sequence[Section], expectation: Expectation
    ) -> list[Reading]:
        readings = []
        for section in sections:
            found = measure(document, section)
            right = found is not None and expectation.accepts(found[0])
            said = unset(title) if found is None else phrase(title, found[1], kind)
            readings.append(Reading(right, 1, place_of(document, section), said))
        return readings

    return read


def attribute(section: Section, element: str, name: str) -> float | None:
    """Return a length of the section in points."""
    found = child(section.element, element)
    return None if found is None else points(found.get(w(name)))


def _length(element: str, name: str) -> Measure:
    def measure(_document: Document, section: Section) -> tuple[object, Message] | None:
        value = attribute(section, element, name)
        if value is None:
            return None
        value = abs(value)  # a negative margin means "exactly", not "beyond the edge"
        return value, quantity_text(round(value * MM_PER_POINT, 1), "mm")

    return measure


def _leaves_room(section: Section, side: str, role: str) -> bool:
    """Whether a header or footer is shown between its distance from the edge and the text."""
    edge, text = attribute(section, "pgMar", role), attribute(section, "pgMar", side)
    shown = any(one.part for (kind, _), one in section.furniture.items() if kind == role)
    return shown and edge is not None and text is not None and edge < abs(text)


def _margin(title: Message, side: str, role: str) -> Aspect:
    """Return the aspect of the margin above or below the text.

    Where a page has a header or a footer, LibreOffice calls “margin” what lies beyond it, which the
    file holds as its distance from the edge: whoever sets that as asked is right, too.
    """
    inner = reader(title, _length("pgMar", side), Phrase.MEASURE)
    outer = reader(title, _length("pgMar", role), Phrase.MEASURE)

    def read(
        document: Document, sections: Sequence[Section], expectation: Expectation
    ) -> list[Reading]:
        both = zip(
            sections,
            inner(document, sections, expectation),
            outer(document, sections, expectation),
            strict=True,
        )
        return [
            edge if edge.right and not text.right and _leaves_room(section, side, role) else text
            for section, text, edge in both
        ]

    return Aspect(title, scalars.length, read, _PAGE_HINT)


def _paper(section: Section) -> tuple[float, float] | None:
    width, height = (attribute(section, "pgSz", name) for name in ("w", "h"))
    return None if width is None or height is None else (width, height)


def _orient(_document: Document, section: Section) -> tuple[object, Message] | None:
    paper = _paper(section)
    if paper is None:
        return None
    word = "landscape" if paper[0] > paper[1] else "portrait"
    return word, ORIENTATIONS[word]


def _paper_size(_document: Document, section: Section) -> tuple[object, Message] | None:
    paper = _paper(section)
    if paper is None:
        return None
    short, long = sorted(side * MM_PER_POINT for side in paper)
    sizes = load("papers").items()
    near = [n for n, (w_, h) in sizes if max(abs(short - w_), abs(long - h)) <= PAPER_TOLERANCE]
    width, height = (number_text(round(side, 1)) for side in (short, long))
    shown = msg("%(width)s by %(height)s mm", width=width, height=height)
    return (near[0].casefold() if near else ""), shown


def _columns(_document: Document, section: Section) -> tuple[object, Message]:
    found = child(section.element, "cols")
    number = 1 if found is None else whole(found.get(w("num"))) or 1
    return number, msg("%(n)s", n=number)


def _grid(section: Section, kinds: frozenset[str]) -> tuple[float, float] | None:
    grid = child(section.element, "docGrid")
    if grid is None or grid.get(w("type"), "default") not in kinds:
        return None
    return points(grid.get(w("linePitch"))) or 0.0, float(whole(grid.get(w("charSpace"))) or 0)


def text_area(section: Section) -> tuple[float, float] | None:
    """Return width and height of the area of text in points."""
    paper = _paper(section)
    edges = [attribute(section, "pgMar", n) for n in ("left", "right", "top", "bottom", "gutter")]
    if paper is None or None in edges[:4]:
        return None
    left, right, top, bottom, gutter = (abs(edge or 0.0) for edge in edges)
    return paper[0] - left - right - gutter, paper[1] - top - bottom


def _grid_lines(_document: Document, section: Section) -> tuple[object, Message] | None:
    grid = _grid(section, frozenset({"lines", "linesAndChars", "snapToChars"}))
    area = text_area(section)
    if grid is None or area is None or not grid[0]:
        return None
    lines = int(area[1] / grid[0] + GRID_SLACK)
    return lines, msg("%(n)s", n=lines)


def _grid_chars(document: Document, section: Section) -> tuple[object, Message] | None:
    grid = _grid(section, frozenset({"linesAndChars", "snapToChars"}))
    area = text_area(section)
    if grid is None or area is None:
        return None
    body = document.resolver.styles.resolve(None, "paragraph")
    size = document.resolver.run(None, body).number("size") or BUILT_IN_SIZE
    chars = int(area[0] / (size + grid[1] / CHAR_SPACE_UNITS) + GRID_SLACK)
    return chars, msg("%(n)s", n=chars)


ORIENTATIONS = {"portrait": msg("portrait"), "landscape": msg("landscape")}


def _orient_scalar(raw: object) -> Expectation:
    if raw not in ORIENTATIONS:
        raise ValueProblemError(msg("Write “portrait” or “landscape”."))
    return OneOf(frozenset({str(raw)}), ORIENTATIONS[str(raw)])


def _paper_scalar(raw: object) -> Expectation:
    if raw not in load("papers"):
        raise ValueProblemError(msg("“%(value)s” is no known paper size.", value=str(raw)))
    return OneOf(frozenset({str(raw).casefold()}), msg("%(name)s", name=raw))


def _aspect(
    title: Message, scalar: Scalar, measure: Measure, hint: Message, kind: Phrase = Phrase.MEASURE
) -> Aspect:
    return Aspect(title, scalar, reader(title, measure, kind), hint, kind)


_PAGE_HINT = msg("Set paper and margins in the Page Setup dialog, for the whole document.")
_GRID_HINT = msg("Set lines and characters in the Page Setup dialog under “Document Grid”.")

SECTION_ASPECTS: dict[str, Aspect] = {
    "page.size": _aspect(msg("paper"), _paper_scalar, _paper_size, _PAGE_HINT),
    "page.width": _aspect(msg("page width"), scalars.length, _length("pgSz", "w"), _PAGE_HINT),
    "page.height": _aspect(msg("page height"), scalars.length, _length("pgSz", "h"), _PAGE_HINT),
    "page.orient": _aspect(msg("orientation"), _orient_scalar, _orient, _PAGE_HINT, Phrase.WORD),
    "margin.top": _margin(msg("top margin"), "top", "header"),
    "margin.bottom": _margin(msg("bottom margin"), "bottom", "footer"),
    "margin.left": _aspect(
        msg("left margin"), scalars.length, _length("pgMar", "left"), _PAGE_HINT
    ),
    "margin.right": _aspect(
        msg("right margin"), scalars.length, _length("pgMar", "right"), _PAGE_HINT
    ),
    "gutter": _aspect(msg("gutter"), scalars.length, _length("pgMar", "gutter"), _PAGE_HINT),
    "header.dist": _aspect(
        msg("header distance"), scalars.length, _length("pgMar", "header"), _PAGE_HINT
    ),
    "footer.dist": _aspect(
        msg("footer distance"), scalars.length, _length("pgMar", "footer"), _PAGE_HINT
    ),
    "columns": _aspect(
        msg("number of columns"),
        scalars.count,
        _columns,
        msg("Choose the number of columns under Layout, Columns."),
    ),
    "grid.lines": _aspect(msg("lines per page"), scalars.count, _grid_lines, _GRID_HINT),
    "grid.chars": _aspect(msg("characters per line"), scalars.count, _grid_chars, _GRID_HINT),
}
