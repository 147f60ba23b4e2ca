"""The hours ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from app.domain.learning.models import ActivityEvent, CourseModule, HoursDecision, HoursRecord
from app.domain.learning.rules import HoursState, day_of_year_bounds, is_taken_away
from app.kernel.errors import NotFoundError
from app.kernel.text import msg

NONE = Decimal(0)
NO_RECORD = msg("There is no such record of hours.")


@dataclass(frozen=True, slots=True)
class HoursOfModule:
    """Hours of one person for one module; only verified hours count."""

    verified: Decimal = NONE
    pending: Decimal = NONE
    returned: Decimal = NONE
    revoked: Decimal = NONE

    @property
    def credited(self) -> Decimal:
        """What HOURS-1 has credited so far, verified or waiting."""
        return self.verified + self.pending

    @property
    def in_play(self) -> Decimal:
        """What counts against the hours of the module: returned hours may still be verified."""
        return self.credited + self.returned

    @property
    def is_taken_away(self) -> bool:
        """Whether all hours of the module were returned or revoked."""
        given = {state for state in HoursState if getattr(self, state.value)}
        return is_taken_away(given)


@dataclass(frozen=True, slots=True)
class HoursTotals:
    """Hours of one person by state."""

    verified: Decimal = NONE
    pending: Decimal = NONE
    returned: Decimal = NONE
    revoked: Decimal = NONE


def hours_by_module(
    session: Session, person_id: int, *, year: int | None = None, module_id: int | None = None
) -> dict[str, HoursOfModule]:
    """Return module code → hours of a person, of one year or of all."""
    query = (
        select(CourseModule.code, HoursRecord.state, func.sum(HoursRecord.hours))
        .join(CourseModule, CourseModule.id == HoursRecord.module_id)
        .where(HoursRecord.person_id == person_id, _during(year))
        .group_by(CourseModule.code, HoursRecord.state)
    )
    if module_id is not None:
        query = query.where(HoursRecord.module_id == module_id)
    found: dict[str, dict[str, Decimal]] = {}
    for code, state, hours in session.execute(query):
        found.setdefault(code, {})[state.value] = hours
    return {code: HoursOfModule(**states) for code, states in found.items()}


def hours_of_module(session: Session, person_id: int, module_id: int) -> HoursOfModule:
    """Return the hours of a person for one module, of all years."""
    found = hours_by_module(session, person_id, module_id=module_id)
    return next(iter(found.values()), HoursOfModule())


@dataclass(frozen=True, slots=True)
class Measured:
    """What hours are still to be credited from: see `rules.target_hours`.

    :ivar since: when hours of the module were last revoked.
    """

    seconds: int
    kept: Decimal = NONE
    since: datetime | None = None


def measured_time(
    session: Session, person_id: int, module_id: int, active_seconds: int
) -> Measured:
    """Return the active time that may bring hours: none from before the last revocation."""
    own = (HoursRecord.person_id == person_id, HoursRecord.module_id == module_id)
    last = (
        select(func.max(HoursDecision.decided_at))
        .join(HoursRecord, HoursRecord.id == HoursDecision.hours_record_id)
        .where(*own, HoursDecision.state == HoursState.REVOKED)
    )
    since = session.scalar(last)
    if since is None:
        return Measured(active_seconds)
    kept = select(func.sum(HoursRecord.hours)).where(
        *own, HoursRecord.state != HoursState.REVOKED, HoursRecord.credited_at <= since
    )
    seconds = select(func.sum(ActivityEvent.seconds)).where(
        ActivityEvent.person_id == person_id,
        ActivityEvent.module_id == module_id,
        ActivityEvent.at > since,
    )
    return Measured(session.scalar(seconds) or 0, session.scalar(kept) or NONE, since)


def list_taken_away(session: Session, person_id: int) -> set[str]:
    """Return the codes of the modules whose hours were all returned or revoked."""
    found = hours_by_module(session, person_id)
    return {code for code, hours in found.items() if hours.is_taken_away}


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


def get_hours_record(session: Session, uuid: UUID, *, lock: bool = False) -> HoursRecord:
    """Return a record of the ledger, or refuse."""
    query = select(HoursRecord).where(HoursRecord.uuid == uuid)
    locked = query.with_for_update(of=HoursRecord) if lock else query
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFoundError(NO_RECORD)
    return found


def get_own_hours(session: Session, uuid: UUID, *, person_id: int) -> HoursRecord:
    """Return a record of one's own ledger; that of anyone else is not there."""
    found = get_hours_record(session, uuid)
    if found.person_id != person_id:
        raise NotFoundError(NO_RECORD)
    return found


def list_news(
    session: Session, person_id: int, *, since: datetime, limit: int = 3
) -> Sequence[HoursRecord]:
    """Return the hours of a person about which others decided last, the newest first."""
    newest = (
        select(HoursDecision.hours_record_id, func.max(HoursDecision.id).label("newest"))
        .where(HoursDecision.decided_by_id != person_id, HoursDecision.decided_at >= since)
        .group_by(HoursDecision.hours_record_id)
        .subquery()
    )
    query = select(HoursRecord).join(newest, newest.c.hours_record_id == HoursRecord.id)
    own = query.where(HoursRecord.person_id == person_id).order_by(newest.c.newest.desc())
    return session.scalars(own.limit(limit)).all()


def _during(year: int | None) -> ColumnElement[bool]:
    return HoursRecord.earned_on.between(*day_of_year_bounds(year)) if year else true()
