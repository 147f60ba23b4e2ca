"""How the presentation given to the candidate is made: its frame and its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.language.form import Form
from app.engines.practicals.slides.writer.look import LAYOUTS, WIDTHS
from app.engines.practicals.slides.writer.skeleton import Frame
from app.kernel.text import msg

LAYOUT_NAMES = tuple(name for plan in LAYOUTS for name in (plan.kind, plan.name))
SUBLEVEL = "- "


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of content and its level, counted from 0."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A slide to make."""

    layout: str = "obj"
    title: str = ""
    subtitle: str = ""
    bodies: tuple[tuple[Line, ...], ...] = ()
    notes: str = ""
    box: str = ""
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A presentation to make."""

    frame: Frame = field(default_factory=Frame)
    pages: tuple[Page, ...] = ()


def read_plan(form: Form) -> Plan:
    """Read the plan of a starter; problems are noted in the form."""
    fonts = form.form("font")
    usual = Frame()
    frame = Frame(
        size=form.choice("size", tuple(WIDTHS), usual.size),
        cjk=fonts.text("font.cjk", usual.cjk),
        latin=fonts.text("font.latin", usual.latin),
        theme=form.text("theme", usual.theme),
    )
    fonts.close()
    return Plan(frame, tuple(read_page(item) for item in form.forms("slides")))


def read_page(form: Form, extra: tuple[str, ...] = ()) -> Page:
    """Read one page; `extra` keys belong to the caller."""
    bodies = [form.texts(key) for key in ("body", "second") if form.has(key)]
    page = Page(
        layout=form.choice("layout", LAYOUT_NAMES, "obj"),
        title=form.text("title", ""),
        subtitle=form.text("subtitle", ""),
        bodies=tuple(tuple(map(_line, body)) for body in bodies),
        notes=form.text("notes", ""),
        box=form.text("box", ""),
        table=read_table(form, "table"),
    )
    form.known |= set(extra)
    form.close()
    return page


def _line(text: str) -> Line:
    level = 0
    while text.startswith(SUBLEVEL):
        text, level = text.removeprefix(SUBLEVEL), level + 1
    return Line(text, level)


def read_table(form: Form, key: str) -> tuple[tuple[str, ...], ...]:
    """Read the cells of a table, row by row."""
    rows: Any = form.raw(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        form.refuse(key, msg("A list of rows is needed here, each a list of cells."))
        return ()
    return tuple(tuple(str(cell) for cell in row) for row in rows)


@dataclass(frozen=True, slots=True)
class Action:
    """A change of slides: insert, delete, move, or add something to one."""

    kind: str
    page: Page = Page()
    number: int = 0
    to: int = 0
    what: Mapping[str, Any] = field(default_factory=dict)
