"""What a line of an exam paper is: a section head, a question, options, a labelled field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.engines.bankfiles.interchange.exam.words import (
    kind_of,
    label_of,
    label_pattern,
    shadow,
)

_CHINESE = "一二三四五六七八九十"
_SECTION = re.compile(
    rf"^\s*(?:第?[{_CHINESE}]+\s*(?:部分|大题)?\s*[、.:)]|\([{_CHINESE}]+\)|[IVX]+\.|\*+|#+)\s*(.*)$"
)
_BARE_SECTION = re.compile(r"^\s*[\[(]?([^\[\]()\d]{2,8}题)[\])]?\s*(?:\([^)]*\))?\s*:?\s*$")
_POINTS = re.compile(r"每(?:小)?题\s*(\d+(?:\.\d+)?)\s*分")
STYLES = (
    ("point", re.compile(r"^\s*(\d{1,6})\s*[.、](?!\d)\s*")),
    ("word", re.compile(r"^\s*第\s*(\d{1,6})\s*题\s*[.、:]?\s*")),
    ("q", re.compile(r"^\s*(?:Q|题目?|试题|问题)\s*(\d{1,6})\s*[.、:)]\s*", re.IGNORECASE)),
    ("paren", re.compile(r"^\s*\(\s*(\d{1,6})\s*\)\s*[.、]?\s*")),
    ("half", re.compile(r"^\s*(\d{1,6})\s*\)\s*")),
    ("square", re.compile(r"^\s*\[\s*(\d{1,6})\s*\]\s*")),
)
"""How questions are numbered, in half width; the first that a paper uses is its style."""
_OPTION = re.compile(
    r"^\s*(?:[*•·-]\s+)?(?:\(([A-Ha-h])\)|\[([A-H])\]|([A-Ha-h])\s*[.、:)](?!\w*://))\s*"
)
_NEXT = r"(?:\({0}\)|\[{0}\]|{0}\s*[.、:)])\s*"
_KIND_TAG = re.compile(r"^\s*[\[(]([^\[\]()]{2,8}?)[\])]\s*")
_KEY_HEAD = re.compile(
    r"^\s*(?:附[:：]?)?(?:试题|参考|标准|正确)?答案(?:及解析|与解析|部分|速查|表)?\s*[:：]?\s*$"
)
_KEY_HEAD_WITH = re.compile(
    r"^\s*\[?(?:试题|参考|标准|正确)?答案\]?\s*[:：]?\s*(?=\(?1\s*[.、:)-])"
)
LONGEST_HEAD = 120
"""The head of a section or of the answers is no longer."""


@dataclass(frozen=True, slots=True)
class Start:
    """A line that begins a question: how it is numbered, its number, what follows."""

    style: str
    number: int
    rest: str


def start_of(line: str) -> Start | None:
    """Return how a line begins a question."""
    half = shadow(line)
    for style, pattern in STYLES:
        if found := pattern.match(half):
            return Start(style, int(found.group(1)), line[found.end() :].strip())
    return None


def section_of(line: str) -> tuple[str, str] | None:
    """Return kind and points of a head such as `一、单选题（每题2分）`.

    >>> section_of("一、单选题（每题2分）"), section_of("判断题"), section_of("一、总则规定")
    (('single', '2'), ('judge', ''), None)
    """
    if len(line) > LONGEST_HEAD:
        return None
    half = shadow(line)
    found = _SECTION.match(half) or _BARE_SECTION.match(half)
    if not found:
        return None
    title = re.split(r"[(:]", found.group(1))[0]
    kind = kind_of(title) if len(title) <= 16 else ""  # noqa: PLR2004
    if not kind:
        return None
    points = _POINTS.search(half)
    return kind, points.group(1) if points else ""


def is_key_head(line: str) -> bool:
    """Whether a line heads the answers at the end of a paper."""
    return len(line) <= LONGEST_HEAD and _KEY_HEAD.match(shadow(line)) is not None


def keys_behind_head(line: str) -> str:
    """Return what stands on the line of a head of answers: `【参考答案】1.B 2.A`."""
    found = _KEY_HEAD_WITH.match(shadow(line[:LONGEST_HEAD]))
    return line[found.end() :] if found else ""


def kind_tag(text: str) -> tuple[str, str]:
    """Return the kind in brackets before a stem, and the rest.

    >>> kind_tag("[多选题] 下列哪些")
    ('multiple', '下列哪些')
    """
    found = _KIND_TAG.match(shadow(text))
    kind = kind_of(found.group(1)) if found else ""
    return (kind, text[found.end() :]) if found and kind else ("", text)


def options_in(line: str, expected: str) -> list[tuple[str, str]]:
    """Return the options of a line, the first of which has the expected letter.

    >>> options_in("A．甲　B．乙 C、丙", "A")
    [('A', '甲'), ('B', '乙'), ('C', '丙')]
    """
    half = shadow(line)
    found = _OPTION.match(half)
    letter = next((one for one in found.groups() if one), "").upper() if found else ""
    if not found or letter != expected:
        return []
    marks = [(letter, found.start(), found.end())]
    while letter < "H":
        letter = chr(ord(letter) + 1)
        after = _next_mark(half, letter, marks[-1][2])
        if after is None:
            break
        marks.append((letter, *after))
    ends = [start for _, start, _ in marks[1:]] + [len(line)]
    return [
        (name, line[begin:end].strip().rstrip("；;").strip())
        for (name, _, begin), end in zip(marks, ends, strict=True)
    ]


def _next_mark(half: str, letter: str, start: int) -> tuple[int, int] | None:
    """Return where the next option begins: after a blank or after a Chinese sign."""
    for found in re.compile(_NEXT.format(letter)).finditer(half, start):
        before = half[found.start() - 1] if found.start() else " "
        is_bracketed = half[found.start()] in "(["
        if before.isspace() or before in ";,。；，" or is_bracketed or ord(before) > 0x2E80:  # noqa: PLR2004
            return found.start(), found.end()
    return None


def fields_in(line: str) -> Iterator[tuple[str, str]]:
    """Yield the labelled fields of a line, the text before the first one as field ``.

    >>> list(fields_in("答案：B　解析：略。难度：0.6"))
    [('', ''), ('answer', 'B'), ('explain', '略。'), ('difficulty', '0.6')]
    """
    half = shadow(line)
    found = [one for one in label_pattern().finditer(half) if _is_label(half, one)]
    yield "", line[: found[0].start()].strip() if found else line.strip()
    ends = [one.start() for one in found[1:]] + [len(line)]
    for one, end in zip(found, ends, strict=False):
        word = one.group(1) or one.group(2)
        yield label_of(word), line[one.end() : end].strip()


def _is_label(half: str, found: re.Match[str]) -> bool:
    """Whether a label stands at the beginning, or after a blank or the end of a sentence."""
    before = half[found.start() - 1] if found.start() else " "
    return bool(found.group(1)) or before.isspace() or before in ".。;；,，)）]!?？！"
