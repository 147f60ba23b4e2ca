"""LibreOffice as a third calculation engine: slow, so only where an examiner asks for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

from app.engines.practicals.guard import open_file
from app.engines.practicals.ooxml.xml import BrokenFileError, BrokenXmlError
from app.engines.practicals.refusals import RefusedError
from app.engines.practicals.sheet.formulas.engines import EngineError, MakeCalculator, Spot
from app.engines.practicals.sheet.formulas.grid import Grid, GridSheet
from app.engines.practicals.sheet.model import CellError, Value, Workbook
from app.engines.practicals.sheet.names import S
from app.engines.practicals.sheet.refs import Address, a1
from app.engines.practicals.sheet.workbook import read_workbook
from app.store.libreoffice import NotConvertedError, Office

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def referee() -> MakeCalculator | None:
    """Return the maker of the engine; None where LibreOffice is not installed."""
    return None if Office.program() is None else LibreOffice


class LibreOffice:
    """A book that LibreOffice computes as a whole, each time it is asked to."""

    name = "libreoffice"

    def __init__(self, grid: Grid) -> None:
        self.sheets = [
            GridSheet(s.name, dict(s.values), dict(s.formulas), dict(s.arrays)) for s in grid.sheets
        ]
        self.book: Workbook | None = None

    def put(self, changes: Mapping[Spot, Value]) -> None:
        """Write values."""
        for (sheet, place), value in changes.items():
            self.sheets[sheet].formulas.pop(place, None)
            self.sheets[sheet].values[place] = value

    def formula(self, sheet: int, place: Address, text: str) -> None:
        """Write a formula."""
        self.sheets[sheet].values.pop(place, None)
        self.sheets[sheet].formulas[place] = text

    def evaluate(self) -> None:
        """Have the book computed."""
        try:
            data = Office.convert(_written(self.sheets), "xlsx", "xlsx")
            self.book = read_workbook(open_file(data, "xlsx").package)
        except (NotConvertedError, RefusedError, BrokenFileError, BrokenXmlError) as error:
            raise EngineError(str(error)) from error

    def values(self, spots: Sequence[Spot]) -> list[Value]:
        """Return values as computed."""
        if self.book is None:
            raise EngineError("not computed")
        return [self.book.sheets[sheet].cell(*place).value for sheet, place in spots]


def _written(sheets: Sequence[GridSheet]) -> bytes:
    """Return a workbook without last values, so that every formula is computed on opening."""
    listed = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="r{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{R}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(s) for n, s in enumerate(sheets, 1)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def _sheet(sheet: GridSheet) -> str:
    rows: dict[int, list[tuple[int, str]]] = {}
    for place, value in sheet.values.items():
        rows.setdefault(place[0], []).append((place[1], _cell(place, value)))
    for place, formula in sheet.formulas.items():
        block = sheet.arrays.get(place)
        array = f' t="array" ref="{block}"' if block is not None else ""
        text = f'<c r="{a1(*place)}"><f{array}>{escape(formula)}</f></c>'
        rows.setdefault(place[0], []).append((place[1], text))
    inner = "".join(
        f'<row r="{row}">{"".join(text for _column, text in sorted(rows[row]))}</row>'
        for row in sorted(rows)
    )
    return f'<worksheet xmlns="{S}"><sheetData>{inner}</sheetData></worksheet>'


def _cell(place: Address, value: Value) -> str:
    at = a1(*place)
    match value:
        case None:
            return ""
        case bool():
            return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
        case float():
            return f'<c r="{at}"><v>{value!r}</v></c>'
        case CellError():
            return f'<c r="{at}" t="e"><v>{escape(value.code)}</v></c>'
        case _:
            text = f'<t xml:space="preserve">{escape(value)}</t>'
            return f'<c r="{at}" t="inlineStr"><is>{text}</is></c>'
