"""Selectors of a task on a workbook: columns of a table, cells, sheets, charts, pivot tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.language.find import VAR, Find, with_variable
from app.engines.practicals.language.form import Form
from app.engines.practicals.sheet.refs import Range, read_range, split_sheet
from app.kernel.text import msg

PARTS = ("body", "header", "all")
KEYS = (
    "column", "columns", "table", "cells", "sheet", "charts", "pivots", "names", "lists",
    "workbook",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table known by the names in its header row; `key` names the column that tells rows."""

    sheet: str
    header: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class FindColumns(Find):
    """Columns of a table: cells of the body, the header, or both."""

    table: TableSpec
    columns: tuple[str, ...]
    part: str = "body"


@dataclass(frozen=True, slots=True)
class FindTable(Find):
    """A whole table: its block of cells, and the sheet's rows it stands in."""

    table: TableSpec
    part: str = "all"


@dataclass(frozen=True, slots=True)
class FindCells(Find):
    """A block of cells by address."""

    sheet: str
    range: Range


@dataclass(frozen=True, slots=True)
class FindSheets(Find):
    """A sheet by name, or all sheets."""

    name: str


@dataclass(frozen=True, slots=True)
class FindCharts(Find):
    """Charts of a sheet, or of any; by number among them, 0 for all."""

    sheet: str = ""
    index: int = 0


@dataclass(frozen=True, slots=True)
class FindPivots(Find):
    """Pivot tables of a sheet, or of any."""

    sheet: str = ""


@dataclass(frozen=True, slots=True)
class FindLists(Find):
    """Tables ("list objects") of a sheet, or of any."""

    sheet: str = ""


@dataclass(frozen=True, slots=True)
class FindNames(Find):
    """A defined name."""

    name: str


@dataclass(frozen=True, slots=True)
class FindBook(Find):
    """The workbook itself."""


def read_sheet_find(form: Form, variables: Mapping[str, Any]) -> Find | None:
    """Read a `find`; a problem is noted and None returned if it names no target."""
    if VAR in form.data:
        form = with_variable(form, variables)
    named = [key for key in KEYS if key in form.data]
    if len(named) != 1:
        form.refuse(
            "find",
            msg("A selector names exactly one thing to look at."),
            msg("Write one of: %(options)s.", options=", ".join(KEYS)),
        )
        return None
    find = _READERS[named[0]](form, variables)
    form.close()
    return find


def read_table(form: Form) -> TableSpec:
    """Read a table: sheet, names in its header row, the column that tells its rows apart."""
    header = form.texts("header")
    spec = TableSpec(form.text("sheet"), header, form.text("key", ""))
    form.close()
    if not header:
        form.refuse("header", msg("A list of texts is needed here."))
    if spec.key and spec.key not in header:
        form.refuse("key", msg("“%(value)s” is not known here.", value=spec.key))
    return spec


def named_table(form: Form, key: str, name: str, variables: Mapping[str, Any]) -> TableSpec | None:
    """Return the table that a variable holds."""
    found = variables.get(name.removeprefix("$"))
    table = found.get("table") if isinstance(found, Mapping) else None
    if not name.startswith("$") or not isinstance(table, Mapping):
        form.refuse(key, msg("There is no table “%(name)s” among the variables.", name=name))
        return None
    return read_table(Form(table, f"vars.{name.removeprefix('$')}.table", form.problems))


def column_of(
    form: Form, key: str, text: str, variables: Mapping[str, Any]
) -> tuple[TableSpec, str] | None:
    """Read "$T.总评": a column of a table held by a variable."""
    name, mark, column = text.partition(".")
    spec = named_table(form, key, name, variables)
    if spec is None:
        return None
    if not mark or column not in spec.header:
        form.refuse(key, msg("The table has no column “%(name)s”.", name=column))
        return None
    return spec, column


def _columns(form: Form, variables: Mapping[str, Any]) -> Find | None:
    key = "column" if "column" in form.data else "columns"
    found = [column_of(form, key, text, variables) for text in form.texts(key)]
    known = [item for item in found if item is not None]
    part = form.choice("part", PARTS, "body")
    if not known:
        return None
    if any(spec != known[0][0] for spec, _column in known):
        form.refuse(key, msg("The columns belong to several tables."))
    return FindColumns(known[0][0], tuple(column for _spec, column in known), part)


def _table(form: Form, variables: Mapping[str, Any]) -> Find | None:
    spec = named_table(form, "table", form.text("table"), variables)
    part = form.choice("part", PARTS, "all")
    return None if spec is None else FindTable(spec, part)


def _cells(form: Form, _variables: Mapping[str, Any]) -> Find | None:
    sheet, area = split_sheet(form.text("cells"))
    found = read_range(area)
    if found is None or not sheet:
        form.refuse("cells", msg("Cells are written like “Sheet1!A1:B3”."))
        return None
    return FindCells(sheet, found)


def _placed(form: Form, key: str) -> tuple[str, int]:
    inner = form.form(key)
    sheet, index = inner.text("sheet", ""), int(inner.number("index", 0))
    inner.close()
    return sheet, index


def _charts(form: Form, _variables: Mapping[str, Any]) -> Find:
    return FindCharts(*_placed(form, "charts"))


def _book(form: Form, _variables: Mapping[str, Any]) -> Find:
    form.flag("workbook", default=True)
    return FindBook()


_READERS: dict[str, Callable[[Form, Mapping[str, Any]], Find | None]] = {
    "column": _columns,
    "columns": _columns,
    "table": _table,
    "cells": _cells,
    "sheet": lambda form, _v: FindSheets(form.text("sheet")),
    "charts": _charts,
    "pivots": lambda form, _v: FindPivots(_placed(form, "pivots")[0]),
    "lists": lambda form, _v: FindLists(_placed(form, "lists")[0]),
    "names": lambda form, _v: FindNames(form.text("names")),
    "workbook": _book,
}
