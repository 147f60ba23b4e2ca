"""From marks to an official outcome, and the states it goes through: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.engines import scoring
from app.engines.scoring import Grade, ItemScore, PassRule, Score
from app.kernel.errors import ConflictError
from app.kernel.text import Message, msg


class Outcome(StrEnum):
    """What an exam came to for a person (domain.md 2.7: 合格, 不合格, 缺考, 无效)."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    VOID = "void"


class ResultState(StrEnum):
    """Provisional → checked → released, by two persons; a released one may later be corrected.

    `superseded` was replaced before anyone saw it; `corrected` was official until its correction.
    """

    PROVISIONAL = "provisional"
    CHECKED = "checked"
    RELEASED = "released"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"


OFFICIAL = frozenset({ResultState.RELEASED, ResultState.CORRECTED})
OPEN = frozenset({ResultState.PROVISIONAL, ResultState.CHECKED})

OUTCOME_NAMES: Mapping[Outcome, Message] = {
    Outcome.PASSED: msg("Passed"),
    Outcome.FAILED: msg("Not passed"),
    Outcome.ABSENT: msg("Absent"),
    Outcome.VOID: msg("Void"),
}
STATE_NAMES: Mapping[ResultState, Message] = {
    ResultState.PROVISIONAL: msg("To be checked"),
    ResultState.CHECKED: msg("To be released"),
    ResultState.RELEASED: msg("Released"),
    ResultState.CORRECTED: msg("Corrected since"),
    ResultState.SUPERSEDED: msg("Replaced"),
}
GRADE_NAMES: Mapping[Grade, Message] = {
    Grade.EXCELLENT: msg("Excellent"),
    Grade.GOOD: msg("Good"),
    Grade.PASS: msg("Pass"),
    Grade.FAIL: msg("Not passed"),
}
DOMAIN_NAMES: Mapping[str, Message] = {
    "D1": msg("Policy and organisation"),
    "D2": msg("Network platform"),
    "D3": msg("Business systems"),
    "D4": msg("Public service and websites"),
    "D5": msg("Data resources"),
    "D6": msg("Security and secrecy"),
    "D7": msg("Projects and procurement"),
    "D8": msg("Standards, documents and archives"),
    "D9": msg("Management rules and performance"),
    "D10": msg("Computer skills"),
    "D11": msg("Digital government"),
}
"""The areas of the competency framework (domain.md 4.1)."""

_NEXT: Mapping[ResultState, frozenset[ResultState]] = {
    ResultState.PROVISIONAL: frozenset({ResultState.CHECKED, ResultState.SUPERSEDED}),
    ResultState.CHECKED: frozenset(
        {ResultState.RELEASED, ResultState.PROVISIONAL, ResultState.SUPERSEDED}
    ),
    ResultState.RELEASED: frozenset({ResultState.CORRECTED}),
    ResultState.CORRECTED: frozenset(),
    ResultState.SUPERSEDED: frozenset(),
}


def require_transition(old: ResultState, new: ResultState) -> None:
    """Raise unless a result may go from `old` to `new`."""
    if new not in _NEXT[old]:
        raise ConflictError(
            msg(
                "A result in the state “%(old)s” cannot become “%(new)s”.",
                old=STATE_NAMES[old],
                new=STATE_NAMES[new],
            )
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored about how a person did.

    :ivar sections: code, title by language, points and maximum of each section.
    :ivar domains: code, points and maximum of each area of knowledge.
    :ivar explanation: `rule` and `reasons` of the decision.
    """

    outcome: Outcome
    total: float | None = None
    max_total: float | None = None
    grade: Grade | None = None
    sections: tuple[dict[str, Any], ...] = ()
    domains: tuple[dict[str, Any], ...] = ()
    explanation: Mapping[str, Any] | None = None


def stand(
    marks: Iterable[ItemScore], rule: PassRule, titles: Mapping[str, Mapping[str, str]]
) -> Standing:
    """Score a paper by the rule it was sealed with.

    :param titles: section code → title by language (`zh`, `en`).
    """
    score = scoring.score(marks, rule)
    return Standing(
        outcome=Outcome.PASSED if score.passed else Outcome.FAILED,
        total=float(score.total.points),
        max_total=float(score.total.max_points),
        grade=score.grade,
        sections=tuple(
            {
                "code": part.code,
                "title": dict(titles.get(part.code, {"zh": part.code, "en": part.code})),
                "points": float(part.points),
                "max": float(part.max_points),
            }
            for part in score.sections
        ),
        domains=tuple(
            {"code": part.code, "points": float(part.points), "max": float(part.max_points)}
            for part in sorted(score.domains, key=lambda part: _domain_order(part.code))
        ),
        explanation={"rule": rule.to_json(), "reasons": _reasons(score)},
    )


def _domain_order(code: str) -> tuple[int, str]:
    digits = code.lstrip("D")
    return (int(digits) if digits.isdigit() else 99, code)


def _reasons(score: Score) -> list[dict[str, Any]]:
    return [
        {"rule": reason.rule, "is_met": reason.is_met, "text": reason.text.to_json()}
        for reason in score.reasons
    ]


def section_points(sections: Sequence[Mapping[str, Any]], *, practical: bool) -> float | None:
    """Return the points of the practical section, or of all others together; None without any.

    >>> parts = [{"code": "knowledge", "points": 34.0}, {"code": "practical", "points": 50.5}]
    >>> section_points(parts, practical=True), section_points(parts, practical=False)
    (50.5, 34.0)
    """
    found = [one["points"] for one in sections if (one["code"] == "practical") == practical]
    return float(sum(found)) if found else None


def is_same(one: Standing, other: Standing) -> bool:
    """Whether two standings would be read as the same by the person."""
    return (one.outcome, one.total, one.grade, one.sections, one.domains) == (
        other.outcome,
        other.total,
        other.grade,
        other.sections,
        other.domains,
    )


@dataclass(frozen=True, slots=True)
class SectionFact:
    """One section as the certificate prints it."""

    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class ListCounts:
    """How the list of one exam stands, within a scope.

    :ivar waiting: results with an answer that a person must judge first.
    :ivar checked_by_me: checked by the reader, who therefore cannot release them.
    :ivar outcomes: outcome → number, of the results that are next in turn.
    """

    provisional: int = 0
    waiting: int = 0
    checked_by_me: int = 0
    checked_by_others: int = 0
    released: int = 0
    own: int = 0
    outcomes: Mapping[Outcome, int] | None = None

    @property
    def ready(self) -> int:
        """Results that can be checked now."""
        return self.provisional - self.waiting

    @property
    def total(self) -> int:
        """All results of the list."""
        checked = self.checked_by_me + self.checked_by_others
        return self.provisional + checked + self.released
