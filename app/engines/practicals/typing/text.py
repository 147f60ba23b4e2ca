"""The text that counts: line breaks and spaces aside, and more where the task says so."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "『": "'", "』": "'"}
)
_DASHES = re.compile("[-—–―─]+")
WAYS = ("width", "quotes", "dashes")


def counted(text: str, ways: tuple[str, ...]) -> str:
    r"""Return what is compared: no spaces; full-width as half-width, quotes alike, if asked for.

    >>> counted("a　b\\n", ()), counted("“好”", ("quotes",))
    ('ab', '"好"')
    """
    text = _SPACE.sub("", text)
    if "width" in ways:
        text = unicodedata.normalize("NFKC", text)
    if "quotes" in ways:
        text = text.translate(_QUOTES)
    return _DASHES.sub("-", text) if "dashes" in ways else text
