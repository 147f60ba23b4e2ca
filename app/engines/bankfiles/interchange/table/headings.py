"""Headings of tables met in the wild → fields; which heading was taken for what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from app.engines.bankfiles.interchange.exam.words import kind_of, shadow

LETTERS = "ABCDEFGHIJ"
_NOTE = re.compile(r"[(\[].*?[)\]]")
_OPTION = re.compile(
    r"^(?:选项|备选项|备选答案|候选项|option|choice)?([a-j])(?:选项|项)?$", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"^(?:选项|备选项|备选答案|候选项|option|choice)([1-8一二三四五六七八])$", re.IGNORECASE
)
_WHY = re.compile(r"^(?:选项)?([a-h])(?:选项|项)?(?:的)?(?:解析|说明|反馈)$", re.IGNORECASE)
_GAP = re.compile(r"^(?:第?(\d)空(?:的)?(?:答案)?|答案(\d))$")
_CODES = re.compile(r"(\d)\s*[:：、.=\-]?\s*([^\d,，;；、/|]{2,8})")
_CHINESE = "一二三四五六七八"
LEAST = 2
"""So many known headings make a row the head of a table."""
LOOKED_AT = 12
LONGEST = 300
"""Characters of a heading, its note included; a longer cell is a text."""


@dataclass(slots=True)
class Head:
    """The head of a table: which column holds what."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    options: dict[str, int] = field(default_factory=dict)
    whys: dict[str, int] = field(default_factory=dict)
    gaps: list[int] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    """Numbers that stand for kinds, when the heading explains them."""
    names: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    is_markdown: bool = False
    is_numbered: bool = False
    """Whether options are called 1, 2, 3, so that an answer 2 means the second."""

    @property
    def is_sound(self) -> bool:
        """Whether the table has a question in each row."""
        return "stem" in self.columns

    def mapping(self) -> list[tuple[str, str]]:
        """Return heading and field of every column that was understood."""
        fields = {place: name for name, place in self.columns.items()}
        fields |= {place: f"option {letter}" for letter, place in self.options.items()}
        fields |= {place: f"why {letter}" for letter, place in self.whys.items()}
        fields |= {place: f"gap {n}" for n, place in enumerate(self.gaps, start=1)}
        return [(self.names[place], fields[place]) for place in sorted(fields)]


def find(rows: Sequence[Sequence[str]]) -> Head | None:
    """Return the head of a table, from its first rows."""
    best: Head | None = None
    for place, row in enumerate(rows[:LOOKED_AT]):
        head = _read(_whole(row), place)
        known = len(head.columns) + len(head.options) + len(head.gaps)
        if known >= LEAST and head.is_sound and (best is None or known > len(best.mapping())):
            best = head
    return best


def _whole(row: Sequence[str]) -> list[str]:
    """Join headings that were cut at a comma inside their brackets."""
    made: list[str] = []
    for cell in row:
        half = shadow(made[-1]) if made and len(made[-1]) <= LONGEST else ""
        if half.count("(") > half.count(")") and ")" in shadow(cell):
            made[-1] = f"{made[-1]},{cell}"
        else:
            made.append(cell)
    return made


def _read(row: Sequence[str], place: int) -> Head:
    head = Head(place)
    for column, cell in enumerate(row):
        name = _plain(cell) if len(cell) <= LONGEST else ""
        if name:
            head.names[column] = cell.strip()
            _take(head, column, name, cell)
    return head


def _take(head: Head, column: int, name: str, cell: str) -> None:
    if why := _WHY.match(name):
        head.whys[why.group(1).upper()] = column
    elif option := _OPTION.match(name):
        head.options.setdefault(option.group(1).upper(), column)
    elif option := _NUMBERED.match(name):
        digit = option.group(1)
        number = _CHINESE.index(digit) if digit in _CHINESE else int(digit) - 1
        head.options.setdefault(LETTERS[number], column)
        head.is_numbered = True
    elif _GAP.match(name):
        head.gaps.append(column)
    elif known := _fields().get(name):
        if known != "ignored":
            head.columns.setdefault(known, column)
        if known == "kind":
            head.kinds = _codes(cell)
        if known == "stem" and "markdown" in cell.lower():
            head.is_markdown = True
    else:
        head.unknown.append(cell.strip())


def _plain(cell: str) -> str:
    """Return a heading without notes, stars and blanks."""
    return re.sub(r"[\s*:_\-/]", "", _NOTE.sub("", shadow(cell))).lower()


def _codes(cell: str) -> dict[str, str]:
    found = _NOTE.search(shadow(cell))
    pairs = _CODES.findall(found.group()) if found else []
    return {digit: kind for digit, word in pairs if (kind := kind_of(word))}


@cache
def _fields() -> dict[str, str]:
    path = files("app.engines.bankfiles.interchange.table") / "headings.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    return {word: field_ for field_, words in table.items() for word in words}
