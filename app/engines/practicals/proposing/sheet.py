"""Checks proposed from two workbooks: formulas, formats, rules, rows, sheets, charts, names."""

from __future__ import annotations

from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.sheet_formats import formats
from app.engines.practicals.proposing.sheet_formulas import formulas, plain_formula
from app.engines.practicals.proposing.sheet_objects import objects, sheets
from app.engines.practicals.proposing.sheet_rules import rows, rules
from app.engines.practicals.proposing.sheet_tables import Table, Tables, find_tables
from app.engines.practicals.sheet.model import Workbook, text_of
from app.engines.practicals.sheet.refs import a1
from app.engines.practicals.sheet.submission import Submission

MAX_GUARDED = 30


def propose_sheet(start: Workbook, final: Workbook) -> Proposed:
    """Return what an author may check of what became of a workbook."""
    found = Proposed("sheet")
    tables = find_tables(start, final)
    found.variables = {table.name: table.to_task for table in tables.found}
    before, after = Submission(start, start), Submission(final, start)
    formulas(found, before, after, tables)
    formats(found, before, after, tables)
    rules(found, before, after, tables)
    rows(found, tables)
    sheets(found, before, after)
    objects(found, before, after, tables)
    for table in tables.found:
        _guard(found, table)
    _guard_cells(found, start, final, tables)
    return found


def _guard(found: Proposed, table: Table) -> None:
    """Propose that the columns that are as they were stay so, row by row."""
    kept = [name for name in table.old.columns if _is_kept(table, name)]
    if kept:
        found.guards.append({"unchanged_cells": {"table": f"${table.name}", "columns": kept}})


def _is_kept(table: Table, name: str) -> bool:
    old, new = table.old, table.new
    if name not in new.columns:
        return False
    before = {old.key(r): old.sheet.cell(r, old.columns[name]) for r in old.rows}
    after = {new.key(r): new.sheet.cell(r, new.columns[name]) for r in new.rows}
    if not any(cell.value not in (None, "") for cell in before.values()):
        return False
    return before.keys() <= after.keys() and all(
        text_of(cell.value) == text_of(after[key].value)
        and bool(cell.formula) is bool(after[key].formula)
        for key, cell in before.items()
    )


def _guard_cells(found: Proposed, start: Workbook, final: Workbook, tables: Tables) -> None:
    """Propose that typed figures beside the tables stay as they were."""
    cells: list[str] = []
    for sheet in start.sheets:
        now, table = final.sheet(sheet.name), tables.on(sheet)
        inside = set() if table is None else set(table.old.block.cells())
        for place, cell in sorted(sheet.cells.items()):
            if now is None or place in inside or not isinstance(cell.value, float) or cell.formula:
                continue
            if plain_formula(now.cell(*place)) == "" and now.cell(*place).value == cell.value:
                cells.append(f"{sheet.name}!{a1(*place)}")
    if 0 < len(cells) <= MAX_GUARDED:
        found.guards.append({"unchanged_cells": {"cells": cells}})
