"""Rows of a form: add one, move one, take one away; the server renders what comes of it.

The buttons send `rows` as `add:options`, `add:options-2` (after that row), `up:options-2`,
`down:options-2` or `drop:options-2`. No script is needed; with one, only the fields are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wtforms import Field, FieldList
from wtforms.fields import HiddenField

COMMAND = re.compile(r"(add|up|down|drop|upload):([A-Za-z0-9._~-]+?)(?:-([0-9]{1,2}))?")


class Deed(StrEnum):
    """What is done with the rows of a list."""

    ADD = "add"
    UP = "up"
    DOWN = "down"
    DROP = "drop"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Command:
    """One deed on one list; `place` is the row it is about, None for the end."""

    deed: Deed
    name: str
    place: int | None = None


def read_command(text: str) -> Command | None:
    """Read what a button of a row sent; None when it is none of ours.

    >>> read_command("up:part-a-options-2")
    Command(deed=<Deed.UP: 'up'>, name='part-a-options', place=2)
    """
    found = COMMAND.fullmatch(text)
    if found is None:
        return None
    place = int(found[3]) if found[3] else None
    return Command(Deed(found[1]), found[2], place)


def new_order(command: Command, count: int, most: int) -> list[int | None]:
    """Return the old places in their new order; None stands for a new row.

    >>> new_order(Command(Deed.ADD, "x", 0), 2, 5), new_order(Command(Deed.UP, "x", 1), 2, 5)
    ([0, None, 1], [1, 0])
    """
    order: list[int | None] = list(range(count))
    place = count - 1 if command.place is None else command.place
    if command.deed is Deed.ADD:
        return [*order[: place + 1], None, *order[place + 1 :]] if count < most else order
    if not 0 <= place < count:
        return order
    if command.deed is Deed.DROP:
        return order[:place] + order[place + 1 :]
    other = place - 1 if command.deed is Deed.UP else place + 1
    if command.deed in (Deed.UP, Deed.DOWN) and 0 <= other < count:
        order[place], order[other] = order[other], order[place]
    return order


def reorder(rows: FieldList[Any], order: Sequence[int | None]) -> None:
    """Put the rows of a list into a new order; what was typed goes with its row."""
    held = rows.data
    rows.process(None, data=[{} if old is None else held[old] for old in order] or [{}])


def focus_place(command: Command, order: Sequence[int | None]) -> int:
    """Return the row that the writer goes on with."""
    if command.deed is Deed.ADD and None in order:
        return order.index(None)
    place = command.place or 0
    if command.deed is Deed.UP:
        place -= 1
    elif command.deed is Deed.DOWN:
        place += 1
    return max(0, min(place, len(order) - 1))


def set_focus(field: Field | None) -> None:
    """Give a field the focus when the page, or the part of it, is shown."""
    if field is not None:
        field.render_kw = {**(field.render_kw or {}), "autofocus": True}


def first_input(row: Any) -> Field | None:  # noqa: ANN401 - a form field or a plain field
    """Return the first visible field of a row."""
    if not hasattr(row, "form"):
        return row  # type: ignore[no-any-return]
    return next((one for one in row.form if not isinstance(one, HiddenField)), None)
