"""Reading a workbook: package in, sheets with their cells and all that hangs on them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from app.engines.practicals.ooxml.names import C, Element, R, down
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.xml import BrokenFileError, BrokenXmlError
from app.engines.practicals.sheet.cells import CellReader, read_strings
from app.engines.practicals.sheet.charts import Chart, anchor, read_chart
from app.engines.practicals.sheet.layout import read_columns, read_page, read_rows, read_view
from app.engines.practicals.sheet.model import DefinedName, Sheet, Workbook
from app.engines.practicals.sheet.names import is_set, s, x14, xdr
from app.engines.practicals.sheet.pivots import Pivot, read_pivot
from app.engines.practicals.sheet.refs import Address, read_range
from app.engines.practicals.sheet.rules import (
    ListObject,
    read_filter,
    read_list_object,
    read_rules,
    read_sort,
    read_validations,
)
from app.engines.practicals.sheet.styles import read_styles

MAIN_PART = "xl/workbook.xml"
T = TypeVar("T")


def read_workbook(package: Package) -> Workbook:
    """Read everything the checks look at.

    Raises BrokenFileError if there is no sheet, LongFileError if there is too much in them,
    BrokenXmlError if a main part is malformed.
    """
    part = package.related("", "officeDocument") or MAIN_PART
    root = package.xml(part)
    if root is None or root.tag != s("workbook"):
        raise BrokenFileError(part)
    theme = _tolerant(lambda: package.xml(package.related(part, "theme")))
    styles = read_styles(package.xml(package.related(part, "styles")), theme)
    book = Workbook([], styles, part=part)
    properties = root.find(s("workbookPr"))
    book.date1904 = properties is not None and is_set(properties.get("date1904"))
    protection = root.find(s("workbookProtection"))
    book.protected = protection is not None and is_set(protection.get("lockStructure"))
    reader = CellReader(read_strings(package.xml(package.related(part, "sharedStrings"))))
    for name, state, target in _listed(package, root, part):
        sheet = _read_sheet(package, book, reader, target)
        if sheet is not None:
            sheet.name, sheet.state, sheet.number = name, state, len(book.sheets) + 1
            book.sheets.append(sheet)
    if not book.sheets:
        raise BrokenFileError(part)
    book.names = tuple(_names(root, book))
    return book


def _listed(package: Package, root: Element, part: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, state and part of each sheet in order."""
    targets = {relation.id: relation for relation in package.relations(part)}
    for item in root.iterfind(f"{s('sheets')}/{s('sheet')}"):
        relation = targets.get(item.get(f"{{{R}}}id") or "")
        if relation is not None and relation.kind == "worksheet":
            yield item.get("name", ""), item.get("state", "visible"), relation.target


def _tolerant(read: Callable[[], T]) -> T | None:
    """Return what a lesser part holds, None if it is malformed."""
    try:
        return read()
    except BrokenXmlError:
        return None


def _read_sheet(package: Package, book: Workbook, reader: CellReader, part: str) -> Sheet | None:
    root = package.xml(part)
    if root is None or root.tag != s("worksheet"):
        return None
    sheet = Sheet("", 0, "", part, cells=reader.read(root.find(s("sheetData"))))
    _read_lines(sheet, root)
    tab = down(root, s("sheetPr"), s("tabColor"))
    sheet.tab_color = book.styles.palette.resolve(tab)
    sheet.view = read_view(root)
    sheet.rules = read_rules(root, book.styles)
    sheet.validations = read_validations(root)
    sheet.filter, sheet.sort = read_filter(root.find(s("autoFilter"))), read_sort(root)
    protection = root.find(s("sheetProtection"))
    sheet.protected = protection is not None and is_set(protection.get("sheet"))
    sheet.page = read_page(root)
    sheet.sparklines = sum(1 for _ in root.iter(x14("sparkline")))
    sheet.links = _links(root, package, part)
    _read_related(sheet, package, part)
    return sheet


def _read_lines(sheet: Sheet, root: Element) -> None:
    merges = [read_range(item.get("ref", "")) for item in root.iterfind(f"{s('mergeCells')}/*")]
    sheet.merges = tuple(item for item in merges if item is not None)
    sheet.default_width, sheet.columns = read_columns(root)
    sheet.default_height, sheet.rows = read_rows(root)


def _links(root: Element, package: Package, part: str) -> dict[Address, str]:
    outside = package.external(part)
    found: dict[Address, str] = {}
    for item in root.iterfind(f"{s('hyperlinks')}/{s('hyperlink')}"):
        area = read_range(item.get("ref", ""))
        target = outside.get(item.get(f"{{{R}}}id") or "", "") or item.get("location", "")
        if area is not None:
            found[area.top, area.left] = target
    return found


def _read_related(sheet: Sheet, package: Package, part: str) -> None:
    """Read the parts a sheet refers to: drawings, tables, pivot tables, comments."""
    tables: list[ListObject] = []
    pivots: list[Pivot] = []
    for relation in package.relations(part):
        root = _tolerant(lambda target=relation.target: package.xml(target))  # type: ignore[misc]
        if root is None:
            continue
        if relation.kind == "drawing":
            _read_drawing(sheet, package, relation.target, root)
        elif relation.kind == "table" and (table := read_list_object(root)) is not None:
            tables.append(table)
        elif relation.kind == "pivotTable":
            pivots.append(_pivot(package, root, relation.target, len(pivots) + 1))
        elif relation.kind == "comments":
            sheet.comments = _comments(root)
    sheet.tables, sheet.pivots = tuple(tables), tuple(pivots)


def _pivot(package: Package, root: Element, part: str, number: int) -> Pivot:
    target = package.related(part, "pivotCacheDefinition")
    return read_pivot(root, _tolerant(lambda: package.xml(target)), part, number)


def _read_drawing(sheet: Sheet, package: Package, part: str, root: Element) -> None:
    targets = {relation.id: relation for relation in package.relations(part)}
    charts: list[Chart] = list(sheet.charts)
    for item in root:
        if item.tag not in {xdr("twoCellAnchor"), xdr("oneCellAnchor"), xdr("absoluteAnchor")}:
            continue
        sheet.pictures += sum(1 for _ in item.iter(xdr("pic")))
        for link in item.iter(f"{{{C}}}chart"):
            relation = targets.get(link.get(f"{{{R}}}id") or "")
            target = "" if relation is None else relation.target
            made = _chart(package, target, len(charts) + 1, item)
            if made is not None:
                charts.append(made)
    sheet.charts = tuple(charts)


def _chart(package: Package, part: str, number: int, item: Element) -> Chart | None:
    root = _tolerant(lambda: package.xml(part))
    return None if root is None else read_chart(root, part, number, anchor(item))


def _comments(root: Element) -> dict[Address, str]:
    found: dict[Address, str] = {}
    for item in root.iterfind(f"{s('commentList')}/{s('comment')}"):
        area = read_range(item.get("ref", ""))
        if area is not None:
            text = "".join(piece.text or "" for piece in item.iter(s("t")))
            found[area.top, area.left] = text
    return found


def _names(root: Element, book: Workbook) -> Iterator[DefinedName]:
    """Yield the defined names; the hidden one of a filter gives a filter its range."""
    for item in root.iterfind(f"{s('definedNames')}/{s('definedName')}"):
        local_id, text = item.get("localSheetId"), (item.text or "").strip()
        index = int(local_id) if local_id and local_id.isdigit() else -1
        sheet = book.sheets[index].name if 0 <= index < len(book.sheets) else ""
        yield DefinedName(item.get("name", ""), text, sheet, is_set(item.get("hidden")))
