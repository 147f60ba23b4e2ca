"""A table as a file to take away: CSV for any program, or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from flask import request, send_file
from werkzeug.wrappers import Response

from app.documents import workbook
from app.documents.workbook import Column, Row, SheetSpec, WorkbookSpec

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_table(name: str, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> Response:
    """Send rows as the reader asked: `?as=csv`, else a workbook; a cell is never a formula."""
    ending = "csv" if request.args.get("as") == "csv" else "xlsx"
    made = _csv(columns, rows) if ending == "csv" else _xlsx(title, columns, rows)
    return send_file(
        io.BytesIO(made),
        mimetype="text/csv" if ending == "csv" else XLSX,
        as_attachment=True,
        download_name=f"{name}.{ending}",
    )


def harmless(cell: str) -> str:
    """Keep a spreadsheet program from taking a text for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell[:1] else cell


def _csv(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([column.title for column in columns])
    for row in rows:
        cells = (row.get(column.key) for column in columns)
        writer.writerow(["" if cell is None else harmless(str(cell)) for cell in cells])
    return held.getvalue().encode("utf-8-sig")


def _xlsx(title: str, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    spec = WorkbookSpec([SheetSpec(title, columns, heading=title)], title=title)
    held = io.BytesIO()
    workbook.write(held, spec, {title: rows})
    return held.getvalue()
