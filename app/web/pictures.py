"""The pictures and sounds of an item in the places of their marks, wherever its texts are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from markupsafe import Markup

from app.engines.items import figures

T = TypeVar("T")


def pictured(value: T, content: Mapping[str, Any]) -> T:
    """Return a view with the figures of its item: all rendered texts in it, however deep.

    Only `Markup` is touched: what is no HTML would show the tags of a picture as words.
    """
    return value if not content.get(figures.FIELD) else _filled(value, content)


def _filled(value: Any, content: Mapping[str, Any]) -> Any:  # noqa: ANN401
    if isinstance(value, Markup):
        made = figures.fill(str(value), content)
        return Markup(made)  # noqa: S704 - the text was safe, and figures escape their words
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        return replace(value, **{name: _filled(inner, content) for name, inner in held.items()})
    if isinstance(value, list | tuple):
        return type(value)(_filled(inner, content) for inner in value)
    return value


def without_marks(text: str) -> str:
    """Return a plain text, such as a title, without marks of figures.

    >>> without_marks("看图【图1】，选出正确的一项。")
    '看图，选出正确的一项。'
    """
    return figures.MARK.sub("", text).strip()
