"""Find results and exports. A scope is required wherever results of others are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.domain.exams import queries as exams
from app.domain.exams.models import Sitting
from app.domain.exams.rules import SittingState
from app.domain.people import queries as people
from app.domain.results.models import Result, ResultExport
from app.domain.results.rules import OPEN, ListCounts, Outcome, ResultState, SectionFact
from app.kernel.errors import NotFoundError
from app.kernel.scope import EVERYTHING, Scope
from app.kernel.text import msg
from app.kernel.tier import Tier
from app.store.scoping import in_scope

NO_RESULT = msg("There is no such result, or it is outside what you may see.")

_OF_PERSON = select(Result).where(
    Result.plan_id == bindparam("plan_id"), Result.person_id == bindparam("person_id")
)
_CURRENT = _OF_PERSON.where(Result.is_current)
_CURRENT_LOCKED = _CURRENT.with_for_update()
_RELEASED = _OF_PERSON.where(Result.state == ResultState.RELEASED)


def find_current(
    session: Session, *, plan_id: int, person_id: int, lock: bool = False
) -> Result | None:
    """Return the newest version of a person's result of an exam."""
    query = _CURRENT_LOCKED if lock else _CURRENT
    return session.scalars(query, {"plan_id": plan_id, "person_id": person_id}).one_or_none()


def find_released(session: Session, *, plan_id: int, person_id: int) -> Result | None:
    """Return the version that is official now."""
    return session.scalars(_RELEASED, {"plan_id": plan_id, "person_id": person_id}).one_or_none()


def list_persons_with_result(session: Session, plan_id: int) -> set[int]:
    """Return the persons who have a result of an exam, in whatever state."""
    query = select(Result.person_id).where(Result.plan_id == plan_id, Result.is_current)
    return set(session.scalars(query))


def list_with_result(session: Session, registration_ids: Sequence[int]) -> set[int]:
    """Return those of these registrations that have a result, in whatever state."""
    query = select(Result.registration_id).where(Result.registration_id.in_(registration_ids))
    return set(session.scalars(query))


def list_unsuccessful(session: Session, plan_id: int) -> set[int]:
    """Return the persons who were absent from an exam or failed it, as its results stand."""
    query = select(Result.person_id).where(
        Result.plan_id == plan_id,
        Result.is_current,
        Result.outcome.in_([Outcome.FAILED, Outcome.ABSENT]),
    )
    return set(session.scalars(query))


def get_result(session: Session, uuid: UUID, *, scope: Scope, lock: bool = False) -> Result:
    """Return a result within the scope, or refuse as if it were not there."""
    query = select(Result).where(Result.uuid == uuid, in_scope(Result.org_path, scope))
    return _one(session, query, lock=lock)


def get_own(session: Session, uuid: UUID, *, person_id: int) -> Result:
    """Return a person's own result if it was released, or refuse as if it were not there."""
    query = select(Result).where(
        Result.uuid == uuid,
        Result.person_id == person_id,
        Result.state.in_([ResultState.RELEASED, ResultState.CORRECTED]),
    )
    return _one(session, query)


def list_own(session: Session, person_id: int) -> Sequence[Result]:
    """Return a person's official results, newest first."""
    query = select(Result).where(
        Result.person_id == person_id, Result.state == ResultState.RELEASED
    )
    return session.scalars(query.order_by(Result.taken_on.desc(), Result.id.desc())).all()


def list_own_corrections(session: Session, person_id: int, *, since: datetime) -> Sequence[Result]:
    """Return a person's official results that took the place of others lately, newest first."""
    query = select(Result).where(
        Result.person_id == person_id,
        Result.state == ResultState.RELEASED,
        Result.corrects_id.is_not(None),
        Result.released_at >= since,
    )
    return session.scalars(query.order_by(Result.released_at.desc())).all()


def get_corrected(session: Session, result: Result) -> Result | None:
    """Return the result that an official one took the place of; None if it is the first."""
    return session.get(Result, result.corrects_id) if result.corrects_id is not None else None


def list_corrected_ids(session: Session, result_id: int) -> list[int]:
    """Return the results that led to one by corrections, the latest first."""
    found: list[int] = []
    row = session.get(Result, result_id)
    while row is not None and row.corrects_id is not None:
        found.append(row.corrects_id)
        row = session.get(Result, row.corrects_id)
    return found


def list_own_open(session: Session, person_id: int) -> Sequence[Result]:
    """Return a person's results that are not released yet; their scores must not be shown."""
    query = select(Result).where(
        Result.person_id == person_id, Result.is_current, Result.state.in_(OPEN)
    )
    return session.scalars(query.order_by(Result.taken_on.desc())).all()


def list_being_marked(session: Session, person_id: int) -> list[Sitting]:
    """Return a person's sittings that were handed in and have no result yet."""
    query = select(Result.registration_id).where(Result.person_id == person_id)
    known = set(session.scalars(query))
    return [
        sitting
        for registration_id, sitting in exams.list_own_sittings(session, person_id).items()
        if sitting.state is SittingState.SUBMITTED and registration_id not in known
    ]


