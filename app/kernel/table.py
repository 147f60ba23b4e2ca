"""Tables of persons as they come out of spreadsheets: which column is what, what a cell meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from app.kernel.text import Message, msg

HEAD_WITHIN = 10
ID_DIGITS = 18
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
Table = Sequence[Sequence[str]]


def plain(cell: str) -> str:
    """Return a cell with full-width digits and letters made plain, without blanks around it.

    >>> plain("\u3000\uff21\uff11 "), plain("'0123")
    ('A1', '0123')
    """
    return unicodedata.normalize("NFKC", cell).strip().lstrip("'")


def find_head(
    table: Table, heads: Mapping[str, Collection[str]], needed: Collection[str]
) -> tuple[int, list[tuple[str, int]]] | None:
    """Return the row of the headings and field → column; it may stand below a merged title.

    :param needed: one of these fields makes a row the headings.
    """
    for number, cells in enumerate(table[:HEAD_WITHIN]):
        names = [plain(cell).lower().replace(" ", "").replace("_", "") for cell in cells]
        columns = [
            (field, next(at for at, name in enumerate(names) if name in known))
            for field, known in heads.items()
            if any(name in known for name in names)
        ]
        if set(needed) & {field for field, _ in columns}:
            return number, columns
    return None


def number_fault(number: str) -> Message | None:
    """Say how a spreadsheet has spoilt an ID number, if it has."""
    if _EXPONENT.fullmatch(number):
        return msg("The spreadsheet turned the number into a power of ten. Format it as text.")
    if len(number) == ID_DIGITS and number.endswith("000"):
        return msg("The last digits are 000: the spreadsheet rounded it. Format it as text.")
    return None


def same_name(one: str, two: str) -> bool:
    """Whether two spellings are one name: blanks and the kinds of dot do not count.

    >>> same_name("张 三", "张三"), same_name("买提•艾力", "买提·艾力"), same_name("张三", "张四")
    (True, True, False)
    """
    return _letters(one) == _letters(two)


def _letters(name: str) -> str:
    return re.sub(r"[\s·•．・･.]", "", name)
