"""A workbook worked on in the page: what the page shows, and the file that the work comes to.

The page hands in what differs from the starter: cells, looks, widths, freezes, rules. Here these
are put onto the starter of the candidate, written as a workbook, and graded like any file. What
the page sends is read strictly and with limits: anything else is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.engines.practicals.refusals import RefusedError, unknown_work
from app.engines.practicals.sheet.formulas.tokens import functions, moved
from app.engines.practicals.sheet.making.draft import Draft, DraftCell, DraftSheet, Hanging, Look
from app.engines.practicals.sheet.making.files import stamped, starter_draft
from app.engines.practicals.sheet.making.looks import color, number_code
from app.engines.practicals.sheet.making.pivoting import add_pivots
from app.engines.practicals.sheet.making.writing import write
from app.engines.practicals.sheet.model import Value
from app.engines.practicals.sheet.refs import Range, read_range
from app.engines.practicals.task.model import Task
from app.engines.practicals.work.package import listed, read_work
from app.engines.practicals.writer.skeleton import pack

MODULE = "sheet"
MOST_RUNS = 2_000
MOST_CELLS = 20_000
MOST_ROWS, MOST_COLUMNS = 2_000, 100
LONGEST = 2_000
MOST_RULES = 50
COLOR = re.compile("#?[0-9A-Fa-f]{6}")
SIDES = ("left", "right", "top", "bottom")
CRITERIA = frozenset({"<", "<=", ">", ">=", "==", "!="})
ACROSS = frozenset({"left", "center", "right", "justify", "general"})
DOWN = frozenset({"top", "center", "bottom"})
EDGES = frozenset({"thin", "medium", "thick", "double", "none"})


def is_work(data: bytes) -> bool:
    """Whether what was handed in is work of the page: a workbook begins with PK."""
    return data[:1] == b"{"


def scene(task: Task) -> dict[str, Any]:
    """Return the starter of a bound task as the page fills its sheets."""
    draft = starter_draft(task, task.seed or 0)
    return {"font": dict(draft.font), "sheets": [_shown(sheet) for sheet in draft.sheets]}


def _shown(sheet: DraftSheet) -> dict[str, Any]:
    cells = sorted(sheet.cells.items())
    return {
        "name": sheet.name,
        "cells": [[row, column, *_content(cell)] for (row, column), cell in cells],
        "looks": [[row, column, _plain(cell.look)] for (row, column), cell in cells if cell.look],
        "widths": {str(column): width for column, width in sheet.widths.items()},
        "merges": [[area.top, area.left, area.bottom, area.right] for area in sheet.merges],
        "freeze": [int(sheet.look.get(f"freeze.{side}", 0)) for side in ("rows", "columns")],
    }


def _plain(look: Look) -> dict[str, Any]:
    """Return a look in the words of the page: colours as #RRGGBB, one number format."""
    shown = {key: value for key, value in look.items() if not key.startswith("numfmt.")}
    for key in ("color", "fill.color"):
        if key in shown:
            shown[key] = color(shown[key])
    if code := number_code(look):
        shown["numfmt.code"] = code
    return shown


def _content(cell: DraftCell) -> tuple[str, str]:
    """Return kind and text of a cell: formula, boolean, number, string."""
    if cell.formula:
        return "f", cell.formula
    if isinstance(cell.value, bool):
        return "b", "TRUE" if cell.value else "FALSE"
    if isinstance(cell.value, float):
        return "n", f"{cell.value:.15g}"
    return "s", "" if cell.value is None else str(cell.value)


def workbook_of(task: Task, seed: int, key: bytes, data: bytes) -> bytes:
    """Return the file that the work of a page comes to; `task` is bound to the seed.

    Raises RefusedError if it is no work of a workbook.
    """
    work = read_work(data, MODULE)
    draft = applied(starter_draft(task, seed), work)
    parts = write(draft)
    add_pivots(parts, draft)
    return pack(stamped(parts, task, seed, key))


def applied(draft: Draft, work: Mapping[str, Any]) -> Draft:
    """Put the work of a page onto the starter. Raises RefusedError if it is far too much."""
    budget = MOST_CELLS
    for sheet, done in zip(draft.sheets, listed(work, "sheets", len(draft.sheets)), strict=False):
        if not isinstance(done, Mapping):
            continue
        for name, put in _PARTS.items():
            for run in listed(done, name, MOST_RUNS):
                budget -= put(sheet, run)
                if budget < 0:
                    raise RefusedError("too-big", unknown_work())
        _freeze(sheet, done.get("freeze"))
    return draft


def _area(text: object) -> Range | None:
    area = read_range(text) if isinstance(text, str) and len(text) <= LONGEST else None
    if area is None or area.bottom > MOST_ROWS or area.right > MOST_COLUMNS:
        return None
    return area


def _cells(sheet: DraftSheet, run: object) -> int:
    """Put a run: the same value, or a formula filled from the first cell; returns how many."""
    if not (isinstance(run, list) and len(run) == 3 and all(isinstance(x, str) for x in run)):  # noqa: PLR2004
        return 1
    where, kind, text = run
    area = _area(where)
    if area is None or kind not in _READERS or len(text) > LONGEST:
        return 1
    places = list(area.cells())
    for row, column in places:
        cell = sheet.cell((row, column))
        if kind == "f":
            own = moved(prefixed(text), row - area.top, column - area.left)
            cell.formula, cell.value = own, None
        else:
            cell.formula, cell.value = "", _READERS[kind](text)
    return len(places)


