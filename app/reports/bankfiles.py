"""Items as a file of any format, the workbook included, and the templates for new ones."""

from __future__ import annotations

import io
from collections.abc import Sequence

from app.documents import workbook
from app.engines.bankfiles import ItemSource, Secrecy
from app.engines.bankfiles.interchange import Format, export
from app.engines.bankfiles.interchange.export import Version, Written, word

WIDE, NARROW = 48, 14
LONG = ("题干", "解析", "选项", "依据")
SHEET = "试题"
TEMPLATE = "新题模板"
MARK = "（含启用前保密试题，注意保管）"
"""Behind the title of a document with restricted items, so that the print says it too."""


def write(
    sources: Sequence[ItemSource],
    format_: Format,
    version: Version = Version.V21,
    title: str = SHEET,
) -> Written:
    """Return the items as a file, with everything that it does not carry."""
    if format_ is Format.DOCX:
        is_restricted = any(one.secrecy is Secrecy.RESTRICTED for one in sources)
        return word.write(sources, f"{title}{MARK}" if is_restricted else title)
    if format_ is not Format.XLSX:
        return export.write(sources, format_, version)
    table = export.table_of(sources)
    losses = (tuple(table.losses.omitted), tuple(table.losses.reduced))
    return Written(Format.XLSX, "items.xlsx", _workbook(table), len(table.rows), *losses)


def template(format_: Format) -> bytes:
    """Return a document or a workbook with a sample of each kind that it has a place for."""
    if format_ is Format.DOCX:
        return word.template(export.samples(), TEMPLATE)
    return _workbook(export.table_of(export.samples()))


def _workbook(table: export.Table) -> bytes:
    columns = [
        workbook.Column(name, name, WIDE if name.startswith(LONG) else NARROW)
        for name in table.columns
    ]
    sheet = workbook.SheetSpec(title=SHEET, columns=columns)
    held = io.BytesIO()
    workbook.write(held, workbook.WorkbookSpec(sheets=[sheet]), {sheet.title: table.rows})
    return held.getvalue()
