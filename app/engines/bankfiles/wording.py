"""What changed between two texts, in pieces that a person reads.

Words of Latin script are compared whole, Chinese sign by sign, without crumbs between two changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Piece = tuple[str, str]
"""`("", kept)`, `("del", gone)` or `("ins", new)`."""
_TOKEN = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
MOST_TOKENS = 1500
"""Longer texts are compared sentence by sentence, so that nobody waits."""
CRUMB = 2
"""What is kept between two changes and is shorter than this is shown as changed too."""


def pieces(old: str, new: str) -> list[Piece]:
    """Return what is kept, gone and new, in the order of reading.

    The pieces that are not new make up the old text, those that are not gone the new one.

    >>> pieces("应当逻辑隔离。", "必须逻辑隔离。")
    [('del', '应当'), ('ins', '必须'), ('', '逻辑隔离。')]
    >>> pieces("a byte", "a bit")
    [('', 'a '), ('del', 'byte'), ('ins', 'bit')]
    """
    first, second = _tokens(old), _tokens(new)
    if max(len(first), len(second)) > MOST_TOKENS:
        first, second = _sentences(old), _sentences(new)
    return list(_joined(_without_crumbs(list(_raw(first, second)))))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def _raw(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            yield "", "".join(old[i1:i2])
            continue
        if i1 < i2:
            yield "del", "".join(old[i1:i2])
        if j1 < j2:
            yield "ins", "".join(new[j1:j2])


def _without_crumbs(found: list[Piece]) -> Iterator[Piece]:
    """Turn a sign or two between changes into a part of them."""
    for place, (kind, text) in enumerate(found):
        is_between = 0 < place < len(found) - 1
        if kind == "" and is_between and len(text.strip()) < CRUMB:
            yield "del", text
            yield "ins", text
        else:
            yield kind, text


def _joined(found: Iterator[Piece]) -> Iterator[Piece]:
    """Put neighbours of one kind together, what is gone before what is new."""
    gone = new = ""
    for kind, text in found:
        if kind == "del":
            gone += text
        elif kind == "ins":
            new += text
        else:
            yield from _changed(gone, new)
            gone = new = ""
            yield kind, text
    yield from _changed(gone, new)


def _changed(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield "del", gone
    if new:
        yield "ins", new
