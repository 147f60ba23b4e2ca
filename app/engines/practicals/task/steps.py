"""Reading the starter and the solution of a task: texts, steps, wrong answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engines.practicals.checks.registry import aspects_for
from app.engines.practicals.language.expectations import read_expectation
from app.engines.practicals.language.find import KINDS, Find, FindFurniture, FindSections, read_find
from app.engines.practicals.language.form import Form
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.task.model import Starter, Step
from app.kernel.text import msg

MARKS = ("customxml", "docprops", "bookmark", "text_seed")
FONT_KEYS = frozenset({"font.cjk", "font.latin", "size"})
PAGE_NUMBER_KEYS = ("text", "size", "font.cjk", "font.latin", "align.odd", "align.even", "field")


def read_starter(form: Form, variables: Mapping[str, Any]) -> Starter:
    """Read how the starter is made; problems are noted in the form."""
    marks = form.texts("watermark", ["customxml", "docprops", "bookmark"])
    for mark in marks:
        if mark not in MARKS:
            form.refuse("watermark", msg("“%(value)s” is not known here.", value=mark))
    starter = Starter(
        text="" if "file" in form.data else form.text("docx_from_text"),
        marks=tuple(mark for mark in marks if mark != "text_seed"),
        page=_settings(form.form("page"), FindSections()),
        font=_font(form.form("font")),
        format=tuple(read_step(item, variables) for item in form.forms("format")),
        floor=form.number("floor", 0),
    )
    form.close()
    return starter


def read_step(form: Form, variables: Mapping[str, Any]) -> Step:
    """Read one step; problems are noted in the form."""
    find = read_find(form.form("find"), variables) if form.has("find") else None
    replace = form.mapping("replace")
    step = Step(
        id=form.text("id", ""),
        find=find,
        set=_settings(form.form("set"), find),
        replace={str(key): str(value) for key, value in replace.items()},
        page_number=_page_number(form.form("page_number")),
    )
    form.close()
    if sum(map(bool, (step.set, step.replace, step.page_number))) != 1:
        form.refuse("set", msg("A step does one thing: “set”, “replace” or “page_number”."))
    return step


def _settings(form: Form, find: Find | None) -> Mapping[str, Any]:
    """Read values to set: the same keys and values as those that checks expect."""
    if find is None or isinstance(find, FindFurniture):
        for key in form.data:
            form.refuse(str(key), msg("There is nothing here to set it on."))
        return {}
    known = aspects_for(find)
    for key in [key for key in form.data if key in known]:
        try:
            read_expectation(form.raw(key), known[key].scalar)
        except ValueProblemError as error:
            form.refuse(key, error.reason)
    form.known |= known.keys()
    form.close()
    return form.data


def _font(form: Form) -> Mapping[str, Any]:
    for key in form.data:
        if key in FONT_KEYS:
            form.raw(key)
    form.close()
    return form.data


def _page_number(form: Form) -> Mapping[str, Any]:
    for key in PAGE_NUMBER_KEYS:
        form.raw(key)
    for kind in form.texts("types", ["default"] if form.data else []):
        if kind not in KINDS:
            form.refuse("types", msg("“%(value)s” is not known here.", value=kind))
    form.close()
    return form.data
