"""The marks of practicals in exams that are over, counted exam by exam and version by version.

Marks are only ever added. What was counted of some sittings of an exam is therefore kept in memory
until these have newer marks: thousands of gradings are read once, not for every page, and one
decision about one answer has a few dozen of them read again, not all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.bank.models import Bank, Item, ItemVersion
from app.domain.bank.rules import State
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.rules_plans import AFTER_EXAM
from app.domain.marking.models import ItemMark, Marking
from app.engines.items import Status
from app.engines.practicals import version_of
from app.engines.practicals.statistics import Counter
from app.kernel.errors import NotFoundError
from app.kernel.scope import EVERYTHING, Scope
from app.store.scoping import in_scope

CHUNK = 200
MOST_KEPT = 4096
"""Counts that are kept in memory; each is some kilobytes."""
SITTINGS = 64
"""Sittings whose counts are kept together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReach:
    """Whose tasks and whose files are counted.

    :ivar banks: the banks whose tasks may be read; None where the exam gives the right.
    :ivar units: the units whose candidates are counted.
    """

    banks: Scope | None = None
    units: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class AskedTask:
    """A practical with the versions it has had.

    :ivar numbers: version id → number.
    :ivar hashes: version of the task as gradings name it → number.
    """

    uuid: UUID
    code: str
    title: str
    published: int | None
    numbers: Mapping[int, int]
    hashes: Mapping[str, int]


@dataclass(slots=True)
class Counted:
    """What was counted of one version in one exam."""

    version: int
    plan: UUID
    exam: str
    at: datetime
    counter: Counter = field(default_factory=Counter)
    files: int = 0
    blank: int = 0
    judged: int = 0
    earned: float = 0.0

    def merge(self, other: Counted) -> None:
        """Take in what another has counted of the same version in the same exam."""
        self.counter.merge(other.counter)
        self.files += other.files
        self.blank += other.blank
        self.judged += other.judged
        self.earned += other.earned


_Key = tuple[object, ...]


class _Kept:
    """Counts by what they follow from; the ones used longest ago go first."""

    _lock = Lock()
    _counts: ClassVar[OrderedDict[_Key, tuple[Counted, ...]]] = OrderedDict()

    @classmethod
    def get(cls, key: _Key) -> tuple[Counted, ...] | None:
        """Return what was counted, if it is still known."""
        with cls._lock:
            if key in cls._counts:
                cls._counts.move_to_end(key)
            return cls._counts.get(key)

    @classmethod
    def put(cls, key: _Key, counted: tuple[Counted, ...]) -> None:
        """Keep what was counted."""
        with cls._lock:
            cls._counts[key] = counted
            while len(cls._counts) > MOST_KEPT:
                cls._counts.popitem(last=False)


def count_all(session: Session, task: AskedTask, reach: CheckReach) -> list[Counted]:
    """Return the counts of a task by exam and version, the newest first."""
    keys = _keys(session, task, reach)
    whole = tuple(keys.values())
    merged = _Kept.get(whole)
    if merged is None:
        merged = _merged(_count_parts(session, task, reach, keys))
        _Kept.put(whole, merged)
    return sorted(merged, key=lambda one: (one.at, one.version), reverse=True)


_Part = tuple[int, int]
"""An exam, and which of its sittings: those whose id begins like this."""


def _count_parts(
    session: Session, task: AskedTask, reach: CheckReach, keys: Mapping[_Part, _Key]
) -> list[Counted]:
    found = {part: _Kept.get(key) for part, key in keys.items()}
    missing = {part for part, counted in found.items() if counted is None}
    if missing:
        fresh = _count(session, task, reach, missing)
        for part in missing:
            _Kept.put(keys[part], fresh[part])
        found |= fresh
    return [one for counted in found.values() for one in counted or ()]


def _merged(parts: Iterable[Counted]) -> tuple[Counted, ...]:
    found: dict[tuple[UUID, int], Counted] = {}
    for one in parts:
        new = Counted(one.version, one.plan, one.exam, one.at)
        found.setdefault((one.plan, one.version), new).merge(one)
    return tuple(found.values())


