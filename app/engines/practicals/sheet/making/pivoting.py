"""Pivot tables in a draft: the figures they show, and the parts that make them one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from app.engines.practicals.data import load
from app.engines.practicals.ooxml.names import R
from app.engines.practicals.sheet.find import TableSpec
from app.engines.practicals.sheet.locate import Located
from app.engines.practicals.sheet.making.draft import Draft, DraftCell, DraftSheet, Hanging
from app.engines.practicals.sheet.model import Value, text_of
from app.engines.practicals.sheet.names import S
from app.engines.practicals.sheet.refs import Range, address
from app.engines.practicals.sheet.submission import Submission
from app.engines.practicals.writer.skeleton import HEADER, OFFICE, TYPES, relationships

Parts = dict[str, bytes]
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORKBOOK, _WORKBOOK_RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TOTAL = "总计"
_FUNCTIONS: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": sum,
    "count": lambda values: float(len(values)),
    "average": lambda values: sum(values) / len(values) if values else 0.0,
    "max": lambda values: max(values, default=0.0),
    "min": lambda values: min(values, default=0.0),
}
_CAPTIONS = {"sum": "求和项", "count": "计数项", "average": "平均值项", "max": "最大值项",
             "min": "最小值项"}  # fmt: skip


def pivot(
    document: Submission,
    sheet: DraftSheet,
    wish: Mapping[str, Any],
    tables: Mapping[str, TableSpec],
) -> None:
    """Put a pivot table on a sheet, its figures computed."""
    table = document.table(tables[str(wish["source"]).removeprefix("$")])
    at = address(str(wish.get("at", "A3"))) or (3, 1)
    if table is None:
        return
    grid = _grid(table, wish)
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            if value is not None:
                sheet.cells[at[0] + r, at[1] + c] = DraftCell(value)
    area = Range(at[0], at[1], at[0] + len(grid) - 1, at[1] + max(map(len, grid)) - 1)
    options = {**wish, "table": table, "values": values_of(wish)}
    sheet.hanging.append(Hanging("pivot", area, options))


def values_of(wish: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the value fields with function and caption."""
    found = []
    for item in wish["values"]:
        function = load("sheets")["functions"].get(item["function"], item["function"])
        name = item.get("name") or f"{_CAPTIONS.get(function, function)}:{item['field']}"
        found.append({"field": item["field"], "function": function, "name": name})
    return found


def _grid(table: Located, wish: Mapping[str, Any]) -> list[list[Value]]:
    """Return the figures: row labels down, column labels across, totals last."""
    rows, columns = list(wish.get("rows", ())), list(wish.get("columns", ()))
    values = values_of(wish)
    records = [
        {name: table.sheet.cell(row, number).value for name, number in table.columns.items()}
        for row in table.rows
    ]
    down = _labels(records, rows)
    across = _labels(records, columns) if columns else [()]
    head: list[Value] = ["行标签", *(" ".join(label) for label in across if label)]
    head += [TOTAL] if columns else [item["name"] for item in values]
    grid: list[list[Value]] = [head]
    for label in [*down, None]:
        kept = [r for r in records if label is None or _label(r, rows) == label]
        line: list[Value] = [TOTAL if label is None else " ".join(label)]
        for other in [*across, None] if columns else [None]:
            cell = [r for r in kept if other is None or _label(r, columns) == other]
            line += [_figure(cell, item) for item in values]
        grid.append(line)
    return grid


def _label(record: Mapping[str, Value], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(text_of(record[name]) for name in names)


def _labels(records: Sequence[Mapping[str, Value]], names: Sequence[str]) -> list[tuple[str, ...]]:
    return sorted({_label(record, names) for record in records})


def _figure(records: Sequence[Mapping[str, Value]], item: Mapping[str, str]) -> Value:
    cells = [record[item["field"]] for record in records]
    if item["function"] == "count":
        return float(sum(1 for value in cells if text_of(value))) or None
    numbers = [value for value in cells if isinstance(value, float)]
    return _FUNCTIONS[item["function"]](numbers) if numbers else None


def add_pivots(parts: Parts, draft: Draft) -> None:
    """Add the parts of the pivot tables to a workbook that was written."""
    number = 0
    for position, sheet in enumerate(draft.sheets, 1):
        for item in sheet.hanging:
            if item.kind == "pivot":
                number += 1
                _add(parts, item, position, number)


def _add(parts: Parts, item: Hanging, position: int, number: int) -> None:
    table: Located = item.options["table"]
    names = sorted(table.columns, key=lambda name: table.columns[name])
    definition, records = f"pivotCacheDefinition{number}.xml", f"pivotCacheRecords{number}.xml"
    parts[f"xl/pivotCache/{definition}"] = _xml(_cache(table, names))
    parts[f"xl/pivotCache/{records}"] = _xml(f'<pivotCacheRecords xmlns="{S}" count="0"/>')
    parts[f"xl/pivotCache/_rels/{definition}.rels"] = _xml(
        relationships({"rId1": (f"{OFFICE}/relationships/pivotCacheRecords", records)})
    )
    own = f"xl/pivotTables/pivotTable{number}.xml"
    parts[own] = _xml(_table(item, names, number))
    parts[f"xl/pivotTables/_rels/pivotTable{number}.xml.rels"] = _xml(
        relationships(
            {
                "rId1": (
                    f"{OFFICE}/relationships/pivotCacheDefinition",
                    f"../pivotCache/{definition}",
                )
            }
        )
    )
    _link(parts, f"xl/worksheets/_rels/sheet{position}.xml.rels", f"rIdPivot{number}",
          "pivotTable", f"../pivotTables/pivotTable{number}.xml")  # fmt: skip
    _link(parts, _WORKBOOK_RELS, f"rIdCache{number}", "pivotCacheDefinition",
          f"pivotCache/{definition}")  # fmt: skip
    _list_cache(parts, number)
    for name, kind in (
        (f"/xl/pivotCache/{definition}", "pivotCacheDefinition"),
        (f"/xl/pivotCache/{records}", "pivotCacheRecords"),
        (f"/{own}", "pivotTable"),
    ):
        override = f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/></Types>'
        parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())


