"""Numbers as letters: rows of a room, columns of a sheet."""

from __future__ import annotations

from functools import lru_cache

ALPHABET = 26


@lru_cache(maxsize=4096)
def letters(number: int) -> str:
    """Return A for 1, Z for 26, AA for 27 and so on.

    >>> letters(1), letters(26), letters(28), letters(16384)
    ('A', 'Z', 'AB', 'XFD')
    """
    text = ""
    while number:
        number, rest = divmod(number - 1, ALPHABET)
        text = chr(ord("A") + rest) + text
    return text


def place_label(number: int, columns: int) -> str:
    """Return the letters of the row and the number in the row of a place, counted row by row.

    >>> place_label(15, 8), place_label(15, 6), place_label(80, 3)
    ('B-07', 'C-03', 'AA-02')
    """
    row, place = divmod(number - 1, columns)
    return f"{letters(row + 1)}-{place + 1:02}"
