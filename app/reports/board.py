"""The board of a year: persons and outcomes by unit and tier, in one counting query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan, Registration
from app.domain.people import queries as people
from app.domain.results.rules import Outcome
from app.kernel.tier import Tier
from app.reports.base import Official, Reach, conditions, has_sat, has_to_resit, in_state, joined
from app.reports.choice import StateChoice

RULE = "RP-07"
RULE_VERSION = 1
"""The counting rule of the board and of the workbook; docs say what it counts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many registrations came to what.

    Pass rate = passed ÷ (passed + not passed), of released results; absent, void and not released
    ones do not count in it (rule RP-07).
    """

    registered: int = 0
    sat: int = 0
    passed: int = 0
    failed: int = 0
    absent: int = 0
    void: int = 0
    open: int = 0
    to_come: int = 0
    resit: int = 0
    """Who has to take the exam again: see `OutcomeChoice`."""
    points: float = 0.0
    """Sum of the totals of those who passed or did not pass."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, key) + getattr(other, key) for key in self.__slots__))

    @property
    def rated(self) -> int:
        """What the pass rate is a share of."""
        return self.passed + self.failed

    @property
    def below(self) -> int:
        """Who did not reach the standard, for whatever reason."""
        return self.failed + self.absent + self.void

    @property
    def pass_rate(self) -> float | None:
        """Share of one; None while nothing is released."""
        return self.passed / self.rated if self.rated else None

    @property
    def attendance(self) -> float | None:
        """Share of the registered who began; None without registrations."""
        return self.sat / self.registered if self.registered else None

    @property
    def average(self) -> float | None:
        """Mean total of those who passed or did not pass."""
        return self.points / self.rated if self.rated else None


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """One line of the board: a unit with everything below it, or only itself (`is_own`)."""

    path: str
    name: str
    is_own: bool
    counts: Counts
    tiers: Mapping[Tier, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """All figures of the dashboard."""

    total: Counts
    units: tuple[UnitCounts, ...]
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Counts of one unit itself and one tier: a row of the summary sheet."""

    org_path: str
    org_name: str
    tier: Tier
    counts: Counts


def list_cells(session: Session, reach: Reach) -> list[Cell]:
    """Return the counts by unit and tier, in one query."""
    released = Official.outcome
    rated = released.in_([Outcome.PASSED, Outcome.FAILED])
    columns = (
        Registration.org_path,
        func.max(Registration.org_name),
        ExamPlan.tier,
        func.count(),
        func.count().filter(has_sat),
        *(func.count().filter(released == one) for one in Outcome),
        func.count().filter(in_state(StateChoice.OPEN)),
        func.count().filter(in_state(StateChoice.TO_COME)),
        func.count().filter(has_to_resit()),
        func.coalesce(func.sum(Official.total).filter(rated), 0.0),
    )
    query = (
        joined(*columns)
        .where(*conditions(reach))
        .group_by(Registration.org_path, ExamPlan.tier)
        .order_by(Registration.org_path, ExamPlan.tier)
    )
    return [_cell(found) for found in session.execute(query)]


def _cell(found: Row[Any]) -> Cell:
    values: tuple[Any, ...] = tuple(found)
    figures: tuple[Any, ...] = (*values[3:12], float(values[12]))
    return Cell(values[0], values[1], values[2], Counts(*figures))


def get_board(session: Session, reach: Reach) -> Board:
    """Return the board of the chosen unit, folded to the units directly below it."""
    cells = list_cells(session, reach)
    roots = reach.narrowed.paths
    groups: dict[tuple[str, bool], dict[Tier, Counts]] = {}
    for cell in cells:
        group = groups.setdefault(_group(roots, cell.org_path), {})
        group[cell.tier] = group.get(cell.tier, Counts()) + cell.counts
    names = people.organization_names(session, [path for path, _ in groups])
    fallback = {cell.org_path: cell.org_name for cell in cells}
    units = tuple(
        UnitCounts(
            path=path,
            name=names.get(path) or fallback.get(path, path),
            is_own=is_own,
            counts=_sum(tiers.values()),
            tiers=tiers,
        )
        for (path, is_own), tiers in sorted(groups.items(), key=lambda one: (not one[0][1], one[0]))
    )
    seen = {cell.tier for cell in cells}
    return Board(
        total=_sum(unit.counts for unit in units),
        units=units,
        tiers=tuple(tier for tier in Tier if tier in seen),
    )


def _group(roots: Sequence[str], path: str) -> tuple[str, bool]:
    """Return the line a unit counts in: its own root, or the part just below the only root.

    >>> _group(["/44/"], "/44/4401/0012/"), _group(["/44/"], "/44/")
    (('/44/4401/', False), ('/44/', True))
    >>> _group(["/44/4401/", "/44/4403/"], "/44/4403/0012/")
    ('/44/4403/', False)
    """
    root = next(one for one in roots if path.startswith(one))
    if len(roots) > 1:
        return root, False
    if path == root:
        return path, True
    below = path[len(root) :].split("/", 1)[0]
    return f"{root}{below}/", False


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())
