"""Selectors of a task: which paragraphs, tables, sections, headers or footers a check is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.engines.practicals.language.expectations import compile_pattern
from app.engines.practicals.language.form import Form
from app.engines.practicals.language.scalars import style_key
from app.engines.practicals.language.units import ValueProblemError
from app.kernel.text import msg

MATCHES = ("equals", "starts", "ends", "contains")
WITHIN = ("body", "tables", "all")
ROWS = ("all", "header", "body")
KINDS = ("default", "even", "first")
KEYS = ("sections", "paragraphs", "tables", "footers", "headers", "$var")
VAR = "$var"

_SPACE = re.compile(r"\s+")


def squash(text: str) -> str:
    """Return the text without any space, so that line breaks and paddings do not matter."""
    return _SPACE.sub("", text)


@dataclass(frozen=True, slots=True)
class Find:
    """What a check is about; each office has its own kinds."""


@dataclass(frozen=True, slots=True)
class TextMatch:
    """How a paragraph is known by its text."""

    text: str = ""
    mode: str = "equals"
    regex: re.Pattern[str] | None = None
    like: str = ""

    def accepts(self, text: str) -> bool:
        """Whether this is such a text."""
        if self.regex is not None:
            return self.regex.search(text.strip()) is not None
        seen, wanted = squash(text), squash(self.text)
        return {
            "equals": seen == wanted,
            "starts": seen.startswith(wanted),
            "ends": seen.endswith(wanted),
            "contains": wanted in seen,
        }[self.mode]

    @property
    def quote(self) -> str:
        """What is looked for, to be quoted."""
        return self.like or (self.regex.pattern if self.regex else self.text)


@dataclass(frozen=True, slots=True)
class FindParagraphs(Find):
    """Paragraphs with text, by text, place, style; `exclude` takes some out again."""

    match: TextMatch | None = None
    after: TextMatch | None = None
    before: TextMatch | None = None
    style: str = ""
    within: str = "body"
    exclude: TextMatch | None = None


@dataclass(frozen=True, slots=True)
class FindSections(Find):
    """All sections, or the first or last one, or one by number."""

    which: str | int = "all"


@dataclass(frozen=True, slots=True)
class FindTables(Find):
    """A table by the text of one of its cells, or by number; some of its rows and columns."""

    cell: str = ""
    index: int = 0
    rows: str = "all"
    columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FindFurniture(Find):
    """Headers or footers, of these kinds of pages."""

    role: str
    kinds: tuple[str, ...] = ("default",)


def read_find(form: Form, variables: Mapping[str, Any]) -> Find | None:
    """Read a `find`; a problem is noted and None returned if it names no target."""
    data = form.data
    if VAR in data:
        form = with_variable(form, variables)
        data = form.data
    named = [key for key in KEYS if key in data]
    if len(named) != 1 or named[0] == VAR:
        form.refuse(
            "find",
            msg("A selector names exactly one thing to look at."),
            msg("Write one of: %(options)s.", options=", ".join(KEYS)),
        )
        return None
    find = _READERS[named[0]](form)
    if isinstance(find, FindParagraphs) and form.has("exclude"):
        find = replace(find, exclude=read_match(form.form("exclude")))
    form.close()
    return find


def with_variable(form: Form, variables: Mapping[str, Any]) -> Form:
    """Return the selector with the keys of the variable it names."""
    name = form.raw(VAR)
    found = variables.get(name) if isinstance(name, str) else None
    if not isinstance(found, Mapping):
        form.refuse(VAR, msg("There is no variable “%(name)s”.", name=str(name)))
        return form
    rest = {key: value for key, value in form.data.items() if key != VAR}
    return Form({**found, **rest}, form.where, form.problems)


def _paragraphs(form: Form) -> Find:
    inner = form.form("paragraphs")
    find = FindParagraphs(
        match=read_match(inner, close=False) if {"text", "re"} & inner.data.keys() else None,
        after=read_match(inner.form("after")) if inner.has("after") else None,
        before=read_match(inner.form("before")) if inner.has("before") else None,
        style=style_key(inner.text("style", "")),
        within=inner.choice("in", WITHIN, "body"),
    )
    inner.flag("nonempty", default=True)
    inner.close()
    return find


def read_match(form: Form, *, close: bool = True) -> TextMatch | None:
    """Read how a text is known: by itself or by an expression."""
    found: TextMatch | None = None
    if form.has("re"):
        try:
            found = TextMatch(regex=compile_pattern(form.raw("re")), like=form.text("like", ""))
        except ValueProblemError as error:
            form.refuse("re", error.reason)
    else:
        found = TextMatch(form.text("text"), form.choice("match", MATCHES, "equals"))
    if close:
        form.close()
    return found


def _sections(form: Form) -> Find:
    which = form.raw("sections")
    if which in {"all", "first", "last"} or (isinstance(which, int) and which > 0):
        return FindSections(which)
    form.refuse("sections", msg("Write “all”, “first”, “last” or a number."))
    return FindSections()


def _tables(form: Form) -> Find:
    inner = form.form("tables")
    columns = inner.raw("columns", [])
    if not isinstance(columns, list) or not all(isinstance(c, int) and c > 0 for c in columns):
        inner.refuse("columns", msg("A list of column numbers is needed here."))
        columns = []
    find = FindTables(
        cell=inner.text("cell", ""),
        index=int(inner.number("index", 0)),
        rows=inner.choice("rows", ROWS, "all"),
        columns=tuple(columns),
    )
    inner.close()
    return find


def _furniture(form: Form, role: str) -> Find:
    inner = form.form(f"{role}s")
    kinds = inner.texts("types", ["default"])
    for kind in kinds:
        if kind not in KINDS:
            inner.refuse("types", msg("“%(value)s” is not known here.", value=kind))
    inner.close()
    return FindFurniture(role, kinds)


_READERS: dict[str, Callable[[Form], Find]] = {
    "paragraphs": _paragraphs,
    "sections": _sections,
    "tables": _tables,
    "footers": lambda form: _furniture(form, "footer"),
    "headers": lambda form: _furniture(form, "header"),
}
