"""The hours ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from app.domain.learning.models import CourseModule, HoursRecord
from app.domain.learning.rules import HoursState, day_of_year_bounds
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import msg
from app.store.scoping import in_scope

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class HoursOfModule:
    """Hours of one person for one module; only verified hours count."""

    verified: Decimal = NONE
    pending: Decimal = NONE

    @property
    def credited(self) -> Decimal:
        """What HOURS-1 has credited so far, verified or waiting."""
        return self.verified + self.pending


@dataclass(frozen=True, slots=True)
class HoursTotals:
    """Hours of one person by state."""

    verified: Decimal = NONE
    pending: Decimal = NONE
    returned: Decimal = NONE
    revoked: Decimal = NONE


def hours_by_module(
    session: Session, person_id: int, *, year: int | None = None
) -> dict[str, HoursOfModule]:
    """Return module code → hours of a person, of one year or of all."""
    query = (
        select(CourseModule.code, HoursRecord.state, func.sum(HoursRecord.hours))
        .join(CourseModule, CourseModule.id == HoursRecord.module_id)
        .where(HoursRecord.person_id == person_id, _during(year))
        .group_by(CourseModule.code, HoursRecord.state)
    )
    found: dict[str, dict[HoursState, Decimal]] = {}
    for code, state, hours in session.execute(query):
        found.setdefault(code, {})[state] = hours
    return {
        code: HoursOfModule(
            states.get(HoursState.VERIFIED, NONE), states.get(HoursState.PENDING, NONE)
        )
        for code, states in found.items()
    }


def hours_totals(session: Session, person_id: int, *, year: int | None = None) -> HoursTotals:
    """Return the hours of a person by state, of one year or of all."""
    query = (
        select(HoursRecord.state, func.sum(HoursRecord.hours))
        .where(HoursRecord.person_id == person_id, _during(year))
        .group_by(HoursRecord.state)
    )
    sums = {state.value: hours for state, hours in session.execute(query)}
    return HoursTotals(**sums)


def hours_credited_on(session: Session, person_id: int, on: date) -> Decimal:
    """Return the hours credited to a person on a day: what the daily limit counts."""
    query = select(func.sum(HoursRecord.hours)).where(
        HoursRecord.person_id == person_id, HoursRecord.earned_on == on
    )
    return session.scalar(query) or NONE


def sum_credited(session: Session, person_id: int, module_id: int) -> Decimal:
    """Return all hours ever credited for a module, whatever was decided about them later.

    Returned and revoked hours are part of it: the rule never gives back what a person took away.
    """
    query = select(func.sum(HoursRecord.hours)).where(
        HoursRecord.person_id == person_id, HoursRecord.module_id == module_id
    )
    return session.scalar(query) or NONE


def list_hours(
    session: Session, person_id: int, *, year: int | None = None, limit: int = 100, offset: int = 0
) -> Sequence[HoursRecord]:
    """Return the ledger of a person, newest first."""
    query = select(HoursRecord).where(HoursRecord.person_id == person_id, _during(year))
    ordered = query.order_by(HoursRecord.earned_on.desc(), HoursRecord.id.desc())
    return session.scalars(ordered.limit(limit).offset(offset)).all()


def count_hours(session: Session, person_id: int, *, year: int | None = None) -> int:
    """Count what `list_hours` would give in all."""
    query = select(func.count(HoursRecord.id))
    own = query.where(HoursRecord.person_id == person_id, _during(year))
    return session.scalar(own) or 0


def list_hours_years(session: Session, person_id: int) -> list[int]:
    """Return the years in which a person earned hours, newest first."""
    query = select(HoursRecord.earned_on).where(HoursRecord.person_id == person_id).distinct()
    return sorted({day.year for day in session.scalars(query)}, reverse=True)


def list_hours_in(
    session: Session, *, scope: Scope, state: HoursState, limit: int = 100, offset: int = 0
) -> Sequence[HoursRecord]:
    """Return the records of a state in units of the scope, oldest first."""
    query = select(HoursRecord).where(
        HoursRecord.state == state, in_scope(HoursRecord.org_path, scope)
    )
    return session.scalars(query.order_by(HoursRecord.id).limit(limit).offset(offset)).all()


def get_hours_record(session: Session, uuid: UUID, *, lock: bool = False) -> HoursRecord:
    """Return a record of the ledger, or refuse."""
    query = select(HoursRecord).where(HoursRecord.uuid == uuid)
    locked = query.with_for_update(of=HoursRecord) if lock else query
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such record of hours."))
    return found


def _during(year: int | None) -> ColumnElement[bool]:
    return HoursRecord.earned_on.between(*day_of_year_bounds(year)) if year else true()
