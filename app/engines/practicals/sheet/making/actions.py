"""The steps of a model answer, done on a draft: fill, set, sort, filter, chart, pivot and so on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.language.find import Find
from app.engines.practicals.sheet.find import TableSpec
from app.engines.practicals.sheet.formulas.laboratory import Laboratory
from app.engines.practicals.sheet.formulas.tokens import moved
from app.engines.practicals.sheet.formulas.wanted import Wish, formula_of
from app.engines.practicals.sheet.locate import Located
from app.engines.practicals.sheet.making.arranging import filter_table, sort_table, subtotals
from app.engines.practicals.sheet.making.draft import Draft, DraftCell, DraftSheet, Hanging
from app.engines.practicals.sheet.making.looks import chosen
from app.engines.practicals.sheet.making.pivoting import pivot
from app.engines.practicals.sheet.model import Sheet
from app.engines.practicals.sheet.refs import (
    Address,
    Range,
    address,
    quoted,
    read_range,
    split_sheet,
)
from app.engines.practicals.sheet.select import Block, select
from app.engines.practicals.sheet.submission import Submission
from app.kernel.letters import letters

NEED_VALUES = frozenset({"sort", "filter", "subtotal", "pivot"})
"""Steps that look at values, those of formulas included."""
SHEET_KEYS = ("freeze", "tab", "hidden", "protected", "zoom", "gridlines", "page", "margin", "fit",
              "center", "header", "footer", "print")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """One step: what it does, where, and with what; `tables` are the variables' tables."""

    kind: str
    find: Find | None = None
    value: Any = None
    tables: Mapping[str, TableSpec] = field(default_factory=dict, hash=False)


@dataclass(slots=True)
class Workshop:
    """A draft being worked on, beside the starter it began as."""

    draft: Draft
    starter: Draft

    def submission(self, *, computed: bool = False) -> Submission:
        """Return the draft as checks see it now, if need be with the values of its formulas."""
        book = self.draft.workbook()
        if computed:
            laboratory = Laboratory(book)
            for number, sheet in enumerate(book.sheets):
                spots = [(number, place) for place, cell in sheet.cells.items() if cell.formula]
                for (_sheet, place), value in zip(spots, laboratory.values(spots), strict=True):
                    sheet.cells[place].value = value
        return Submission(book, self.starter.workbook())

    def do(self, action: Action) -> None:
        """Do one step. Raises KeyError if it sets what cannot be set."""
        document = self.submission(computed=action.kind in NEED_VALUES)
        if action.kind in _WHOLE:
            _WHOLE[action.kind](self.draft, action.value)
            return
        targets = [] if action.find is None else select(document, action.find)
        for target in targets:
            if isinstance(target, Block):
                self._on_block(document, target, action)
            elif isinstance(target, Sheet):
                self._on_sheet(document, target, action)

    def _on_block(self, document: Submission, block: Block, action: Action) -> None:
        sheet = self.draft.sheet(block.sheet.name)
        if sheet is None:
            return
        if action.kind == "set":
            for key, raw in action.value.items():
                set_look(sheet, block, key, raw)
        elif action.kind == "fill":
            _fill(document, sheet, block, action)
        elif action.kind in _ON_TABLE and block.table is not None:
            _ON_TABLE[action.kind](sheet, block.table, action.value)
        elif action.kind in {"cond_format", "validation"}:
            kind = {"cond_format": "rule"}.get(action.kind, action.kind)
            sheet.hanging.append(Hanging(kind, block.range, action.value))
        else:
            raise KeyError(action.kind)

    def _on_sheet(self, document: Submission, target: Sheet, action: Action) -> None:
        sheet = self.draft.sheet(target.name)
        if sheet is None:
            return
        if action.kind == "set":
            for key, raw in action.value.items():
                if key.partition(".")[0] not in SHEET_KEYS:
                    raise KeyError(key)
                sheet.look[key] = chosen(raw)
        elif action.kind == "chart":
            sheet.hanging.append(_chart(document, action))
        elif action.kind == "pivot":
            pivot(document, sheet, action.value, action.tables)
        else:
            raise KeyError(action.kind)


