"""Reading stored JSON strictly: every fault is collected, none is guessed away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum

from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

LONGEST_STEM = 4000
LONGEST_TEXT = 1000
COMMON = frozenset({"figures"})
"""Fields that any item may have beside those of its kind; they are read elsewhere."""


class Missing(Enum):
    """The mark of a field that is not there (null is something else)."""

    FIELD = "missing"


class Fields:
    """One mapping, read field by field; `problems` holds what is wrong with it.

    :param where: the dotted path of the mapping, such as `options.A`.
    """

    def __init__(self, raw: object, where: str = "", problems: list[Problem] | None = None) -> None:
        self.problems: list[Problem] = [] if problems is None else problems
        self.where = where
        self._raw: Mapping[object, object] = raw if isinstance(raw, Mapping) else {}
        self._known: set[object] = set()
        if not isinstance(raw, Mapping):
            self.wrong("", msg("This must be a list of named fields."))

    def wrong(self, name: str, reason: Message, cure: Message | None = None) -> None:
        """Note an error of a field."""
        self.problems.append(Problem(self.path(name), reason, cure))

    def path(self, name: str) -> str:
        """Return the dotted path of a field."""
        return ".".join(part for part in (self.where, name) if part)

    def get(self, name: str) -> object:
        """Return the raw value, or `Missing.FIELD`."""
        self._known.add(name)
        return self._raw.get(name, Missing.FIELD)

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return name in self._raw

    def text(self, name: str, *, required: bool = True, limit: int = LONGEST_TEXT) -> str:
        """Return a text without outer blanks."""
        value = self.get(name)
        if value is Missing.FIELD or value is None or value == "":
            if required:
                self.wrong(name, msg("This is missing."), msg("Fill it in."))
            return ""
        if not isinstance(value, str):
            self.wrong(name, msg("This must be text."), msg("Put it in quotation marks."))
            return ""
        if len(value) > limit:
            self.wrong(name, msg("This is longer than %(limit)s characters.", limit=limit))
        return value.strip()

    def one_of(self, name: str, allowed: Iterable[str], default: str) -> str:
        """Return one of the allowed words."""
        words = tuple(allowed)
        value = self.get(name)
        if value is Missing.FIELD:
            return default
        if value not in words:
            self.wrong(name, msg("This must be one of: %(words)s.", words=", ".join(words)))
            return default
        return str(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes or no."""
        value = self.get(name)
        if value is Missing.FIELD:
            return default
        if not isinstance(value, bool):
            self.wrong(name, msg("This must be true or false."))
            return default
        return value

    def number(self, name: str, *, default: Decimal | None = None) -> Decimal:
        """Return a finite number, exactly as written."""
        value = self.get(name)
        if value is Missing.FIELD and default is not None:
            return default
        number = decimal_of(value)
        if number is None:
            self.wrong(name, msg("This must be a number."))
            return Decimal(0)
        return number

    def child(self, name: str, *, required: bool = True) -> Fields:
        """Return a mapping inside, sharing the list of problems."""
        value = self.get(name)
        if value is Missing.FIELD:
            if required:
                self.wrong(name, msg("This is missing."), msg("Fill it in."))
            value = {}
        return Fields(value, self.path(name), self.problems)

    def children(self, name: str, pattern: str, least: int, most: int) -> dict[str, Fields]:
        """Return the mappings of a mapping whose ids match `pattern`, in their order."""
        holder = self.child(name)
        found = {key: holder.child(key) for key in holder.ids(pattern)}
        self._count(name, len(found), least, most)
        return found

    def texts(self, name: str, pattern: str, least: int, most: int) -> dict[str, str]:
        """Return the texts of a mapping whose ids match `pattern`, in their order."""
        holder = self.child(name)
        found = {key: holder.text(key) for key in holder.ids(pattern)}
        self._count(name, len(found), least, most)
        return found

    def ids(self, pattern: str) -> list[str]:
        """Return the keys that match `pattern`; note the others as wrong."""
        good: list[str] = []
        for key in self._raw:
            self._known.add(key)
            if isinstance(key, str) and re.fullmatch(pattern, key):
                good.append(key)
            else:
                self.wrong(str(key), msg("This name is not allowed here."))
        return good

    def words(self, name: str, *, required: bool = True) -> list[str]:
        """Return a list of texts."""
        value = self.get(name)
        if value is Missing.FIELD and not required:
            return []
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.wrong(name, msg("This must be a list of texts."))
            return []
        return [word.strip() for word in value]

    def finish(self) -> None:
        """Note every field that nobody asked for; a misspelt name is never ignored."""
        for key in self._raw:
            if key not in self._known and (self.where or key not in COMMON):
                known = ", ".join(sorted(str(name) for name in self._known))
                self.wrong(
                    str(key),
                    msg("This field is not known."),
                    msg("Known fields here: %(names)s.", names=known),
                )

    def require(self) -> None:
        """Go on silently, or raise what was found."""
        if any(problem.is_error for problem in self.problems):
            raise InvalidError([problem for problem in self.problems if problem.is_error])

    def _count(self, name: str, count: int, least: int, most: int) -> None:
        if not least <= count <= most:
            self.wrong(
                name,
                msg(
                    "There must be %(least)s to %(most)s of these.",
                    least=least,
                    most=most,
                ),
                msg("There are %(count)s.", count=count),
            )


def decimal_of(value: object) -> Decimal | None:
    """Return a JSON number or a decimal text as it stands; None for anything else.

    >>> decimal_of(87.5), decimal_of(True), decimal_of("x")
    (Decimal('87.5'), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
