"""Columns of invented data: drawn by hashing, so that a seed gives the same for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.engines.practicals.language.form import Form
from app.engines.practicals.sheet.model import Value
from app.engines.practicals.task.seeds import draw
from app.kernel.text import msg

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
AREA = "999901"
"""An area code that no place has, so that no number is anybody's."""
EPOCH = date(1899, 12, 30).toordinal()
KINDS = (
    "after", "part", "serial", "person", "choice", "list", "int", "decimal", "date", "id_number",
    "value", "empty",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How a column is filled: its kind with what it draws from; `blank` is a share in percent."""

    name: str
    kind: str
    source: Any = None
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws for one cell."""

    task_id: str
    seed: int
    place: str

    def below(self, size: int, purpose: str = "") -> int:
        """Return a number from 0 to size - 1."""
        return draw(self.task_id, self.seed, f"{self.place}{purpose}", max(1, size))


def read_column(form: Form, name: str) -> ColumnPlan:
    """Read how a column is filled; problems are noted in the form."""
    named = [kind for kind in KINDS if form.has(kind)]
    options = {
        key: form.raw(key)
        for key in ("from", "step", "places", "blank", "days", "percent")
        if form.has(key)
    }
    form.close()
    if not named:
        return ColumnPlan(name, "empty", options=options)
    source = form.raw(named[0])
    if len(named) > 1 or not _SOUND[named[0]](source):
        form.refuse(named[0], msg("The values to draw from are not complete."))
        return ColumnPlan(name, "empty")
    return ColumnPlan(name, named[0], source, options)


def cell_value(plan: ColumnPlan, row: int, drawing: Drawing, base: Value = None) -> Value:
    """Return the value of a row, counted from 0; `base` is what it is counted from."""
    blank = plan.options.get("blank", 0)
    if blank and drawing.below(100, "?") < blank:
        return None
    if plan.kind in DERIVED:
        return _DERIVED[plan.kind](plan, drawing, base) if isinstance(base, float) else None
    return _MAKERS[plan.kind](plan, row, drawing)


def _after(plan: ColumnPlan, drawing: Drawing, base: float) -> Value:
    """Return a day some days after another."""
    low, high = map(int, plan.options.get("days", (1, 30)))
    return base + low + drawing.below(high - low + 1)


def _part(plan: ColumnPlan, drawing: Drawing, base: float) -> Value:
    """Return a share of another amount, in whole steps."""
    low, high = map(int, plan.options.get("percent", (10, 100)))
    step = float(plan.options.get("step", 1))
    share = base * (low + drawing.below(high - low + 1)) / 100
    return round(share / step) * step


_DERIVED: dict[str, Callable[[ColumnPlan, Drawing, float], Value]] = {
    "after": _after,
    "part": _part,
}
DERIVED = frozenset(_DERIVED)
"""Kinds that are counted from another column of the same row."""


def _is_list(source: object) -> bool:
    return isinstance(source, list) and bool(source)


def _is_span(source: object) -> bool:
    if not isinstance(source, list) or len(source) != 2:  # noqa: PLR2004
        return False
    return all(isinstance(number, (int, float)) for number in source)


def _is_dates(source: object) -> bool:
    if not isinstance(source, list) or len(source) != 2:  # noqa: PLR2004
        return False
    try:
        return _day(source[0]) <= _day(source[1])
    except ValueError:
        return False


_SOUND: dict[str, Callable[[Any], bool]] = {
    "after": lambda source: isinstance(source, str),
    "part": lambda source: isinstance(source, str),
    "serial": lambda source: isinstance(source, str) and "{n" in source,
    "person": lambda source: source is True,
    "choice": _is_list,
    "list": _is_list,
    "int": _is_span,
    "decimal": _is_span,
    "date": _is_dates,
    "id_number": _is_dates,
    "value": lambda source: isinstance(source, (str, int, float)),
    "empty": lambda source: source is True,
}


def _day(text: object) -> int:
    """Return the ordinal of a day written as YYYY-MM-DD. Raises ValueError."""
    return date.fromisoformat(str(text)).toordinal()


def _serial(plan: ColumnPlan, row: int, _drawing: Drawing) -> Value:
    number = row + int(plan.options.get("from", 1))
    return str(plan.source).format(n=number)


def _person(_plan: ColumnPlan, row: int, drawing: Drawing) -> Value:
    """Return a name that is nobody's: a surname, a stem and a branch, each row another."""
    start = drawing_of(drawing, "person").below(len(STEMS) * len(BRANCHES) // 2)
    number = start + row
    surname = SURNAMES[drawing.below(len(SURNAMES))]
    return f"{surname}{STEMS[number % len(STEMS)]}{BRANCHES[number % len(BRANCHES)]}"


def drawing_of(drawing: Drawing, place: str) -> Drawing:
    """Return draws that are the same for a whole column."""
    return Drawing(drawing.task_id, drawing.seed, place)


def _choice(plan: ColumnPlan, _row: int, drawing: Drawing) -> Value:
    return _value(plan.source[drawing.below(len(plan.source))])


def _list(plan: ColumnPlan, row: int, _drawing: Drawing) -> Value:
    return _value(plan.source[row % len(plan.source)])


def _value(raw: object) -> Value:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return float(raw)
    return raw if isinstance(raw, (bool, str)) else str(raw)


def _int(plan: ColumnPlan, _row: int, drawing: Drawing) -> Value:
    low, high = plan.source
    step = int(plan.options.get("step", 1))
    return float(low + step * drawing.below(int((high - low) // step) + 1))


def _decimal(plan: ColumnPlan, _row: int, drawing: Drawing) -> Value:
    low, high = plan.source
    places = int(plan.options.get("places", 2))
    scale = 10**places
    steps = int((high - low) * scale) + 1
    value: float = low + drawing.below(steps) / scale
    return round(value, places)


def _date(plan: ColumnPlan, _row: int, drawing: Drawing) -> Value:
    first, last = map(_day, plan.source)
    return float(first + drawing.below(last - first + 1) - EPOCH)


def _id_number(plan: ColumnPlan, row: int, drawing: Drawing) -> Value:
    """Return an identity number with a birthday, of an area that does not exist."""
    first, last = map(_day, plan.source)
    born = date.fromordinal(first + drawing.below(last - first + 1))
    order = f"{drawing.below(900, 'order') + 100:03d}"
    return f"{AREA}{born:%Y%m%d}{order}{(row * 7 + drawing.below(10, 'check')) % 10}"


_MAKERS: dict[str, Callable[[ColumnPlan, int, Drawing], Value]] = {
    "serial": _serial,
    "person": _person,
    "choice": _choice,
    "list": _list,
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "id_number": _id_number,
    "value": lambda plan, _row, _drawing: _value(plan.source),
    "empty": lambda _plan, _row, _drawing: None,
}