def set_look(sheet: DraftSheet, block: Block, key: str, raw: Any) -> None:  # noqa: ANN401
    """Set one property on a block. Raises KeyError for keys it cannot set."""
    if key in _BLOCK_KEYS:
        _BLOCK_KEYS[key](sheet, block, chosen(raw))
        return
    if key.startswith("border."):
        _borders(sheet, block, key.removeprefix("border."), raw)
        return
    if not key.startswith(_LOOK_KEYS):
        raise KeyError(key)
    for place in block.cells:
        look = sheet.cell(place).look
        if key.startswith("numfmt."):
            look.pop("numfmt.code", None)
        look[key] = raw


_LOOK_KEYS = ("font", "size", "bold", "italic", "underline", "strike", "color", "fill.color",
              "align.", "wrap", "indent", "rotation", "shrink", "numfmt.", "locked",
              "formula.hidden")  # fmt: skip


def _borders(sheet: DraftSheet, block: Block, which: str, raw: Any) -> None:  # noqa: ANN401
    area = block.range
    for place in block.cells:
        outer = {
            "left": place[1] == area.left,
            "right": place[1] == area.right,
            "top": place[0] == area.top,
            "bottom": place[0] == area.bottom,
        }
        for side, is_outer in outer.items():
            if which in {"all", side} or which == ("outer" if is_outer else "inner"):
                sheet.cell(place).look[f"edge.{side}"] = raw


def _merge(sheet: DraftSheet, block: Block, value: Any) -> None:  # noqa: ANN401
    if value:
        sheet.merges.append(block.range)
        for place in block.cells:
            sheet.cell(place)


def _widths(sheet: DraftSheet, block: Block, value: Any) -> None:  # noqa: ANN401
    for column in range(block.range.left, block.range.right + 1):
        sheet.widths[column] = float(value)


def _heights(sheet: DraftSheet, block: Block, value: Any) -> None:  # noqa: ANN401
    for row in {place[0] for place in block.cells}:
        sheet.heights[row] = float(str(value).removesuffix("磅").removesuffix("pt"))


def _hide(lines: str) -> Callable[[DraftSheet, Block, Any], None]:
    def hide(sheet: DraftSheet, block: Block, value: Any) -> None:  # noqa: ANN401
        index = 0 if lines == "hidden_rows" else 1
        if value:
            getattr(sheet, lines).update(place[index] for place in block.cells)

    return hide


def _values(sheet: DraftSheet, block: Block, value: Any) -> None:  # noqa: ANN401
    for place in block.cells:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        sheet.cell(place).value = float(value) if number else value
        sheet.cell(place).formula = ""


def _note(sheet: DraftSheet, block: Block, value: Any) -> None:  # noqa: ANN401
    text = value.get("like", "") if isinstance(value, Mapping) else str(value)
    sheet.hanging.append(Hanging("note", block.range, {"text": text}))


def _link(sheet: DraftSheet, block: Block, value: Any) -> None:  # noqa: ANN401
    sheet.hanging.append(Hanging("link", block.range, {"target": str(value)}))


_BLOCK_KEYS: dict[str, Callable[[DraftSheet, Block, Any], None]] = {
    "merged": _merge,
    "column.width": _widths,
    "row.height": _heights,
    "column.hidden": _hide("hidden_columns"),
    "row.hidden": _hide("hidden_rows"),
    "value": _values,
    "note": _note,
    "link": _link,
}


def _fill(document: Submission, sheet: DraftSheet, block: Block, action: Action) -> None:
    """Write a formula in names into every cell, or the same value."""
    text = str(action.value)
    for place in block.cells:
        cell = sheet.cell(place)
        if text.startswith("="):
            formula = formula_of(document, block, Wish(text, tables=action.tables), place)
            own = f"{quoted(sheet.name)}!"
            cell.formula, cell.value = formula.replace(own, ""), None
        else:
            cell.formula, cell.value = "", _typed(action.value)


