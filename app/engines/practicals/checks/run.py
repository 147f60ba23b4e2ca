"""Running one check: targets, readings, the share that is right, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.engines.practicals.checks.aspect import Aspect, Reading
from app.engines.practicals.checks.explain import Where, evidence, key_of, places
from app.engines.practicals.checks.lens import Lens
from app.engines.practicals.checks.texts import Baseline, run_text
from app.engines.practicals.language.expectations import Expectation, listed
from app.engines.practicals.task.model import Check
from app.kernel.text import Message, msg


class Status(StrEnum):
    """What is known about a check; `review` asks a person."""

    PASS = "pass"  # noqa: S105  # not a password
    PARTIAL = "partial"
    FAIL = "fail"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a check before points: the share that is right and how that is explained."""

    fraction: float
    expected: Message
    found: Message
    where: tuple[Where, ...] = ()
    hint: Message | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """The result of one expectation of a check."""

    aspect: Aspect
    expectation: Expectation
    readings: tuple[Reading, ...]

    @property
    def wrong(self) -> list[Reading]:
        return [reading for reading in self.readings if reading.right is not True]

    @property
    def unknown(self) -> bool:
        return any(reading.right is None for reading in self.readings)

    def fraction(self, coverage: float) -> float:
        """The share of characters or things that are right; enough of them count as all."""
        total = sum(reading.weight for reading in self.readings)
        share = sum(r.weight for r in self.readings if r.right) / total if total else 0.0
        return 1.0 if share >= coverage else share


def run_check(document: Any, check: Check, baseline: Baseline, lens: Lens) -> Outcome:  # noqa: ANN401
    """Run a check against a document; `baseline` is the text of the starter."""
    if check.text is not None:
        found = run_text(document, check.text, baseline, mode=check.mode)
        return Outcome(found.fraction, found.expected, found.found, hint=found.hint)
    if check.find is None:
        return Outcome(
            0.0, msg("nothing"), msg("The check names nothing to look at."), unknown=True
        )
    aspects = lens.aspects_for(check.find)
    targets = lens.select(document, check.find)
    expected = _expected(check, aspects)
    if not targets:
        return Outcome(0.0, expected, lens.nothing_found(check.find), hint=_find_hint())
    if check.count is None and lens.one_is_enough(check.find):
        tried = [_judged(document, check, [target], aspects, expected) for target in targets]
        return max(tried, key=lambda outcome: (outcome.fraction, outcome.unknown))
    return _judged(document, check, targets, aspects, expected)


def _judged(
    document: Any,  # noqa: ANN401
    check: Check,
    targets: Sequence[Any],
    aspects: Mapping[str, Aspect],
    expected: Message,
) -> Outcome:
    parts = _parts(document, check, targets, aspects)
    if not parts:
        return Outcome(
            0.0, expected, msg("There is nothing here that could be judged."), unknown=True
        )
    return _outcome(check, parts, targets, expected)


def _expected(check: Check, aspects: Mapping[str, Aspect]) -> Message:
    said = [aspects[key].says(item.text()) for key, item in check.expect.items()]
    return listed(said) if said else msg("nothing")


def _parts(
    document: Any,  # noqa: ANN401
    check: Check,
    targets: Sequence[Any],
    aspects: Mapping[str, Aspect],
) -> list[_Part]:
    """Measure every expectation; those that concern nothing in the targets fall away."""
    parts = [
        _Part(aspects[key], item, tuple(aspects[key].read(document, targets, item)))
        for key, item in check.expect.items()
    ]
    return [part for part in parts if part.readings]


def _outcome(
    check: Check, parts: Sequence[_Part], targets: Sequence[Any], expected: Message
) -> Outcome:
    shares = [part.fraction(check.coverage) for part in parts]
    failed = [part for part, share in zip(parts, shares, strict=True) if share < 1]
    enough = check.count is None or check.count.accepts(len(targets))
    if enough and not failed:
        return Outcome(1.0, expected, _all_right(parts))
    if check.mode == "any" and enough and len(failed) < len(parts):
        return Outcome(1.0, expected, _all_right([p for p in parts if p not in failed]))
    wrong = [reading for part in failed for reading in part.wrong]
    return Outcome(
        fraction=_fraction(check, shares, len(targets)),
        unknown=any(part.unknown for part in failed),
        expected=expected,
        found=_found(check, failed, len(targets), enough=enough),
        where=places(wrong),
        hint=_hints(failed) if failed else _find_hint(),
    )


def _hints(failed: Sequence[_Part]) -> Message:
    """Return the advice of all that failed, each piece once, as sentences in a row."""
    hints = list({part.aspect.hint.msgid: part.aspect.hint for part in failed}.values())
    joined = hints[0]
    for hint in hints[1:]:
        joined = msg("%(first)s %(second)s", first=joined, second=hint)
    return joined


def _fraction(check: Check, shares: Sequence[float], targets: int) -> float:
    """Average the expectations; too few targets weigh as missing ones that are wrong."""
    if check.mode != "fraction":
        return 0.0
    share = sum(shares) / len(shares)
    low = getattr(check.count, "low", None)
    return share * min(1.0, targets / low) if low else share


def _found(check: Check, failed: Sequence[_Part], targets: int, *, enough: bool) -> Message:
    said: list[Message] = []
    if not enough and check.count is not None:
        said.append(
            msg(
                "places found: %(n)s, needed: %(expected)s",
                n=targets,
                expected=check.count.text(),
            )
        )
    if failed:
        said.append(evidence([reading for part in failed for reading in part.wrong]))
    right = _places_right(failed)
    if right:
        said.append(msg("right elsewhere: %(n)s", n=right))
    return listed(said)


def _places_right(failed: Sequence[_Part]) -> int:
    """Count the places of a single failed expectation that are right."""
    if len(failed) != 1:
        return 0
    right = {key_of(reading) for reading in failed[0].readings if reading.right}
    wrong = {key_of(reading) for reading in failed[0].wrong}
    return len(right - wrong)


def _all_right(parts: Sequence[_Part]) -> Message:
    places_seen = {key_of(reading) for part in parts for reading in part.readings}
    return msg("As required; places looked at: %(n)s.", n=len(places_seen))


def _find_hint() -> Message:
    return msg("Do not change or delete the text that the task names, and start from its file.")
