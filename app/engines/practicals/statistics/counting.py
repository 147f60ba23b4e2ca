"""Count gradings of one task, one by one: nothing of a grading is kept but its counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.statistics.findings import Finding, Findings
from app.engines.practicals.statistics.flags import FEWEST, Figures, Flag, flags
from app.engines.practicals.statistics.sums import Interval, Pairs, of_correlation, of_share


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """What came of one check over all gradings.

    :ivar by_person: how many of the judged ones a person judged.
    :ivar mean: facility p, the mean share of the points, over those judged; None without any.
    :ivar mean_interval: Wilson's interval of it, 95 %.
    :ivar discrimination: corrected item–rest correlation r(x, R), where x is the share of the
        points at this check and R the share at all other judged checks of the same file
        (corrected: the check is no part of R; Henrysson 1963; Lord & Novick 1968, ch. 15). None
        below `FEWEST` judged files, or where x or R never varies.
    :ivar discrimination_interval: Fisher's interval of it, 95 %.
    """

    id: str
    title: str
    points: float
    seen: int
    passed: int
    partial: int
    failed: int
    by_person: int
    mean: float | None
    mean_interval: Interval | None
    discrimination: float | None
    discrimination_interval: Interval | None
    findings: tuple[Finding, ...]
    flags: tuple[Flag, ...]

    @property
    def judged(self) -> int:
        """How many came to a score."""
        return self.passed + self.partial + self.failed

    @property
    def review(self) -> int:
        """How many could not be judged, and wait for a person."""
        return self.seen - self.judged


@dataclass(frozen=True, slots=True)
class GuardFigures:
    """How often one guard took points off."""

    id: str
    title: str
    penalty: float
    seen: int
    hit: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """The figures of a task.

    :ivar unread: gradings without any check: no machine came to an end with the file.
    :ivar mean: mean share of the points of the task, over gradings that wait for nobody.
    """

    gradings: int
    unread: int
    waiting: int
    mean: float | None
    checks: tuple[CheckFigures, ...]
    guards: tuple[GuardFigures, ...]


@dataclass(slots=True)
class _Check:
    title: str = ""
    points: float = 0.0
    seen: int = 0
    by_person: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    pairs: Pairs = field(default_factory=Pairs)
    shares: Pairs = field(default_factory=Pairs)
    findings: Findings = field(default_factory=Findings)

    def merge(self, other: _Check) -> None:
        """Take in what another has counted; the title and the points are the other's."""
        self.title, self.points = other.title, other.points
        self.seen += other.seen
        self.by_person += other.by_person
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count
        self.pairs.merge(other.pairs)
        self.shares.merge(other.shares)
        self.findings.merge(other.findings)


@dataclass(slots=True)
class _Guard:
    title: str = ""
    penalty: float = 0.0
    seen: int = 0
    hit: int = 0
    findings: Findings = field(default_factory=Findings)

    def merge(self, other: _Guard) -> None:
        """Take in what another has counted."""
        self.title, self.penalty = other.title, other.penalty
        self.seen += other.seen
        self.hit += other.hit
        self.findings.merge(other.findings)


