"""Checks and guards on the text itself: replaced words, and text that must not have changed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.engines.practicals.language.expectations import Expectation, Near, listed
from app.engines.practicals.language.find import squash
from app.engines.practicals.task.model import Guard, TextCheck
from app.kernel.text import Message, msg

MAX_CHANGES = 3
QUOTE = 12
MAX_COMPARED = 2_000
"""Changed characters in a row up to which they are compared one by one."""
MAX_LINES = 2_000


class HasText(Protocol):
    """Anything whose text can be read."""

    @property
    def text(self) -> str:
        """All its text, a line a paragraph."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The text of the starter, from which progress and damage are measured."""

    text: str


@dataclass(frozen=True, slots=True)
class TextOutcome:
    """The result of a check on text."""

    fraction: float
    expected: Message
    found: Message
    hint: Message | None = None


@dataclass(frozen=True, slots=True)
class _Point:
    share: float
    expected: Message
    found: Message


def run_text(
    document: HasText, check: TextCheck, baseline: Baseline, *, mode: str = "fraction"
) -> TextOutcome:
    """Judge what the text holds; in mode fraction, by the way covered since the starter."""
    text = document.text
    points = [
        *(_absent(text, term, baseline) for term in check.absent),
        *(_contains(text, term) for term in check.contains),
        *(_counted(text, term, item, baseline) for term, item in check.count.items()),
    ]
    failed = [point for point in points if point.share < 1]
    expected = listed([point.expected for point in points])
    if not failed:
        return TextOutcome(1.0, expected, listed([point.found for point in points]))
    found = listed([point.found for point in failed])
    return TextOutcome(_share(points, mode), expected, found, _HINT)


_HINT = msg(
    "Use Find and Replace with “Replace All” on the whole document, and check the number replaced."
)


def _share(points: Sequence[_Point], mode: str) -> float:
    if mode == "fraction":
        return sum(point.share for point in points) / len(points)
    return float(mode == "any" and any(point.share == 1 for point in points))


def _absent(text: str, term: str, baseline: Baseline) -> _Point:
    left, before = text.count(term), max(1, baseline.text.count(term))
    share = 1.0 if not left and text.strip() else max(0.0, 1 - left / before)
    return _Point(
        share if text.strip() else 0.0,
        msg("no “%(term)s” left", term=term),
        msg("“%(term)s” still there: %(n)s", term=term, n=left)
        if left
        else msg("no “%(term)s” left", term=term),
    )


def _contains(text: str, term: str) -> _Point:
    there = squash(term) in squash(text)
    found = msg("“%(term)s” is there", term=term)
    return _Point(float(there), found, found if there else msg("“%(term)s” is missing", term=term))


def _counted(text: str, term: str, expected: Expectation, baseline: Baseline) -> _Point:
    n = text.count(term)
    return _Point(
        1.0 if expected.accepts(n) else _progress(n, expected, baseline.text.count(term)),
        msg("“%(term)s” in number: %(count)s", term=term, count=expected.text()),
        msg("“%(term)s” found in number: %(n)s", term=term, n=n),
    )


def _progress(found: int, expected: Expectation, start: int) -> float:
    """Return how much of the way from the starter's number to the wanted one is covered."""
    if not isinstance(expected, Near) or expected.target == start:
        return 0.0
    return max(0.0, 1 - abs(found - expected.target) / abs(expected.target - start))


@dataclass(frozen=True, slots=True)
class GuardOutcome:
    """Whether the text was left alone, how alike it is (0 to 1), and what was changed."""

    intact: bool
    similarity: float
    found: Message


def run_guard(document: HasText, guard: Guard, baseline: Baseline) -> GuardOutcome:
    """Compare the text with the starter's; replacements that the task asks for are no change."""
    expected = _lines(_replaced(baseline.text, guard.replace))
    found = _lines(_replaced(document.text, guard.replace))
    if "".join(expected) == "".join(found):
        return GuardOutcome(intact=True, similarity=1.0, found=msg("The text is unchanged."))
    alike, changes = _compare(expected, found)
    total = sum(map(len, expected)) + sum(map(len, found))
    similarity = 2 * alike / total
    rest = len(changes) - MAX_CHANGES
    said = [*changes[:MAX_CHANGES], *([msg("further changes: %(n)s", n=rest)] if rest > 0 else [])]
    return GuardOutcome(similarity >= guard.similarity, similarity, listed(said))


def _lines(text: str) -> list[str]:
    return [squash(line) for line in text.splitlines()]


def _compare(expected: Sequence[str], found: Sequence[str]) -> tuple[float, list[Message]]:
    """Return how many characters are alike and what was changed: by paragraph, then by letter."""
    matcher = difflib.SequenceMatcher(None, expected, found, autojunk=len(found) > MAX_LINES)
    alike, changes = 0.0, []
    for kind, a, b, c, d in matcher.get_opcodes():
        old, new = "".join(expected[a:b]), "".join(found[c:d])
        if kind == "equal":
            alike += len(old)
            continue
        same, said = _compare_letters(old, new)
        alike += same
        changes += said
    return alike, changes


def _compare_letters(old: str, new: str) -> tuple[float, list[Message]]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) > MAX_COMPARED:  # an upper bound, so in favour of the candidate
        share = matcher.quick_ratio()
        return share * (len(old) + len(new)) / 2, [_change(("replace", 0, None, 0, None), old, new)]
    changes = [_change(op, old, new) for op in matcher.get_opcodes() if op[0] != "equal"]
    return sum(block.size for block in matcher.get_matching_blocks()), changes


def _replaced(text: str, replace: Mapping[str, str]) -> str:
    for old, new in replace.items():
        text = text.replace(old, new)
    return text


def _change(
    operation: tuple[str, int, int | None, int, int | None], expected: str, found: str
) -> Message:
    kind, a, b, c, d = operation
    old, new = _quote(expected[a:b]), _quote(found[c:d])
    if kind == "delete":
        return msg("“%(old)s” was deleted", old=old)
    if kind == "insert":
        return msg("“%(new)s” was added", new=new)
    return msg("“%(old)s” became “%(new)s”", old=old, new=new)


def _quote(text: str) -> str:
    return text if len(text) <= QUOTE else f"{text[:QUOTE]}…"
