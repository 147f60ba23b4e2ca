"""What changed between two versions, field by field and word by word."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.engines.bankfiles import ItemSource
from app.engines.bankfiles.wording import Piece, pieces

HIDDEN = {"kind", "use", "tries"}
DATA = "data:"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; each piece is kept, `del` or `ins`."""

    name: str
    pieces: tuple[Piece, ...]


def compare(old: ItemSource, new: ItemSource) -> list[Change]:
    """Return the fields that differ, in the order of the new version."""
    before, after = flat(old), flat(new)
    names = [*after, *(name for name in before if name not in after)]
    return [
        Change(name, tuple(pieces(before.get(name, ""), after.get(name, ""))))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]


def flat(source: ItemSource) -> dict[str, str]:
    """Return dotted path → text for content and metadata; a picture is told by its digest."""
    found: dict[str, str] = {}
    _walk({**source.content, **source.metadata()}, "", found)
    return {name: text for name, text in found.items() if name not in HIDDEN}


def _walk(value: Any, path: str, found: dict[str, str]) -> None:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        for name, inner in value.items():
            _walk(inner, f"{path}.{name}" if path else str(name), found)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for place, inner in enumerate(value):
            _walk(inner, f"{path}.{place}", found)
    elif isinstance(value, list):
        if value:
            found[path] = ", ".join(str(inner) for inner in value)
    elif isinstance(value, str) and value.startswith(DATA):
        kind = value[len(DATA) :].partition(";")[0]
        found[path] = f"{kind} {sha256(value.encode()).hexdigest()[:12]}"
    elif value not in (None, "", False):
        found[path] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