def list_versions(session: Session, result: Result) -> Sequence[Result]:
    """Return all versions of a person's result of one exam, the newest first."""
    query = select(Result).where(
        Result.plan_id == result.plan_id, Result.person_id == result.person_id
    )
    return session.scalars(query.order_by(Result.number.desc())).all()


def list_of_plan(
    session: Session, *, plan_id: int, scope: Scope, state: ResultState, lock: bool = False
) -> Sequence[Result]:
    """Return the current results of an exam in one state within the scope."""
    query = select(Result).where(
        Result.plan_id == plan_id,
        Result.is_current,
        Result.state == state,
        in_scope(Result.org_path, scope),
    )
    query = query.order_by(Result.id)
    return session.scalars(query.with_for_update() if lock else query).all()


def count_list(session: Session, *, plan_id: int, scope: Scope, person_id: int) -> ListCounts:
    """Count how the list of an exam stands for an officer, in one query."""
    query = (
        select(
            Result.state,
            Result.outcome,
            (Result.checked_by_id == person_id).label("is_mine"),
            (Result.person_id == person_id).label("is_own"),
            (Result.waiting > 0).label("is_waiting"),
            func.count().label("n"),
        )
        .where(Result.plan_id == plan_id, Result.is_current, in_scope(Result.org_path, scope))
        .group_by("state", "outcome", "is_mine", "is_own", "is_waiting")
    )
    rows = session.execute(query).all()
    open_rows = [row for row in rows if row.state in OPEN]
    next_state = (
        ResultState.CHECKED
        if all(row.state is ResultState.CHECKED for row in open_rows)
        else ResultState.PROVISIONAL
    )
    outcomes = {
        outcome: sum(
            row.n
            for row in rows
            if row.state is next_state and row.outcome is outcome and not row.is_waiting
        )
        for outcome in Outcome
    }
    provisional = [row for row in rows if row.state is ResultState.PROVISIONAL]
    checked = [row for row in rows if row.state is ResultState.CHECKED]
    return ListCounts(
        provisional=sum(row.n for row in provisional),
        waiting=sum(row.n for row in provisional if row.is_waiting),
        checked_by_me=sum(row.n for row in checked if row.is_mine),
        checked_by_others=sum(row.n for row in checked if not row.is_mine),
        released=sum(row.n for row in rows if row.state is ResultState.RELEASED),
        own=sum(row.n for row in open_rows if row.is_own),
        outcomes=outcomes,
    )


def count_list_of(
    session: Session, plan: UUID, *, scope: Scope, person_id: int
) -> ListCounts | None:
    """Count how the list of an exam stands; None if there is no such exam or nothing in scope."""
    try:
        found = exams.get_plan(session, plan, scope=EVERYTHING)
    except NotFoundError:
        return None
    counts = count_list(session, plan_id=found.id, scope=scope, person_id=person_id)
    return counts if counts.total else None


def plan_uuid(session: Session, result: Result) -> UUID:
    """Return what other machines call the exam of a result."""
    return exams.get_plan_uuid(session, result.plan_id)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a released result says about a person: all that a certificate needs."""

    person_id: int
    full_name: str
    id_number: str | None
    org_name: str
    org_path: str
    tier: Tier
    exam_title: str
    taken_on: date
    score: Decimal
    grade: str
    sections: tuple[SectionFact, ...]
    standard: str = ""
    corrects_id: int | None = None
    """The released result that this one replaced, if it is a correction."""


def get_certificate_facts(session: Session, result_id: int) -> CertificateFacts:
    """Return what the certificates room needs to know of a result, or refuse.

    :raises NotFoundError: there is none, or it is not released.
    """
    query = select(Result).where(Result.id == result_id, Result.state == ResultState.RELEASED)
    result = _one(session, query)
    postings = people.list_postings_of(session, [result.person_id], result.taken_on)
    return CertificateFacts(
        person_id=result.person_id,
        full_name=result.full_name,
        id_number=postings[0].id_number if postings else None,
        org_name=result.org_name,
        org_path=result.org_path,
        tier=result.tier,
        exam_title=result.exam_title,
        taken_on=result.taken_on,
        score=Decimal(str(result.total or 0)),
        grade=result.grade.value if result.grade and result.outcome is Outcome.PASSED else "FAIL",
        sections=tuple(
            SectionFact(part["title"]["zh"], Decimal(str(part["points"])))
            for part in result.section_scores
        ),
        corrects_id=result.corrects_id,
    )


def get_export(session: Session, uuid: UUID, *, lock: bool = False) -> ResultExport:
    """Return an export, or refuse."""
    query = select(ResultExport).where(ResultExport.uuid == uuid)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such export."))
    return found


def get_export_by_id(session: Session, export_id: int) -> ResultExport:
    """Return an export by its inner number, for the job; or refuse."""
    found = session.get(ResultExport, export_id)
    if found is None:
        raise NotFoundError(msg("There is no such export."))
    return found


def _one(session: Session, query: Select[Any], *, lock: bool = False) -> Result:
    found: Result | None = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(NO_RESULT)
    return found
