"""Formats of a final workbook: of headers, columns and blocks, several properties to a check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.engines.practicals.checks.sheet_registry import CELL_ASPECTS
from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.sheet_tables import (
    Table,
    Tables,
    address,
    blocks,
    find_of,
)
from app.engines.practicals.proposing.values import Found, read_one, repr_of, written
from app.engines.practicals.proposing.wording import saying
from app.engines.practicals.sheet.model import Sheet
from app.engines.practicals.sheet.refs import Address, Range
from app.engines.practicals.sheet.select import Block
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg

LOOKS = ("font", "size", "bold", "italic", "underline", "strike", "color", "fill.color",
         "align.horizontal", "align.vertical", "wrap", "shrink", "indent", "rotation",
         "locked", "formula.hidden")  # fmt: skip
NUMBERS = ("numfmt.kind", "numfmt.decimals", "numfmt.thousands", "numfmt.negative_red",
           "numfmt.currency", "numfmt.date")  # fmt: skip
PER_CELL = (*LOOKS, *NUMBERS)
NO_WIDER = 0.8
UNUSED = (9_999, 250)
PLAIN = frozenset({"font", "size", "color", "align.vertical", "align.horizontal"})
"""What programs give a cell when something is first written into it."""
MAX_LOOSE = 3_000
Expect = dict[str, Any]


def formats(found: Proposed, start: Submission, final: Submission, tables: Tables) -> None:
    """Propose what became of the look of cells."""
    for sheet in final.book.sheets:
        old = start.book.sheet(sheet.name)
        table = tables.on(sheet)
        inside: set[Address] = set()
        if table is not None:
            inside = set(table.new.block.cells())
            _table(found, start, final, table)
        _merges(found, old, sheet)
        _loose(found, (start, old), (final, sheet), inside)
        _borders(found, (start, old), (final, sheet), tables)


def changed(
    key: str,
    before: tuple[Submission, Block | None],
    after: tuple[Submission, Block],
) -> Any:  # noqa: ANN401
    """Return how a task writes the new value of a block, None if it is as before or mixed."""
    aspect = CELL_ASPECTS[key]
    now = read_one(after[0], aspect, after[1])
    if now is None or not now.whole:
        return None
    then = None if before[1] is None else read_one(before[0], aspect, before[1])
    if then is not None and then.whole and _alike(key, then, now):
        return None
    if then is None and repr_of(now.value) in {"'none'", "None", "False", "''"}:
        return None
    if _is_usual(key, before, after, now):
        return None
    return written(key, aspect, now.value)


def _is_usual(
    key: str,
    before: tuple[Submission, Block | None],
    after: tuple[Submission, Block],
    now: Found,
) -> bool:
    """Whether cells that were empty now merely look like the cells around them."""
    block, aspect = before[1], CELL_ASPECTS[key]
    filled_before = [p for p in (block.cells if block else ()) if _holds(block, p)]
    if block is not None and filled_before:
        was = read_one(before[0], aspect, cells_of(block.sheet, filled_before))
        return key in PLAIN and was is not None and repr_of(was.value) == repr_of(now.value)
    if key not in LOOKS and key not in NUMBERS:
        return False
    blank = read_one(after[0], aspect, cells_of(after[1].sheet, [UNUSED]))
    if block is None and blank is not None and repr_of(blank.value) == repr_of(now.value):
        return True
    if key not in PLAIN:
        return False
    sheet = block.sheet if block is not None else before[0].book.sheets[0]
    filled = next((p for p, c in sorted(sheet.cells.items()) if c.value not in (None, "")), None)
    there = None if filled is None else read_one(before[0], aspect, cells_of(sheet, [filled]))
    return there is not None and repr_of(there.value) == repr_of(now.value)


def _holds(block: Block | None, place: Address) -> bool:
    return block is not None and block.sheet.cell(*place).value not in (None, "")


def _alike(key: str, then: Found, now: Found) -> bool:
    if key in {"column.width", "row.height"} and isinstance(now.value, float):
        return abs(float(str(then.value)) - now.value) <= NO_WIDER
    return repr_of(then.value) == repr_of(now.value)


def cells_of(sheet: Sheet, places: Sequence[Address]) -> Block:
    """Return places as a block."""
    rows, columns = [r for r, _c in places], [c for _r, c in places]
    area = Range(min(rows), min(columns), max(rows), max(columns))
    return Block(sheet, tuple(places), area)


def _table(found: Proposed, start: Submission, final: Submission, table: Table) -> None:
    """Propose one check for the columns of which the same is expected, header and body apart."""
    old, new = table.old, table.new
    together: dict[tuple[str, str], tuple[list[str], Expect]] = {}
    for part in ("header", "body"):
        for name, column in new.columns.items():
            was = old.columns.get(name)
            rows = (old.rows, new.rows) if part == "body" else ([old.header_row], [new.header_row])
            if not rows[1]:
                continue
            now = cells_of(new.sheet, [(row, column) for row in rows[1]])
            then = None
            if was is not None and rows[0]:
                then = cells_of(old.sheet, [(row, was) for row in rows[0]])
            for family in _families(part):
                expect = {
                    key: raw
                    for key in family
                    if (raw := changed(key, (start, then), (final, now))) is not None
                }
                expect = _without_implied(expect)
                if expect:
                    together.setdefault((part, repr(expect)), ([], expect))[0].append(name)
    _say_table(found, table, together)


def _families(part: str) -> tuple[tuple[str, ...], ...]:
    if part == "header":
        return LOOKS, ("row.height",)
    return LOOKS, NUMBERS, ("column.width", "column.hidden")


def _say_table(
    found: Proposed, table: Table, together: Mapping[tuple[str, str], tuple[list[str], Expect]]
) -> None:
    """Propose header, body and columns; what header and body share is said of the whole table."""
    everywhere = set(table.new.columns)
    for (part, said), (names, expect) in together.items():
        other = together.get(("body" if part == "header" else "header", said))
        if other is not None and set(names) == set(other[0]) == everywhere:
            if part == "body":
                continue
            target: tuple[dict[str, Any], Message] = (
                {"table": f"${table.name}"}, msg("the whole table")
            )  # fmt: skip
        else:
            target = _target(table, names, part)
        where = msg("%(sheet)s, %(where)s", sheet=table.new.sheet.name, where=target[1])
        keys = {"find": target[0], "expect": expect}
        found.add("formats", where, keys, saying(CELL_ASPECTS, expect))


def _target(table: Table, names: list[str], part: str) -> tuple[dict[str, Any], Message]:
    said = "、".join(names)
    if part == "header":
        if set(names) == set(table.new.columns):
            return {"table": f"${table.name}", "part": "header"}, msg("header row")
        find: dict[str, Any] = {"columns": [table.column(n) for n in names], "part": "header"}
        return find, msg("header of %(names)s", names=said)
    if len(names) == 1:
        return {"column": table.column(names[0])}, msg("column %(names)s", names=said)
    find = {"columns": [table.column(n) for n in names]}
    return find, msg("columns %(names)s", names=said)


def _without_implied(expect: Expect) -> Expect:
    """Leave out what a kind of number says already."""
    if "numfmt.date" in expect:
        return {key: raw for key, raw in expect.items() if not key.startswith("numfmt.")} | {
            "numfmt.date": expect["numfmt.date"]
        }
    if "numfmt.currency" in expect:
        expect = {key: raw for key, raw in expect.items() if key != "numfmt.kind"}
    return expect


def _merges(found: Proposed, old: Sheet | None, sheet: Sheet) -> None:
    before = set() if old is None else set(map(str, old.merges))
    for area in sheet.merges:
        if str(area) not in before:
            keys = {"find": {"cells": address(sheet.name, area)}, "expect": {"merged": True}}
            where = msg("%(sheet)s!%(cells)s", sheet=sheet.name, cells=str(area))
            found.add("formats", where, keys, saying(CELL_ASPECTS, {"merged": True}))


def _loose(
    found: Proposed,
    before: tuple[Submission, Sheet | None],
    after: tuple[Submission, Sheet],
    inside: set[Address],
) -> None:
    """Propose formats of cells beside tables, notes and links: block by block."""
    sheet = after[1]
    places = [p for p in _stated(before[1], sheet) if p not in inside][:MAX_LOOSE]
    chosen: dict[tuple[str, str], list[Address]] = {}
    raws: dict[tuple[str, str], Any] = {}
    for place in places:
        now = cells_of(sheet, [place])
        then = None if before[1] is None else cells_of(before[1], [place])
        for key in (*PER_CELL, "note", "link"):
            raw = changed(key, (before[0], then), (after[0], now))
            if raw not in (None, ""):
                chosen.setdefault((key, repr(raw)), []).append(place)
                raws[key, repr(raw)] = raw
    _noted(found, before, after, inside)
    checks: dict[str, tuple[Range, Expect]] = {}
    for spot, cells in chosen.items():
        for area in blocks(cells):
            checks.setdefault(str(area), (area, {}))[1][spot[0]] = raws[spot]
    for area, whole in checks.values():
        expect = _without_implied(whole)
        keys = {"find": {"cells": address(sheet.name, area)}, "expect": expect}
        where = msg("%(sheet)s!%(cells)s", sheet=sheet.name, cells=str(area))
        found.add("formats", where, keys, saying(CELL_ASPECTS, expect))


def _stated(old: Sheet | None, new: Sheet) -> Iterable[Address]:
    """Return the cells that say something and are not covered by another one."""
    known = set(new.cells) | (set() if old is None else set(old.cells))
    covered = {
        place for area in new.merges for place in area.cells() if place != (area.top, area.left)
    }
    pivots = [pivot.place for pivot in new.pivots if pivot.place is not None]
    return sorted(p for p in known - covered if not any(p in area for area in pivots))


def _noted(
    found: Proposed,
    before: tuple[Submission, Sheet | None],
    after: tuple[Submission, Sheet],
    inside: set[Address],
) -> None:
    """Propose notes and links inside tables too."""
    old, new = before[1], after[1]
    for key, now, then in (
        ("note", new.comments, {} if old is None else old.comments),
        ("link", new.links, {} if old is None else old.links),
    ):
        for place, text in now.items():
            if place in inside and then.get(place) != text:
                area = Range(*place, *place)
                expect = {key: text}
                keys = {"find": {"cells": address(new.name, area)}, "expect": expect}
                where = msg("%(sheet)s!%(cells)s", sheet=new.name, cells=str(area))
                found.add("formats", where, keys, saying(CELL_ASPECTS, expect))


def _borders(
    found: Proposed,
    before: tuple[Submission, Sheet | None],
    after: tuple[Submission, Sheet],
    tables: Tables,
) -> None:
    """Propose the lines around and inside the block of cells that got lines."""
    sheet = after[1]
    lined = [place for place in sheet.cells if _has_line(after, place)]
    fresh = [p for p in lined if before[1] is None or not _has_line((before[0], before[1]), p)]
    for area in blocks(fresh)[:4]:
        block = Block(sheet, tuple(area.cells()), area)
        then = None if before[1] is None else Block(before[1], tuple(area.cells()), area)
        expect: Expect = {}
        for keys in (("border.all",), ("border.outer", "border.inner"),
                     ("border.top", "border.bottom", "border.left", "border.right")):  # fmt: skip
            expect = {
                key: raw
                for key in keys
                if (raw := changed(key, (before[0], then), (after[0], block))) is not None
            }
            if expect:
                break
        if expect:
            find = find_of(tables, sheet, area)
            where = msg("%(sheet)s!%(cells)s", sheet=sheet.name, cells=str(area))
            said = saying(CELL_ASPECTS, expect)
            found.add("formats", where, {"find": find, "expect": expect}, said)


def _has_line(book: tuple[Submission, Sheet], place: Address) -> bool:
    shown = book[0].book.styles.format(book[1].style_at(*place)[0])
    return any(shown.edge(side).style != "none" for side in ("left", "right", "top", "bottom"))
