"""What was done to the rows of a table: sorted, filtered, given subtotals."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading
from app.engines.practicals.checks.sheet_cells import format_at
from app.engines.practicals.language.expectations import Expectation, listed
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.sheet.formulas.tokens import functions, references
from app.engines.practicals.sheet.formulas.wanted import DATE_KINDS
from app.engines.practicals.sheet.locate import Located, plain
from app.engines.practicals.sheet.model import Value, day_of, text_of
from app.engines.practicals.sheet.numfmt import meaning
from app.engines.practicals.sheet.order import Key, order_key
from app.engines.practicals.sheet.refs import Range
from app.engines.practicals.sheet.select import Block, cell_place
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg

SUBTOTAL = frozenset({"SUBTOTAL"})


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of an order."""

    column: str
    descending: bool = False
    custom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """An expectation on the order of rows."""

    keys: tuple[SortKey, ...]

    def accepts(self, _value: object) -> bool:
        """Which rows there are is known only in a submission."""
        return False

    def text(self) -> Message:
        """Return the keys in order."""
        return listed(
            [
                msg("%(column)s descending", column=key.column)
                if key.descending
                else msg("%(column)s ascending", column=key.column)
                for key in self.keys
            ]
        )


def sorted_by(raw: object) -> Expectation:
    """Read `[{by: 部门, order: asc, custom: […]}, …]`."""
    items = raw if isinstance(raw, list) else [raw]
    keys = []
    for item in items:
        if not isinstance(item, Mapping) or "by" not in item:
            raise ValueProblemError(msg("A sort key names a column under “by”."))
        only(item, {"by", "order", "custom"})
        order = item.get("order", "asc")
        if order not in {"asc", "desc"}:
            raise ValueProblemError(msg("Write “asc” or “desc”."))
        custom = tuple(map(str, item.get("custom") or ()))
        keys.append(SortKey(str(item["by"]), order == "desc", custom))
    return Sorted(tuple(keys))


