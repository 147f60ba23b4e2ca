"""A list of persons from a file: which column is what, and what is wrong in which cell. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.text import Message, msg

HEADS = {
    "code": ("工号", "人员编号", "人员编码", "职工号", "staffnumber", "staffno", "code"),
    "id_number": ("公民身份号码", "身份证号", "身份证号码", "idnumber"),
    "full_name": ("姓名", "name", "fullname"),
}
NAMES = {"code": "工号", "id_number": "公民身份号码", "full_name": "姓名"}
HEAD_WITHIN = 10
MOST_LINES = 5_000
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


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
    found = _find_head(table)
    if found is None:
        reason = msg("No column is headed “staff number” or “ID number”. Use the template.")
        return Reading((), (Failure(1, "", "", reason),))
    top, columns = found
    lines, failures = [], []
    for number, cells in enumerate(table[top + 1 :], start=top + 2):
        values = {name: _clean(cells[at]) if at < len(cells) else "" for name, at in columns}
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


def _find_head(
    table: Sequence[Sequence[str]],
) -> tuple[int, list[tuple[str, int]]] | None:
    for number, cells in enumerate(table[:HEAD_WITHIN]):
        heads = [_clean(cell).lower().replace(" ", "").replace("_", "") for cell in cells]
        columns = [
            (name, next(at for at, head in enumerate(heads) if head in known))
            for name, known in HEADS.items()
            if any(head in known for head in heads)
        ]
        if {"code", "id_number"} & {name for name, _ in columns}:
            return number, columns
    return None


def _clean(cell: str) -> str:
    """Full-width digits and letters become plain ones; blanks around are dropped."""
    return unicodedata.normalize("NFKC", cell).strip().lstrip("'")


def _wrong(line: Line) -> Failure | None:
    number = line.id_number
    if number and _EXPONENT.fullmatch(number):
        reason = msg("The spreadsheet turned the number into a power of ten. Format it as text.")
        return Failure(line.row, NAMES["id_number"], number, reason)
    if len(number) == 18 and number.endswith("000"):  # noqa: PLR2004 - digits of an ID number
        reason = msg("The last digits are 000: the spreadsheet rounded it. Format it as text.")
        return Failure(line.row, NAMES["id_number"], number, reason)
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


def same_name(one: str, two: str) -> bool:
    """Whether two spellings are one name: blanks and the kinds of dot do not count.

    >>> same_name("张 三", "张三"), same_name("买提•艾力", "买提·艾力"), same_name("张三", "张四")
    (True, True, False)
    """
    return _plain(one) == _plain(two)


def _plain(name: str) -> str:
    return re.sub(r"[\s·•．・･.]", "", name)
