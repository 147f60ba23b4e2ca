"""The fixed words of printed documents, read once from wording.toml."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("wording.toml")
TEN = 10


@cache
def words(section: str) -> dict[str, Any]:
    """Return one section of the wording."""
    section_words: dict[str, Any] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))[section]
    return section_words


def in_figures(day: date) -> str:
    """Write a date with Arabic figures, as in running text."""
    pattern: str = words("dates")["figures"]
    return pattern.format(year=day.year, month=day.month, day=day.day)


def written_out(day: date) -> str:
    """Write a date in Chinese numerals, as under a seal."""
    digits = words("dates")["digits"]
    year = "".join(digits[int(figure)] for figure in f"{day.year:04d}")
    pattern: str = words("dates")["written"]
    return pattern.format(year=year, month=_counted(day.month), day=_counted(day.day))


def _counted(number: int) -> str:
    """Write a number from 1 to 99 as it is spoken."""
    digits, ten = words("dates")["digits"], words("dates")["ten"]
    tens, ones = divmod(number, TEN)
    head = "" if tens == 0 else ten if tens == 1 else digits[tens] + ten
    return head + (digits[ones] if ones else "")


def points(value: Decimal) -> str:
    """Write points without a needless zero after the comma.

    >>> points(Decimal("86.0")), points(Decimal("87.50"))
    ('86', '87.5')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
