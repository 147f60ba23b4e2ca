"""Pictures and sounds of an item, kept inside its content: a sealed paper needs nothing else.

`figures` holds `{"1": {"data": "data:image/png;base64,…", "alt": "…"}}`. A stem or an option shows
figure 1 where it says 【图1】. SVG is shown by `<img>`, where its scripts do not run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from app.engines.items.fields import Fields
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

FIELD = "figures"
MARK = re.compile("【图([1-9][0-9]?)】")
"""How a text says where a figure belongs."""
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"})
SOUNDS = frozenset({"audio/mpeg", "audio/ogg", "audio/mp4", "audio/wav"})
MOST = 20
LARGEST = 2 << 20
"""Bytes of one figure, written in base64."""
LONGEST_ALT = 500
_DATA = re.compile(r"data:([a-z]+/[a-z0-9.+-]+);base64,([A-Za-z0-9+/]+={0,2})")


def mark_of(number: int | str) -> str:
    """Return the mark that stands for a figure.

    >>> mark_of(2)
    '【图2】'
    """
    return f"【图{number}】"


def check(content: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the figures of an item."""
    if FIELD not in content:
        return []
    fields = Fields(content[FIELD], FIELD)
    numbers = fields.ids("[1-9][0-9]?")
    if len(numbers) > MOST:
        fields.wrong("", msg("There are more than %(most)s figures.", most=MOST))
    for number in numbers:
        figure = fields.child(number)
        _check_data(figure)
        figure.text("alt", required=False, limit=LONGEST_ALT)
        figure.finish()
    return fields.problems


def require(content: Mapping[str, Any]) -> None:
    """Go on silently, or raise what is wrong with the figures."""
    if problems := check(content):
        raise InvalidError(problems)


def fill(view: Any, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Return a candidate's view with the figures in the places of their marks."""
    shown = {number: _html(figure) for number, figure in content.get(FIELD, {}).items()}
    return _filled(view, shown) if shown else view


def _filled(value: Any, shown: Mapping[str, str]) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return MARK.sub(lambda found: shown.get(found.group(1), found.group(0)), value)
    if isinstance(value, list):
        return [_filled(inner, shown) for inner in value]
    if isinstance(value, dict):
        return {key: _filled(inner, shown) for key, inner in value.items()}
    return value


def _html(figure: Mapping[str, Any]) -> str:
    data, alt = str(figure["data"]), escape(str(figure.get("alt", "")))
    if data.startswith("data:audio/"):
        return f'<audio class="figure" controls preload="metadata" src="{data}">{alt}</audio>'
    return f'<img class="figure" src="{data}" alt="{alt}">'


def _check_data(figure: Fields) -> None:
    data = figure.get("data")
    found = _DATA.fullmatch(data) if isinstance(data, str) and len(data) <= LARGEST * 2 else None
    if found is None or found.group(1) not in IMAGES | SOUNDS:
        figure.wrong("data", msg("This is not a picture or a sound that is accepted here."))
    elif len(found.group(2)) > LARGEST:
        figure.wrong(
            "data",
            msg("The figure is larger than %(size)s MB.", size=LARGEST >> 20),
            msg("Make it smaller; 1,600 pixels are enough for any screen."),
        )
