"""A list of persons from a file: which column is what, and what is wrong in which cell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.table import find_head, number_fault, plain
from app.kernel.text import Message, msg

HEADS = {
    "code": ("工号", "人员编号", "人员编码", "职工号", "staffnumber", "staffno", "code"),
    "id_number": ("公民身份号码", "身份证号", "身份证号码", "idnumber"),
    "full_name": ("姓名", "name", "fullname"),
}
NAMES = {"code": "工号", "id_number": "公民身份号码", "full_name": "姓名"}
MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the file; `row` counts from 1 as the spreadsheet does."""

    row: int
    code: str
    id_number: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a line cannot be taken: row, column, what stands there, the reason."""

    row: int
    column: str
    value: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table came to."""

    lines: tuple[Line, ...]
    failures: tuple[Failure, ...]


def read(table: Sequence[Sequence[str]]) -> Reading:
    """Read a table of persons; the head may stand below a merged title."""
    found = find_head(table, HEADS, ("code", "id_number"))
    if found is None:
        reason = msg("No column is headed “staff number” or “ID number”. Use the template.")
        return Reading((), (Failure(1, "", "", reason),))
    top, columns = found
    lines, failures = [], []
    for number, cells in enumerate(table[top + 1 :], start=top + 2):
        values = {name: plain(cells[at]) if at < len(cells) else "" for name, at in columns}
        if not any(values.values()):
            continue
        line = Line(number, *(values.get(name, "") for name in ("code", "id_number", "full_name")))
        failure = _wrong(line)
        if failure:
            failures.append(failure)
        else:
            lines.append(line)
    failures += _twice(lines)
    if len(lines) > MOST_LINES:
        reason = msg("The file has more than %(most)s lines. Split it.", most=MOST_LINES)
        failures.append(Failure(lines[MOST_LINES].row, "", "", reason))
    if not lines and not failures:
        failures.append(Failure(top + 2, "", "", msg("There is no person below the headings.")))
    return Reading(tuple(lines), tuple(sorted(failures, key=lambda one: one.row)))


def _wrong(line: Line) -> Failure | None:
    number = line.id_number
    if spoilt := number_fault(number):
        return Failure(line.row, NAMES["id_number"], number, spoilt)
    if not line.code and not number:
        reason = msg("Neither a staff number nor an ID number stands here.")
        return Failure(line.row, NAMES["code"], "", reason)
    return None


def _twice(lines: Sequence[Line]) -> list[Failure]:
    seen: dict[str, int] = {}
    failures = []
    for line in lines:
        key = line.code or line.id_number.upper()
        if key in seen:
            reason = msg("The same person stands in row %(row)s already.", row=seen[key])
            failures.append(Failure(line.row, NAMES["code"], line.code, reason))
        seen.setdefault(key, line.row)
    return failures
