"""Conditional formats, validation, sorting and filtering of a final workbook."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.engines.practicals.checks.sheet_probes import GRAPHICS
from app.engines.practicals.checks.sheet_registry import CELL_ASPECTS
from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.sheet_formulas import named
from app.engines.practicals.proposing.sheet_tables import Table, Tables, address
from app.engines.practicals.proposing.wording import saying
from app.engines.practicals.sheet.formulas.tokens import relative
from app.engines.practicals.sheet.model import Sheet, text_of
from app.engines.practicals.sheet.order import order_key
from app.engines.practicals.sheet.probing import OPERATORS
from app.engines.practicals.sheet.refs import Range, holds, read_range, split_sheet
from app.engines.practicals.sheet.rules import Rule, Validation
from app.engines.practicals.sheet.styles import Differential
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg

STRANGE = "不在其中"
"""A text that no list of an author holds."""
LOOK_KEYS = {"font_color": "color", "fill": "fill", "bold": "bold", "italic": "italic",
             "underline": "underline", "strike": "strike"}  # fmt: skip
TEXT_KINDS = frozenset({"containsText", "beginsWith", "endsWith"})


def rules(found: Proposed, start: Submission, final: Submission, tables: Tables) -> None:
    """Propose new rules on cells; the same rule on several columns is one check."""
    for sheet in final.book.sheets:
        old = start.book.sheet(sheet.name)
        known = [] if old is None else [_said(rule) for rule in old.rules]
        gates = [] if old is None else [repr(rule) for rule in old.validations]
        fresh: dict[str, tuple[list[Range], Rule | Validation]] = {}
        items: list[Rule | Validation] = [*sheet.rules, *sheet.validations]
        for item in items:
            said = _said(item) if isinstance(item, Rule) else repr(item)
            if said not in (known if isinstance(item, Rule) else gates):
                alike = _shape(sheet, item)
                fresh.setdefault(alike, ([], item))[0].extend(item.ranges)
        for ranges, item in fresh.values():
            whole = replace(item, ranges=tuple(ranges))
            if isinstance(whole, Rule):
                _rule(found, tables, sheet, whole)
            else:
                _gate(found, final, tables, sheet, whole)


def _shape(sheet: Sheet, item: Rule | Validation) -> str:
    """Return a rule counted from its own first cell, so that the same one elsewhere is alike."""
    first = item.ranges[0]
    shapes = tuple(relative(text, first.top, first.left) for text in item.formulas)
    return repr(replace(item, ranges=(), formulas=shapes, **_numbered(item))) + sheet.name


def _numbered(item: Rule | Validation) -> dict[str, Any]:
    if not isinstance(item, Rule):
        return {}
    kept = tuple((key, raw) for key, raw in item.options if key not in {"priority", "dxfId"})
    return {"priority": 0, "options": kept}


def _said(rule: Rule) -> str:
    return repr((rule.kind, rule.ranges, rule.operator, rule.formulas, rule.format))


def places(
    tables: Tables, sheet: Sheet, ranges: tuple[Range, ...]
) -> tuple[dict[str, Any], Message]:
    """Return selector and words for the cells of a rule: columns of the table, or an address."""
    table = tables.on(sheet)
    names: list[str] = []
    for area in ranges:
        inner = _columns(table, area) if table is not None else None
        if inner is None:
            names = []
            break
        names += inner
    if table is not None and names:
        said = "、".join(names)
        where = msg("%(sheet)s, columns %(names)s", sheet=sheet.name, names=said)
        if len(names) == 1:
            return {"column": table.column(names[0])}, where
        return {"columns": [table.column(name) for name in names]}, where
    where = msg("%(sheet)s!%(cells)s", sheet=sheet.name, cells=str(ranges[0]))
    return {"cells": address(sheet.name, ranges[0])}, where


def _columns(table: Table, area: Range) -> list[str] | None:
    """Return the columns whose whole body a block holds, None if it is no such block."""
    rows = table.new.rows
    if not rows or area.top > min(rows) or area.bottom < max(rows):
        return None
    inside = [n for n, c in table.new.columns.items() if area.left <= c <= area.right]
    return inside or None


def _rule(found: Proposed, tables: Tables, sheet: Sheet, rule: Rule) -> None:
    find, where = places(tables, sheet, rule.ranges)
    wish = _wish(tables, sheet, rule)
    if wish is None:
        found.leave(
            msg("%(where)s: a conditional format of the kind “%(kind)s”.", where=where,
                kind=rule.kind)
        )  # fmt: skip
        return
    expect = {"cond_format": wish}
    keys = {"find": find, "expect": expect}
    found.add("rules", where, keys, saying(CELL_ASPECTS, expect))


def _wish(tables: Tables, sheet: Sheet, rule: Rule) -> dict[str, Any] | None:
    graphic = next((name for name, kind in GRAPHICS.items() if kind == rule.kind), "")
    if graphic:
        return {"kind": graphic}
    look = _look(rule.format)
    if rule.kind in TEXT_KINDS and rule.option("text") and look:
        return {"probe": {rule.option("text"): look, STRANGE: "none"}}
    if not look or not rule.formulas or rule.kind not in {"cellIs", "expression"}:
        return None
    if rule.kind == "expression":
        return _when(tables, sheet, rule, "", look)
    values = [_value(text) for text in rule.formulas]
    if None in values:
        return _when(tables, sheet, rule, f"[.]{OPERATORS.get(rule.operator, '=')}", look)
    return {"probe": _probes(sheet, rule, values, look)}


def _when(
    tables: Tables, sheet: Sheet, rule: Rule, before: str, look: Mapping[str, Any]
) -> dict[str, Any]:
    area = rule.ranges[0]
    place = (area.top, area.left)
    wish = named(tables, sheet, place, rule.formulas[0], own="[.]")
    return {"when": f"={before}{wish.text}", "look": dict(look)}


def _look(found: Differential) -> dict[str, Any]:
    look: dict[str, Any] = {}
    for name, key in LOOK_KEYS.items():
        value = getattr(found, name)
        if isinstance(value, str):
            look[key] = f"{value[-6:]} ± 15"
        elif value is not None:
            look[key] = value
    return look


def _value(text: str) -> float | str | None:
    text = text.strip()
    if text.startswith('"') and text.endswith('"'):
        return text[1:-1].replace('""', '"')
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None


def _probes(sheet: Sheet, rule: Rule, values: list[Any], look: Mapping[str, Any]) -> dict[str, Any]:
    """Return values at the limit, with the look that each must have."""
    if isinstance(values[0], str):
        others = {
            cell.value
            for (row, column), cell in sheet.cells.items()
            if holds(rule.ranges, (row, column)) and isinstance(cell.value, str)
        } - {values[0], ""}
        marked, plain = (look, "none") if rule.operator != "notEqual" else ("none", look)
        rest = sorted(map(str, others))[:2] or [STRANGE]
        return {values[0]: marked, **dict.fromkeys(rest, plain)}
    low, high = float(values[0]), float(values[-1])
    step = 0.01 if abs(low) <= 2 and abs(high) <= 2 else 0.1  # noqa: PLR2004  # shares, or figures
    near = {
        "lessThan": ((low - step, 1), (low, 0)),
        "lessThanOrEqual": ((low, 1), (low + step, 0)),
        "greaterThan": ((low + step, 1), (low, 0)),
        "greaterThanOrEqual": ((low, 1), (low - step, 0)),
        "equal": ((low, 1), (low + step, 0)),
        "notEqual": ((low + step, 1), (low, 0)),
        "between": ((low, 1), (high, 1), (low - step, 0), (high + step, 0)),
        "notBetween": ((low - step, 1), (high + step, 1), (low, 0), (high, 0)),
    }[rule.operator or "equal"]
    return {f"{value:.10g}": look if on else "none" for value, on in near}


def _gate(
    found: Proposed, final: Submission, tables: Tables, sheet: Sheet, gate: Validation
) -> None:
    find, where = places(tables, sheet, gate.ranges)
    wish = _tries(final, sheet, gate)
    if wish is None:
        found.leave(
            msg("%(where)s: a data validation of the kind “%(kind)s”.", where=where, kind=gate.kind)
        )
        return
    for key in ("prompt", "error"):
        if getattr(gate, key):
            wish[key] = getattr(gate, key)
    expect = {"validation": wish}
    keys = {"find": find, "expect": expect}
    found.add("rules", where, keys, saying(CELL_ASPECTS, expect))


def _tries(final: Submission, sheet: Sheet, gate: Validation) -> dict[str, Any] | None:
    if gate.kind == "list" and gate.formulas:
        items = list(_listed(final, sheet, gate.formulas[0]))
        return {"accepts": items, "rejects": [STRANGE], "list": True} if items else None
    limits = [_value(text) for text in gate.formulas]
    if gate.kind not in {"whole", "decimal"} or not limits or None in limits:
        return None
    low, high = (int(float(str(v))) if float(str(v)).is_integer() else float(str(v))
                 for v in (limits[0], limits[-1]))  # fmt: skip
    accepts, rejects = {
        "between": ([low, high], [low - 1, high + 1]),
        "notBetween": ([low - 1, high + 1], [low, high]),
        "equal": ([low], [low + 1, low - 1]),
        "notEqual": ([low + 1], [low]),
        "greaterThan": ([low + 1], [low]),
        "greaterThanOrEqual": ([low], [low - 1]),
        "lessThan": ([low - 1], [low]),
        "lessThanOrEqual": ([low], [low + 1]),
    }[gate.operator]
    if gate.kind == "whole":
        rejects = [*rejects, accepts[0] + 0.5]
    return {"accepts": accepts, "rejects": rejects}


def _listed(final: Submission, sheet: Sheet, text: str) -> Iterator[str]:
    """Yield the items of a list, written out or in cells."""
    text = text.strip()
    if text.startswith('"'):
        yield from (item.strip() for item in text.strip('"').split(",") if item.strip())
        return
    name, area = split_sheet(text.removeprefix("="))
    home, found = final.book.sheet(name) if name else sheet, read_range(area)
    if home is not None and found is not None:
        for place in found.cells():
            value = text_of(home.cell(*place).value)
            if value:
                yield value


def rows(found: Proposed, tables: Tables) -> None:
    """Propose the order of rows and which of them are shown."""
    for table in tables.found:
        if table.spec.key:
            _sorted(found, table)
        _filtered(found, table)


def _sorted(found: Proposed, table: Table) -> None:
    old, new = table.old, table.new
    before, after = [old.key(row) for row in old.rows], [new.key(row) for row in new.rows]
    kept = [key for key in before if key in set(after)]
    if kept == after:
        return
    wish = _keys_stated(table) or _keys_found(table)
    if not wish:
        found.leave(msg("%(sheet)s: the rows are in another order.", sheet=new.sheet.name))
        return
    said = "、".join(key["by"] for key in wish)
    keys = {"find": {"table": f"${table.name}"}, "expect": {"sorted": wish}}
    where = msg("%(sheet)s, the whole table", sheet=new.sheet.name)
    found.add("rows", where, keys, msg("sorted by %(columns)s", columns=said))


def _keys_stated(table: Table) -> list[dict[str, str]]:
    """Return the keys that the program wrote down."""
    state = table.new.sheet.sort
    names = {column: name for name, column in table.new.columns.items()}
    return [
        _sort_key(names[area.left], is_down)
        for area, is_down in (state.keys if state is not None else ())
        if area.left in names
    ]


def _sort_key(name: str, is_down: bool) -> dict[str, str]:  # noqa: FBT001
    return {"by": name, "order": "desc"} if is_down else {"by": name}


def _keys_found(table: Table) -> list[dict[str, str]]:
    """Return up to two keys that explain the order: a column that rises or falls, and its ties."""
    columns = sorted(table.new.columns.items(), key=lambda item: item[1])
    for name, column in columns:
        for is_down in (False, True):
            if not _runs(table, [(column, is_down)]):
                continue
            if _distinct(table, column):
                return [_sort_key(name, is_down)]
            for other, second in columns:
                for also_down in (False, True):
                    pair = [(column, is_down), (second, also_down)]
                    if second != column and _distinct(table, second) and _runs(table, pair):
                        return [_sort_key(name, is_down), _sort_key(other, also_down)]
            if not _runs(table, [(column, is_down)], of_start=True):
                return [_sort_key(name, is_down)]
    return []


def _distinct(table: Table, column: int) -> bool:
    values = [text_of(table.new.sheet.cell(row, column).value) for row in table.new.rows]
    return len(set(values)) > len(values) * 0.8


def _runs(table: Table, wish: list[tuple[int, bool]], *, of_start: bool = False) -> bool:
    side = table.old if of_start else table.new
    lines = [[order_key(side.sheet.cell(row, c).value) for c, _down in wish] for row in side.rows]
    if len({repr(line[0]) for line in lines}) < 2:  # noqa: PLR2004
        return False
    for one, other in itertools.pairwise(lines):
        for (_column, is_down), first, second in zip(wish, one, other, strict=True):
            if first != second:
                if (first < second) is is_down:
                    return False
                break
    return True


def _filtered(found: Proposed, table: Table) -> None:
    shown = table.new.sheet.filter
    if shown is None or shown.range is None or table.old.sheet.filter == shown:
        return
    names = {column: name for name, column in table.new.columns.items()}
    wish: dict[str, Any] = {}
    for part in shown.columns:
        name = names.get(shown.range.left + part.offset)
        if name is None:
            continue
        visible = [r for r in table.new.rows if not table.new.sheet.hidden(r, 1)]
        values = {text_of(table.new.sheet.cell(r, table.new.columns[name]).value) for r in visible}
        wish[name] = sorted(part.values) if part.kind == "filters" else sorted(values)
    if wish:
        said = "、".join(wish)
        keys = {"find": {"table": f"${table.name}"}, "expect": {"filtered": wish}}
        where = msg("%(sheet)s, the whole table", sheet=table.new.sheet.name)
        found.add("rows", where, keys, msg("filtered by %(columns)s", columns=said))
