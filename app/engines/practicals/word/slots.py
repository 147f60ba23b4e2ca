"""Which of a run's fonts a character is set in (ECMA-376 part 1, 17.3.2.26)."""

from __future__ import annotations

from functools import lru_cache

EAST_ASIA = "eastAsia"
ASCII = "ascii"
HIGH_ANSI = "hAnsi"

_ALWAYS = (
    (0x2E80, 0x9FFF),
    (0xA000, 0xD7AF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
_HINTED = (
    (0x2000, 0x2BFF),
    (0x00A1, 0x00A1),
    (0x00A4, 0x00A4),
    (0x00A7, 0x00A8),
    (0x00AA, 0x00AA),
    (0x00AD, 0x00AD),
    (0x00AF, 0x00B4),
    (0x00B6, 0x00BA),
    (0x00BC, 0x00BF),
    (0x00D7, 0x00D7),
    (0x00F7, 0x00F7),
)
"""Quotation marks, dashes and signs: East Asian only where the run says so (`w:hint`)."""

_ASCII_END = 0x80


@lru_cache(maxsize=8192)
def slot_of(char: str, hint: str | None = None) -> str:
    r"""Return the slot of one character.

    >>> slot_of("a"), slot_of("\\u516c"), slot_of("\\u201c"), slot_of("\\u201c", "eastAsia")
    ('ascii', 'eastAsia', 'hAnsi', 'eastAsia')
    """
    point = ord(char)
    if point < _ASCII_END:
        return ASCII
    if _within(point, _ALWAYS) or (hint == EAST_ASIA and _within(point, _HINTED)):
        return EAST_ASIA
    return HIGH_ANSI


def is_han(char: str) -> bool:
    """Whether a character is a Chinese letter, not punctuation or a digit."""
    return slot_of(char) == EAST_ASIA and char.isalpha()


def _within(point: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= point <= high for low, high in ranges)
