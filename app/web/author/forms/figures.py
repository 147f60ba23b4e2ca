"""Pictures and sounds of an item in its form: kept from the version before, or sent just now.

A file that was sent waits as a staged file of its owner; the form holds only its name, so that
nothing large travels with every keystroke.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, Form, HiddenField, StringField

from app.engines.bankfiles.interchange.media import kind_of
from app.engines.items import figures

Load = Callable[[str], bytes | None]
"""Takes the name of a staged file, gives its bytes if it is there and one's own."""
KEPT = "kept:"
STAGED = "staged:"
NUMBER = re.compile("[1-9][0-9]?")


class FigureForm(Form):
    """One picture or sound, and what it shows in words."""

    number = HiddenField()
    ref = HiddenField()
    alt = StringField(_("What the picture shows, in words"), render_kw={"autocomplete": "off"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as the page shows it."""

    number: str
    data: str
    alt: str

    @property
    def is_image(self) -> bool:
        """Whether it is seen rather than heard."""
        return self.data.startswith("data:image/")


def read(rows: FieldList[Any], before: Mapping[str, Any], load: Load) -> dict[str, dict[str, str]]:
    """Return the figures of the content: number → data and words."""
    found: dict[str, dict[str, str]] = {}
    for row in rows.data:
        number, ref = row["number"] or "", row["ref"] or ""
        data = _data(ref, before, load)
        if not data or not NUMBER.fullmatch(number):
            continue
        alt = (row["alt"] or "").strip()
        has_alt = bool(alt) or "alt" in before.get(ref.removeprefix(KEPT), {})
        found[number] = {"data": data, "alt": alt} if has_alt else {"data": data}
    return found


def free_number(rows: FieldList[Any]) -> str:
    """Return the number of the next figure; numbers in use stay as they are."""
    used = {row["number"] for row in rows.data}
    return next(str(number) for number in range(1, 100) if str(number) not in used)


def rows_of(held: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rows of the form for the figures of a stored content."""
    return [
        {"number": number, "ref": f"{KEPT}{number}", "alt": str(figure.get("alt", ""))}
        for number, figure in held.items()
    ]


def shown(held: Mapping[str, Any]) -> list[Figure]:
    """Return the figures for the page."""
    return [
        Figure(number, str(figure["data"]), str(figure.get("alt", "")))
        for number, figure in held.items()
    ]


def stand_in(number: str) -> str:
    """Return what stands for a figure in a live preview; the script puts the figure itself.

    >>> stand_in("1")
    'data:image/png;base64,ZmlndXJlIDE='
    """
    return f"data:image/png;base64,{base64.b64encode(f'figure {number}'.encode()).decode()}"


def _data(ref: str, before: Mapping[str, Any], load: Load) -> str:
    if ref.startswith(KEPT):
        return str(before.get(ref.removeprefix(KEPT), {}).get("data", ""))
    data = load(ref.removeprefix(STAGED)) if ref.startswith(STAGED) else None
    kind = kind_of(data) if data else ""
    if data is None or kind not in figures.IMAGES | figures.SOUNDS:
        return ""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
