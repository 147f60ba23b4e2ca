"""Which papers of an exam lie ready, and which are still to be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, func, select
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan, PreparedPaper, Registration, Sitting
from app.domain.exams.presenting import LAYOUT, layout_of
from app.domain.exams.queries import arranging
from app.domain.exams.rules import RegistrationState, SittingState

_prepared: Table = PreparedPaper.__table__  # type: ignore[assignment]
_sittings: Table = Sitting.__table__  # type: ignore[assignment]
_registrations: Table = Registration.__table__  # type: ignore[assignment]
_plans: Table = ExamPlan.__table__  # type: ignore[assignment]
_OWN = (
    select(
        _sittings.c.state,
        _plans.c.has_own_item_order,
        _registrations.c.uuid.label("name"),
        _prepared.c.layout,
        _prepared.c.body,
    )
    .join(_registrations, _sittings.c.registration_id == _registrations.c.id)
    .join(_plans, _sittings.c.plan_id == _plans.c.id)
    .join(
        _prepared,
        (_prepared.c.registration_id == _registrations.c.id)
        & (_prepared.c.paper_id == _sittings.c.paper_id)
        & (_prepared.c.seed == _sittings.c.seed),
    )
    .where(_sittings.c.uuid == bindparam("uuid"), _sittings.c.person_id == bindparam("person_id"))
)


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many papers lie ready, of how many."""

    done: int
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether nobody's paper is missing."""
        return self.done == self.total


def plan_layout(plan: ExamPlan) -> str:
    """Return the way in which the papers of an exam are shown."""
    return layout_of(has_own_order=plan.has_own_item_order)


def count_prepared(session: Session, plan: ExamPlan) -> Readiness:
    """Count the papers that lie ready and still are those of their seats."""
    query = (
        select(
            Registration.form, PreparedPaper.paper_id, PreparedPaper.layout, func.count().label("n")
        )
        .outerjoin(PreparedPaper, PreparedPaper.registration_id == Registration.id)
        .where(Registration.plan_id == plan.id, Registration.state == RegistrationState.REGISTERED)
        .group_by(Registration.form, PreparedPaper.paper_id, PreparedPaper.layout)
    )
    right = _papers_by_form(session, plan)
    layout = plan_layout(plan)
    done = total = 0
    for form, paper_id, own_layout, count in session.execute(query):
        total += count
        if paper_id == right.get(form, plan.paper_id) and own_layout == layout:
            done += count
    return Readiness(done, total)


def list_unprepared(session: Session, plan: ExamPlan, *, limit: int) -> list[Registration]:
    """Return registrations whose paper is missing or is not that of their seat any more."""
    right, layout = _papers_by_form(session, plan), plan_layout(plan)
    query = (
        select(Registration.id, Registration.form, PreparedPaper.paper_id, PreparedPaper.layout)
        .outerjoin(PreparedPaper, PreparedPaper.registration_id == Registration.id)
        .where(Registration.plan_id == plan.id, Registration.state == RegistrationState.REGISTERED)
        .order_by(Registration.id)
    )
    waiting = [
        row.id
        for row in session.execute(query)
        if row.paper_id != right.get(row.form, plan.paper_id) or row.layout != layout
    ]
    return list(_load(session, waiting[:limit]))


@dataclass(frozen=True, slots=True)
class ReadyPaper:
    """A prepared paper that is the one of its sitting.

    :ivar name: under which it was sealed.
    """

    name: str
    body: bytes
    is_open: bool


def find_own_paper(
    session: Session | Connection, uuid: UUID, *, person_id: int
) -> ReadyPaper | None:
    """Return the prepared paper of a person's own sitting; None if it has to be made."""
    row = session.execute(_OWN, {"uuid": uuid, "person_id": person_id}).one_or_none()
    if row is None or row.layout != layout_of(has_own_order=row.has_own_item_order):
        return None
    return ReadyPaper(str(row.name), row.body, row.state == SittingState.STARTED)


def list_prepared(session: Session, plan_id: int) -> list[tuple[PreparedPaper, str]]:
    """Return the prepared papers that are shown as they would be now, with their names."""
    query = (
        select(PreparedPaper, Registration.uuid)
        .join(Registration, PreparedPaper.registration_id == Registration.id)
        .where(Registration.plan_id == plan_id, PreparedPaper.layout.startswith(LAYOUT))
    )
    return [(copy, str(name)) for copy, name in session.execute(query)]


def find_prepared(session: Session, registration_id: int) -> PreparedPaper | None:
    """Return the paper that was prepared for a registration."""
    return session.get(PreparedPaper, registration_id)


def _load(session: Session, ids: Sequence[int]) -> Sequence[Registration]:
    query = select(Registration).where(Registration.id.in_(ids)).order_by(Registration.id)
    return session.scalars(query).all()


def _papers_by_form(session: Session, plan: ExamPlan) -> dict[str, int]:
    return {letter: one for letter, (one, _) in arranging.list_papers(session, plan).items()}