class Counter:
    """Takes in gradings as they are stored, in any order, also those of several versions.

    Checks are known by their id; their title and points are those of the last grading. Shares of
    the points are counted, so versions that weigh a check otherwise can stand beside each other.
    """

    def __init__(self) -> None:
        self._gradings = self._unread = self._waiting = 0
        self._totals = Pairs()
        self._checks: dict[str, _Check] = {}
        self._guards: dict[str, _Guard] = {}

    def add(self, grading: Mapping[str, Any]) -> None:
        """Count one grading."""
        self._gradings += 1
        checks = grading["checks"]
        if not checks:
            self._unread += 1
        if grading["status"] == "review":
            self._waiting += 1
        elif grading["points"]:
            share = float(grading["score"]) / float(grading["points"])
            self._totals.add(share, 0.0)
        judged = [one for one in checks if one["status"] != "review" and one["points"]]
        earned = sum(float(one["score"]) for one in judged)
        most = sum(float(one["points"]) for one in judged)
        for one in checks:
            self._add_check(one, earned, most)
        for one in grading["guards"]:
            self._add_guard(one)

    def _add_check(self, one: Mapping[str, Any], earned: float, most: float) -> None:
        kept = self._check(one["id"])
        points, score, status = float(one["points"]), float(one["score"]), one["status"]
        kept.title, kept.points = one["title"], points
        kept.seen += 1
        kept.statuses[status] = kept.statuses.get(status, 0) + 1
        if status == "review" or not points:
            return
        share = score / points
        kept.shares.add(share, 0.0)
        kept.by_person += "decision" in one
        if most > points:
            kept.pairs.add(share, (earned - score) / (most - points))
        if status != "pass":
            kept.findings.add(one["found"])

    def _add_guard(self, one: Mapping[str, Any]) -> None:
        kept = self._guard(one["id"])
        kept.title, kept.penalty = one["title"], float(one["penalty"])
        kept.seen += 1
        if one["deducted"]:
            kept.hit += 1
            kept.findings.add(one["found"])

    def merge(self, other: Counter) -> None:
        """Take in all gradings that another has counted; it stays as it is."""
        self._gradings += other._gradings
        self._unread += other._unread
        self._waiting += other._waiting
        self._totals.merge(other._totals)
        for id_, check in other._checks.items():
            self._check(id_).merge(check)
        for id_, guard in other._guards.items():
            self._guard(id_).merge(guard)

    def _check(self, id_: str) -> _Check:
        if id_ not in self._checks:
            self._checks[id_] = _Check()
        return self._checks[id_]

    def _guard(self, id_: str) -> _Guard:
        if id_ not in self._guards:
            self._guards[id_] = _Guard()
        return self._guards[id_]

    def figures(self) -> TaskFigures:
        """Return what was counted so far."""
        return TaskFigures(
            gradings=self._gradings,
            unread=self._unread,
            waiting=self._waiting,
            mean=self._totals.mean_x if self._totals.n else None,
            checks=tuple(_check_figures(id_, kept) for id_, kept in self._checks.items()),
            guards=tuple(_guard_figures(id_, kept) for id_, kept in self._guards.items()),
        )


def count(gradings: Iterable[Mapping[str, Any]]) -> TaskFigures:
    """Return the figures of gradings.

    >>> check = {"id": "a", "title": "A", "points": 2.0, "score": 1.0, "status": "partial",
    ...          "found": {"msgid": "half"}}
    >>> grading = {"status": "partial", "points": 2.0, "score": 1.0, "checks": [check],
    ...            "guards": []}
    >>> found = count([grading] * 3).checks[0]
    >>> found.mean, found.partial, str(found.findings[0].text)
    (0.5, 3, 'half')
    """
    counter = Counter()
    for one in gradings:
        counter.add(one)
    return counter.figures()


def _check_figures(id_: str, kept: _Check) -> CheckFigures:
    n = kept.shares.n
    mean = kept.shares.mean_x if n else None
    r = kept.pairs.correlation if kept.pairs.n >= FEWEST else None
    passed, partial, failed = (kept.statuses.get(name, 0) for name in ("pass", "partial", "fail"))
    return CheckFigures(
        id=id_,
        title=kept.title,
        points=kept.points,
        seen=kept.seen,
        passed=passed,
        partial=partial,
        failed=failed,
        by_person=kept.by_person,
        mean=mean,
        mean_interval=of_share(mean, n) if mean is not None else None,
        discrimination=r,
        discrimination_interval=of_correlation(r, kept.pairs.n) if r is not None else None,
        findings=kept.findings.top(),
        flags=flags(Figures(kept.seen, passed, partial, failed, mean, r)),
    )


def _guard_figures(id_: str, kept: _Guard) -> GuardFigures:
    return GuardFigures(
        id=id_,
        title=kept.title,
        penalty=kept.penalty,
        seen=kept.seen,
        hit=kept.hit,
        findings=kept.findings.top(3),
    )
