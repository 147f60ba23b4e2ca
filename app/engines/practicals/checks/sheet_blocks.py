"""Properties of blocks: lines, merged cells, sizes of rows and columns, values, notes, links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.engines.practicals.checks import sheet_values as values
from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading, phrase
from app.engines.practicals.checks.sheet_cells import format_at
from app.engines.practicals.checks.sheet_formulas import absent, shown
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, Scalar
from app.engines.practicals.sheet.colors import AUTOMATIC
from app.engines.practicals.sheet.model import Sheet
from app.engines.practicals.sheet.refs import Address, Range
from app.engines.practicals.sheet.select import Block, cell_place
from app.engines.practicals.sheet.styles import Edge
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg

STEPS = {"left": (0, -1), "right": (0, 1), "top": (-1, 0), "bottom": (1, 0)}
OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
Read = Callable[[Submission, Sequence[Block], Expectation], list[Reading]]


def edge_at(document: Submission, block: Block, place: Address, side: str) -> Edge:
    """Return the line on one side of a cell, also if the cell beside it draws it."""
    own = format_at(document, block.sheet, place).edge(side)
    if own.style != "none":
        return own
    row, column = place[0] + STEPS[side][0], place[1] + STEPS[side][1]
    if row < 1 or column < 1:
        return own
    return format_at(document, block.sheet, (row, column)).edge(OPPOSITE[side])


def _edges(block: Block, which: str) -> Iterator[tuple[Address, str]]:
    """Yield cells and sides: all, outer, inner, or one side; none inside merged cells."""
    area = block.range
    merges = [merge for merge in block.sheet.merges if merge.common(area)]
    for place in block.cells:
        row, column = place
        outer = (
            ("left", column == area.left),
            ("right", column == area.right),
            ("top", row == area.top),
            ("bottom", row == area.bottom),
        )
        for side, is_outer in outer:
            wanted = which in ("all", side) or which == ("outer" if is_outer else "inner")
            if wanted and not (merges and _inside_merge(merges, place, side)):
                yield place, side


def _inside_merge(merges: Sequence[Range], place: Address, side: str) -> bool:
    beside = (place[0] + STEPS[side][0], place[1] + STEPS[side][1])
    return any(place in area and beside in area for area in merges)


def _border(which: str) -> Read:
    def read(
        document: Submission, blocks: Sequence[Block], expectation: Expectation
    ) -> list[Reading]:
        readings: list[Reading] = []
        known: dict[tuple[str, str], Message] = {}
        for block in blocks:
            if not block.cells:
                readings.append(absent(block))
            at, where = (0, 0), block.place
            for place, side in _edges(block, which):
                style = edge_at(document, block, place, side).style
                said = known.get((side, style))
                if said is None:
                    said = phrase(_SIDES[side], values.line_text(style), Phrase.WORD)
                    known[side, style] = said
                # Asked for each edge: proposals count what an expectation was shown.
                right = expectation.accepts(style)
                if place != at:
                    at, where = place, cell_place(block.sheet, *place)
                readings.append(Reading(right, 1, where, said))
        return readings

    return read


_SIDES = {
    "left": msg("left border"),
    "right": msg("right border"),
    "top": msg("top border"),
    "bottom": msg("bottom border"),
}


def _border_color(
    document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    readings: list[Reading] = []
    for block in blocks:
        for place, side in _edges(block, "all"):
            edge = edge_at(document, block, place, side)
            color = "000000" if edge.color == AUTOMATIC else edge.color
            found = msg("no line") if edge.style == "none" else msg("%(name)s", name=color)
            right = edge.style != "none" and expectation.accepts(color)
            readings.append(
                Reading(
                    right,
                    1,
                    cell_place(block.sheet, *place),
                    phrase(_SIDES[side], found, Phrase.WORD),
                )
            )
    return readings


def _merged(
    _document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    readings = []
    for block in blocks:
        touching = [area for area in block.sheet.merges if area.common(block.range)]
        is_merged = touching == [block.range]
        found = msg("not merged")
        if touching:
            found = msg("merged: %(cells)s", cells=", ".join(map(str, touching)))
        readings.append(Reading(expectation.accepts(is_merged), 1, block.place, found))
    return readings


def _lines(
    title: Message, measure: Callable[[Block, int], tuple[object, Message]], axis: int
) -> Read:
    """Make the reader of a property of whole columns (axis 1) or rows (axis 0)."""

    def read(
        _document: Submission, blocks: Sequence[Block], expectation: Expectation
    ) -> list[Reading]:
        readings: list[Reading] = []
        for block in blocks:
            if not block.cells:
                readings.append(absent(block))
            for number in sorted({place[axis] for place in block.cells}):
                value, said = measure(block, number)
                place = (block.range.top, number) if axis else (number, block.range.left)
                readings.append(
                    Reading(
                        expectation.accepts(value),
                        1,
                        cell_place(block.sheet, *place),
                        phrase(title, said, Phrase.MEASURE),
                    )
                )
        return readings

    return read


def _width(block: Block, column: int) -> tuple[object, Message]:
    found = block.sheet.width(column)
    return found, msg("%(n)s characters", n=f"{found:.4g}")


def _height(block: Block, row: int) -> tuple[object, Message]:
    found = block.sheet.height(row)
    return found, msg("%(n)s pt", n=f"{found:.4g}")


def _hidden(axis: int) -> Callable[[Block, int], tuple[object, Message]]:
    def measure(block: Block, number: int) -> tuple[object, Message]:
        lines = block.sheet.columns if axis else block.sheet.rows
        line = lines.get(number)
        on = line is not None and line.hidden
        return on, msg("yes") if on else msg("no")

    return measure


def _value(
    _document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    readings: list[Reading] = []
    for block in blocks:
        if not block.cells:
            readings.append(absent(block))
        for place in block.cells:
            value = block.sheet.cell(*place).value
            readings.append(
                Reading(
                    expectation.accepts(value),
                    1,
                    cell_place(block.sheet, *place),
                    msg("“%(name)s”", name=shown(value)),
                )
            )
    return readings


def _attached(
    find: Callable[[Sheet], Mapping[Address, str]], some: Callable[[str], Message], none: Message
) -> Read:
    """Read the text attached to each cell, such as a note; `some` says what was found."""

    def read(
        _document: Submission, blocks: Sequence[Block], expectation: Expectation
    ) -> list[Reading]:
        return [
            Reading(
                expectation.accepts(text),
                1,
                cell_place(block.sheet, *place),
                some(text) if text else none,
            )
            for block in blocks
            for place in block.cells
            for text in [find(block.sheet).get(place, "")]
        ]

    return read


_note = _attached(
    lambda sheet: sheet.comments, lambda text: msg("note “%(name)s”", name=text), msg("no note")
)
_link = _attached(
    lambda sheet: sheet.links, lambda text: msg("link to “%(name)s”", name=text), msg("no link")
)
_LINE_HINT = msg("Select the block and set its lines under Border in the Format Cells dialog.")
_SIZE_HINT = msg("Set row height and column width by number, for all rows or columns meant.")


def _line_aspect(which: str, title: Message) -> Aspect:
    return Aspect(title, values.line, _border(which), _LINE_HINT, Phrase.WORD)


def _size_aspect(title: Message, scalar: Scalar, read: Read) -> Aspect:
    return Aspect(title, scalar, read, _SIZE_HINT)


BLOCK_ASPECTS: dict[str, Aspect] = {
    "border.all": _line_aspect("all", msg("every border")),
    "border.outer": _line_aspect("outer", msg("outer border")),
    "border.inner": _line_aspect("inner", msg("inner borders")),
    **{f"border.{side}": _line_aspect(side, title) for side, title in _SIDES.items()},
    "border.color": Aspect(
        msg("border colour"), scalars.color, _border_color, _LINE_HINT, Phrase.WORD
    ),
    "merged": Aspect(
        msg("merged"),
        values.switch(msg("merged into one cell"), msg("not merged")),
        _merged,
        msg("Select exactly this block and choose “Merge & Center”."),
        Phrase.BARE,
    ),
    "column.width": _size_aspect(
        msg("column width"), values.width, _lines(msg("column width"), _width, 1)
    ),
    "row.height": _size_aspect(
        msg("row height"), values.height, _lines(msg("row height"), _height, 0)
    ),
    "column.hidden": _size_aspect(
        msg("column hidden:"), scalars.flag, _lines(msg("column hidden:"), _hidden(1), 1)
    ),
    "row.hidden": _size_aspect(
        msg("row hidden:"), scalars.flag, _lines(msg("row hidden:"), _hidden(0), 0)
    ),
    "value": Aspect(
        msg("value"),
        values.content,
        _value,
        msg("Type exactly what the task says into this cell."),
        Phrase.WORD,
    ),
    "note": Aspect(
        msg("note"), values.text, _note, msg("Insert a note (comment) into this cell."), Phrase.WORD
    ),
    "link": Aspect(
        msg("link"), values.text, _link, msg("Insert a hyperlink into this cell."), Phrase.WORD
    ),
}
