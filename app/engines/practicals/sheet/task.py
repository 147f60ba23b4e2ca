"""Reading the parts of a task on a workbook: checks, guards, starter, steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.engines.practicals.checks.sheet_registry import SHEET_LENS, aspects_for
from app.engines.practicals.language.expectations import read_expectation
from app.engines.practicals.language.find import Find
from app.engines.practicals.language.form import Form
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.sheet.find import TableSpec, named_table, read_sheet_find, read_table
from app.engines.practicals.sheet.making.actions import KINDS, Action
from app.engines.practicals.sheet.making.plan import read_book
from app.engines.practicals.task.checks import read_check
from app.engines.practicals.task.model import Check, Guard, Starter, Step
from app.kernel.text import msg

Variables = Mapping[str, Any]
MARKS = ("customxml", "docprops", "name", "data_seed")
SHORT = ("formula", "cond_format", "validation")
"""Keys that may stand in a check itself, with the cells beside the wish."""
PLACES = ("column", "columns", "cells", "table", "part")
WITH_TABLES = frozenset(
    {"formula", "cond_format", "series.values", "series.categories", "source", "refers"}
)
"""Keys whose values name columns of the tables among the variables."""
EXTENSIONS = ("xlsx", "xlsm", "et", "xls", "page")


@dataclass(frozen=True, slots=True)
class DataGuard:
    """Data that must stay as the starter had them: columns of a table, and fixed cells."""

    table: TableSpec | None = None
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    rows: bool = True


def tables_of(variables: Variables) -> dict[str, TableSpec]:
    """Return the tables among the variables."""
    found: dict[str, TableSpec] = {}
    for name, value in variables.items():
        table = value.get("table") if isinstance(value, Mapping) else None
        if isinstance(table, Mapping):
            found[name] = read_table(Form(table, f"vars.{name}.table", []))
    return found


def read_sheet_check(form: Form, variables: Variables) -> Check:
    """Read one check; `formula`, `cond_format`, `validation` may hold their cells themselves."""
    tables = tables_of(variables)
    data = dict(form.data)
    for key in [key for key in SHORT if isinstance(data.get(key), Mapping)]:
        wish = dict(data.pop(key))
        data["find"] = {name: wish.pop(name) for name in PLACES if name in wish}
        data["expect"] = {key: wish}
    if isinstance(data.get("expect"), Mapping):
        data["expect"] = with_tables(data["expect"], tables)
    return read_check(Form(data, form.where, form.problems), variables, SHEET_LENS)


def with_tables(expect: Mapping[str, Any], tables: Mapping[str, TableSpec]) -> dict[str, Any]:
    """Return expectations with the tables that their columns belong to."""
    found = dict(expect)
    for key in WITH_TABLES & found.keys():
        raw = found[key]
        if key == "cond_format" and not (isinstance(raw, Mapping) and "when" in raw):
            continue
        name = "equals" if key == "formula" else "covers"
        whole = dict(raw) if isinstance(raw, Mapping) else {name: raw}
        found[key] = {**whole, "tables": tables}
    return found


def read_sheet_guard(form: Form, variables: Variables) -> Guard:
    """Read one guard; problems are noted in the form."""
    inner = form.form("unchanged_cells")
    table = inner.text("table", "") if inner.has("table") else ""
    spec = named_table(inner, "table", table, variables) if table else None
    columns = inner.texts("columns")
    for column in columns:
        if spec is not None and column not in spec.header:
            inner.refuse("columns", msg("The table has no column “%(name)s”.", name=column))
    probe = DataGuard(
        table=spec,
        columns=columns or (spec.header if spec else ()),
        cells=inner.texts("cells"),
        rows=inner.flag("rows", default=True),
    )
    if spec is None and not probe.cells:
        inner.refuse("table", msg("The check names nothing to look at."))
    guard = Guard(
        id=form.text("id"), title=form.text("title"), penalty=form.number("penalty"), probe=probe
    )
    inner.close()
    form.close()
    return guard


def read_sheet_starter(form: Form, variables: Variables) -> Starter:
    """Read how the starter is made; problems are noted in the form."""
    marks = form.texts("watermark", ["customxml", "docprops", "name"])
    for mark in marks:
        if mark not in MARKS:
            form.refuse("watermark", msg("“%(value)s” is not known here.", value=mark))
    starter = Starter(
        marks=tuple(mark for mark in marks if mark != "data_seed"),
        format=tuple(read_sheet_step(item, variables) for item in form.forms("format")),
        floor=form.number("floor", 0),
        plan=None if "file" in form.data else read_book(form.form("workbook")),
    )
    form.close()
    return starter


def read_sheet_step(form: Form, variables: Variables) -> Step:
    """Read one step; problems are noted in the form."""
    find = read_sheet_find(form.form("find"), variables) if form.has("find") else None
    named = [kind for kind in KINDS if form.has(kind)]
    step = Step(id=form.text("id", ""), find=None)
    if len(named) != 1:
        options = ", ".join(KINDS)
        form.refuse("set", msg("A step does one thing: %(options)s.", options=options))
        form.close()
        return step
    kind = named[0]
    value = form.raw(kind)
    if kind == "set":
        _check_settings(form, find, value)
    form.close()
    return replace(step, action=Action(kind, find, value, tables_of(variables)))


def _check_settings(form: Form, find: Find | None, value: object) -> None:
    """Check that what a step sets could also be expected."""
    if find is None or not isinstance(value, Mapping):
        form.refuse("set", msg("There is nothing here to set it on."))
        return
    known = aspects_for(find)
    for key, raw in value.items():
        if key not in known:
            form.refuse("set", msg("Unknown key “%(key)s”.", key=str(key)))
            continue
        try:
            read_expectation(raw, known[key].scalar)
        except ValueProblemError as error:
            form.refuse(f"set.{key}", error.reason)
