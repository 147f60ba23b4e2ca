"""Numbers before headings: "一、", "（一）", "1.", typed or automatic, each in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engines.practicals.checks.aspect import Reading
from app.engines.practicals.language.expectations import Expectation, compile_pattern
from app.engines.practicals.language.find import TextMatch, squash
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.word.model import Document, Paragraph
from app.engines.practicals.word.numerals import numeral
from app.kernel.text import Message, msg

KINDS = (
    "chineseCounting",
    "decimal",
    "decimalFullWidth",
    "decimalEnclosedCircle",
    "upperLetter",
    "lowerLetter",
    "upperRoman",
    "lowerRoman",
)
QUOTE = 8


@dataclass(frozen=True, slots=True)
class ExpectedNumber:
    """A series of numbers, known by what its first one looks like."""

    sample: str
    prefix: str
    kind: str
    suffix: str
    restart: TextMatch | None = None

    def at(self, place: int) -> str:
        """Return the number at a place of the series, counted from 1."""
        return f"{self.prefix}{numeral(place, self.kind)}{self.suffix}"

    def accepts(self, value: object) -> bool:
        """Whether (text, place) begins with the right number."""
        if not isinstance(value, tuple):
            return False
        text, place = value
        return squash(text).startswith(squash(self.at(place)))

    def text(self) -> Message:
        """Return the first numbers of the series."""
        return msg("%(first)s, %(second)s, …", first=self.at(1), second=self.at(2))


def number(raw: object) -> Expectation:
    """Expect a series: "一、", or `{like: （一）, restart: "^[一二三]+、"}`.

    Raises ValueProblemError if the sample holds no number one.
    """
    restart = None
    if isinstance(raw, Mapping):
        only(raw, {"like", "restart"})
        if "restart" in raw:
            restart = TextMatch(regex=compile_pattern(raw["restart"]))
        raw = raw.get("like")
    for kind in KINDS:
        one = numeral(1, kind)
        if isinstance(raw, str) and one in raw:
            prefix, _one, suffix = raw.partition(one)
            return ExpectedNumber(raw, prefix, kind, suffix, restart)
    raise ValueProblemError(msg("A sample with the first number is expected here, such as “1.”."))


def read_numbers(
    document: Document, paragraphs: Sequence[Paragraph], expectation: Expectation
) -> list[Reading]:
    """Read the numbers before the paragraphs, in reading order."""
    restart = getattr(expectation, "restart", None)
    starts = _restarts(document, restart)
    readings: list[Reading] = []
    place, last = 0, -1
    for paragraph in paragraphs:
        here = document.position(paragraph)
        anew = any(last < start < here for start in starts)
        place, last = (1 if anew else place + 1), here
        right = expectation.accepts((paragraph.full_text, place))
        found = msg("begins with “%(start)s”", start=paragraph.full_text.strip()[:QUOTE])
        readings.append(Reading(right, 1, paragraph.place, found))
    return readings


def _restarts(document: Document, restart: TextMatch | None) -> list[int]:
    if restart is None:
        return []
    return [
        index
        for index, paragraph in enumerate(document.paragraphs)
        if restart.accepts(paragraph.full_text)
    ]
