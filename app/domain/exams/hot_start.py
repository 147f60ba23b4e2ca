"""The start of many sittings in one transaction: a few statements for all that wait. No commit.

At T0 thousands of candidates begin within seconds. What a start needs was made before: the sitting
at the check-in, the paper by the preparation. Here the state changes, the clock starts and the
audit log learns of it. Whatever is not the plain first start of a sitting by its candidate in time
is left to `services.open_sitting`, which decides the same way for one sitting (decision 0012).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, bindparam, select, update

from app.domain.audit import services as audit
from app.domain.audit.services import Entry
from app.domain.exams import policy, rules
from app.domain.exams.models import ExamPlan, PreparedPaper, Registration, Sitting
from app.domain.exams.presenting import layout_of
from app.domain.exams.rules import PlanState, SittingState, TimedSection
from app.domain.exams.rules_plans import OPEN_DOORS
from app.domain.papers import queries as papers
from app.domain.papers.rules import SealedPaper
from app.domain.people.identity import note_uses
from app.kernel.actor import Actor

MAX_CLIENT = 32

_sittings: Table = Sitting.__table__  # type: ignore[assignment]
_registrations: Table = Registration.__table__  # type: ignore[assignment]
_plans: Table = ExamPlan.__table__  # type: ignore[assignment]
_prepared: Table = PreparedPaper.__table__  # type: ignore[assignment]
_WAITING = (
    select(
        _sittings.c.id,
        _sittings.c.uuid,
        _sittings.c.person_id,
        _sittings.c.paper_id,
        _sittings.c.seed,
        _sittings.c.state,
        _sittings.c.writer,
        _sittings.c.epoch,
        _registrations.c.uuid.label("registration"),
        _registrations.c.extra_minutes,
        _plans.c.id.label("plan_id"),
        _plans.c.state.label("plan_state"),
        _plans.c.starts_at,
        _plans.c.entry_ends_at,
        _plans.c.has_own_item_order,
        _prepared.c.paper_id.label("prepared_paper_id"),
        _prepared.c.seed.label("prepared_seed"),
        _prepared.c.layout.label("prepared_layout"),
    )
    .join(_registrations, _sittings.c.registration_id == _registrations.c.id)
    .join(_plans, _sittings.c.plan_id == _plans.c.id)
    .outerjoin(_prepared, _prepared.c.registration_id == _registrations.c.id)
    .where(_sittings.c.uuid.in_(bindparam("uuids", expanding=True)))
    .order_by(_sittings.c.id)
)
_WAITING_LOCKED = _WAITING.with_for_update(of=_sittings)
_BEGIN = (
    update(_sittings)
    .where(_sittings.c.id == bindparam("sitting_id"))
    .values(
        state=SittingState.STARTED,
        started_at=bindparam("now"),
        sections=bindparam("own_sections"),
        ends_at=bindparam("end"),
        epoch=bindparam("own_epoch"),
        writer=bindparam("client"),
        writer_since=bindparam("now"),
    )
)
_PLAN_BEGINS = (
    update(_plans)
    .where(_plans.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=PlanState.IN_PROGRESS)
)


@dataclass(frozen=True, slots=True)
class StartAsk:
    """A candidate's machine asks to begin.

    :ivar client: name of the browser, made there.
    :ivar sign_in_id: whose use is to be written down with the start; 0 where it was of late.
    """

    actor: Actor
    uuid: UUID
    client: str
    sign_in_id: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    """A sitting that has begun just now, and what its first machine is told.

    :ivar registration: under whose name a prepared paper was sealed; empty without one.
    """

    sitting_id: int
    uuid: UUID
    epoch: int
    sections: tuple[TimedSection, ...]
    titles: Mapping[str, Mapping[str, str]]
    registration: str


def start_all(
    connection: Connection, asks: Sequence[StartAsk], now: datetime
) -> list[Started | None]:
    """Begin the sittings that may begin; None for each that another path must decide about."""
    found = _find(connection, {ask.uuid for ask in asks})
    sheets = _papers(connection, found.values())
    begun: dict[UUID, tuple[StartAsk, Started, Row[*tuple[Any, ...]]]] = {}
    for ask in asks:
        row = found.get(ask.uuid)
        if row is not None and ask.uuid not in begun and may_begin(ask, row, now):
            begun[ask.uuid] = (ask, _begin(row, sheets[row.paper_id], now), row)
    _write(connection, list(begun.values()), now)
    return [begun[ask.uuid][1] if _is_own(begun, ask) else None for ask in asks]


def _is_own(begun: Mapping[UUID, tuple[StartAsk, Any, Any]], ask: StartAsk) -> bool:
    return ask.uuid in begun and begun[ask.uuid][0] is ask


def may_begin(ask: StartAsk, row: Any, now: datetime) -> bool:  # noqa: ANN401 - a row
    """Whether this is the plain first start of a sitting by its own candidate, in time."""
    return (
        bool(ask.client)
        and bool(policy.can_take(ask.actor, person_id=row.person_id))
        and row.state == SittingState.NOT_STARTED
        and not row.writer
        and row.plan_state in OPEN_DOORS
        and row.starts_at <= now <= row.entry_ends_at
    )


def _find(connection: Connection, uuids: set[UUID]) -> dict[UUID, Row[*tuple[Any, ...]]]:
    query = _WAITING_LOCKED if connection.dialect.name == "postgresql" else _WAITING
    return {row.uuid: row for row in connection.execute(query, {"uuids": list(uuids)})}


def _papers(
    connection: Connection, rows: Iterable[Row[*tuple[Any, ...]]]
) -> dict[int, SealedPaper]:
    return {one: papers.read_paper(connection, one) for one in {row.paper_id for row in rows}}


def _begin(row: Row[*tuple[Any, ...]], paper: SealedPaper, now: datetime) -> Started:
    parts = [(one.code, one.first, one.last, one.minutes) for one in paper.sections]
    layout = layout_of(has_own_order=row.has_own_item_order)
    is_ready = (row.prepared_paper_id, row.prepared_seed, row.prepared_layout) == (
        row.paper_id,
        row.seed,
        layout,
    )
    return Started(
        sitting_id=row.id,
        uuid=row.uuid,
        epoch=row.epoch + 1,
        sections=rules.begin_sections(parts, now, row.extra_minutes),
        titles={one.code: one.title for one in paper.sections},
        registration=str(row.registration) if is_ready else "",
    )


def _write(
    connection: Connection,
    begun: Sequence[tuple[StartAsk, Started, Row[*tuple[Any, ...]]]],
    now: datetime,
) -> None:
    if not begun:
        return
    connection.execute(_BEGIN, [_values(ask, started, now) for ask, started, _ in begun])
    plans = {row.plan_id for *_, row in begun if row.plan_state != PlanState.IN_PROGRESS}
    if plans:
        connection.execute(_PLAN_BEGINS, {"ids": sorted(plans)})
    entries = [
        Entry(ask.actor, "exams.sitting.started", f"sitting:{started.uuid}", now)
        for ask, started, _ in begun
    ]
    audit.record_all(connection, entries)
    note_uses(connection, [ask.sign_in_id for ask, *_ in begun if ask.sign_in_id], now)


def _values(ask: StartAsk, started: Started, now: datetime) -> dict[str, Any]:
    return {
        "sitting_id": started.sitting_id,
        "now": now,
        "own_sections": [section.to_json() for section in started.sections],
        "end": datetime.fromtimestamp(started.sections[-1].ends_at / 1000, tz=UTC),
        "own_epoch": started.epoch,
        "client": ask.client[:MAX_CLIENT],
    }
