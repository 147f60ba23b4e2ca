"""What is said about an item, carried as tags by formats that have no fields of their own for it.

We write `domain=D2`, `level=A`, `difficulty=0.6` …; other people's tags and categories are kept as
words and shown, but decide nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

from app.engines.bankfiles.interchange.prove import Draft

PREFIX = "xuekao:"
_TOP = re.compile(r"^(\$(course|system|module|cat)\d*\$/?)?(top/?)?")
LISTS = frozenset({"tier", "source", "enemies"})
NUMBERS = frozenset({"difficulty", "seconds", "points", "tries"})
DATES = frozenset({"valid_from", "valid_to"})
WORDS = frozenset({"code", "domain", "level", "module", "goal", "a11y", "use", "secrecy"})
CONTENT = "content."
"""Tags of this name carry parts of the content that a format has no place for."""


def write(metadata: Mapping[str, Any]) -> list[str]:
    """Return the tags of what is said about an item (names as in the item files)."""
    made = []
    for name, value in metadata.items():
        given = value if name in LISTS else [value]
        made += [f"{PREFIX}{name}={one}" for one in given if one not in (None, "", False)]
    return made


def carry(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a tag that carries one part of the content."""
    return f"{PREFIX}{CONTENT}{name}={json.dumps(value, ensure_ascii=False)}"


def read(tags: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Return metadata, parts of the content, and the tags that are not ours."""
    metadata: dict[str, Any] = {}
    content: dict[str, Any] = {}
    others: list[str] = []
    for tag in tags:
        name, sign, value = tag.strip().removeprefix(PREFIX).partition("=")
        if not sign or not tag.strip().startswith(PREFIX):
            others.append(tag.strip())
        elif name.startswith(CONTENT):
            content[name.removeprefix(CONTENT)] = _json(value)
        else:
            _take(metadata, name, value)
    return metadata, content, [tag for tag in others if tag]


def category_of(path: str) -> str:
    """Return a category without the part that only says where it hung in a course.

    >>> category_of("$course$/top/Numbers")
    'Numbers'
    """
    return _TOP.sub("", path.strip())


def take(draft: Draft, tags: Iterable[tuple[str, str]], category: str = "") -> None:
    """Add id, tags and category of a format with such comments to an item."""
    own = [unquote(v) if v.startswith(PREFIX) else v for name, v in tags if name == "tag"]
    code = next((value for name, value in tags if name == "id"), "")
    metadata, draft.carried, others = read(own)
    draft.metadata |= metadata
    if code:
        draft.metadata["id"] = code
    category = category_of(category)
    if words := [*others, *([category] if category else [])]:
        draft.metadata["tags"] = words


def _take(metadata: dict[str, Any], name: str, value: str) -> None:
    if name in LISTS:
        metadata.setdefault(name, []).append(value)
    elif name in NUMBERS and re.fullmatch(r"\d+(\.\d+)?", value):
        metadata[name] = float(value) if "." in value else int(value)
    elif name in DATES and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        metadata[name] = date.fromisoformat(value)
    elif name in WORDS:
        metadata[name] = value


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
