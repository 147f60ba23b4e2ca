"""Sorting, filtering and subtotals in a draft, as the commands of a program do them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.engines.practicals.sheet.formulas.tokens import moved
from app.engines.practicals.sheet.locate import Located
from app.engines.practicals.sheet.making.draft import DraftCell, DraftSheet, Hanging
from app.engines.practicals.sheet.model import Value, text_of
from app.engines.practicals.sheet.order import order_key
from app.engines.practicals.sheet.refs import Range, a1


def sort_table(sheet: DraftSheet, table: Located, keys: Sequence[Mapping[str, Any]]) -> None:
    """Put the rows of a table into order; formulas follow their rows."""
    rows = list(table.rows)
    order = list(rows)
    for key in reversed(list(keys)):
        column = table.columns[key["by"]]
        ranks = list(key.get("custom", ()))
        order.sort(
            key=lambda row, c=column, r=ranks: order_key(_value(table, row, c), r),  # type: ignore[misc]
            reverse=key.get("order", "asc") == "desc",
        )
    taken = {row: _take(sheet, table, row) for row in rows}
    for target, source in zip(rows, order, strict=True):
        for column, cell in taken[source].items():
            formula = moved(cell.formula, target - source, 0) if cell.formula else ""
            sheet.cells[target, column] = DraftCell(cell.value, formula, cell.look)


def _value(table: Located, row: int, column: int) -> Value:
    return table.sheet.cell(row, column).value


def _take(sheet: DraftSheet, table: Located, row: int) -> dict[int, DraftCell]:
    return {
        column: sheet.cells.pop((row, column), DraftCell())
        for column in range(table.block.left, table.block.right + 1)
    }


def filter_table(sheet: DraftSheet, table: Located, where: Mapping[str, Any]) -> None:
    """Filter a table: `{单位: [财务处]}`; rows that do not fit are hidden."""
    columns: dict[int, Any] = {}
    for name, wanted in where.items():
        column = table.columns[name]
        values = wanted if isinstance(wanted, list) else [wanted]
        columns[column] = [str(value) for value in values]
        for row in table.rows:
            if text_of(_value(table, row, column)) not in columns[column]:
                sheet.hidden_rows.add(row)
    sheet.hanging.append(Hanging("filter", table.block, {"columns": columns}))


def subtotals(sheet: DraftSheet, table: Located, wish: Mapping[str, Any]) -> None:
    """Put a row with SUBTOTAL below each group of a sorted table, and one for all."""
    by = table.columns[wish["by"]]
    columns = [table.columns[name] for name in wish["sum"]]
    groups: list[tuple[str, list[int]]] = []
    for row in table.rows:
        key = text_of(_value(table, row, by))
        if groups and groups[-1][0] == key:
            groups[-1][1].append(row)
        else:
            groups.append((key, [row]))
    taken = {row: _take(sheet, table, row) for row in table.rows}
    target = table.rows[0]
    first = target
    for key, rows in groups:
        start = target
        for row in rows:
            for column, cell in taken[row].items():
                formula = moved(cell.formula, target - row, 0) if cell.formula else ""
                sheet.cells[target, column] = DraftCell(cell.value, formula, cell.look)
            sheet.outlines[target] = 2
            target += 1
        sheet.cells[target, by] = DraftCell(f"{key} 汇总")
        _total(sheet, target, columns, Range(start, by, target - 1, by))
        sheet.outlines[target] = 1
        target += 1
    sheet.cells[target, by] = DraftCell("总计")
    _total(sheet, target, columns, Range(first, by, target - 1, by))


def _total(sheet: DraftSheet, row: int, columns: Sequence[int], over: Range) -> None:
    for column in columns:
        area = f"{a1(over.top, column)}:{a1(over.bottom, column)}"
        sheet.cells[row, column] = DraftCell(formula=f"SUBTOTAL(9,{area})")