def _typed(raw: Any) -> Any:  # noqa: ANN401
    """Return a value as cells hold it: numbers are floats."""
    return float(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _chart(document: Submission, action: Action) -> Hanging:
    options = dict(action.value)
    categories = column_range(document, options.pop("categories", ""), action.tables)
    values = options.pop("values")
    series = []
    for name in values if isinstance(values, list) else [values]:
        place = column_header(document, name, action.tables)
        series.append(
            {
                "values": column_range(document, name, action.tables),
                "categories": categories,
                "name": place,
            }
        )
    at = address(str(options.pop("at", "H2"))) or (2, 8)
    return Hanging("chart", Range(*at, *at), {**options, "series": series})


def _named(
    document: Submission, name: str, tables: Mapping[str, TableSpec]
) -> tuple[Located, str] | None:
    variable, _mark, column = name.removeprefix("$").partition(".")
    spec = tables.get(variable)
    found = None if spec is None else document.table(spec)
    return None if found is None else (found, column)


def column_range(document: Submission, name: str, tables: Mapping[str, TableSpec]) -> str:
    """Return the cells of "$T.总评" (or an address) as charts name them."""
    found = _named(document, name, tables)
    if found is None:
        return f"={name}" if name else ""
    table, column = found
    letter = letters(table.columns[column])
    top, bottom = min(table.rows), max(table.rows)
    return f"={quoted(table.sheet.name)}!${letter}${top}:${letter}${bottom}"


def column_header(document: Submission, name: str, tables: Mapping[str, TableSpec]) -> str:
    """Return the header cell of "$T.总评" as charts name it."""
    found = _named(document, name, tables)
    if found is None:
        return ""
    table, column = found
    return f"={quoted(table.sheet.name)}!${letters(table.columns[column])}${table.header_row}"


def _put(draft: Draft, cells: Mapping[str, Any]) -> None:
    """Type values into cells."""
    for name, raw in cells.items():
        sheet_name, place = split_sheet(name)
        sheet, at = draft.sheet(sheet_name), address(place)
        if sheet is None or at is None:
            continue
        old = sheet.cell(at)
        made = DraftCell(look=old.look)
        if isinstance(raw, str) and raw.startswith("="):
            made.formula = raw[1:]
        else:
            made.value = float(raw) if isinstance(raw, (int, float)) else raw
        sheet.cells[at] = made


def _rename(draft: Draft, names: Mapping[str, str]) -> None:
    for old, new in names.items():
        sheet = draft.sheet(old)
        if sheet is not None:
            sheet.name = new


def _add_sheets(draft: Draft, names: Sequence[str]) -> None:
    draft.sheets += [DraftSheet(name) for name in names if draft.sheet(name) is None]


def _copy_down(draft: Draft, blocks: Mapping[str, str]) -> None:
    """Fill a block with the formula of one cell, as dragging its corner does."""
    for target, source in blocks.items():
        sheet_name, area = split_sheet(target)
        sheet, block, start = draft.sheet(sheet_name), read_range(area), address(source)
        if sheet is None or block is None or start is None:
            continue
        for place in block.cells():
            text = sheet.cell(start).formula
            cell = sheet.cell(place)
            cell.formula, cell.value = _shifted(text, start, place), None


def _shifted(text: str, start: Address, place: Address) -> str:
    return moved(text, place[0] - start[0], place[1] - start[1])


def _names(draft: Draft, names: Mapping[str, str]) -> None:
    draft.names |= dict(names)


def _move_first(draft: Draft, names: Sequence[str]) -> None:
    """Put sheets before all others."""
    draft.sheets.sort(key=lambda sheet: sheet.name not in names)


_WHOLE: dict[str, Callable[[Draft, Any], None]] = {
    "put": _put,
    "rename": _rename,
    "add_sheets": _add_sheets,
    "copy_down": _copy_down,
    "names": _names,
    "move_first": _move_first,
}
_ON_TABLE: dict[str, Callable[[DraftSheet, Located, Any], None]] = {
    "sort": sort_table,
    "filter": filter_table,
    "subtotal": subtotals,
}
KINDS = ("set", "fill", "cond_format", "validation", "chart", "pivot", *_WHOLE, *_ON_TABLE)
"""What a step may do."""