def _number(text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        return text


_READERS: dict[str, Callable[[str], Value]] = {
    "f": str,
    "n": _number,
    "b": lambda text: text == "TRUE",
    "s": lambda text: text or None,
}

PREFIXED = frozenset(
    {
        "CONCAT", "TEXTJOIN", "IFS", "SWITCH", "MAXIFS", "MINIFS", "XLOOKUP", "XMATCH", "FILTER",
        "SORT", "SORTBY", "UNIQUE", "SEQUENCE", "LET", "DAYS", "ISOWEEKNUM", "IFNA", "RANK.EQ",
        "RANK.AVG", "STDEV.S", "STDEV.P", "VAR.S", "VAR.P", "MODE.SNGL", "PERCENTILE.INC",
        "PERCENTILE.EXC", "QUARTILE.INC", "QUARTILE.EXC", "NUMBERVALUE", "XOR", "ROUNDUP.MATH",
    }
)  # fmt: skip
"""Functions younger than the file format: files name them with a prefix."""
_CALL = re.compile(r"(?<![\w.])([A-Z][A-Z0-9.]*)(?=\()", re.IGNORECASE)


def prefixed(formula: str) -> str:
    """Return a formula with young functions named as files name them.

    >>> prefixed('IFS(A1>1,"IFS(")')
    '_xlfn.IFS(A1>1,"IFS(")'
    """
    if not PREFIXED & set(functions(formula)):
        return formula
    parts = formula.split('"')
    parts[::2] = [_CALL.sub(_named, part) for part in parts[::2]]
    return '"'.join(parts)


def _named(found: re.Match[str]) -> str:
    name = found[1].upper()
    return f"_xlfn.{name}" if name in PREFIXED else found[1]


def _looks(sheet: DraftSheet, run: object) -> int:
    """Set some properties of a run's cells; returns how many cells."""
    if not (isinstance(run, list) and len(run) == 2 and isinstance(run[1], Mapping)):  # noqa: PLR2004
        return 1
    area = _area(run[0])
    if area is None:
        return 1
    look = dict(read_look(run[1]))
    places = list(area.cells())
    for place in places:
        own = sheet.cell(place).look
        if "numfmt.code" in look:
            for key in [key for key in own if key.startswith("numfmt.")]:
                del own[key]
        own.update(look)
        for key in [key for key, value in own.items() if value is None]:
            del own[key]
    return len(places)


def read_look(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the properties that a page may set, with values that are sound; None takes one away."""
    for key, value in raw.items():
        is_sound = _SOUND.get(str(key))
        if is_sound is not None and (value is None or is_sound(value)):
            yield str(key), value


def _is_color(value: object) -> bool:
    return isinstance(value, str) and COLOR.fullmatch(value) is not None


def _is_size(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 1 <= value <= 409  # noqa: PLR2004


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 100  # noqa: PLR2004


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


_SOUND: dict[str, Callable[[object], bool]] = {
    "bold": _is_bool,
    "italic": _is_bool,
    "underline": _is_bool,
    "strike": _is_bool,
    "wrap": _is_bool,
    "size": _is_size,
    "font": _is_text,
    "color": _is_color,
    "fill.color": _is_color,
    "align.horizontal": lambda value: value in ACROSS,
    "align.vertical": lambda value: value in DOWN,
    "numfmt.code": _is_text,
    **{f"edge.{side}": lambda value: value in EDGES for side in SIDES},
}


def _widths(sheet: DraftSheet, run: object) -> int:
    if isinstance(run, list) and len(run) == 2:  # noqa: PLR2004
        column, width = run
        is_place = isinstance(column, int) and 0 < column <= MOST_COLUMNS
        if is_place and isinstance(width, (int, float)) and 0 < width <= 255:  # noqa: PLR2004
            sheet.widths[column] = float(width)
    return 1


def _rules(sheet: DraftSheet, run: object) -> int:
    """Hang a conditional format: `[range, criteria, value, look]`."""
    if len(sheet.hanging) >= MOST_RULES or not isinstance(run, list) or len(run) != 4:  # noqa: PLR2004
        return 1
    where, criteria, value, look = run
    area = _area(where)
    is_sound = criteria in CRITERIA and isinstance(value, (int, float, str))
    if area is not None and is_sound and isinstance(look, Mapping):
        options = {"criteria": criteria, "value": value, "look": dict(read_look(look))}
        sheet.hanging.append(Hanging("rule", area, options))
    return 1


def _freeze(sheet: DraftSheet, raw: object) -> None:
    if not (isinstance(raw, list) and len(raw) == 2):  # noqa: PLR2004
        return
    look: Look = sheet.look
    for side, count in zip(("rows", "columns"), raw, strict=True):
        if isinstance(count, int) and 0 <= count <= MOST_COLUMNS:
            look[f"freeze.{side}"] = count
    if not look.get("freeze.rows") and not look.get("freeze.columns"):
        look.pop("freeze.rows", None)
        look.pop("freeze.columns", None)


_PARTS: dict[str, Callable[[DraftSheet, object], int]] = {
    "cells": _cells,
    "looks": _looks,
    "widths": _widths,
    "rules": _rules,
}


def to_json(work: Mapping[str, Any]) -> bytes:
    """Return work as a page hands it in, for tests and tools."""
    return json.dumps({"module": MODULE, **work}, ensure_ascii=False).encode()
