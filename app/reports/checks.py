"""What the checks of a practical came to: in exams that are over, over all who handed in.

Nobody is named. A trainer reads the tasks of their banks; personnel read those of an exam, over
the candidates of their units. What fewer than `SAME` persons make up is not told by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.bank.models import Item, ItemVersion
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.rules_plans import AFTER_EXAM
from app.domain.marking.models import ItemMark
from app.engines.items import Status
from app.engines.practicals.statistics import SAME, Counter, TaskFigures
from app.kernel.errors import NotFoundError
from app.reports import check_rows
from app.reports.check_rows import CheckReach, Counted
from app.store.scoping import in_scope

__all__ = [
    "Asked",
    "CheckFilters",
    "CheckReach",
    "CheckReport",
    "Part",
    "find_uuid",
    "get_check_report",
    "get_plan_title",
    "list_asked",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFilters:
    """Which files are counted; None means all."""

    plan: UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A practical that was asked in exams that are over.

    :ivar share: mean share of the points; None where fewer than `SAME` handed in.
    """

    uuid: UUID
    code: str
    title: str
    files: int
    waiting: int
    exams: int
    share: float | None
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """The files of one version in one exam."""

    version: int
    plan: UUID
    exam: str
    at: datetime
    files: int
    blank: int
    share: float | None
    """Mean share of the points; None where fewer than `SAME` handed in."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All that is told about the checks of a task.

    :ivar blank: how many candidates handed nothing in; they are in no figure of a check.
    :ivar facilities: check → version → facility with the number behind it, over all exams chosen.
    """

    uuid: UUID
    code: str
    title: str
    figures: TaskFigures
    blank: int
    parts: tuple[Part, ...]
    facilities: Mapping[str, Mapping[int, tuple[int, float]]]
    published: int | None
    """Number of the version that new papers use."""

    @property
    def versions(self) -> list[int]:
        """The versions that were graded, by number."""
        return sorted({part.version for part in self.parts})

    @property
    def exams(self) -> list[tuple[UUID, str]]:
        """The exams in which it was asked, the newest first."""
        newest = sorted(self.parts, key=lambda part: part.at, reverse=True)
        return list(dict.fromkeys((part.plan, part.exam) for part in newest))

    def facility(self, check: str, version: int) -> float | None:
        """Return the facility of a check in a version; None where too few make it up."""
        n, mean = self.facilities.get(check, {}).get(version, (0, 0.0))
        return mean if n >= SAME else None


def list_asked(session: Session, *, reach: CheckReach, plan: UUID | None = None) -> list[Asked]:
    """Return the practicals that were asked in exams that are over, by code, in one statement."""
    is_file = ItemMark.status != Status.BLANK
    share = func.avg(ItemMark.points / ItemMark.max_points).filter(
        is_file, ItemMark.status != Status.REVIEW
    )
    query = (
        check_rows.marks(
            Item.uuid,
            Item.code,
            func.max(ItemVersion.stem_text),
            func.count().filter(is_file),
            func.count().filter(ItemMark.status == Status.REVIEW),
            func.count(func.distinct(ExamPlan.id)),
            share,
            func.max(ExamPlan.starts_at),
        )
        .where(*check_rows.conditions(reach, plan))
        .group_by(Item.uuid, Item.code)
        .order_by(Item.code)
    )
    return [_asked(row) for row in session.execute(query)]


def _asked(row: Sequence[Any]) -> Asked:
    uuid, code, title, files, waiting, exams, share, at = row
    shown = float(share) if share is not None and files >= SAME else None
    return Asked(uuid, code, title, files, waiting, exams, shown, check_rows.instant(at))


def get_check_report(
    session: Session, uuid: UUID, *, reach: CheckReach, filters: CheckFilters | None = None
) -> CheckReport:
    """Return the figures of a task: three statements, however many files there are.

    :raises NotFoundError: there is no such practical, or it is outside what may be read.
    """
    chosen = filters or CheckFilters()
    task = check_rows.get_task(session, uuid, reach, chosen.plan)
    counted = check_rows.count_all(session, task, reach)
    in_plan = [one for one in counted if chosen.plan in {None, one.plan}]
    parts = [one for one in in_plan if chosen.version in {None, one.version}]
    return CheckReport(
        uuid=uuid,
        code=task.code,
        title=task.title,
        figures=_merged(parts),
        blank=sum(one.blank for one in parts),
        parts=tuple(_part(one) for one in counted),
        facilities=_facilities(in_plan),
        published=task.published,
    )


def _merged(parts: Iterable[Counted]) -> TaskFigures:
    counter = Counter()
    for one in reversed(list(parts)):  # titles are those of the newest
        counter.merge(one.counter)
    return counter.figures()


def _facilities(parts: Sequence[Counted]) -> dict[str, dict[int, tuple[int, float]]]:
    found: dict[str, dict[int, tuple[int, float]]] = {}
    for version in {one.version for one in parts}:
        figures = _merged(one for one in parts if one.version == version)
        for check in figures.checks:
            if check.mean is not None:
                found.setdefault(check.id, {})[version] = (check.judged, check.mean)
    return found


def _part(one: Counted) -> Part:
    share = one.earned / one.judged if one.judged >= SAME else None
    return Part(one.version, one.plan, one.exam, one.at, one.files, one.blank, share)


def get_plan_title(session: Session, plan: UUID, *, reach: CheckReach) -> str:
    """Return the title of an exam that is over and had candidates in reach, or refuse."""
    query = (
        select(ExamPlan.title)
        .join(Registration, Registration.plan_id == ExamPlan.id)
        .where(ExamPlan.uuid == plan, ExamPlan.state.in_(AFTER_EXAM))
        .where(in_scope(Registration.org_path, reach.units))
        .limit(1)
    )
    found = session.scalar(query)
    if found is None:
        raise NotFoundError
    return found


def find_uuid(session: Session, code: str) -> UUID:
    """Return the uuid of the practical of that code, or refuse."""
    query = select(Item.uuid).join(ItemVersion, ItemVersion.item_id == Item.id)
    found = session.scalar(query.where(Item.code == code, ItemVersion.kind == "practical").limit(1))
    if found is None:
        raise NotFoundError
    return found
