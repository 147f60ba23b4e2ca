"""`flask hours`: list what waits for a decision, decide as a personnel officer."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.domain.learning import services
from app.domain.learning.rules import Flag, HoursState, local_day
from app.domain.people import queries as people
from app.kernel.actor import Actor, Permission
from app.kernel.errors import DomainError, NotFoundError
from app.kernel.scope import EVERYTHING
from app.kernel.text import msg
from app.reports import hours
from app.reports.hours import ALL, HoursChoice, HoursRow
from app.web.access import utc_now
from app.web.i18n import translate
from app.web.unit_of_work import read_session, unit_of_work

cli = AppGroup("hours", help="Hours of learning: list, decide.")
MOST = 10_000
STATES = [state.value for state in HoursState]


@cli.command("list")
@click.option("--state", type=click.Choice([*STATES, ALL]), default="pending", show_default=True)
@click.option("--unit", default="", help="Code of a unit: it and everything below it.")
@click.option("--module", default="", help="Code of a module.")
@click.option("--flag", type=click.Choice([flag.value for flag in Flag]), help="Why they wait.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a record.")
def list_(state: str, unit: str, module: str, flag: str | None, *, as_json: bool) -> None:
    """List hours by state, what waits longest first."""
    session = read_session()
    try:
        path = people.get_organization(session, unit).path if unit else ""
    except DomainError as error:
        raise click.ClickException(translate(error.message)) from error
    choice = HoursChoice.read({"state": state, "unit": path, "module": module, "flag": flag})
    rows = hours.list_hours(session, EVERYTHING, choice, limit=MOST, offset=0)
    for row in rows:
        click.echo(json.dumps(_facts(row), ensure_ascii=False) if as_json else _line(row))
    if not as_json:
        click.echo(f"{len(rows)} record(s)")


def _facts(row: HoursRow) -> dict[str, Any]:
    record = row.record
    return {
        "uuid": str(record.uuid),
        "person": row.code,
        "name": row.full_name,
        "unit": record.organization_name,
        "module": record.module.code,
        "hours": float(record.hours),
        "earned_on": record.earned_on.isoformat(),
        "state": record.state.value,
        "flags": row.flags,
        "active_minutes": record.evidence["active_seconds"] // 60,
        "decisions": [
            {
                "state": one.state.value,
                "reason": one.reason,
                "by": one.decided_by_name,
                "at": one.decided_at.isoformat(),
            }
            for one in record.decisions
        ],
    }


def _line(row: HoursRow) -> str:
    facts = _facts(row)
    words = ("uuid", "state", "earned_on", "person", "name", "unit", "module")
    told = "  ".join(facts[word] for word in words)
    return f"{told}  {facts['hours']:g} h  {','.join(row.flags) or '-'}"


@cli.command("decide")
@click.argument("uuids", metavar="UUID...", nargs=-1, required=True, type=click.UUID)
@click.option("--to", type=click.Choice(STATES), required=True, help="What they become.")
@click.option("--reason", required=True, help="Why; the person reads it.")
@click.option("--by", required=True, help="Staff number of the officer who decides.")
def decide(uuids: tuple[UUID, ...], to: str, reason: str, by: str) -> None:
    """Decide about hours with the rights of an officer: all of them or none."""
    now = utc_now()
    try:
        with unit_of_work() as session:
            officer = _officer(session, by)
            rows = _rows(session, officer, uuids)
            chosen = {row.record.uuid: len(row.record.decisions) for row in rows}
            done = services.decide_many(
                session, actor=officer, chosen=chosen, state=HoursState(to), reason=reason, now=now
            )
            lines = [f"{record.uuid}  {record.state.value}" for record in done]
    except DomainError as error:
        raise click.ClickException(translate(error.message)) from error
    for line in lines:
        click.echo(line)


def _officer(session: Session, code: str) -> Actor:
    person = people.find_person_by_code(session, code)
    if person is None:
        raise NotFoundError(msg("There is no person with the staff number %(code)s.", code=code))
    return people.make_actor(session, person, local_day(utc_now()))


def _rows(session: Session, officer: Actor, uuids: tuple[UUID, ...]) -> list[HoursRow]:
    """Return the records; one that is outside the officer's units is not there."""
    scope = officer.scope(Permission.LEARNING_HOURS_DECIDE)
    return [hours.get_row(session, scope, uuid) for uuid in uuids]
