"""What changed between two versions, field by field and word by word."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

from app.engines.bankfiles import ItemSource

HIDDEN = {"kind", "use", "tries"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; each piece is kept, `del` or `ins`."""

    name: str
    pieces: tuple[tuple[str, str], ...]


def compare(old: ItemSource, new: ItemSource) -> list[Change]:
    """Return the fields that differ, in the order of the new version.

    >>> [piece for change in [_change("stem", "a b", "a c")] for piece in change.pieces]
    [('', 'a '), ('del', 'b'), ('ins', 'c')]
    """
    before, after = _flat(old), _flat(new)
    names = [*after, *(name for name in before if name not in after)]
    return [
        _change(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]


def _change(name: str, old: str, new: str) -> Change:
    pieces: list[tuple[str, str]] = []
    for action, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if action == "equal":
            pieces.append(("", old[i1:i2]))
            continue
        pieces += [pair for pair in (("del", old[i1:i2]), ("ins", new[j1:j2])) if pair[1]]
    return Change(name, tuple(pieces))


def _flat(source: ItemSource) -> dict[str, str]:
    """Return dotted path → text for content and metadata."""
    found: dict[str, str] = {}
    _walk({**source.content, **source.metadata()}, "", found)
    return {name: text for name, text in found.items() if name not in HIDDEN}


def _walk(value: Any, path: str, found: dict[str, str]) -> None:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        for name, inner in value.items():
            _walk(inner, f"{path}.{name}" if path else str(name), found)
    elif isinstance(value, list):
        found[path] = ", ".join(str(inner) for inner in value)
    elif value not in (None, "", False):
        found[path] = _said(value) if isinstance(value, str) else json.dumps(value)


def _said(text: str) -> str:
    """Return a text; a picture or a sound by its kind and digest."""
    kind, sign, data = text.partition(";base64,")
    if not sign or not kind.startswith("data:"):
        return text
    return f"{kind.removeprefix('data:')} {sha256(data.encode()).hexdigest()[:8]}"
