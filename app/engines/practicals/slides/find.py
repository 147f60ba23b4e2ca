"""Selectors of tasks on slides: the whole presentation, slides, shapes and their paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.language.find import (
    VAR,
    Find,
    TextMatch,
    read_match,
    with_variable,
)
from app.engines.practicals.language.form import Form
from app.kernel.text import msg

KEYS = ("deck", "slides", "shapes", VAR)
ROLES = ("title", "subtitle", "body", "left", "right", "sldNum", "ftr", "dt")
SHAPES = ("text", "picture", "table", "chart", "smartart", "media", "line")
ROWS = ("all", "header", "body")


@dataclass(frozen=True, slots=True)
class FindDeck(Find):
    """The presentation as a whole."""


@dataclass(frozen=True, slots=True)
class FindSlides(Find):
    """Slides by number, from the first to the last meant, or by their title."""

    first: int = 1
    last: int = 0
    title: TextMatch | None = None


@dataclass(frozen=True, slots=True)
class FindShapes(Find):
    """Shapes on slides, by role or kind or text; of their paragraphs some or all."""

    slides: FindSlides = FindSlides()
    role: str = ""
    kind: str = ""
    match: TextMatch | None = None
    rows: str = "all"
    level: int = 0
    paragraphs: TextMatch | None = None

    @property
    def quote(self) -> str:
        """What is looked for, to be quoted."""
        return self.match.quote if self.match else self.role or self.kind


def read_find(form: Form, variables: Mapping[str, Any]) -> Find | None:
    """Read a `find`; a problem is noted and None returned if it names no target."""
    if VAR in form.data:
        form = with_variable(form, variables)
    named = [key for key in KEYS if key in form.data]
    if len(named) != 1 or named[0] == VAR:
        form.refuse(
            "find",
            msg("A selector names exactly one thing to look at."),
            msg("Write one of: %(options)s.", options=", ".join(KEYS)),
        )
        return None
    find = _READERS[named[0]](form)
    form.close()
    return find


def _deck(form: Form) -> Find:
    form.flag("deck", default=True)
    return FindDeck()


def read_slides(form: Form, key: str) -> FindSlides:
    """Read which slides are meant: all, a number, from and to, or a title."""
    raw = form.raw(key, "all")
    if raw == "all":
        return FindSlides()
    if isinstance(raw, int) and not isinstance(raw, bool) and raw > 0:
        return FindSlides(raw, raw)
    if not isinstance(raw, Mapping):
        form.refuse(key, msg("Write “all”, a number, “index”, “from” and “to”, or “title”."))
        return FindSlides()
    inner = form.form(key)
    index = int(inner.number("index", 0))
    find = FindSlides(
        first=index or int(inner.number("from", 1)),
        last=index or int(inner.number("to", 0)),
        title=_title(inner),
    )
    inner.close()
    return find


def _title(form: Form) -> TextMatch | None:
    if isinstance(form.raw("title"), Mapping):
        return read_match(form.form("title"))
    return TextMatch(form.text("title")) if form.has("title") else None


def _slides(form: Form) -> Find:
    return read_slides(form, "slides")


def _shapes(form: Form) -> Find:
    inner = form.form("shapes")
    find = FindShapes(
        slides=read_slides(inner, "slide"),
        role=inner.choice("placeholder", ("", *ROLES), ""),
        kind=inner.choice("kind", ("", *SHAPES), ""),
        match=read_match(inner, close=False) if {"text", "re"} & inner.data.keys() else None,
        rows=inner.choice("rows", ROWS, "all"),
        level=int(inner.number("level", 0)),
        paragraphs=read_match(inner.form("paragraphs")) if inner.has("paragraphs") else None,
    )
    inner.close()
    if not (find.role or find.kind or find.match):
        form.refuse("shapes", msg("Say which shape: “placeholder”, “kind” or “text”."))
    return find


_READERS: dict[str, Callable[[Form], Find]] = {
    "deck": _deck,
    "slides": _slides,
    "shapes": _shapes,
}
