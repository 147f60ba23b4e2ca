"""Properties of cells: font, fill, border, alignment, number format, size of rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.engines.practicals.checks import sheet_values as values
from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading, phrase
from app.engines.practicals.checks.sheet_formulas import absent
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, Scalar
from app.engines.practicals.language.units import size_text
from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.sheet.colors import AUTOMATIC
from app.engines.practicals.sheet.model import Cell, Sheet
from app.engines.practicals.sheet.numfmt import meaning
from app.engines.practicals.sheet.refs import Address
from app.engines.practicals.sheet.select import Block, cell_place
from app.engines.practicals.sheet.styles import NORMAL, Font, Format, StyleBook, read_font
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg

Shown = tuple[object, Message]
OfFont = Callable[[Font], Shown]
OfFormat = Callable[[Format, Cell], Shown]
BLACK = "000000"


def layer_of(sheet: Sheet, place: Address, styles: StyleBook, group: str) -> Message:
    """Return where a part of a cell's format comes from."""
    number, kind = sheet.style_at(*place)
    found = styles.format(number)
    if group not in found.own:
        if found.named != NORMAL or kind == "cell":
            return msg("cell style “%(name)s”", name=found.named)
        return msg("the workbook's default")
    return {
        "cell": msg("the format of the cell"),
        "row": msg("the format of the row"),
        "column": msg("the format of the column"),
    }.get(kind, msg("the workbook's default"))


def format_at(document: Submission, sheet: Sheet, place: Address) -> Format:
    """Return the effective format of a cell."""
    return document.book.styles.format(sheet.style_at(*place)[0])


def _fonts(document: Submission, sheet: Sheet, place: Address) -> Iterator[tuple[float, Font]]:
    """Yield the fonts of a cell with the share of its text that each is set in."""
    base = format_at(document, sheet, place).font
    runs = sheet.cell(*place).runs
    total = sum(len(run.text) for run in runs)
    if not total:
        yield 1.0, base
    for run in runs if total else ():
        yield len(run.text) / total, _run_font(document, run.properties, base)


def _run_font(document: Submission, properties: Element | None, base: Font) -> Font:
    return read_font(properties, document.book.styles.palette, base)


def _of_font(title: Message, measure: OfFont, kind: Phrase) -> Callable[..., list[Reading]]:
    def read(
        document: Submission, blocks: Sequence[Block], expectation: Expectation
    ) -> list[Reading]:
        readings: list[Reading] = []
        for block, place in _cells(blocks, readings):
            layer = layer_of(block.sheet, place, document.book.styles, "font")
            for share, font in _fonts(document, block.sheet, place):
                value, shown = measure(font)
                readings.append(
                    Reading(
                        expectation.accepts(value),
                        share,
                        cell_place(block.sheet, *place),
                        phrase(title, shown, kind),
                        layer,
                    )
                )
        return readings

    return read


def _cells(blocks: Sequence[Block], readings: list[Reading]) -> Iterator[tuple[Block, Address]]:
    """Yield the cells of the blocks; a column that is not there is noted as a reading."""
    for block in blocks:
        if not block.cells:
            readings.append(absent(block))
        for place in block.cells:
            if not _is_covered(block.sheet, place):
                yield block, place


def _is_covered(sheet: Sheet, place: Address) -> bool:
    """Whether a cell lies under another one that it is merged with."""
    return any(place in area and place != (area.top, area.left) for area in sheet.merges)


def _of_format(
    title: Message, group: str, measure: OfFormat, kind: Phrase
) -> Callable[..., list[Reading]]:
    def read(
        document: Submission, blocks: Sequence[Block], expectation: Expectation
    ) -> list[Reading]:
        readings: list[Reading] = []
        for block, place in _cells(blocks, readings):
            cell = block.sheet.cell(*place)
            value, shown = measure(format_at(document, block.sheet, place), cell)
            options = value if isinstance(value, tuple) else (value,)
            readings.append(
                Reading(
                    any(map(expectation.accepts, options)),
                    1,
                    cell_place(block.sheet, *place),
                    phrase(title, shown, kind),
                    layer_of(block.sheet, place, document.book.styles, group),
                )
            )
        return readings

    return read


