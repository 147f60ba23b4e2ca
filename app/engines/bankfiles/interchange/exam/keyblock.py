"""Answers that stand together at the end of a paper: `1-5 BACDB`, `6. 对`, with heads or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.engines.bankfiles.interchange.exam import marks
from app.engines.bankfiles.interchange.exam.words import shadow

_RANGE = re.compile(r"(\d{1,6})\s*[-—–~～至]+\s*(\d{1,6})\s*[.:、)]?\s*((?:[A-H√×✓✗对错TF]\s*)+)")
_ONE = re.compile(r"(?:^|(?<=[\s;,。]))\(?(\d{1,6})\)?\s*[.、:)]\s*|(?<=、)(\d{1,6})\s*:\s*")
_EXPLAIN = re.compile(r"(?:\[解析\]|解析\s*:)\s*")
LONGEST_LINE = 4000
"""Answers are looked for in lines up to this length."""


@dataclass(frozen=True, slots=True)
class Key:
    """One answer of the list at the end."""

    section: str
    number: int
    answer: str
    explain: str = ""


def split(lines: Sequence[str]) -> tuple[Sequence[str], list[Key]]:
    """Return the lines before the answers, and the answers."""
    for place in range(len(lines) - 1, 0, -1):
        rest = marks.keys_behind_head(lines[place])
        if rest and len(_of_line(rest, "")) < 2:  # noqa: PLR2004 - the answer of one question
            rest = ""
        if rest or marks.is_key_head(lines[place]):
            keys = _read([rest, *lines[place + 1 :]])
            if keys and any(marks.start_of(line) for line in lines[:place]):
                return lines[:place], keys
            return lines, []
    return lines, []


def match(wanted: Sequence[tuple[str, int]], keys: Sequence[Key]) -> list[Key | None]:
    """Return the key of each question (section and number), None where there is none."""
    by_place = {(key.section, key.number): key for key in keys}
    by_number = {key.number: key for key in keys}
    numbers = [number for _, number in wanted]
    is_unique = len(set(numbers)) == len(numbers)
    return [
        by_place.get((section, number)) or (by_number.get(number) if is_unique else None)
        for section, number in wanted
    ]


def _read(lines: Sequence[str]) -> list[Key]:
    found: list[Key] = []
    said: list[list[str]] = []
    section = ""
    for line in lines:
        if head := marks.section_of(line):
            section = head[0]
            line = re.split("[:：]", line, maxsplit=1)[1] if re.search("[:：]", line) else ""  # noqa: PLW2901
        keys = _of_line(line, section) if len(line) <= LONGEST_LINE else []
        found += keys
        said += [[key.explain] for key in keys]
        if not keys and found and line.strip():
            said[-1].append(line)
    return [
        replace(key, explain="\n".join(texts).strip())
        for key, texts in zip(found, said, strict=True)
    ]


def _of_line(line: str, section: str) -> list[Key]:
    half = shadow(line)
    ranges = list(_RANGE.finditer(half))
    if ranges:
        return [
            Key(section, int(found.group(1)) + place, sign)
            for found in ranges
            for place, sign in enumerate("".join(found.group(3).split()))
            if int(found.group(1)) + place <= int(found.group(2))
        ]
    starts = list(_ONE.finditer(half))
    if not starts or starts[0].start() > 2:  # noqa: PLR2004 - a number begins the line
        return []
    ends = [one.start() for one in starts[1:]] + [len(line)]
    return [
        _key(section, int(one.group(1) or one.group(2)), line[one.end() : end].strip(" ；;，,、"))
        for one, end in zip(starts, ends, strict=True)
    ]


def _key(section: str, number: int, text: str) -> Key:
    parts = _EXPLAIN.split(shadow(text), maxsplit=1)
    if len(parts) == 1:
        return Key(section, number, re.sub(r"^(?:答案|\[答案\])\s*[:：]?\s*", "", text).strip())
    found = _EXPLAIN.search(shadow(text))
    at, end = (found.start(), found.end()) if found else (len(text), len(text))
    return Key(section, number, text[:at].strip(" 。"), text[end:].strip())
