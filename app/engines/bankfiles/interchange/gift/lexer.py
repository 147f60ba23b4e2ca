r"""GIFT in pieces: questions between empty lines, answers between braces, escapes undone last.

An escaped sign (`\=`, `\~`, `\#`, `\{`, `\}`, `\:`, `\\`, `\n`) becomes one private character while
the text is cut up, and the sign itself at the end; so no cut can fall inside an escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SIGNS = "\\=~#{}:"
_PRIVATE = {sign: chr(0xE000 + place) for place, sign in enumerate(SIGNS)}
_NEWLINE = chr(0xE000 + len(SIGNS))
_ESCAPE = re.compile(r"\\([\\=~#{}:n])")
_BACK = {private: sign for sign, private in _PRIVATE.items()} | {_NEWLINE: "\n"}
_PRIVATES = re.compile(f"[{''.join(_BACK)}]")
_TAG = re.compile(r"\[(id|tag):([^\[\]]+)\]")
_CATEGORY = re.compile(r"^\s*\$CATEGORY\s*:(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One question as it stands, escapes hidden; `line` counts from 1."""

    text: str
    line: int
    category: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    """What the comment above the question says: `id` and `tag`."""


def hide(text: str) -> str:
    """Return the text with its escaped signs as private characters."""
    return _ESCAPE.sub(
        lambda found: _NEWLINE if found.group(1) == "n" else _PRIVATE[found.group(1)], text
    )


def show(text: str) -> str:
    """Return the text with the signs themselves, without outer blanks."""
    return _PRIVATES.sub(lambda found: _BACK[found.group()], text).strip()


def blocks(text: str) -> Iterator[Block]:
    """Yield the questions of a text; an empty line inside braces does not part."""
    lines: list[str] = []
    start, depth, category = 0, 0, ""
    tags: list[tuple[str, str]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = hide(raw)
        if line.lstrip().startswith("//"):
            tags += _TAG.findall(raw)
            continue
        if found := _CATEGORY.match(line):
            category = show(found.group(1))
            continue
        if not line.strip() and depth <= 0:
            if lines:
                yield Block("\n".join(lines), start, category, tuple(tags))
                lines, tags = [], []
            depth = 0
            continue
        if not lines:
            start = number
        lines.append(line)
        depth += line.count("{") - line.count("}")
    if lines:
        yield Block("\n".join(lines), start, category, tuple(tags))