def _color(value: str | None) -> Shown:
    shown = BLACK if value in {None, AUTOMATIC} else str(value)
    return shown, msg("%(name)s", name=shown)


def _fill(found: Format, _cell: Cell) -> Shown:
    color = found.fill.color
    if found.fill.pattern == "none" or color is None:
        return "none", msg("no fill")
    return (BLACK if color == AUTOMATIC else color), msg("%(name)s", name=color)


def _underline(font: Font) -> Shown:
    if font.underline == "none":
        return False, msg("no underline")
    return font.underline, msg("underline “%(name)s”", name=font.underline)


def _switch(on: Message, off: Message, read: Callable[[Font], bool]) -> OfFont:
    return lambda font: (read(font), on if read(font) else off)


def _named(text: str) -> Message:
    return msg("“%(name)s”", name=text)


def _horizontal(found: Format, cell: Cell) -> Shown:
    """Return the alignment; a general one puts numbers right and texts left."""
    word = found.align.get("horizontal", "general")
    shown = values.ALIGNMENTS.get(word, _named(word))
    if word != "general":
        return word, shown
    if isinstance(cell.value, bool):
        return (word, "center"), shown
    return (word, "right" if isinstance(cell.value, float) else "left"), shown


def _vertical(found: Format, _cell: Cell) -> Shown:
    word = found.align.get("vertical", "bottom")
    return word, values.ALIGNMENTS.get(word, _named(word))


def _flag(key: str) -> OfFormat:
    def measure(found: Format, _cell: Cell) -> Shown:
        on = found.align.get(key, "0") in {"1", "true"}
        return on, msg("yes") if on else msg("no")

    return measure


def _whole(key: str) -> OfFormat:
    def measure(found: Format, _cell: Cell) -> Shown:
        number = float(found.align.get(key, "0") or 0)
        return number, msg("%(n)s", n=f"{number:g}")

    return measure


def _decimals(found: Format, _cell: Cell) -> Shown:
    shown = meaning(found.number)
    if shown.kind in {"general", "text", "date", "time", "datetime"}:
        return None, msg("not fixed (format “%(code)s”)", code=found.number)
    return shown.decimals, msg("%(n)s", n=shown.decimals)


def _thousands(found: Format, _cell: Cell) -> Shown:
    on = meaning(found.number).thousands
    return on, msg("yes") if on else msg("no")


def _red(found: Format, _cell: Cell) -> Shown:
    on = meaning(found.number).negative_red
    return on, msg("yes") if on else msg("no")


def _kind(found: Format, _cell: Cell) -> Shown:
    shown = meaning(found.number)
    return shown.kind, values.KINDS[shown.kind]


def _currency(found: Format, _cell: Cell) -> Shown:
    sign = meaning(found.number).currency
    return sign, _named(sign) if sign else msg("none")


def _date(found: Format, _cell: Cell) -> Shown:
    shown = meaning(found.number)
    return shown.pattern, _named(shown.pattern or found.number)


def _code(found: Format, _cell: Cell) -> Shown:
    return found.number, _named(found.number)


def _locked(found: Format, _cell: Cell) -> Shown:
    return found.locked, msg("locked") if found.locked else msg("not locked")


def _hidden(found: Format, _cell: Cell) -> Shown:
    return found.hidden, msg("yes") if found.hidden else msg("no")


def _currency_scalar(raw: object) -> Expectation:
    return scalars.pattern("¥" if raw in ("￥", "人民币", "CNY") else raw)


def _fill_scalar(raw: object) -> Expectation:
    return scalars.pattern("none") if raw in (False, "none", "无") else scalars.color(raw)


def _underline_scalar(raw: object) -> Expectation:
    if isinstance(raw, bool):
        return values.switch(msg("underlined"), msg("no underline"))(raw)
    return scalars.pattern(raw)


