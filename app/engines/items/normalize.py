"""What counts as the same written answer: width, blanks, punctuation, case; and typed numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from app.engines.items.fields import decimal_of

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


@dataclass(frozen=True, slots=True)
class Matching:
    """How strictly a written answer is compared (the `match` field of a fill-in item)."""

    trim: bool = True
    width: str = "half"
    punctuation: str = "ignore"
    case: str = "ignore"

    def key(self, text: str) -> str:
        """Return what is compared.

        >>> Matching().key(" O F D, (archive)")
        'ofdarchive'
        """
        if self.width == "half":
            text = unicodedata.normalize("NFKC", text)
        if self.trim:
            text = "".join(text.split())
        if self.punctuation == "ignore":
            text = "".join(char for char in text if unicodedata.category(char)[0] != "P")
        return text.casefold() if self.case == "ignore" else text


def typed_number(text: str, unit: str = "") -> Decimal | None:
    """Return the number a candidate typed, or None where it is none.

    Full-width digits, thousands separators and the unit itself are understood.

    >>> typed_number("87.5 %", "%"), typed_number("1,024"), typed_number("2 or 3")
    (Decimal('87.5'), Decimal('1024'), None)
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split()).replace("\u2212", "-")
    suffix = "".join(unicodedata.normalize("NFKC", unit).split())
    if suffix:
        folded = folded.removesuffix(suffix)
    if _GROUPED.fullmatch(folded):
        folded = folded.replace(",", "")
    return decimal_of(folded) if _PLAIN.fullmatch(folded) else None
