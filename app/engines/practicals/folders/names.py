"""Names of files and folders: what is allowed, and when two are the same."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def is_name(name: str) -> bool:
    """Whether a file or folder can be called so.

    >>> is_name("通知（草稿）.docx"), is_name("a/b"), is_name("a."), is_name("")
    (True, False, False, False)
    """
    if not name or len(name) > LONGEST or _FORBIDDEN.search(name):
        return False
    return name == name.strip() and not name.endswith(".") and name not in {".", ".."}


def same(one: str, other: str) -> bool:
    """Whether two paths are the same to the system: capitals and ways of writing letters aside."""
    return _key(one) == _key(other)


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def join(folder: str, name: str) -> str:
    """Return a path.

    >>> join("", "a"), join("a", "b")
    ('a', 'a/b')
    """
    return f"{folder}/{name}" if folder else name


def name_of(path: str) -> str:
    """Return the last step of a path."""
    return path.rpartition("/")[2]


def parent_of(path: str) -> str:
    """Return the folder of a path."""
    return path.rpartition("/")[0]


def extension_of(name: str) -> str:
    """Return the ending of a name, in small letters.

    >>> extension_of("会议材料.docx.EXE"), extension_of("说明")
    ('exe', '')
    """
    stem, dot, ending = name.rpartition(".")
    return ending.casefold() if dot and stem else ""
