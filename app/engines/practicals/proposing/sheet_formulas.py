"""Formulas of a final workbook as a task wants them: in the names of columns where they can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.sheet_tables import Table, Tables, address, blocks
from app.engines.practicals.proposing.wording import quote
from app.engines.practicals.sheet.formulas.tokens import Kind, Token, joined, relative, tokens
from app.engines.practicals.sheet.model import CellError, Sheet, Value, Workbook, text_of
from app.engines.practicals.sheet.refs import Address, a1, read_range, split_sheet
from app.engines.practicals.sheet.submission import Submission
from app.kernel.letters import letters
from app.kernel.text import msg

LONGEST_FORMULA = 90
MAX_TYPED = 40


@dataclass(frozen=True, slots=True)
class Named:
    """A formula in names, and the fixed cells it reads beside the columns."""

    text: str
    columns: tuple[str, ...]
    fixed: tuple[str, ...]

    @property
    def wish(self) -> dict[str, Any]:
        """What a task says of it; fixed cells are varied too, so that typing their value fails."""
        wish: dict[str, Any] = {"equals": f"={self.text}"}
        if self.fixed:
            wish["perturb"] = [*self.columns, *self.fixed]
        return wish


def named(tables: Tables, sheet: Sheet, place: Address, formula: str, own: str = "") -> Named:
    """Return a formula of a cell in the names of columns; `own` is what stands for the cell."""
    columns: list[str] = []
    fixed: list[str] = []
    parts: list[Token] = []
    for part in map(tables.spelled, tokens(formula)):
        if part.kind is not Kind.REF:
            parts.append(part)
            continue
        found = _column(tables, sheet, place, part, own)
        if found is not None:
            columns.append(found.strip("[]").partition(":")[0])
            parts.append(Token(Kind.NAME, found))
        else:
            if part.text.count("$") > 1 and ":" not in part.text:
                name = split_sheet(f"{part.sheet}A1")[0] or sheet.name
                fixed.append(f"{name}!{part.text.replace('$', '')}")
            parts.append(part)
    return Named(joined(parts), tuple(dict.fromkeys(columns)), tuple(dict.fromkeys(fixed)))


def _column(tables: Tables, sheet: Sheet, place: Address, part: Token, own: str) -> str | None:
    area = read_range(part.text)
    if area is None:
        return None
    name = split_sheet(f"{part.sheet}A1")[0] or sheet.name
    is_here = name.strip().casefold() == sheet.name.strip().casefold()
    if own and is_here and area.size == 1 and (area.top, area.left) == place:
        return own
    table = tables.on(sheet)
    is_row = area.top == area.bottom == place[0]
    if is_here and is_row and table is not None and place[0] in table.new.rows:
        first, last = (_name_of(table, column) for column in (area.left, area.right))
        if first and last:
            return f"[{first}]" if area.size == 1 else f"[{first}:{last}]"
        return None
    known = None if area.size == 1 else tables.of_block(name, area)
    if known is None:
        return None
    is_own = table is not None and known[0].name == table.name
    return f"[[{known[1]}]]" if is_own else f"[[{known[0].name}.{known[1]}]]"


def _name_of(table: Table, column: int) -> str:
    return next((name for name, number in table.new.columns.items() if number == column), "")


def formulas(found: Proposed, start: Submission, final: Submission, tables: Tables) -> set[Address]:
    """Propose a check for every new formula and every typed value; return nothing twice."""
    for sheet in final.book.sheets:
        table = tables.on(sheet)
        inside: set[Address] = set()
        if table is not None:
            for name, column in table.new.columns.items():
                inside |= {(row, column) for row in table.new.rows}
                _column_formula(found, tables, table, name)
        _loose_cells(found, start.book, sheet, tables, inside)
    return set()


def _column_formula(found: Proposed, tables: Tables, table: Table, name: str) -> None:
    new, old = table.new, table.old
    places = [(row, new.columns[name]) for row in new.rows]
    cells = [new.sheet.cell(*place) for place in places]
    if not cells:
        return
    had = {plain_formula(old.sheet.cell(r, old.columns[name])) for r in old.rows} if (
        name in old.columns
    ) else set()  # fmt: skip
    shapes = {plain_formula(cell) for cell in cells}
    where = msg("%(sheet)s, column “%(name)s”", sheet=new.sheet.name, name=name)
    if shapes == {""}:
        _typed_column(found, table, name)
        return
    if len(shapes) > 1:
        found.leave(msg("%(where)s: the rows have different formulas.", where=where))
        return
    if shapes <= had:
        return
    wish = named(tables, new.sheet, places[0], cells[0].formula)
    says = msg("the same result as %(formula)s", formula=quote_formula(wish.text))
    find = {"column": table.column(name)}
    keys = {"find": find, "expect": {"formula": wish.wish}}
    found.add("formulas", where, keys, says)


def plain_formula(cell: Any) -> str:  # noqa: ANN401
    """Return a formula counted from its own cell, "" for none: filled cells read alike."""
    return relative(cell.formula, cell.row, cell.column) if cell.formula else ""


def quote_formula(text: str) -> str:
    """Return a formula for people, cut if it is very long."""
    return f"={text}" if len(text) <= LONGEST_FORMULA else f"={text[:LONGEST_FORMULA]}…"


def _typed_column(found: Proposed, table: Table, name: str) -> None:
    """Say that values of a column were typed: rows may be sorted, so keys tell them apart."""
    new, old = table.new, table.old
    if name not in old.columns:
        before: dict[str, Value] = {}
    else:
        before = {old.key(r): old.sheet.cell(r, old.columns[name]).value for r in old.rows}
    typed = [
        row
        for row in new.rows
        if text_of(new.sheet.cell(row, new.columns[name]).value)
        != text_of(before.get(new.key(row)))
    ]
    if typed:
        found.leave(
            msg("%(sheet)s, column “%(name)s”: values typed into %(n)s rows; checks want formulas.",
                sheet=new.sheet.name, name=name, n=len(typed))
        )  # fmt: skip


def _loose_cells(
    found: Proposed, start: Workbook, sheet: Sheet, tables: Tables, inside: set[Address]
) -> None:
    """Propose formulas and values outside tables: by address, filled from the first cell."""
    old = start.sheet(sheet.name)
    table = tables.on(sheet)
    header = table.new.header_row if table is not None else 0
    shapes: dict[str, list[Address]] = {}
    typed: list[Address] = []
    pivots = [pivot.place for pivot in sheet.pivots if pivot.place is not None]
    for place, cell in sorted(sheet.cells.items()):
        if place in inside or place[0] == header or any(place in area for area in pivots):
            continue
        was = None if old is None else old.cell(*place)
        if cell.formula:
            if was is None or not was.formula:
                shapes.setdefault(plain_formula(cell), []).append(place)
        elif _is_new(cell.value, None if was is None else was.value):
            typed.append(place)
    for places in shapes.values():
        for area in blocks(places):
            first = (area.top, area.left)
            known = tables if area.size == 1 else tables.unnamed
            wish = named(known, sheet, first, sheet.cell(*first).formula)
            where = msg("%(sheet)s!%(cells)s", sheet=sheet.name, cells=str(area))
            says = msg("the same result as %(formula)s", formula=quote_formula(wish.text))
            keys = {"find": {"cells": address(sheet.name, area)}, "expect": {"formula": wish.wish}}
            found.add("formulas", where, keys, says)
    if len(typed) > MAX_TYPED:
        found.leave(
            msg("%(sheet)s: values typed into %(n)s cells.", sheet=sheet.name, n=len(typed))
        )
        return
    for place in typed:
        _typed(found, sheet, place)


def _is_new(now: Value, before: Value) -> bool:
    return now not in (None, "") and text_of(now) != text_of(before)


def _typed(found: Proposed, sheet: Sheet, place: Address) -> None:
    value = sheet.cell(*place).value
    if isinstance(value, CellError):
        return
    raw = int(value) if isinstance(value, float) and value == int(value) else value
    where = msg("%(sheet)s!%(cells)s", sheet=sheet.name, cells=a1(*place))
    keys = {"find": {"cells": f"{sheet.name}!{a1(*place)}"}, "expect": {"value": raw}}
    found.add("formulas", where, keys, msg("the value “%(value)s”", value=quote(text_of(value))))


def column_letters(column: int) -> str:
    """Return a column by its letters."""
    return letters(column)
