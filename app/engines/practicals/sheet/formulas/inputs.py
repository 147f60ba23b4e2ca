"""What a formula is tried with: values like those there, and those where its decisions turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.engines.practicals.sheet.formulas.dice import Dice
from app.engines.practicals.sheet.formulas.grid import CLOCK
from app.engines.practicals.sheet.formulas.tokens import Kind, functions, literals, tokens
from app.engines.practicals.sheet.model import Value
from app.engines.practicals.sheet.refs import Address

MAX_DECIMALS = 4
MAX_CATEGORIES = 24
_ID_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_ERROR_HANDLERS = frozenset({"IFERROR", "IFNA", "ISERROR", "ISERR", "ISNA"})
_EPOCH = date(1899, 12, 30).toordinal()
BOUNDARY, TIE, TWIN, BLANK = 45, 10, 20, 8
"""How often, in a hundred, a value is a boundary, the one above, that of another field, blank."""


@dataclass(slots=True)
class Boundaries:
    """Constants where formulas turn: numbers, days, and texts they compare with."""

    numbers: list[float] = field(default_factory=list)
    days: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, formulas: Iterable[str]) -> Boundaries:
        """Return what stands in the formulas."""
        found = cls()
        for formula in formulas:
            numbers, texts = literals(formula)
            found.numbers += numbers
            found.texts += texts
            found.days += _days(formula)
            for text in texts:
                found.numbers += [float(item) for item in _NUMBERS.findall(text)]
                found.days += [_serial(*map(int, item)) for item in _ISO.findall(text)]
            if _ERROR_HANDLERS.intersection(functions(formula)):
                found.numbers.append(0.0)
        found.numbers = sorted(set(found.numbers))
        found.days = sorted(set(found.days))
        return found


def _days(formula: str) -> list[float]:
    """Return the days written as DATE(y,m,d), and the standing clock where it is asked."""
    parts = [part for part in tokens(formula) if part.text.strip()]
    found: list[float] = []
    for index, part in enumerate(parts):
        if part.kind is Kind.NUMBER and part.text == str(CLOCK):
            found.append(float(CLOCK))
        if part.kind is Kind.FUNCTION and part.text.upper() == "DATE":
            numbers = [item.text for item in parts[index + 2 : index + 7 : 2]]
            if len(numbers) == 3 and all(text.isdigit() for text in numbers):  # noqa: PLR2004
                found.append(_serial(*map(int, numbers)))
    return found


def _serial(year: int, month: int, day: int) -> float:
    try:
        return float(date(year, month, day).toordinal() - _EPOCH)
    except ValueError:
        return float(CLOCK)


@dataclass(slots=True)
class Field:
    """A column (or block) of cells that a formula is fed from, with its values as they stand."""

    name: str
    sheet: int
    places: list[Address]
    values: list[Value]
    dates: bool = False
    boundaries: Boundaries = field(default_factory=Boundaries)

    @property
    def numbers(self) -> list[float]:
        """The numbers among the values."""
        return [v for v in self.values if isinstance(v, float) and not isinstance(v, bool)]

    @property
    def texts(self) -> list[str]:
        """The texts among the values."""
        return [v for v in self.values if isinstance(v, str)]

    @property
    def kind(self) -> str:
        """What the values are: numbers, dates, ids, names, or one of a few."""
        filled = [value for value in self.values if value is not None and value != ""]
        if not filled:
            return "empty"
        if len(self.numbers) == len(filled):
            return "dates" if self.dates else "numbers"
        if all(isinstance(v, str) and _ID_NUMBER.fullmatch(v.strip()) for v in filled):
            return "ids"
        distinct = len(set(map(str, filled)))
        if len(self.texts) == len(filled) and len(filled) > 3 and distinct * 5 > len(filled) * 4:  # noqa: PLR2004
            return "names"
        return "few"

    @property
    def may_be_blank(self) -> bool:
        """Whether some of the cells are empty as they stand."""
        return any(value is None or value == "" for value in self.values)

    def turning_points(self) -> list[float]:
        """Return the numbers around which a decision may turn, within the span of the data."""
        numbers = self.numbers
        low, high = min(numbers), max(numbers)
        spread = max(high - low, abs(high), 1.0)
        step = 10.0**-self.decimals
        source = self.boundaries.days if self.dates else self.boundaries.numbers
        found = [
            round(constant + offset, MAX_DECIMALS)
            for constant in source
            if low - spread <= constant <= high + spread
            for offset in (0, -step, step, -1, 1)
        ]
        if self.dates:
            found += _anniversaries(low, high, self.boundaries.days)
        return [n for n in dict.fromkeys(found) if n >= 0 or low < 0]

    @property
    def decimals(self) -> int:
        """The most decimals that the numbers show."""
        return max((_decimals(number) for number in self.numbers), default=0)


def _decimals(number: float) -> int:
    for places in range(MAX_DECIMALS):
        if abs(number - round(number, places)) < 1e-9:  # noqa: PLR2004
            return places
    return MAX_DECIMALS


def _anniversaries(low: float, high: float, days: Sequence[float]) -> list[float]:
    """Return the days of the same month and day in other years, and their neighbours."""
    found: list[float] = []
    for serial in days:
        base = date.fromordinal(int(serial) + _EPOCH)
        for year in range(1950, 2050, 3):
            same = _serial(year, base.month, min(base.day, 28))
            found += [same + offset for offset in (-1, 0, 1) if low <= same <= high]
    return found


class Source:
    """Draws the values of one field, trial after trial, walking through its turning points."""

    def __init__(self, origin: Field, dice: Dice) -> None:
        self.field, self.dice, self.step = origin, dice, 0
        self.kind = origin.kind
        self.blank = origin.may_be_blank
        self.choices: list[Value] = list(dict.fromkeys(origin.values))[:MAX_CATEGORIES]
        known = {str(value) for value in self.choices}
        self.choices += [text for text in origin.boundaries.texts if text in known]
        self.points = origin.turning_points() if self.kind in {"numbers", "dates"} else []
        numbers = origin.numbers or [0.0]
        self.low, self.decimals = min(numbers), origin.decimals
        self.span = max(max(numbers) - self.low, 1.0)
        self.scale = 10.0**self.decimals
        self.steps = int(self.span * self.scale) + 1 if self.kind in {"numbers", "dates"} else 1

    def draw(self) -> list[Value]:
        """Return a value for each cell of the field."""
        if self.kind == "empty":
            return list(self.field.values)
        if self.kind == "names":
            return list(self.dice.shuffled(self.field.values))
        if self.kind == "few":
            return self._few()
        one, number = self._one, self.dice.next
        found: list[Value] = []
        for _place in self.field.places:
            found.append(found[-1] if found and number() % 100 < TIE else one())
        return found

    def _few(self) -> list[Value]:
        """Return one of the values there for each cell; the most frequent kind, so in one loop."""
        choices, blank, number = self.choices, self.blank, self.dice.next
        found: list[Value] = []
        for _place in self.field.places:
            if found and number() % 100 < TIE:
                found.append(found[-1])
            elif blank and number() % 100 < BLANK:
                found.append(None)
            else:
                found.append(choices[number() % len(choices)])
        return found

    def _one(self) -> Value:
        if self.blank and self.dice.chance(BLANK):
            return None
        if self.kind == "ids":
            return self._id_number()
        if self.points and self.dice.chance(BOUNDARY):
            self.step += 1
            return self.points[self.step % len(self.points)]
        return round(self.low + self.dice.below(self.steps) / self.scale, MAX_DECIMALS)

    def _id_number(self) -> Value:
        sample = str(self.dice.one(self.field.texts)).strip()
        days = (date(1960, 1, 1) + timedelta(days=self.dice.below(16_000))).strftime("%Y%m%d")
        serial = f"{self.dice.below(1000):03d}"
        if len(sample) == 15:  # noqa: PLR2004
            return f"{sample[:6]}{days[2:]}{serial}"
        return f"{sample[:6]}{days}{serial}{self.dice.below(10)}"