def read_sorted(
    document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    """Judge each pair of neighbouring rows: right as far as the order holds."""
    readings: list[Reading] = []
    for block in blocks if isinstance(expectation, Sorted) else ():
        table = block.table
        if table is None or not isinstance(expectation, Sorted):
            continue
        absent = [key.column for key in expectation.keys if key.column not in table.columns]
        if absent:
            found = msg("there is no column “%(name)s”", name=absent[0])
            readings.append(Reading(right=False, weight=1, place=block.place, found=found))
            continue
        readings.append(_order(document, table, expectation))
    return readings


def _order(document: Submission, table: Located, wish: Sorted) -> Reading:
    """Return one reading for the order as a whole: a list is in order or it is not."""
    lines = [
        [document.value(table.sheet, row, table.columns[key.column]) for key in wish.keys]
        for row in table.rows
    ]
    top = cell_place(table.sheet, table.header_row, table.block.left)
    if not any(text_of(values[0]) for values in lines):
        found = msg("the column “%(name)s” is empty", name=wish.keys[0].column)
        return Reading(right=False, weight=1, place=top, found=found)
    for index, (first, second) in enumerate(itertools.pairwise(lines)):
        if not _in_order(wish, first, second):
            one, other = table.rows[index], table.rows[index + 1]
            found = msg(
                "rows %(one)s and %(other)s are not in order (%(first)s before %(second)s)",
                one=one,
                other=other,
                first=_shown(document, table, one, wish, first),
                second=_shown(document, table, other, wish, second),
            )  # fmt: skip
            place = cell_place(table.sheet, other, table.block.left)
            return Reading(right=False, weight=1, place=place, found=found)
    return Reading(right=True, weight=1, place=top, found=msg("in order"))


def _shown(
    document: Submission, table: Located, row: int, wish: Sorted, values: Sequence[Value]
) -> str:
    """Return the values of a row by which it is sorted, days as days."""
    said = []
    for key, value in zip(wish.keys, values, strict=True):
        shown = format_at(document, table.sheet, (row, table.columns[key.column])).number
        is_day = isinstance(value, float) and meaning(shown).kind in DATE_KINDS
        said.append(day_of(value) if is_day and isinstance(value, float) else text_of(value))
    return " ".join(said)


def _in_order(wish: Sorted, first: Sequence[Value], second: Sequence[Value]) -> bool:
    for key, one, other in zip(wish.keys, first, second, strict=True):
        before, after = order_key(one, key.custom), order_key(other, key.custom)
        if before != after:
            return _follows(before, after, key)
    return True


def _follows(first: Key, second: Key, key: SortKey) -> bool:
    """Whether the order of two keys that differ is right; equal texts of other case are equal."""
    return first > second if key.descending else first < second


@dataclass(frozen=True, slots=True)
class Kept:
    """An expectation on a filter: which rows are still shown."""

    where: tuple[tuple[str, Any], ...]

    def accepts(self, _value: object) -> bool:
        """Which rows there are is known only in a submission."""
        return False

    def keeps(self, document: Submission, table: Located, row: int) -> bool:
        """Whether a row must be shown."""
        return all(
            _fits(document.value(table.sheet, row, table.columns[name]), wanted)
            for name, wanted in self.where
            if name in table.columns
        )

    def text(self) -> Message:
        """Return the conditions."""
        return listed(
            [msg("%(column)s: %(wanted)s", column=c, wanted=_wanted(w)) for c, w in self.where]
        )


def _wanted(wanted: object) -> str:
    if isinstance(wanted, Mapping):
        return " ".join(f"{'≥' if key == 'min' else '≤'} {value}" for key, value in wanted.items())
    return "、".join(map(str, wanted)) if isinstance(wanted, list) else str(wanted)


def _fits(value: Value, wanted: object) -> bool:
    if isinstance(wanted, Mapping):
        low, high = wanted.get("min"), wanted.get("max")
        if not isinstance(value, float):
            return False
        return (low is None or value >= low) and (high is None or value <= high)
    options = wanted if isinstance(wanted, list) else [wanted]
    return plain(text_of(value)) in {plain(_text(option)) for option in options}


def _text(option: object) -> str:
    return text_of(float(option)) if isinstance(option, (int, float)) else str(option)


def kept(raw: object) -> Expectation:
    """Read `{单位: [财务处], 金额: {min: 1000}}`."""
    if not isinstance(raw, Mapping) or not raw:
        raise ValueProblemError(msg("A group of keys and values is needed here."))
    for wanted in raw.values():
        if isinstance(wanted, Mapping):
            only(wanted, {"min", "max"})
    return Kept(tuple((str(name), wanted) for name, wanted in raw.items()))


def read_kept(
    document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    """Judge every row: shown if it must be, hidden if not; a filter must be on."""
    readings: list[Reading] = []
    for block in blocks:
        table = block.table
        if table is None or not isinstance(expectation, Kept):
            continue
        if not _has_filter(table):
            found = msg("no filter is on; rows hidden by hand do not count")
            readings.append(Reading(right=False, weight=1, place=block.place, found=found))
            continue
        readings += [_row(document, table, row, expectation) for row in table.rows]
    return readings


def _has_filter(table: Located) -> bool:
    filters = [table.sheet.filter, *(item.filter for item in table.sheet.tables)]
    return any(
        item is not None and item.columns and item.range and item.range.common(table.block)
        for item in filters
    )


def _row(document: Submission, table: Located, row: int, wish: Kept) -> Reading:
    hidden = table.sheet.hidden(row, table.block.left)
    wanted = wish.keeps(document, table, row)
    found = msg("row hidden") if hidden else msg("row shown")
    return Reading(wanted is not hidden, 1, cell_place(table.sheet, row, table.block.left), found)


@dataclass(frozen=True, slots=True)
class Subtotals:
    """An expectation on subtotals: a row with SUBTOTAL for each group."""

    by: str
    columns: tuple[str, ...]

    def accepts(self, _value: object) -> bool:
        """Which groups there are is known only in a submission."""
        return False

    def text(self) -> Message:
        """Return what is added up for what."""
        columns = "、".join(self.columns)
        return msg("%(columns)s for each %(by)s", columns=columns, by=self.by)


def subtotals(raw: object) -> Expectation:
    """Read `{by: 部门, sum: [金额]}`."""
    if not isinstance(raw, Mapping):
        raise ValueProblemError(msg("A group of keys and values is needed here."))
    only(raw, {"by", "sum"})
    columns = raw.get("sum")
    items = [columns] if isinstance(columns, str) else columns
    if not isinstance(raw.get("by"), str) or not isinstance(items, list) or not items:
        raise ValueProblemError(msg("Subtotals name a column under “by” and others under “sum”."))
    return Subtotals(raw["by"], tuple(map(str, items)))


def read_subtotals(
    _document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    """Judge every group: all its rows together, and a SUBTOTAL over exactly these."""
    readings: list[Reading] = []
    for block in blocks:
        table = block.table
        if table is None or not isinstance(expectation, Subtotals):
            continue
        if not {expectation.by, *expectation.columns} <= table.columns.keys():
            found = msg("the columns of the subtotals are not found")
            readings.append(Reading(right=False, weight=1, place=block.place, found=found))
            continue
        for name in expectation.columns:
            readings += _groups(table, expectation.by, name)
    return readings


def _groups(table: Located, by: str, name: str) -> list[Reading]:
    column = table.columns[name]
    groups: dict[str, list[int]] = {}
    for row in table.rows:
        groups.setdefault(plain(table.sheet.cell(row, table.columns[by]).text), []).append(row)
    covered = _covered(table, column)
    readings = []
    for key, rows in groups.items():
        wanted = Range(min(rows), column, max(rows), column)
        together = len(rows) == max(rows) - min(rows) + 1
        right = together and wanted in covered
        found = msg("group “%(key)s” has its subtotal", key=key)
        if not together:
            found = msg("the rows of “%(key)s” do not stand together", key=key)
        elif not right:
            found = msg("no SUBTOTAL over the rows of “%(key)s”", key=key)
        readings.append(Reading(right, 1, cell_place(table.sheet, max(rows), column), found))
    return readings


def _covered(table: Located, column: int) -> set[Range]:
    """Return the blocks over which a SUBTOTAL stands in a column."""
    return {
        reference.range
        for (_row, at), cell in table.sheet.cells.items()
        if at == column and SUBTOTAL.intersection(functions(cell.formula))
        for reference in references(cell.formula)
    }


ROW_ASPECTS: dict[str, Aspect] = {
    "sorted": Aspect(
        msg("sorted by"),
        sorted_by,
        read_sorted,
        msg("Select the whole table, open Sort, and give the keys in the order of the task."),
    ),
    "filtered": Aspect(
        msg("filtered by"),
        kept,
        read_kept,
        msg(
            "Switch on Filter for the table and choose the values there; do not hide rows by hand."
        ),
    ),
    "subtotals": Aspect(
        msg("subtotals of"),
        subtotals,
        read_subtotals,
        msg("Sort by the group first, then choose Subtotal under Data."),
        Phrase.MEASURE,
    ),
}
