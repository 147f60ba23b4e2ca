"""Properties of sheets and of the workbook: frozen rows, printing, protection, order of sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.engines.practicals.checks import sheet_values as values
from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading, phrase
from app.engines.practicals.data import load
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, OneOf, Scalar
from app.engines.practicals.language.units import ValueProblemError, number_text
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.sheet.model import Sheet
from app.engines.practicals.sheet.names import decimal, is_set
from app.engines.practicals.sheet.refs import Range, read_range, read_ranges, split_sheet
from app.engines.practicals.sheet.select import sheet_place
from app.engines.practicals.sheet.submission import Submission
from app.engines.practicals.word.model import Place
from app.kernel.text import Message, msg

Shown = tuple[object, Message]
Measure = Callable[[Submission, Sheet], Shown]
INCH = 72.0
_USUAL_MARGINS = {"left": 0.7, "right": 0.7, "top": 0.75, "bottom": 0.75}
_CODES = re.compile(r'&"[^"]*"|&\d+|&K[0-9A-Fa-f]{6}|&[BIUSXY]')
_FIELDS = {"&P": "{PAGE}", "&N": "{PAGES}", "&A": "{SHEET}", "&D": "{DATE}", "&F": "{FILE}",
           "&T": "{TIME}"}  # fmt: skip


def _reader(title: Message, measure: Measure, kind: Phrase) -> Callable[..., list[Reading]]:
    def read(
        document: Submission, sheets: Sequence[Sheet], expectation: Expectation
    ) -> list[Reading]:
        readings = []
        for sheet in sheets:
            value, shown = measure(document, sheet)
            options = value if isinstance(value, tuple) else (value,)
            right = any(map(expectation.accepts, options))
            readings.append(Reading(right, 1, sheet_place(sheet), phrase(title, shown, kind)))
        return readings

    return read


def _number(value: float) -> Shown:
    return value, msg("%(n)s", n=number_text(value))


def _yes(on: bool) -> Shown:  # noqa: FBT001
    return on, msg("yes") if on else msg("no")


def _margin(side: str) -> Measure:
    def measure(_document: Submission, sheet: Sheet) -> Shown:
        inches = decimal(sheet.page.get(f"pageMargins.{side}"), _USUAL_MARGINS[side])
        points = inches * INCH
        return points, msg("%(n)s mm", n=number_text(points * 25.4 / INCH))

    return measure


def _orient(_document: Submission, sheet: Sheet) -> Shown:
    word = sheet.page.get("pageSetup.orientation", "portrait")
    word = "landscape" if word == "landscape" else "portrait"
    return word, msg("landscape") if word == "landscape" else msg("portrait")


def _paper(_document: Submission, sheet: Sheet) -> Shown:
    number = sheet.page.get("pageSetup.paperSize", "")
    name = load("sheets")["papers"].get(number, "")
    return name, msg("%(name)s", name=name) if name else msg("not set")


def _fit(side: str) -> Measure:
    def measure(_document: Submission, sheet: Sheet) -> Shown:
        if not is_set(sheet.page.get("fit.fitToPage")):
            return None, msg("not scaled to pages")
        pages = whole(sheet.page.get(f"pageSetup.{side}", "1")) or 0
        return float(pages), msg("%(n)s", n=pages)

    return measure


def _scale(_document: Submission, sheet: Sheet) -> Shown:
    return _number(decimal(sheet.page.get("pageSetup.scale"), 100.0))


def _centered(key: str) -> Measure:
    return lambda _document, sheet: _yes(is_set(sheet.page.get(f"printOptions.{key}")))


def _furniture(role: str) -> Measure:
    """Return the text of a header or footer, and that of each of its three parts."""

    def measure(_document: Submission, sheet: Sheet) -> Shown:
        raw = sheet.page.get(f"odd{role}", "")
        parts = [_plain(part) for part in re.split(r"&[LCR]", raw)]
        whole_text = " ".join(part for part in parts if part)
        return (whole_text, *parts), msg("“%(name)s”", name=whole_text)

    return measure


def _plain(text: str) -> str:
    text = _CODES.sub("", text)
    for code, name in _FIELDS.items():
        text = text.replace(code, name)
    return text.replace("&&", "&").strip()


def _named_ranges(document: Submission, sheet: Sheet, name: str) -> list[Range]:
    """Return the ranges of a built-in name of a sheet."""
    for item in document.book.names:
        if item.name.casefold() == name.casefold() and item.sheet == sheet.name:
            texts = [split_sheet(part)[1] for part in item.text.split(",")]
            return [found for text in texts if (found := read_range(text)) is not None]
    return []


def _print_area(document: Submission, sheet: Sheet) -> Shown:
    found = _named_ranges(document, sheet, "_xlnm.Print_Area")
    return tuple(map(str, found)) or "", _ranges_text(found)


def _titles(rows: bool) -> Measure:  # noqa: FBT001
    def measure(document: Submission, sheet: Sheet) -> Shown:
        found = _named_ranges(document, sheet, "_xlnm.Print_Titles")
        kept = [area for area in found if (area.left == 1 and area.right > area.bottom) is rows]
        return tuple(map(str, kept)) or "", _ranges_text(kept)

    return measure


def _ranges_text(ranges: Sequence[Range]) -> Message:
    return msg("%(cells)s", cells=", ".join(map(str, ranges))) if ranges else msg("not set")


def _state(_document: Submission, sheet: Sheet) -> Shown:
    return _yes(sheet.state != "visible")


def _tab(_document: Submission, sheet: Sheet) -> Shown:
    color = sheet.tab_color
    return color, msg("%(name)s", name=color) if color else msg("not set")


def _filter_range(_document: Submission, sheet: Sheet) -> Shown:
    found = [sheet.filter.range] if sheet.filter is not None else []
    found += [table.range for table in sheet.tables if table.filter is not None]
    kept = [area for area in found if area is not None]
    return tuple(map(str, kept)) or "", _ranges_text(kept)


def cells(raw: object) -> Expectation:
    """Expect a block of cells, rows such as "1:2", or columns such as "A:B"."""
    text = str(raw)
    found = read_ranges(f"{text}:{text}" if text.isdigit() else text)
    if len(found) != 1:
        raise ValueProblemError(msg("“%(value)s” is no block of cells.", value=text))
    shown = str(found[0])
    return OneOf(frozenset({shown.casefold()}), msg("%(cells)s", cells=shown))


def _paper_scalar(raw: object) -> Expectation:
    if str(raw) not in load("sheets")["papers"].values():
        raise ValueProblemError(msg("“%(value)s” is no known paper size.", value=str(raw)))
    return OneOf(frozenset({str(raw).casefold()}), msg("%(name)s", name=str(raw)))


def _orient_scalar(raw: object) -> Expectation:
    words = {"纵向": "portrait", "横向": "landscape"}
    word = words.get(str(raw), str(raw))
    if word not in {"portrait", "landscape"}:
        raise ValueProblemError(msg("Write “portrait” or “landscape”."))
    shown = msg("landscape") if word == "landscape" else msg("portrait")
    return OneOf(frozenset({word}), shown)


_VIEW_HINT = msg("Choose Freeze Panes under View; check what stays when you scroll.")
_PRINT_HINT = msg("Open Page Setup and set paper, scaling, margins, header and print titles there.")
_SHEET_HINT = msg("Right-click the tab of the sheet and choose the command there.")
_FILTER_HINT = msg("Select the table with its header and switch on Filter under Data.")


def _aspect(
    title: Message, scalar: Scalar, measure: Measure, hint: Message, kind: Phrase = Phrase.MEASURE
) -> Aspect:
    return Aspect(title, scalar, _reader(title, measure, kind), hint, kind)


def _print(title: Message, scalar: Scalar, measure: Measure) -> Aspect:
    return _aspect(title, scalar, measure, _PRINT_HINT)


SHEET_ASPECTS: dict[str, Aspect] = {
    "freeze.rows": _aspect(
        msg("frozen rows:"),
        scalars.count,
        lambda _d, sheet: _number(sheet.view.frozen_rows),
        _VIEW_HINT,
    ),
    "freeze.columns": _aspect(
        msg("frozen columns:"),
        scalars.count,
        lambda _d, sheet: _number(sheet.view.frozen_columns),
        _VIEW_HINT,
    ),
    "zoom": _aspect(
        msg("zoom in percent:"), scalars.count, lambda _d, s: _number(s.view.zoom), _VIEW_HINT
    ),
    "gridlines": _aspect(
        msg("grid lines shown:"), scalars.flag, lambda _d, s: _yes(s.view.gridlines), _VIEW_HINT
    ),
    "position": _aspect(
        msg("position among the sheets:"),
        scalars.count,
        lambda _d, sheet: _number(sheet.number),
        _SHEET_HINT,
    ),
    "hidden": _aspect(msg("sheet hidden:"), scalars.flag, _state, _SHEET_HINT),
    "tab.color": _aspect(msg("tab colour"), scalars.color, _tab, _SHEET_HINT, Phrase.WORD),
    "protected": _aspect(
        msg("sheet protected:"), scalars.flag, lambda _d, s: _yes(s.protected), _SHEET_HINT
    ),
    "filter.range": _aspect(msg("filter on"), cells, _filter_range, _FILTER_HINT),
    "print.area": _print(msg("print area"), cells, _print_area),
    "print.title_rows": _print(msg("rows repeated at the top:"), cells, _titles(rows=True)),
    "print.title_columns": _print(msg("columns repeated at the left:"), cells, _titles(rows=False)),
    "page.orient": _print(msg("orientation"), _orient_scalar, _orient),
    "page.size": _print(msg("paper"), _paper_scalar, _paper),
    "fit.width": _print(msg("pages wide:"), scalars.count, _fit("fitToWidth")),
    "fit.height": _print(msg("pages tall:"), scalars.count, _fit("fitToHeight")),
    "scale": _print(msg("scale in percent:"), scalars.count, _scale),
    "center.horizontal": _print(
        msg("centred on the page horizontally:"), scalars.flag, _centered("horizontalCentered")
    ),
    "center.vertical": _print(
        msg("centred on the page vertically:"), scalars.flag, _centered("verticalCentered")
    ),
    "header.text": _print(msg("header"), values.text, _furniture("Header")),
    "footer.text": _print(msg("footer"), values.text, _furniture("Footer")),
    "margin.left": _print(msg("left margin"), scalars.length, _margin("left")),
    "margin.right": _print(msg("right margin"), scalars.length, _margin("right")),
    "margin.top": _print(msg("top margin"), scalars.length, _margin("top")),
    "margin.bottom": _print(msg("bottom margin"), scalars.length, _margin("bottom")),
}


def _order_scalar(raw: object) -> Expectation:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise ValueProblemError(msg("A list of texts is needed here."))
    shown = "、".join(raw)
    return OneOf(frozenset({shown.casefold()}), msg("%(name)s", name=shown))


def _read_order(
    _document: Submission, books: Sequence[Submission], expectation: Expectation
) -> list[Reading]:
    shown = "、".join(sheet.name.strip() for sheet in books[0].book.sheets)
    place = Place("book", 1, part=books[0].book.part, label=msg("the workbook"))
    found = msg("%(name)s", name=shown)
    return [Reading(expectation.accepts(shown), 1, place, found)]


def _read_protected(
    _document: Submission, books: Sequence[Submission], expectation: Expectation
) -> list[Reading]:
    on = books[0].book.protected
    place = Place("book", 1, part=books[0].book.part, label=msg("the workbook"))
    found = msg("structure protected") if on else msg("structure not protected")
    return [Reading(expectation.accepts(on), 1, place, found)]


BOOK_ASPECTS: dict[str, Aspect] = {
    "sheets.order": Aspect(msg("sheets:"), _order_scalar, _read_order, _SHEET_HINT),
    "structure.protected": Aspect(
        msg("structure protected"),
        values.switch(msg("structure protected"), msg("structure not protected")),
        _read_protected,
        msg("Choose Protect Workbook under Review."),
        Phrase.BARE,
    ),
}