def _xml(text: str) -> bytes:
    return (HEADER + text).encode()


def _link(parts: Parts, rels: str, key: str, kind: str, target: str) -> None:
    """Add a relationship; the part that lists them is made if there is none."""
    if rels not in parts:
        parts[rels] = _xml(relationships({}))
    item = f'<Relationship Id="{key}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
    text = (
        parts[rels].replace(b"/>", b"></Relationships>", 1)
        if _is_empty(parts[rels])
        else parts[rels]
    )
    parts[rels] = text.replace(b"</Relationships>", f"{item}</Relationships>".encode())


def _is_empty(part: bytes) -> bool:
    return b"</Relationships>" not in part


def _list_cache(parts: Parts, number: int) -> None:
    item = f'<pivotCache cacheId="{number}" r:id="rIdCache{number}"/>'
    text = parts[_WORKBOOK].decode()
    if "<pivotCaches>" in text:
        text = text.replace("</pivotCaches>", f"{item}</pivotCaches>")
    else:
        text = text.replace("</workbook>", f"<pivotCaches>{item}</pivotCaches></workbook>")
    parts[_WORKBOOK] = text.encode()


def _cache(table: Located, names: Sequence[str]) -> str:
    fields = "".join(
        f'<cacheField name="{escape(name)}" numFmtId="0"><sharedItems/></cacheField>'
        for name in names
    )
    return (
        f'<pivotCacheDefinition xmlns="{S}" xmlns:r="{R}" r:id="rId1" refreshOnLoad="1" '
        'refreshedBy="Xuekao" createdVersion="3" refreshedVersion="3" recordCount="0">'
        f'<cacheSource type="worksheet"><worksheetSource ref="{table.block}" '
        f'sheet="{escape(table.sheet.name)}"/></cacheSource>'
        f'<cacheFields count="{len(names)}">{fields}</cacheFields></pivotCacheDefinition>'
    )


def _table(item: Hanging, names: Sequence[str], number: int) -> str:
    options = item.options
    axes = {"rows": "axisRow", "columns": "axisCol", "filters": "axisPage"}
    chosen = {name: axis for key, axis in axes.items() for name in options.get(key, ())}
    data = {value["field"] for value in options["values"]}
    fields = "".join(_field(name, chosen.get(name, ""), is_data=name in data) for name in names)
    listed = "".join(
        _fields(tag, [names.index(name) for name in options.get(key, ())])
        for tag, key in (("rowFields", "rows"), ("colFields", "columns"))
    )
    values = "".join(
        f'<dataField name="{escape(value["name"])}" fld="{names.index(value["field"])}" '
        f'subtotal="{value["function"]}" baseField="0" baseItem="0"/>'
        for value in options["values"]
    )
    first_row = 2 if options.get("columns") else 1
    return (
        f'<pivotTableDefinition xmlns="{S}" name="PivotTable{number}" cacheId="{number}" '
        'dataCaption="Values" createdVersion="3" updatedVersion="3" minRefreshableVersion="3" '
        'useAutoFormatting="1" itemPrintTitles="1" outline="1" outlineData="1">'
        f'<location ref="{item.range}" firstHeaderRow="1" firstDataRow="{first_row}" '
        'firstDataCol="1"/>'
        f'<pivotFields count="{len(names)}">{fields}</pivotFields>{listed}'
        f'<dataFields count="{len(options["values"])}">{values}</dataFields>'
        '<pivotTableStyleInfo name="PivotStyleLight16" showRowHeaders="1" showColHeaders="1"/>'
        "</pivotTableDefinition>"
    )


def _field(_name: str, axis: str, *, is_data: bool) -> str:
    data = ' dataField="1"' if is_data else ""
    if not axis:
        return f'<pivotField{data} showAll="0"/>'
    items = '<items count="1"><item t="default"/></items>'
    return f'<pivotField axis="{axis}"{data} showAll="0">{items}</pivotField>'


def _fields(tag: str, numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    inner = "".join(f'<field x="{number}"/>' for number in numbers)
    return f'<{tag} count="{len(numbers)}">{inner}</{tag}>'
