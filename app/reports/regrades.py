"""What a regrade would change: whose points, which outcomes, which certificates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain.bank.models import Item, ItemVersion
from app.domain.bank.rules import State
from app.domain.certificates.models import Certificate
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.marking import queries as marking
from app.domain.marking.models import ItemMark, Marking, Regrade, RegradedFile
from app.domain.marking.rules_regrades import Mode, counts
from app.domain.papers import queries as papers
from app.domain.results.models import Result
from app.domain.results.rules import OFFICIAL, OPEN, Outcome, stand
from app.engines.items import Status
from app.engines.scoring import ItemScore
from app.kernel.scope import Scope
from app.store.scoping import in_scope

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Option:
    """A version that could grade the files of a practical anew."""

    uuid: UUID
    code: str
    title: str
    number: int
    is_asked: bool
    is_published: bool


@dataclass(frozen=True, slots=True)
class RegradeRow:
    """One file, before and after.

    :ivar new_outcome: None while an answer of the paper would wait for a person.
    """

    full_name: str
    org_name: str
    result: UUID | None
    certificate: str
    old_points: float
    new_points: float
    old_total: float
    new_total: float
    old_outcome: Outcome
    new_outcome: Outcome | None
    is_fixed: bool
    is_applied: bool
    changes: Sequence[Mapping[str, Any]]

    @property
    def difference(self) -> float:
        """New points less old ones."""
        return round(self.new_points - self.old_points, 2)

    @property
    def is_flipped(self) -> bool:
        """Whether the outcome changes."""
        return self.new_outcome not in {None, self.old_outcome}


@dataclass(frozen=True, slots=True)
class CheckChange:
    """How often one check came out otherwise."""

    id: str
    title: str
    gains: int
    losses: int
    others: int


@dataclass(frozen=True, slots=True)
class RegradeReport:
    """All that the officers decide by.

    :ivar waits: new gradings that ask for a person; `fixed` ones stay: a person gave the points,
        or the grader did not come to an end.
    :ivar to_count: mode → how many new gradings would come to count.
    :ivar rows: the files that change, within the reader's scope, outcomes that change first.
    """

    files: int
    up: int
    down: int
    waits: int
    fixed: int
    to_count: Mapping[Mode, int]
    distribution: Sequence[tuple[float, int]]
    checks: Sequence[CheckChange]
    rows: Sequence[RegradeRow]
    passes: int
    fails: int

    @property
    def same(self) -> int:
        """Files whose points stay."""
        return self.files - self.up - self.down - self.waits - self.fixed

    @property
    def certificates(self) -> list[RegradeRow]:
        """Persons with a certificate whose points change."""
        return [row for row in self.rows if row.certificate and not row.is_fixed]


def list_options(session: Session, *, plan: UUID, scope: Scope) -> list[Option]:
    """Return the versions that could grade the practicals of an exam anew, by item and number."""
    asked = (
        select(ItemVersion.item_id, ItemVersion.id)
        .join(ItemMark, ItemMark.item_version_id == ItemVersion.id)
        .join(Marking, Marking.id == ItemMark.marking_id)
        .join(Sitting, Sitting.id == Marking.sitting_id)
        .join(ExamPlan, ExamPlan.id == Sitting.plan_id)
        .where(
            ExamPlan.uuid == plan,
            in_scope(ExamPlan.org_path, scope),
            ItemMark.kind == "practical",
        )
        .distinct()
    )
    rows = session.execute(asked).all()
    versions = {row.id for row in rows}
    query = (
        select(Item.uuid, Item.code, ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(
            ItemVersion.item_id.in_({row.item_id for row in rows}),
            ItemVersion.state.in_([State.PUBLISHED, State.RETIRED]),
        )
        .order_by(Item.code, ItemVersion.number.desc())
    )
    return [
        Option(
            uuid=uuid,
            code=code,
            title=str(version.content["task"].get("title", code)),
            number=version.number,
            is_asked=version.id in versions,
            is_published=version.state is State.PUBLISHED,
        )
        for uuid, code, version in session.execute(query)
    ]


def get_regrade_report(session: Session, regrade: Regrade, *, scope: Scope) -> RegradeReport:
    """Return what a regrade would change, or has changed."""
    files = session.scalars(
        select(RegradedFile)
        .where(RegradedFile.regrade_id == regrade.id)
        .order_by(RegradedFile.sitting_id)
    ).all()
    free = [one for one in files if not _is_fixed(one)]
    judged = [one for one in free if one.new_status is not Status.REVIEW]
    changed = [one for one in free if one.new_points != one.old_points or one not in judged]
    rows = _rows(session, changed, scope)
    return RegradeReport(
        files=len(files),
        up=sum(one.new_points > one.old_points for one in judged),
        down=sum(one.new_points < one.old_points for one in judged),
        waits=len(free) - len(judged),
        fixed=len(files) - len(free),
        to_count={mode: sum(_counts(mode, one) for one in files) for mode in Mode},
        distribution=_distribution(judged),
        checks=_checks(free),
        rows=rows[:MOST_ROWS],
        passes=sum(row.is_flipped and row.new_outcome is Outcome.PASSED for row in rows),
        fails=sum(row.is_flipped and row.new_outcome is Outcome.FAILED for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """What an applied regrade did to results.

    :ivar unreleased: results that were not official yet and came out otherwise.
    :ivar corrected: official results of which the regrade made a correction.
    :ivar waiting: those of them whose correction is not released yet.
    """

    unreleased: int
    corrected: int
    waiting: int


def get_effect(session: Session, regrade: Regrade) -> Effect:
    """Return what an applied regrade did to results: to all of them, whoever reads it."""
    changed = session.scalars(
        select(RegradedFile.sitting_id).where(
            RegradedFile.regrade_id == regrade.id,
            RegradedFile.is_applied,
            or_(
                RegradedFile.new_points != RegradedFile.old_points,
                RegradedFile.new_status == Status.REVIEW,
            ),
        )
    ).all()
    corrected = session.scalars(
        select(Result.sitting_id).where(
            Result.sitting_id.in_(changed),
            Result.state.in_(OFFICIAL),
            Result.released_at <= regrade.decided_at,
        )
    )
    official = set(corrected)
    waiting = session.scalar(
        select(func.count(Result.id)).where(
            Result.sitting_id.in_(official), Result.is_current, Result.state.in_(OPEN)
        )
    )
    return Effect(len(changed) - len(official), len(official), waiting or 0)


def _is_fixed(one: RegradedFile) -> bool:
    return one.is_decided or not one.is_sound


def _counts(mode: Mode, one: RegradedFile) -> bool:
    return counts(
        mode,
        old=one.old_points,
        new=one.new_points,
        is_open=one.new_status is Status.REVIEW,
        is_fixed=_is_fixed(one),
    )


def _distribution(files: Iterable[RegradedFile]) -> list[tuple[float, int]]:
    found = Counter(round(one.new_points - one.old_points, 2) for one in files)
    return sorted(found.items())


def _checks(files: Iterable[RegradedFile]) -> list[CheckChange]:
    found: dict[str, tuple[str, Counter[str]]] = {}
    for change in (change for one in files for change in one.changes):
        _, tally = found.setdefault(change["id"], (change["title"], Counter()))
        old, new = ((change[key] or {"score": 0.0})["score"] for key in ("old", "new"))
        tally["gains" if new > old else "losses" if new < old else "others"] += 1
    return [
        CheckChange(id_, title, tally["gains"], tally["losses"], tally["others"])
        for id_, (title, tally) in found.items()
    ]


def _rows(session: Session, files: Sequence[RegradedFile], scope: Scope) -> list[RegradeRow]:
    known = {one.sitting_id: one for one in files}
    query = (
        select(
            Sitting.id,
            Sitting.paper_id,
            Registration.full_name,
            Registration.org_name,
            Result.uuid,
            Certificate.number,
        )
        .join(Registration, Registration.id == Sitting.registration_id)
        .outerjoin(Result, and_(Result.sitting_id == Sitting.id, Result.is_current))
        .outerjoin(Certificate, Certificate.result_id == Result.id)
        .where(Sitting.id.in_(list(known)), in_scope(Registration.org_path, scope))
        .order_by(Registration.full_name)
    )
    heads = session.execute(query).all()
    latest = marking.list_latest(session, [head.id for head in heads])
    scores = marking.list_scores(session, [one.id for one in latest.values()])
    rows = [
        _row(session, head, known[head.id], scores[latest[head.id].id])
        for head in heads
        if head.id in latest
    ]
    return sorted(rows, key=lambda row: (not row.is_flipped, -abs(row.difference)))


def _row(
    session: Session,
    head: Any,  # noqa: ANN401 - a row
    one: RegradedFile,
    scores: Sequence[ItemScore],
) -> RegradeRow:
    paper = papers.read_paper(session, head.paper_id)
    before, after = (
        stand(_with(scores, one.position, points), paper.pass_rule, {})
        for points in (one.old_points, one.new_points)
    )
    is_open = one.new_status is Status.REVIEW
    return RegradeRow(
        full_name=head.full_name,
        org_name=head.org_name,
        result=head.uuid,
        certificate=head.number or "",
        old_points=one.old_points,
        new_points=one.new_points,
        old_total=before.total or 0.0,
        new_total=after.total or 0.0,
        old_outcome=before.outcome,
        new_outcome=None if is_open else after.outcome,
        is_fixed=_is_fixed(one),
        is_applied=one.is_applied,
        changes=one.changes,
    )


def _with(scores: Sequence[ItemScore], position: int, points: float) -> list[ItemScore]:
    return [replace(one, points=points) if one.position == position else one for one in scores]