_FONT_HINT = msg("Select the cells and set the font in the Format Cells dialog.")
_HINTS = {
    "fill": msg("Select the cells and choose the fill in the Format Cells dialog."),
    "align": msg("Select the cells and set the alignment in the Format Cells dialog."),
    "number": msg(
        "Select all cells meant and choose the number format in the Format Cells dialog; do not "
        "type units or signs."
    ),
    "protect": msg("Set “Locked” and “Hidden” under Protection in the Format Cells dialog."),
}


def _font_aspect(
    title: Message, scalar: Scalar, measure: OfFont, kind: Phrase = Phrase.MEASURE
) -> Aspect:
    return Aspect(title, scalar, _of_font(title, measure, kind), _FONT_HINT, kind)


def _format_aspect(
    title: Message, group: str, scalar: Scalar, measure: OfFormat, kind: Phrase = Phrase.MEASURE
) -> Aspect:
    read = _of_format(title, group, measure, kind)
    return Aspect(title, scalar, read, _HINTS[group], kind)


def _number(title: Message, scalar: Scalar, measure: OfFormat) -> Aspect:
    return _format_aspect(title, "number", scalar, measure)


FORMAT_ASPECTS: dict[str, Aspect] = {
    "font": _font_aspect(
        msg("font"), scalars.font, lambda font: (font.name, _named(font.name)), Phrase.WORD
    ),
    "size": _font_aspect(
        msg("font size"), scalars.size, lambda font: (font.size, size_text(font.size)), Phrase.WORD
    ),
    "bold": _font_aspect(
        msg("bold"),
        values.switch(msg("bold"), msg("not bold")),
        _switch(msg("bold"), msg("not bold"), lambda font: font.bold),
        Phrase.BARE,
    ),
    "italic": _font_aspect(
        msg("italic"),
        values.switch(msg("italic"), msg("not italic")),
        _switch(msg("italic"), msg("not italic"), lambda font: font.italic),
        Phrase.BARE,
    ),
    "strike": _font_aspect(
        msg("struck through"),
        values.switch(msg("struck through"), msg("not struck through")),
        _switch(msg("struck through"), msg("not struck through"), lambda font: font.strike),
        Phrase.BARE,
    ),
    "underline": _font_aspect(msg("underline"), _underline_scalar, _underline, Phrase.BARE),
    "color": _font_aspect(
        msg("font colour"), scalars.color, lambda font: _color(font.color), Phrase.WORD
    ),
    "fill.color": _format_aspect(msg("fill"), "fill", _fill_scalar, _fill, Phrase.WORD),
    "align.horizontal": _format_aspect(
        msg("horizontal alignment"), "align", values.align, _horizontal, Phrase.WORD
    ),
    "align.vertical": _format_aspect(
        msg("vertical alignment"), "align", values.align, _vertical, Phrase.WORD
    ),
    "wrap": _format_aspect(msg("wrap text:"), "align", scalars.flag, _flag("wrapText")),
    "shrink": _format_aspect(msg("shrink to fit:"), "align", scalars.flag, _flag("shrinkToFit")),
    "indent": _format_aspect(msg("indent"), "align", scalars.count, _whole("indent")),
    "rotation": _format_aspect(msg("rotation"), "align", scalars.count, _whole("textRotation")),
    "numfmt.kind": _number(msg("number format"), values.kind, _kind),
    "numfmt.decimals": _number(msg("decimals"), scalars.count, _decimals),
    "numfmt.thousands": _number(msg("thousands separator:"), scalars.flag, _thousands),
    "numfmt.negative_red": _number(msg("negative numbers in red:"), scalars.flag, _red),
    "numfmt.currency": _number(msg("currency sign"), _currency_scalar, _currency),
    "numfmt.date": _number(msg("date format"), scalars.pattern, _date),
    "numfmt.code": _number(msg("number format"), scalars.pattern, _code),
    "locked": _format_aspect(
        msg("locked"),
        "protect",
        values.switch(msg("locked"), msg("not locked")),
        _locked,
        Phrase.BARE,
    ),
    "formula.hidden": _format_aspect(msg("formula hidden:"), "protect", scalars.flag, _hidden),
}
