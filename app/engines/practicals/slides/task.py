"""Reading the parts of a task on slides: starter, steps, guards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.engines.practicals.language.expectations import read_expectation
from app.engines.practicals.language.find import Find
from app.engines.practicals.language.form import Form
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.slides.aspects.registry import aspects_for
from app.engines.practicals.slides.find import read_find
from app.engines.practicals.slides.plan import Action, Page, read_page, read_plan, read_table
from app.engines.practicals.task.checks import read_guard
from app.engines.practicals.task.model import Guard, Starter, Step
from app.kernel.text import msg

MARKS = ("customxml", "docprops", "keywords", "text_seed")
ACTIONS = ("insert", "delete", "move", "add")
ADDED = ("table", "chart", "picture", "text")


def read_starter(form: Form, variables: Mapping[str, Any]) -> Starter:
    """Read how the starter is made; problems are noted in the form."""
    marks = form.texts("watermark", MARKS[:3])
    for mark in marks:
        if mark not in MARKS:
            form.refuse("watermark", msg("“%(value)s” is not known here.", value=mark))
    starter = Starter(
        marks=tuple(mark for mark in marks if mark != "text_seed"),
        format=tuple(read_step(item, variables) for item in form.forms("format")),
        floor=form.number("floor", 0),
        plan=read_plan(form),
    )
    form.close()
    return starter


def read_step(form: Form, variables: Mapping[str, Any]) -> Step:
    """Read one step; problems are noted in the form."""
    find = read_find(form.form("find"), variables) if form.has("find") else None
    words = form.mapping("replace")
    actions = [_action(form, kind) for kind in ACTIONS if form.has(kind)]
    step = Step(
        id=form.text("id", ""),
        find=find,
        set=_settings(form.form("set"), find),
        replace={str(key): str(value) for key, value in words.items()},
        action=actions[0] if actions else None,
    )
    form.close()
    if sum((bool(step.set), bool(step.replace), len(actions))) != 1:
        known = ", ".join(("set", "replace", *ACTIONS))
        form.refuse("set", msg("A step does one thing; known here: %(known)s.", known=known))
    return step


def read_slides_guard(form: Form, variables: Mapping[str, Any]) -> Guard:
    """Read a guard of the text; `any_order` lets slides and paragraphs change places."""
    inner = dict(form.mapping("unchanged_text"))
    any_order = inner.pop("any_order", False)
    if not isinstance(any_order, bool):
        form.refuse("unchanged_text", msg("“true” or “false” is expected here."))
    guard = read_guard(
        Form({**form.data, "unchanged_text": inner}, form.where, form.problems), variables
    )
    return replace(guard, probe=any_order)


def _settings(form: Form, find: Find | None) -> Mapping[str, Any]:
    """Read values to set: the same keys and values as those that checks expect."""
    known = {} if find is None else aspects_for(find)
    for key in [key for key in form.data if key in known]:
        try:
            read_expectation(form.raw(key), known[key].scalar)
        except ValueProblemError as error:
            form.refuse(key, error.reason)
    form.known |= known.keys()
    form.close()
    return form.data


def _action(form: Form, kind: str) -> Action:
    if kind == "delete":
        return Action(kind, number=int(form.number(kind)))
    inner = form.form(kind)
    if kind == "insert":
        at = int(inner.number("at", 0))
        return Action(kind, page=read_page(inner, ("at",)), number=at)
    if kind == "move":
        action = Action(kind, number=int(inner.number("from")), to=int(inner.number("to")))
    else:
        action = Action(kind, Page(), int(inner.number("slide")), what=_added(inner))
    inner.close()
    return action


def _added(form: Form) -> Mapping[str, Any]:
    named = [key for key in ADDED if form.has(key)]
    if len(named) != 1:
        form.refuse("add", msg("Write one of: %(options)s.", options=", ".join(ADDED)))
        return {}
    key = named[0]
    return {key: read_table(form, key) if key == "table" else form.raw(key)}
