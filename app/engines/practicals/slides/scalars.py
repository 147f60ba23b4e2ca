"""Expected values that only presentations have: names of layouts, transitions, effects, sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.engines.practicals.data import load
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, Flag, Near, OneOf, Scalar
from app.engines.practicals.language.find import squash
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import ValueProblemError, number_text, read_quantity
from app.kernel.text import Message, msg

RATIO_SLACK = 0.01


def named(table: str, *, free: bool = False) -> Scalar:
    """Expect one of the names of a table; `free` takes any other word as it is."""

    def scalar(raw: object) -> Expectation:
        names = load("slides")[table]
        if not isinstance(raw, str):
            raise ValueProblemError(msg("A name is expected here."))
        values = names.get(raw)
        if values is None and not free and raw not in _known(names):
            raise ValueProblemError(msg("“%(value)s” is not known here.", value=raw))
        words = [raw] if values is None else values if isinstance(values, list) else [values]
        shown = chinese(table, raw) if values is None else msg("“%(name)s”", name=raw)
        return OneOf(frozenset(str(word).casefold() for word in words), shown)

    return scalar


def _known(names: Mapping[str, object]) -> set[object]:
    found: set[object] = set()
    for value in names.values():
        found |= set(value) if isinstance(value, list) else {value}
    return found


def chinese(table: str, value: str) -> Message:
    """Return a value as people know it: by its Chinese name where there is one."""
    for name, known in load("slides")[table].items():
        if value in (known if isinstance(known, list) else [known]):
            return msg("“%(name)s”", name=name)
    return msg("“%(name)s”", name=value) if value else msg("none")


def switch(on: Message, off: Message) -> Scalar:
    """Expect yes or no, said as what is seen."""

    def scalar(raw: object) -> Expectation:
        wished = raw is True
        scalars.flag(raw)
        return Flag(wished, on if wished else off)

    return scalar


@dataclass(frozen=True, slots=True)
class Holds:
    """A text that holds several others, spaces aside."""

    parts: tuple[str, ...]

    def accepts(self, value: object) -> bool:
        """Whether all are there."""
        return all(squash(part) in squash(str(value)) for part in self.parts)

    def text(self) -> Message:
        """Return what must be there."""
        return msg("with “%(parts)s”", parts="”“".join(self.parts))


@dataclass(frozen=True, slots=True)
class Says:
    """A text, spaces and line breaks aside."""

    wanted: str

    def accepts(self, value: object) -> bool:
        """Whether it is this text."""
        return squash(str(value)) == squash(self.wanted)

    def text(self) -> Message:
        """Return the text."""
        return msg("“%(name)s”", name=self.wanted)


def words(raw: object) -> Expectation:
    """Expect a text: itself, `{contains: […]}`, or `{re: …, like: …}`."""
    if isinstance(raw, Mapping) and "contains" in raw:
        only(raw, {"contains"})
        parts = raw["contains"]
        listed = [parts] if isinstance(parts, str) else parts
        if not isinstance(listed, list) or not all(isinstance(part, str) for part in listed):
            raise ValueProblemError(msg("A list of texts is needed here."))
        return Holds(tuple(listed))
    if isinstance(raw, str):
        return Says(raw)
    return scalars.pattern(raw)


@dataclass(frozen=True, slots=True)
class Proportion:
    """A size of slides by the proportion of its sides."""

    ratio: float
    name: str

    def accepts(self, value: object) -> bool:
        """Whether width to height is this."""
        if not isinstance(value, tuple) or not value[1]:
            return False
        width, height = float(value[0]), float(value[1])
        return abs(width / height - self.ratio) <= RATIO_SLACK

    def text(self) -> Message:
        """Return the proportion."""
        return msg("%(name)s", name=self.name)


def slide_size(raw: object) -> Expectation:
    """Expect "16:9", "4:3", "16:10"."""
    sides = load("slides")["sizes"].get(raw)
    if sides is None:
        raise ValueProblemError(msg("“%(value)s” is not known here.", value=str(raw)))
    return Proportion(sides[0] / sides[1], str(raw))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers in order."""

    wanted: tuple[float, ...]

    def accepts(self, value: object) -> bool:
        """Whether one of the rows has these numbers."""
        rows = value if isinstance(value, tuple) else ()
        return any(_same(row, self.wanted) for row in rows)

    def text(self) -> Message:
        """Return the numbers."""
        return msg("%(numbers)s", numbers=", ".join(map(number_text, self.wanted)))


def _same(row: Sequence[float], wanted: Sequence[float]) -> bool:
    return len(row) == len(wanted) and all(
        abs(one - other) <= max(1e-6, 1e-6 * abs(other))
        for one, other in zip(row, wanted, strict=True)
    )


def numbers(raw: object) -> Expectation:
    """Expect a row of numbers; numbers may be written as texts, as parameters are."""
    try:
        listed = [float(str(item)) for item in raw] if isinstance(raw, list) else []
    except ValueError:
        listed = []
    if not listed:
        raise ValueProblemError(msg("A list of numbers is needed here."))
    return Numbers(tuple(listed))


class Lead(NamedTuple):
    """Where a link leads: `slide:3` or an address, and the title of the slide."""

    where: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class LeadsTo:
    """A link to a slide by number or title, or to an address."""

    where: str
    title: str
    shown: Message

    def accepts(self, value: object) -> bool:
        """Whether the link leads there."""
        if not isinstance(value, Lead):
            return False
        if self.title:
            return value.where.startswith("slide:") and squash(value.title) == squash(self.title)
        return value.where.casefold() == self.where

    def text(self) -> Message:
        """Return the target."""
        return self.shown


def link(raw: object) -> Expectation:
    """Expect the target of a link: `{slide: 3}`, `{title: …}`, an address, next, first, …."""
    if isinstance(raw, Mapping):
        only(raw, {"slide", "title"})
        number, title = raw.get("slide"), str(raw.get("title", ""))
        if title:
            return LeadsTo("", title, msg("the slide “%(title)s”", title=title))
        return LeadsTo(f"slide:{number}", "", msg("slide %(number)s", number=number))
    if not isinstance(raw, str):
        raise ValueProblemError(msg("A slide or an address is expected here."))
    return LeadsTo(raw.rstrip("/").casefold(), "", msg("“%(name)s”", name=raw))


def seconds(raw: object) -> Expectation:
    """Expect a number of seconds, to the tenth."""
    quantity = read_quantity(str(raw).removesuffix("秒").removesuffix("s").strip())
    shown = msg("%(n)s s", n=number_text(quantity.amount))
    return Near(quantity.amount, quantity.tolerance or 0.1, shown)


def sign(raw: object) -> Expectation:
    """Expect a bullet sign; look-alikes of one sign count as the same."""
    if not isinstance(raw, str) or not raw.strip():
        raise ValueProblemError(msg("A sign is expected here."))
    alike = next((group for group in load("slides")["signs"] if raw in group), raw)
    return OneOf(frozenset(alike), msg("“%(name)s”", name=raw))
