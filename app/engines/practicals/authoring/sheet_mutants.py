"""Wrong forms of a workbook, made part by part: formats gone, formulas spoiled, rules lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from app.engines.practicals.authoring.chart_mutants import chart_mutants
from app.engines.practicals.ooxml.archive import to_bytes, unpack
from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.preflight import load
from app.engines.practicals.sheet.formulas.tokens import Kind, Token, joined, tokens
from app.engines.practicals.sheet.model import Cell, Workbook
from app.engines.practicals.sheet.names import s
from app.engines.practicals.sheet.refs import Address, address
from app.engines.practicals.sheet.select import Block, Part, select
from app.engines.practicals.sheet.submission import Submission
from app.engines.practicals.task.model import Check
from app.engines.practicals.writer.skeleton import pack
from app.kernel.text import Message, msg

Parts = dict[str, bytes]
Mutant = tuple[Message, bytes]
OPPOSITE = {">=": ">", "<=": "<", ">": ">=", "<": "<="}
FUNCTIONS = {
    "SUM": "MAX", "AVERAGE": "SUM", "MAX": "MIN", "MIN": "MAX", "COUNT": "SUM", "RANK": "COUNT",
    "COUNTIF": "SUMIF", "AVERAGEIF": "SUMIF", "SUMIF": "COUNTIF",
}  # fmt: skip
GONE: Mapping[str, tuple[str, ...]] = {
    "cond_format": ("conditionalFormatting", "extLst"),
    "validation": ("dataValidations", "extLst"),
    "merged": ("mergeCells",),
    "column.width": ("cols",),
    "column.hidden": ("cols",),
    "freeze.": ("sheetViews",),
    "zoom": ("sheetViews",),
    "gridlines": ("sheetViews",),
    "tab.color": ("sheetPr",),
    "fit.": ("sheetPr", "pageSetup"),
    "page.": ("pageSetup",),
    "scale": ("pageSetup",),
    "margin.": ("pageMargins",),
    "center.": ("printOptions",),
    "header.text": ("headerFooter",),
    "footer.text": ("headerFooter",),
    "filter": ("autoFilter", "tableParts"),
    "protected": ("sheetProtection",),
    "link": ("hyperlinks",),
}
"""Beginning of a key → elements of the sheet without which it cannot be as wished."""
OF_FORMAT = ("font", "size", "bold", "italic", "underline", "strike", "color", "fill.", "align.",
             "wrap", "shrink", "indent", "rotation", "numfmt.", "border.", "locked",
             "formula.hidden")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Book:
    """A final workbook: its parts, as read, and what a check looks at."""

    parts: Parts
    book: Workbook
    blocks: tuple[Block, ...]
    sheets: tuple[str, ...]

    def with_sheet(self, name: str, spoil: Callable[[Element], None]) -> bytes:
        """Return the file with one of its sheets spoiled."""
        root = parse(self.parts[name])
        spoil(root)
        return pack({**self.parts, name: to_bytes(root)})


def sheet_mutants(check: Check, final: bytes, start: bytes) -> Iterator[Mutant]:
    """Yield wrong forms of the final workbook for one check; the start file where none is known."""
    found = _open(check, final, start)
    made = False
    for key in check.expect:
        for mutant in _of_key(found, key):
            made = True
            yield mutant
    for mutant in chart_mutants(check, final):
        made = True
        yield mutant
    if not made:
        yield msg("the start file"), start


def _open(check: Check, final: bytes, start: bytes) -> _Book:
    book, given = (load(data, "sheet").document for data in (final, start))
    found = [] if check.find is None else select(Submission(book, given), check.find)
    blocks = tuple(item for item in found if isinstance(item, Block) and item.cells)
    sheets = [item.sheet.part for item in found if isinstance(item, (Block, Part))]
    sheets += [part for item in found if isinstance(part := getattr(item, "part", None), str)]
    return _Book(unpack(final), book, blocks, tuple(dict.fromkeys(sheets)))


def _of_key(found: _Book, key: str) -> Iterator[Mutant]:
    if key == "formula":
        yield from _formulas(found)
        return
    if key.startswith(OF_FORMAT) and found.blocks:
        for block in found.blocks[:1]:
            places = {place for other in found.blocks for place in other.cells}
            yield msg("without the format"), found.with_sheet(block.sheet.part, _plain(places))
        return
    if key == "sorted" and found.blocks:
        block = found.blocks[0]
        rows = sorted({row for row, _column in block.cells})[1:]
        if len(rows) > 1:
            words = msg("first and last row exchanged")
            yield words, found.with_sheet(block.sheet.part, _swapped(rows[0], rows[-1]))
        return
    if key.startswith(("row.", "filtered")):
        for name in found.sheets[:1]:
            yield msg("without what rows have"), found.with_sheet(name, _plain_rows)
        return
    names = next((gone for start, gone in GONE.items() if key.startswith(start)), ())
    for name in found.sheets[:1] if names else ():
        yield msg("without %(what)s", what=names[0]), found.with_sheet(name, _without(names))


def _plain(places: set[Address]) -> Callable[[Element], None]:
    def spoil(root: Element) -> None:
        for cell in root.iter(s("c")):
            if address(cell.get("r", "")) in places:
                cell.attrib.pop("s", "")
        for line in (*root.iter(s("row")), *root.iter(s("col"))):
            for name in ("s", "style", "customFormat"):
                line.attrib.pop(name, "")

    return spoil


def _plain_rows(root: Element) -> None:
    for row in root.iter(s("row")):
        for name in ("ht", "customHeight", "hidden"):
            row.attrib.pop(name, "")
    _without(("autoFilter",))(root)


def _without(names: tuple[str, ...]) -> Callable[[Element], None]:
    def spoil(root: Element) -> None:
        for name in names:
            for item in root.findall(s(name)):
                root.remove(item)

    return spoil


def _swapped(first: int, last: int) -> Callable[[Element], None]:
    """Exchange the cells of two rows."""

    def spoil(root: Element) -> None:
        rows = {row.get("r"): row for row in root.iter(s("row"))}
        one, other = rows.get(str(first)), rows.get(str(last))
        if one is None or other is None:
            return
        for row, number in ((one, last), (other, first)):
            row.set("r", str(number))
            for cell in row:
                cell.set("r", re.sub(r"\d+", "", cell.get("r", "")) + str(number))
        parent = one.getparent()
        if parent is not None:
            parent[:] = sorted(parent, key=lambda row: int(row.get("r", "0")))

    return spoil


def _formulas(found: _Book) -> Iterator[Mutant]:
    """Yield typed values, other limits, shorter ranges, other figures, another function."""
    for block in found.blocks[:1]:
        cells = [block.sheet.cell(*place) for other in found.blocks for place in other.cells]
        cells = [cell for cell in cells if cell.formula]
        if not cells:
            continue
        part = block.sheet.part
        yield msg("values typed instead of the formula"), found.with_sheet(part, _typed(cells))
        for words, change in _CHANGES:
            texts = {(cell.row, cell.column): change(cell.formula) for cell in cells}
            if any(texts[cell.row, cell.column] != cell.formula for cell in cells):
                yield words, found.with_sheet(part, _rewritten(texts))


def _typed(cells: list[Cell]) -> Callable[[Element], None]:
    places = {(cell.row, cell.column) for cell in cells}

    def spoil(root: Element) -> None:
        for element in root.iter(s("c")):
            if address(element.get("r", "")) in places:
                for item in element.findall(s("f")):
                    element.remove(item)
                if element.find(s("v")) is None:
                    element.attrib.pop("t", "")
                    etree.SubElement(element, s("v")).text = "1"

    return spoil


def _rewritten(texts: Mapping[Address, str]) -> Callable[[Element], None]:
    def spoil(root: Element) -> None:
        for element in root.iter(s("c")):
            place = address(element.get("r", ""))
            if place is not None and place in texts:
                for item in list(element):
                    element.remove(item)
                element.attrib.pop("t", "")
                etree.SubElement(element, s("f")).text = texts[place]

    return spoil


def _limits(formula: str) -> str:
    """Turn the first comparison: >= into >, < into <=."""
    parts = list(tokens(formula))
    for at, part in enumerate(parts):
        following = parts[at + 1].text if at + 1 < len(parts) else ""
        if part.kind is Kind.OTHER and part.text in OPPOSITE and following != "=":
            parts[at] = Token(Kind.OTHER, OPPOSITE[part.text])
            break
    return joined(parts)


def _shorter(formula: str) -> str:
    """End the first range a row earlier."""
    parts = list(tokens(formula))
    for at, part in enumerate(parts):
        found = re.fullmatch(r"(.+:\$?[A-Za-z]+\$?)(\d+)", part.text)
        if part.kind is Kind.REF and found is not None and int(found[2]) > 1:
            parts[at] = Token(Kind.REF, f"{found[1]}{int(found[2]) - 1}", part.sheet)
            break
    return joined(parts)


def _figures(formula: str) -> str:
    """Take the first figure one too large."""
    parts = list(tokens(formula))
    for at, part in enumerate(parts):
        if part.kind is Kind.NUMBER:
            parts[at] = Token(Kind.NUMBER, f"{float(part.text) + 1:g}")
            break
    return joined(parts)


def _signs(formula: str) -> str:
    """Exchange plus and minus, times and divided."""
    turned = {"+": "-", "-": "+", "*": "/", "/": "*"}
    parts = list(tokens(formula))
    for at, part in enumerate(parts):
        if part.kind is Kind.OTHER and part.text in turned:
            parts[at] = Token(Kind.OTHER, turned[part.text])
            break
    return joined(parts)


def _functions(formula: str) -> str:
    """Take another function: the sum for the mean, the least for the greatest."""
    parts = list(tokens(formula))
    for at, part in enumerate(parts):
        if part.kind is Kind.FUNCTION and part.text.upper() in FUNCTIONS:
            parts[at] = Token(Kind.FUNCTION, FUNCTIONS[part.text.upper()])
            break
    return joined(parts)


_CHANGES: tuple[tuple[Message, Callable[[str], str]], ...] = (
    (msg("another limit"), _limits),
    (msg("another figure"), _figures),
    (msg("a range that ends a row earlier"), _shorter),
    (msg("another sign of calculation"), _signs),
    (msg("another function"), _functions),
)
