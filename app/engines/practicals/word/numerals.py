"""Number formats of lists (ST_NumberFormat): 3 → "3", "三", "iii", "c", …."""

from __future__ import annotations

from collections.abc import Callable

from app.engines.practicals.data import load

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LETTERS = 26
_TEN = 10
_TWENTY = 20


def numeral(number: int, kind: str) -> str:
    """Return a number in a number format; unknown formats count in plain digits.

    >>> numeral(12, "decimal"), numeral(4, "lowerRoman"), numeral(28, "upperLetter")
    ('12', 'iv', 'BB')
    """
    return _FORMATS.get(kind, str)(number)


def counting(number: int, digits: str, places: str) -> str:
    """Count as people do: ten is a place of its own, and "one ten" at the start is "ten"."""
    if number < _TEN:
        return digits[number]
    text, rest, gap = "", number, False
    for power in range(len(places), -1, -1):
        digit, rest = divmod(rest, 10**power)
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit]
            text += places[power - 1] if power else ""
        gap = not digit
    return text.removeprefix(digits[1]) if _TEN <= number < _TWENTY else text


def roman(number: int) -> str:
    """Return lower-case Roman digits."""
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def letter(number: int) -> str:
    """Return a, b, …, z, aa, bb, … as word processors count."""
    if number < 1:
        return ""
    times, place = divmod(number - 1, _LETTERS)
    return chr(ord("a") + place) * (times + 1)


def _chinese(number: int) -> str:
    table = load("numerals")
    return counting(number, table["digits"], table["places"])


def _legal(number: int) -> str:
    table = load("numerals")
    return counting(number, table["legal_digits"], table["legal_places"])


def _digital(number: int) -> str:
    return "".join(load("numerals")["digits"][int(digit)] for digit in str(number))


def _circled(number: int) -> str:
    circles = load("numerals")["circled"]
    return circles[number - 1] if 0 < number <= len(circles) else str(number)


def _fullwidth(number: int) -> str:
    return "".join(load("numerals")["fullwidth"][int(digit)] for digit in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _number: "",
    "bullet": lambda _number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerLetter": letter,
    "upperLetter": lambda number: letter(number).upper(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseLegal": _legal,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _fullwidth,
    "decimalFullWidth2": _fullwidth,
}
