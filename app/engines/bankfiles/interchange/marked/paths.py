"""Names of the pieces of an item, as they stand in the tag of a content control."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

Path = tuple[str, ...]

PREFIX = "xk:"
SEPARATOR = "/"
BAR = "｜"
META = "meta"
LINE = "0"
"""Stands for `_` inside one name, in bookmarks of particulars."""
REST = ("rest",)
LIST = "list"
NOTE = "note"
SHORT = 10
"""So many characters of a digest stand in a document: tags hold 64 in all."""
_BLOCKS = frozenset({"stem", "explain", "model", "note", "zero"})
_LISTED = frozenset({"left", "right", "entries", "groups", "words", "options", "parts", "why"})
_TAG = re.compile(
    r"xk:(?:@(?P<code>[A-Za-z0-9._-]*)@(?P<base>[0-9a-f]*)|(?P<path>[A-Za-z0-9_/]+))"
    r"(?::(?P<kind>[a-z]+))?(?P<raw>!?)"
)
_BOOKMARK = re.compile(
    r"xk[0-9]+_(?P<path>[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*?)(?:_k_(?P<kind>[a-z]+))?(?P<raw>_raw)?"
)
_CASE = 3
"""Names before a piece of a question of a case: `parts/2/content`."""


class Form(Enum):
    """How a piece is written."""

    BLOCK = "block"
    LINE = "line"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Tag:
    """What a label says: the beginning of an item, or the name of one of its pieces.

    :ivar kind: of the item, or of the question of a case, that begins here.
    :ivar is_raw: the piece is written literally, as markdown or JSON.
    """

    path: Path = ()
    kind: str = ""
    is_raw: bool = False
    is_item: bool = False
    code: str = ""
    base: str = ""

    def __str__(self) -> str:
        name = f"@{self.code}@{self.base}" if self.is_item else SEPARATOR.join(self.path)
        return f"{PREFIX}{name}{f':{self.kind}' if self.kind else ''}{'!' if self.is_raw else ''}"


def read_tag(text: str) -> Tag | None:
    """Return what a tag says, None when it is not one of ours.

    >>> read_tag("xk:options/A/text").path, str(read_tag("xk:@U-1@0123456789:single"))
    (('options', 'A', 'text'), 'xk:@U-1@0123456789:single')
    """
    found = _TAG.fullmatch(text)
    if not found:
        return None
    kind, is_raw = found["kind"] or "", bool(found["raw"])
    if found["path"] is None:
        return Tag(("stem",), kind, is_raw, is_item=True, code=found["code"], base=found["base"])
    return Tag(tuple(found["path"].split(SEPARATOR)), kind, is_raw)


def bookmark_of(tag: Tag, number: int) -> str:
    """Return a tag as the name of a bookmark: letters, digits and lines, 40 at most.

    >>> bookmark_of(Tag(("parts", "2", "content", "stem"), "judge"), 7)
    'xk7_p_2_stem_k_judge'
    """
    if tag.is_item:
        name = f"item_{tag.base or '0'}"
    else:
        path = ("p", tag.path[1], *inner(tag.path)) if is_of_case(tag.path) else tag.path
        name = "_".join(one.replace("_", LINE) for one in path)
    return f"xk{number}_{name}{f'_k_{tag.kind}' if tag.kind else ''}{'_raw' if tag.is_raw else ''}"


def read_bookmark(name: str) -> Tag | None:
    """Return what the name of a bookmark says, None when it is not one of ours.

    The code of an item is not in it: the table below the item says it.

    >>> str(read_bookmark("xk7_p_2_stem_k_judge"))
    'xk:parts/2/content/stem:judge'
    >>> str(read_bookmark("xk1_item_0123456789_k_order"))
    'xk:@@0123456789:order'
    """
    found = _BOOKMARK.fullmatch(name)
    if not found:
        return None
    kind, is_raw = found["kind"] or "", bool(found["raw"])
    path = tuple(found["path"].split("_"))
    if path[0] == "item":
        base = path[-1] if len(path[-1]) == SHORT else ""
        return Tag(("stem",), kind, is_raw, is_item=True, base=base)
    if path[0] == META:
        return Tag((META, *(one.replace(LINE, "_") for one in path[1:])))
    if path[0] == "p" and len(path) > 2:  # noqa: PLR2004
        path = ("parts", path[1], "content", *path[2:])
    return Tag(path, kind, is_raw)


def inner(path: Path) -> Path:
    """Return the name of a piece inside its question, for cases.

    >>> inner(("parts", "2", "content", "stem"))
    ('stem',)
    """
    return path[_CASE:] if is_of_case(path) else path


def is_of_case(path: Path) -> bool:
    """Whether a piece belongs to a question of a case."""
    return len(path) > _CASE and path[0] == "parts" and path[2] == "content"


def form_of(path: Path) -> Form:
    """Return how a piece is written.

    >>> form_of(("options", "A", "text")), form_of(("key",)), form_of(("explain",))
    (<Form.LINE: 'line'>, <Form.DATA: 'data'>, <Form.BLOCK: 'block'>)
    """
    path = inner(path)
    if path[0] == META or path == REST:
        return Form.DATA
    if len(path) == 1:
        return Form.BLOCK if path[0] in _BLOCKS else Form.DATA
    if path[-2] in _LISTED or (len(path) > 2 and path[-1] in ("text", "why")):  # noqa: PLR2004
        return Form.LINE
    return Form.DATA