def _keys(session: Session, task: AskedTask, reach: CheckReach) -> dict[_Part, _Key]:
    """Return part → what its counts follow from: marks are only added, so their newest id tells."""
    part = (Sitting.id // SITTINGS).label("part")
    query = (
        marks(ExamPlan.id, part, ExamPlan.uuid, func.count(), func.max(ItemMark.id))
        .where(ItemMark.item_version_id.in_(list(task.numbers)), *conditions(reach, None))
        .group_by(ExamPlan.id, ExamPlan.uuid, part)
        .order_by(ExamPlan.id, part)
    )
    known = (task.uuid, len(task.numbers), reach.units.paths)
    return {(row[0], row[1]): (*known, *row[1:]) for row in session.execute(query)}


def _count(
    session: Session, task: AskedTask, reach: CheckReach, parts: set[_Part]
) -> dict[_Part, tuple[Counted, ...]]:
    found: dict[_Part, dict[int, Counted]] = {part: {} for part in parts}
    for version, row in _rows(session, task, reach, parts):
        of_part = found.get((row.id, row.sitting_id // SITTINGS))
        if of_part is None:  # counted before: it lies between two that were not
            continue
        if version not in of_part:
            of_part[version] = Counted(version, row.uuid, row.title, row.starts_at)
        _add(of_part[version], row)
    return {part: tuple(counted.values()) for part, counted in found.items()}


def _add(counted: Counted, row: Any) -> None:  # noqa: ANN401 - a row
    grading = row.explanation.get("grading")
    if grading is None:
        counted.blank += 1
        return
    counted.files += 1
    counted.counter.add(grading)
    if row.status is not Status.REVIEW and row.max_points:
        counted.judged += 1
        counted.earned += row.points / row.max_points


def _rows(
    session: Session, task: AskedTask, reach: CheckReach, parts: set[_Part]
) -> Iterator[tuple[int, Any]]:
    """Yield number of the version and the mark, read while they are counted.

    The version is the one that the grading names: after a regrade it is newer than the paper's.
    """
    query = marks(
        Sitting.id.label("sitting_id"),
        ItemMark.item_version_id,
        ItemMark.points,
        ItemMark.max_points,
        ItemMark.status,
        ItemMark.explanation,
        ExamPlan.id,
        ExamPlan.uuid,
        ExamPlan.title,
        ExamPlan.starts_at,
    ).where(
        ItemMark.item_version_id.in_(list(task.numbers)),
        or_(*_ranges(parts)),
        *conditions(reach, None),
    )
    for row in session.execute(query, execution_options={"yield_per": CHUNK}):
        grading = row.explanation.get("grading") or {}
        own = task.numbers[row.item_version_id]
        yield task.hashes.get(str(grading.get("version", "")), own), row


def _ranges(parts: set[_Part]) -> Iterator[ColumnElement[bool]]:
    for plan in {plan for plan, _ in parts}:
        of_plan = [part for one, part in parts if one == plan]
        first, last = min(of_plan) * SITTINGS, (max(of_plan) + 1) * SITTINGS - 1
        yield and_(ExamPlan.id == plan, Sitting.id.between(first, last))


def get_task(session: Session, uuid: UUID, reach: CheckReach, plan: UUID | None) -> AskedTask:
    """Return a practical in reach with its versions, or refuse as if there were none."""
    query = (
        select(ItemVersion, Item.code)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .where(Item.uuid == uuid, ItemVersion.kind == "practical")
        .order_by(ItemVersion.number)
    )
    if reach.banks is not None:
        query = query.where(in_scope(Bank.org_path, reach.banks))
    else:
        query = query.where(_asked(uuid, reach, plan))
    rows = session.execute(query).all()
    if not rows:
        raise NotFoundError
    versions: list[ItemVersion] = [row[0] for row in rows]
    return AskedTask(
        uuid=uuid,
        code=rows[0].code,
        title=str(versions[-1].content["task"].get("title", rows[0].code)),
        published=next((one.number for one in versions if one.state == State.PUBLISHED), None),
        numbers={one.id: one.number for one in versions},
        hashes={version_of(dict(one.content["task"])): one.number for one in versions},
    )


def _asked(uuid: UUID, reach: CheckReach, plan: UUID | None) -> ColumnElement[bool]:
    """Whether candidates in reach were asked it: this is what gives personnel the right."""
    other, version = aliased(Item), aliased(ItemVersion)
    query = (
        select(ItemMark.id)
        .join(version, version.id == ItemMark.item_version_id)
        .join(other, other.id == version.item_id)
        .join(Marking, Marking.id == ItemMark.marking_id)
        .join(Sitting, Sitting.id == Marking.sitting_id)
        .join(Registration, Registration.id == Sitting.registration_id)
        .join(ExamPlan, ExamPlan.id == Sitting.plan_id)
        .where(other.uuid == uuid, *conditions(reach, plan))
    )
    return query.exists()


def marks(*columns: Any) -> Select[Any]:  # noqa: ANN401 - anything that can be selected
    """Return a query over marks with item, bank, sitting, registration and exam."""
    chosen: list[Any] = list(columns)
    query: Select[Any] = select(*chosen)
    return (
        query.select_from(ItemMark)
        .join(ItemVersion, ItemVersion.id == ItemMark.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .join(Marking, Marking.id == ItemMark.marking_id)
        .join(Sitting, Sitting.id == Marking.sitting_id)
        .join(Registration, Registration.id == Sitting.registration_id)
        .join(ExamPlan, ExamPlan.id == Sitting.plan_id)
    )


def conditions(reach: CheckReach, plan: UUID | None) -> list[ColumnElement[bool]]:
    """Return the WHERE parts: marks that count, of practicals, in exams that are over, in reach."""
    later = aliased(Marking)
    newer = exists().where(later.sitting_id == Marking.sitting_id, later.number > Marking.number)
    found: list[ColumnElement[bool]] = [
        ~newer,
        ItemMark.kind == "practical",
        ExamPlan.state.in_(AFTER_EXAM),
    ]
    if reach.units is not EVERYTHING:
        found.append(in_scope(Registration.org_path, reach.units))
    if reach.banks is not None:
        found.append(in_scope(Bank.org_path, reach.banks))
    if plan is not None:
        found.append(ExamPlan.uuid == plan)
    return found


def instant(value: datetime | None) -> datetime | None:
    """Return the moment with its zone, which a column of a sum has lost on SQLite."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
