"""From marks to the score of a paper; every decision comes with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.engines.scoring.rules import Grade, PassRule
from app.engines.scoring.steps import exact, half_steps
from app.kernel.text import Message, msg


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The mark of one item, with what decides where it counts."""

    position: int
    section: str
    domain: str
    points: float
    max_points: float


@dataclass(frozen=True, slots=True)
class Part:
    """Points got and to be had in a section, in a domain or in all; rounded to half points."""

    code: str
    points: Decimal
    max_points: Decimal

    @property
    def percent(self) -> Decimal:
        """Share of the points that can be had, in percent; 0 where there are none."""
        return self.points * 100 / self.max_points if self.max_points else Decimal(0)


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of the pass rule and whether it is met.

    :ivar rule: `total`, `section.<code>` or `domain.<code>`.
    """

    rule: str
    is_met: bool
    text: Message


@dataclass(frozen=True, slots=True)
class Score:
    """What a paper came to."""

    total: Part
    sections: tuple[Part, ...]
    domains: tuple[Part, ...]
    grade: Grade
    reasons: tuple[Reason, ...]

    @property
    def passed(self) -> bool:
        """Whether every condition of the pass rule is met."""
        return self.grade is not Grade.FAIL


def score(marks: Iterable[ItemScore], rule: PassRule) -> Score:
    """Add up the marks and decide, as the pass rule says.

    Sums are exact decimals and are rounded once, at the end, to half points, half up; the total is
    rounded from the exact sum, not from rounded sections. Decisions are made on the rounded
    numbers, because those are what is shown: nobody fails with a shown 60.0 of 60.

    :raises ValueError: a mark lies outside 0 … max_points, or two marks share a position.
    """
    items = sorted(marks, key=lambda mark: mark.position)
    _require_sound(items)
    total = _part("total", items)
    sections = _parts(items, lambda item: item.section)
    domains = _parts(items, lambda item: item.domain)
    reasons = tuple(_reasons(rule, total, sections, domains))
    return Score(
        total=total,
        sections=tuple(sections.values()),
        domains=tuple(domains.values()),
        grade=_grade(total, reasons, rule.grades),
        reasons=reasons,
    )


def _require_sound(items: list[ItemScore]) -> None:
    positions = [item.position for item in items]
    if len(set(positions)) < len(positions):
        raise ValueError("two marks for one position")
    for item in items:
        if not 0 <= item.points <= item.max_points:
            raise ValueError(f"item {item.position}: {item.points} of {item.max_points} points")


def _part(code: str, items: Iterable[ItemScore]) -> Part:
    chosen = list(items)
    return Part(
        code,
        half_steps(sum((exact(item.points) for item in chosen), Decimal(0))),
        half_steps(sum((exact(item.max_points) for item in chosen), Decimal(0))),
    )


def _parts(items: list[ItemScore], code_of: Callable[[ItemScore], str]) -> dict[str, Part]:
    codes = dict.fromkeys(code_of(item) for item in items)
    return {code: _part(code, [i for i in items if code_of(i) == code]) for code in codes}


def _reasons(
    rule: PassRule, total: Part, sections: Mapping[str, Part], domains: Mapping[str, Part]
) -> Iterable[Reason]:
    yield _reason("total", total, rule.total, msg("Whole paper"))
    for code, least in rule.sections.items():
        # A rule about a section that the paper does not have cannot be met by anyone.
        part = sections.get(code, Part(code, Decimal(0), Decimal(0)))
        yield _reason(f"section.{code}", part, least, msg("Section %(code)s", code=code))
    for code, least in rule.domains.items():
        part = domains.get(code, Part(code, Decimal(0), Decimal(0)))
        yield _reason(f"domain.{code}", part, least, msg("Domain %(code)s", code=code))


def _reason(rule: str, part: Part, least: float, what: Message) -> Reason:
    needed = exact(least) * part.max_points / 100
    is_met = part.max_points > 0 and part.points >= needed
    text = msg(
        "%(what)s: %(points)s of %(max)s points; at least %(needed)s are required.",
        what=what,
        points=_plain(part.points),
        max=_plain(part.max_points),
        needed=_plain(needed),
    )
    return Reason(rule, is_met, text)


def _grade(total: Part, reasons: Iterable[Reason], grades: Mapping[Grade, float]) -> Grade:
    if not all(reason.is_met for reason in reasons):
        return Grade.FAIL
    reached = [(least, grade) for grade, least in grades.items() if total.percent >= exact(least)]
    return max(reached)[1] if reached else Grade.PASS


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
