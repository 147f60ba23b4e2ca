"""Check characters of the numbers that people type: citizens, organisations, our own.

Sources: GB 11643-1999 (citizen number), GB 32100-2015 (unified social credit code), ISO/IEC 7064
(hybrid systems MOD 11,10 and MOD 37,36).
"""

from __future__ import annotations

import re
import string
import unicodedata
from datetime import date

from app.kernel.text import Message, msg

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
ID_LENGTH = 18
ID_SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
REGIONS = frozenset(
    {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46}
    | {50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83}
)
"""First two figures: the provinces (GB/T 2260); 81 to 83 also for residence permits."""
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
USCC_LENGTH = 18
ALPHANUMERIC = string.digits + string.ascii_uppercase


def tidy(text: str) -> str:
    r"""Return what was meant: full-width figures made narrow, blanks gone, letters upper case.

    >>> tidy(" 110105 1949\uff11\uff12\uff13\uff11 002x ")
    '11010519491231002X'
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def mod_11_10(digits: str) -> str:
    """Return the ISO 7064 MOD 11,10 check digit of a string of digits.

    >>> mod_11_10("79462")
    '3'
    """
    return _hybrid(digits, string.digits)


def mod_37_36(text: str) -> str:
    """Return the ISO 7064 MOD 37,36 check character of a string over 0-9A-Z.

    >>> mod_37_36("A12425GABC1234002")
    'M'
    """
    return _hybrid(text, ALPHANUMERIC)


def _hybrid(text: str, alphabet: str) -> str:
    """The hybrid recursive method: sum modulo M, doubled modulo M + 1."""
    size = len(alphabet)
    product = size
    for character in text:
        total = (product + alphabet.index(character)) % size or size
        product = total * 2 % (size + 1)
    return alphabet[(1 - product) % size]


def id_check(first_17: str) -> str:
    """Return the 18th character of a citizen number.

    >>> id_check("11010519491231002")
    'X'
    """
    total = sum(weight * int(figure) for weight, figure in zip(ID_WEIGHTS, first_17, strict=True))
    return ID_CHECKS[total % 11]


def id_number_fault(text: str) -> Message | None:
    """Say what is wrong with a citizen number, and what to do; None if it is sound."""
    number = tidy(text)
    if len(number) != ID_LENGTH:
        return msg(
            "The ID number has %(count)s characters instead of 18. Check it against the card.",
            count=len(number),
        )
    if not ID_SHAPE.fullmatch(number):
        return msg("The ID number holds other signs than digits and a final X. Type it again.")
    if int(number[:2]) not in REGIONS:
        return msg("The ID number begins with an unknown region. Check the first two digits.")
    if _birth_date(number) is None:
        return msg("The birth date in the ID number does not exist. Check digits 7 to 14.")
    if id_check(number[:17]) != number[17]:
        return msg("The last character of the ID number does not fit. A digit is mistyped.")
    return None


def is_id_number(text: str) -> bool:
    """Whether a citizen number is sound."""
    return id_number_fault(text) is None


def birth_date(id_number: str) -> date:
    """Return the birth date in a sound citizen number; ValueError if there is none."""
    born = _birth_date(tidy(id_number))
    if born is None:
        raise ValueError("no birth date in this number")
    return born


def is_male(id_number: str) -> bool:
    """Whether the 17th figure is odd (GB 11643)."""
    return int(tidy(id_number)[16]) % 2 == 1


def mask_id(id_number: str) -> str:
    """Return an ID number as it may be shown: the first and the last four signs.

    >>> mask_id("11010519491231002X")
    '1101**********002X'
    >>> mask_id("1234567")
    '*******'
    """
    number = tidy(id_number)
    shown = 4
    hidden = len(number) - 2 * shown
    if hidden < shown:
        return "*" * len(number)
    return number[:shown] + "*" * hidden + number[-shown:]


def uscc_check(first_17: str) -> str:
    """Return the 18th character of a unified social credit code; ValueError outside its alphabet.

    >>> uscc_check("114400000WTCDKQQ0")
    '0'
    """
    values = (USCC_ALPHABET.index(character) for character in first_17)
    total = sum(weight * value for weight, value in zip(USCC_WEIGHTS, values, strict=True))
    return USCC_ALPHABET[-total % 31]


def is_uscc(text: str) -> bool:
    """Whether a unified social credit code is sound."""
    code = tidy(text)
    if len(code) != USCC_LENGTH or not set(code) <= set(USCC_ALPHABET):
        return False
    return uscc_check(code[:17]) == code[17]


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
