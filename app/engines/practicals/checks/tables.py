"""Properties of tables: repeated header rows, size, width, and everything inside the cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.engines.practicals.checks.aspect import Aspect, Phrase, Read, Reading, phrase
from app.engines.practicals.checks.paragraphs import PARAGRAPH_ASPECTS, align_text
from app.engines.practicals.checks.sections import text_area
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, Scalar
from app.engines.practicals.language.units import number_text
from app.engines.practicals.ooxml.names import Element, child, val, w
from app.engines.practicals.ooxml.units import points, whole
from app.engines.practicals.word.model import Cell, Document, Paragraph, Place, Table
from app.engines.practicals.word.paragraphs import quoted
from app.kernel.text import Message, msg

CELLS = "cells."
PERCENT_FIFTIETHS = 5000
"""`w:w` of a width of type pct that fills the column."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A table with the cells that a check is about."""

    table: Table
    cells: tuple[Cell, ...]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs with text in these cells."""
        return [p for cell in self.cells for p in cell.paragraphs if not p.is_empty]


Measure = Callable[[Document, Table], tuple[object, Message] | None]
"""Measures one table: value and words; None when the file does not let it be known."""


def place_of(document: Document, table: Table) -> Place:
    """Return where a table is."""
    return Place("table", table.number, part=document.part, element=table.element)


def reader(title: Message, measure: Measure, kind: Phrase) -> Read:
    """Make the reader of a property of whole tables."""

    def read(
        document: Document, selections: Sequence[Selection], expectation: Expectation
    ) -> list[Reading]:
        readings = []
        for selection in selections:
            found = measure(document, selection.table)
            place = place_of(document, selection.table)
            value, shown = found or (None, msg("left to the program"))
            right = None if found is None else expectation.accepts(value)
            readings.append(Reading(right, 1, place, phrase(title, shown, kind)))
        return readings

    return read


def _inside(aspect: Aspect) -> Aspect:
    """Make a property of paragraphs one of the cells of a table."""

    def read(
        document: Document, selections: Sequence[Selection], expectation: Expectation
    ) -> list[Reading]:
        inner = [paragraph for selection in selections for paragraph in selection.paragraphs]
        return aspect.read(document, inner, expectation)

    return replace(aspect, read=read)


def _read_vertical(
    _document: Document, selections: Sequence[Selection], expectation: Expectation
) -> list[Reading]:
    readings = []
    for selection in selections:
        for cell in selection.cells:
            word = val(child(cell.element, "tcPr", "vAlign")) or "top"
            place = Place("cell", selection.table.number, cell.row + 1, cell.column + 1)
            place = replace(place, quote=quoted(cell.text.strip()), element=cell.element)
            found = phrase(VERTICAL, align_text(word), Phrase.WORD)
            readings.append(Reading(expectation.accepts(word), 1, place, found))
    return readings


VERTICAL = msg("vertical alignment")


def _counted(count: Callable[[Table], int]) -> Measure:
    def measure(_document: Document, table: Table) -> tuple[object, Message]:
        number = count(table)
        return number, msg("%(n)s", n=number)

    return measure


def _column_width(document: Document, table: Table) -> float | None:
    """Return the width of the text column the table stands in, in points."""
    section = document.sections[table.section]
    area = text_area(section)
    columns = child(section.element, "cols")
    number = 1 if columns is None else whole(columns.get(w("num"))) or 1
    return area[0] if area is not None and number == 1 else None


def _width_ratio(document: Document, table: Table) -> tuple[object, Message] | None:
    ratio = _stated_ratio(child(table.element, "tblPr", "tblW"))
    if ratio is None:
        column, width = _column_width(document, table), _absolute_width(table)
        if column is None or width is None:
            return None
        ratio = width / column
    return ratio, msg("%(n)s %%", n=number_text(round(ratio * 100, 1)))


def _stated_ratio(width: Element | None) -> float | None:
    """Return the share of the column that the table asks for, if it asks for one."""
    if width is None:
        return None
    text = width.get(w("w"), "")
    if text.endswith("%"):
        return float(text[:-1]) / 100 if text[:-1].replace(".", "", 1).isdigit() else None
    number = whole(text)
    is_share = width.get(w("type")) == "pct"
    return number / PERCENT_FIFTIETHS if is_share and number is not None else None


def _absolute_width(table: Table) -> float | None:
    """Return the stated width, or else that of the grid, which WPS keeps up to date."""
    stated = child(table.element, "tblPr", "tblW")
    if stated is not None and stated.get(w("type")) == "dxa":
        width = points(stated.get(w("w")))
        if width:
            return width
    grid = child(table.element, "tblGrid")
    columns = [points(column.get(w("w"))) or 0.0 for column in (grid if grid is not None else ())]
    return sum(columns) or None


def _table_align(_document: Document, table: Table) -> tuple[object, Message]:
    word = val(child(table.element, "tblPr", "jc")) or "left"
    word = {"start": "left", "end": "right"}.get(word, word)
    return word, align_text(word)


def _aspect(
    title: Message, scalar: Scalar, measure: Measure, hint: Message, kind: Phrase = Phrase.MEASURE
) -> Aspect:
    return Aspect(title, scalar, reader(title, measure, kind), hint, kind)


_ROWS_HINT = msg("Insert or delete rows and columns so that the table has the number asked for.")

TABLE_ASPECTS: dict[str, Aspect] = {
    **{f"{CELLS}{key}": _inside(aspect) for key, aspect in PARAGRAPH_ASPECTS.items()},
    "header_rows": _aspect(
        msg("number of repeated header rows"),
        scalars.count,
        _counted(lambda table: table.header_rows),
        msg(
            "Put the cursor into the first row and choose “Repeat Header Rows” under Table Layout."
        ),
    ),
    "rows": _aspect(
        msg("number of rows"), scalars.count, _counted(lambda table: len(table.rows)), _ROWS_HINT
    ),
    "cols": _aspect(
        msg("number of table columns"),
        scalars.count,
        _counted(lambda table: table.column_count),
        _ROWS_HINT,
    ),
    "width.ratio": _aspect(
        msg("table width, as a share of the text width,"),
        scalars.ratio,
        _width_ratio,
        msg("Open the table's properties and set the preferred width to the share asked for."),
    ),
    "align": _aspect(
        msg("alignment of the table"),
        scalars.align,
        _table_align,
        msg("Open the table's properties and choose how the table stands on the page."),
        Phrase.WORD,
    ),
    "cells.valign": Aspect(
        VERTICAL,
        scalars.align,
        _read_vertical,
        msg("Select the cells and choose the vertical alignment under Table Layout."),
        Phrase.WORD,
    ),
}
