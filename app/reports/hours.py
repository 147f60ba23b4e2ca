"""Hours as personnel officers look for them: what waits for a decision, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.domain.learning.models import CourseModule, HoursRecord
from app.domain.learning.queries import NO_RECORD
from app.domain.learning.rules import Flag, HoursState
from app.domain.people.models import Person
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.reports.choice import LONGEST_TEXT, read_as
from app.store.scoping import in_scope

ALL = "all"
ROW: list[Any] = [HoursRecord, Person.full_name, Person.code]


@dataclass(frozen=True, slots=True)
class HoursChoice:
    """What the officer looks for; empty means all. An address without a state asks what waits.

    :ivar module: code of a module.
    :ivar first: of the days on which the hours were earned.
    """

    state: HoursState | None = HoursState.PENDING
    org_path: str = ""
    module: str = ""
    flag: Flag | None = None
    first: date | None = None
    last: date | None = None
    text: str = ""

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> HoursChoice:
        """Read an address; what cannot be read does not choose."""
        asked = raw.get("state")
        return cls(
            state=None if asked == ALL else read_as(HoursState, asked) or HoursState.PENDING,
            org_path=str(raw.get("unit") or ""),
            module=str(raw.get("module") or ""),
            flag=read_as(Flag, raw.get("flag")),
            first=read_as(date.fromisoformat, raw.get("first")),
            last=read_as(date.fromisoformat, raw.get("last")),
            text=str(raw.get("text") or "").strip()[:LONGEST_TEXT],
        )

    def to_args(self) -> dict[str, str]:
        """Return what `read` reads back: for addresses."""
        state = self.state.value if self.state else ALL
        found = {
            "state": "" if self.state is HoursState.PENDING else state,
            "unit": self.org_path,
            "module": self.module,
            "flag": self.flag.value if self.flag else "",
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "text": self.text,
        }
        return {key: value for key, value in found.items() if value}

    def but(self, **changed: Any) -> HoursChoice:  # noqa: ANN401
        """Return the same choice with something changed."""
        return replace(self, **changed)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """A record of the ledger with the person it belongs to."""

    record: HoursRecord
    full_name: str
    code: str

    @property
    def flags(self) -> list[str]:
        """The patterns a person should look at."""
        return list(self.record.evidence["flags"])


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many records are in a state, and their hours."""

    records: int = 0
    hours: Decimal = Decimal(0)


def list_hours(
    session: Session, scope: Scope, choice: HoursChoice, *, limit: int, offset: int
) -> list[HoursRow]:
    """Return records in scope; what waits longest comes first, what is settled newest first."""
    order: list[Any] = [HoursRecord.earned_on, HoursRecord.id]
    if choice.state is not HoursState.PENDING:
        order = [column.desc() for column in order]
    query = _chosen(select(*ROW), scope, choice)
    found = session.execute(query.order_by(*order).limit(limit).offset(offset))
    return [HoursRow(*row) for row in found.unique()]


def count_by_state(
    session: Session, scope: Scope, choice: HoursChoice
) -> dict[HoursState, StateCount]:
    """Count what the choice finds in every state, whatever state it asks for."""
    columns: list[Any] = [
        HoursRecord.state, func.count(HoursRecord.id), func.sum(HoursRecord.hours)
    ]  # fmt: skip
    query = _chosen(select(*columns), scope, choice.but(state=None)).group_by(HoursRecord.state)
    found = {state: StateCount(count, hours) for state, count, hours in session.execute(query)}
    return {state: found.get(state, StateCount()) for state in HoursState}


def count_waiting(session: Session, scope: Scope, *, person_id: int) -> int:
    """Count what waits for a decision of this officer: nobody decides about their own hours."""
    query = select(func.count(HoursRecord.id)).where(
        HoursRecord.state == HoursState.PENDING,
        HoursRecord.person_id != person_id,
        in_scope(HoursRecord.org_path, scope),
    )
    return session.scalar(query) or 0


def get_row(session: Session, scope: Scope, uuid: UUID) -> HoursRow:
    """Return one record in scope, or refuse as if it were not there."""
    found = list_rows(session, scope, [uuid])
    if not found:
        raise NotFoundError(NO_RECORD)
    return found[0]


def list_rows(session: Session, scope: Scope, uuids: Sequence[UUID]) -> list[HoursRow]:
    """Return these records as far as they are in scope, the oldest first."""
    query = _joined(select(*ROW)).where(
        HoursRecord.uuid.in_(uuids), in_scope(HoursRecord.org_path, scope)
    )
    found = session.execute(query.order_by(HoursRecord.earned_on, HoursRecord.id))
    return [HoursRow(*row) for row in found.unique()]


def _joined(query: Select[Any]) -> Select[Any]:
    return query.select_from(HoursRecord).join(Person, Person.id == HoursRecord.person_id)


def _chosen(query: Select[Any], scope: Scope, choice: HoursChoice) -> Select[Any]:
    narrowed = scope.within(choice.org_path) if choice.org_path else scope
    query = _joined(query).where(in_scope(HoursRecord.org_path, narrowed))
    if choice.module:
        query = query.where(
            HoursRecord.module_id.in_(
                select(CourseModule.id).where(CourseModule.code == choice.module)
            )
        )
    return query.where(*_conditions(choice))


def _conditions(choice: HoursChoice) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if choice.state:
        found.append(HoursRecord.state == choice.state)
    if choice.flag:
        flags = HoursRecord.evidence["flags"].as_string()
        found.append(flags.contains(f'"{choice.flag.value}"'))
    if choice.first:
        found.append(HoursRecord.earned_on >= choice.first)
    if choice.last:
        found.append(HoursRecord.earned_on <= choice.last)
    if choice.text:
        name = Person.full_name.contains(choice.text, autoescape=True)
        found.append(or_(name, Person.code == choice.text))
    return found
