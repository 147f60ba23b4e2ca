"""`flask people`: the first administrator, and the roster: list, add, move, take from a file."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.domain.people import accounts, passwords, queries, services
from app.domain.people.handlers import read_file
from app.domain.people.models import Organization, Person
from app.domain.people.queries import PersonFilters
from app.domain.people.roster import DUTIES, LEVELS, RANKS, RosterFailure
from app.domain.people.roster_plan import Effect, plan_roster
from app.domain.people.rules import OrganizationKind
from app.domain.people.rules_posts import PersonFacts, PostFacts
from app.engines.bankfiles.interchange import UnreadableError
from app.kernel.actor import SYSTEM, Role
from app.kernel.checkdigit import mask_id
from app.kernel.errors import ConflictError, DomainError, InvalidError, NotFoundError
from app.kernel.scope import EVERYTHING
from app.kernel.text import msg
from app.web.access import utc_now
from app.web.i18n import translate
from app.web.unit_of_work import read_session, unit_of_work

cli = AppGroup("people", help="Persons and accounts.")
MOST = 100_000
DAY = click.DateTime(["%Y-%m-%d"])
POST = (
    click.option("--unit", required=True, help="Code of the unit."),
    click.option("--post", required=True, help="Title of the post."),
    click.option("--from", "starts_on", type=DAY, help="First day; today if not given."),
    click.option("--level", default="", help="Leading post level, in the words of the template."),
    click.option("--rank", default="", help="Rank, in the words of the template."),
    click.option("--duty", default="", help="Duty, in the words of the template."),
)


def _with_post(command: Any) -> Any:  # noqa: ANN401 - a view of click
    for option in reversed(POST):
        command = option(command)
    return command


def _refuse(error: DomainError) -> click.ClickException:
    if isinstance(error, InvalidError):
        return click.ClickException("\n".join(one.render(translate) for one in error.problems))
    return click.ClickException(translate(error.message))


@cli.command("administrator")
@click.argument("username")
@click.option("--name", required=True, help="Full name.")
@click.option("--unit", required=True, help="Code of the unit; made if it is not there.")
@click.option("--unit-name", default="", help="Name of the unit, if it is to be made.")
def administrator(username: str, name: str, unit: str, unit_name: str) -> None:
    """Make an administrator of a unit; print the first password once."""
    password = passwords.first_password()
    try:
        with unit_of_work() as session:
            _make(session, username, name, _unit(session, unit, unit_name), password)
    except DomainError as error:
        raise _refuse(error) from error
    click.echo(f"{username}: {password}")
    click.echo("The password must be changed at the first sign-in.")


@cli.command("list")
@click.option("--unit", default="", help="Code of a unit: it and everything below.")
@click.option("--text", default="", help="Part of the name, or the staff number.")
@click.option("--json", "as_json", is_flag=True, help="Print one object a person.")
def list_people(unit: str, text: str, *, as_json: bool) -> None:
    """List who serves today, with masked ID numbers."""
    session = read_session()
    try:
        path = queries.get_organization(session, unit).path if unit else ""
    except DomainError as error:
        raise _refuse(error) from error
    filters = PersonFilters(text=text, org_path=path)
    for one in queries.list_postings(
        session, scope=EVERYTHING, filters=filters, on=utc_now().date(), limit=MOST, offset=0
    ):
        row = {
            "code": one.code, "full_name": one.full_name, "id_number": mask_id(one.id_number or ""),
            "unit": one.organization_name, "post": one.post_title, "tier": one.tier.value,
        }  # fmt: skip
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else "\t".join(row.values()))


@cli.command("add")
@click.argument("code")
@click.option("--name", required=True, help="Full name.")
@click.option("--id-number", default="", help="Citizen ID number.")
@click.option("--username", default="", help="User name; the staff number if not given.")
@_with_post
def add(
    code: str,
    name: str,
    id_number: str,
    username: str,
    unit: str,
    **post: Any,  # noqa: ANN401 - the options of a post
) -> None:
    """Add the person with staff number CODE; print the first password once."""
    password, now = passwords.first_password(), utc_now()
    try:
        with unit_of_work() as session:
            person = services.admit_person(
                session, actor=SYSTEM, facts=PersonFacts(code, name, id_number=id_number),
                organization=queries.get_organization(session, unit), post=_post(now, **post),
                username=username, password=password, now=now,
            )  # fmt: skip
            account = queries.find_account_of(session, person.id)
    except DomainError as error:
        raise _refuse(error) from error
    click.echo(f"{account.username if account else code}: {password}")
    click.echo("The password must be changed at the first sign-in.")


@cli.command("move")
@click.argument("code")
@_with_post
def move(code: str, unit: str, **post: Any) -> None:  # noqa: ANN401 - the options of a post
    """Give the person with staff number CODE another post; the present one ends the day before."""
    now = utc_now()
    new = _post(now, **post)
    try:
        with unit_of_work() as session:
            services.move_person(
                session, actor=SYSTEM, person=_person(session, code),
                organization=queries.get_organization(session, unit), post_title=new.title,
                starts_on=new.starts_on, post_level=new.level, rank=new.rank, duty=new.duty,
                now=now,
            )  # fmt: skip
    except DomainError as error:
        raise _refuse(error) from error
    click.echo(f"{code}: {unit} from {new.starts_on.isoformat()}")


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@click.option(
    "--passwords", "target", type=click.Path(path_type=Path), help="File for first passwords."
)
def import_roster(file: Path, *, dry_run: bool, target: Path | None) -> None:
    """Take a roster from FILE, as a whole or not at all."""
    now, data = utc_now(), file.read_bytes()
    try:
        reading = read_file(data, file.name, now)
    except UnreadableError as error:
        raise click.ClickException(error.problem.render(translate)) from error
    with unit_of_work() as session:
        plan = plan_roster(session, actor=SYSTEM, lines=reading.lines, today=now.date())
        _stop_at([*reading.failures, *plan.failures])
        added = [one.line.facts.code for one in plan.lines if one.effect is Effect.ADD]
        if not dry_run and added and target is None:
            raise click.ClickException("name a file for the first passwords with --passwords")
    first = {code: passwords.first_password() for code in added}
    if not dry_run:
        digests = {code: passwords.digest(password) for code, password in first.items()}
        with unit_of_work() as session:
            plan = plan_roster(session, actor=SYSTEM, lines=reading.lines, today=now.date())
            _stop_at(plan.failures)
            services.bring_roster(
                session, actor=SYSTEM, plan=plan, digests=digests, source=file.name, now=now
            )
        if target is not None:
            _write_passwords(target, first)
    click.echo(json.dumps(plan.counts()))


def _stop_at(failures: list[RosterFailure]) -> None:
    for one in sorted(failures, key=lambda found: found.row):
        where = f"{one.row} {one.column} {one.value}".strip()
        click.echo(f"{where}: {translate(one.reason)} {translate(one.cure)}", err=True)
    if failures:
        raise click.ClickException(f"{len(failures)} to be corrected; nobody was added or moved")


def _write_passwords(target: Path, first: dict[str, str]) -> None:
    """Write user names and first passwords where only the owner of the process can read them."""
    target.touch(mode=0o600)
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows((code.lower(), password) for code, password in first.items())


def _post(
    now: datetime,
    *,
    post: str,
    starts_on: datetime | None,
    level: str,
    rank: str,
    duty: str,
) -> PostFacts:
    unknown = [
        word
        for word, known in ((level, LEVELS), (rank, RANKS), (duty, DUTIES))
        if word not in known
    ]
    if unknown:
        raise click.ClickException(f"not known: {unknown}; use the words of the template")
    day: date = starts_on.date() if starts_on else now.date()
    return PostFacts(post, day, LEVELS[level], RANKS[rank], DUTIES[duty])


def _person(session: Session, code: str) -> Person:
    found = queries.find_person_by_code(session, code)
    if found is None:
        raise NotFoundError(msg("There is no such person."))
    return found


def _unit(session: Session, code: str, name: str) -> Organization:
    found = queries.find_organization(session, code)
    return found or services.add_organization(
        session, actor=SYSTEM, code=code, name=name or code, kind=OrganizationKind.PROVINCE,
        parent=None, now=utc_now(),
    )  # fmt: skip


def _make(session: Session, username: str, name: str, unit: Organization, password: str) -> None:
    now = utc_now()
    if queries.find_person_by_code(session, username) or queries.find_account(session, username):
        raise ConflictError(
            msg("There is a person or an account called %(name)s already.", name=username)
        )
    person = services.add_person(
        session, actor=SYSTEM, code=username, full_name=name, organization=unit,
        post_title="系统管理员", starts_on=now.date(), now=now,
    )  # fmt: skip
    accounts.open_account(
        session, actor=SYSTEM, person=person, org_path=unit.path, username=username,
        password=password, now=now,
    )  # fmt: skip
    services.grant_role(
        session, actor=SYSTEM, person=person, role=Role.ADMINISTRATOR, organization=unit, now=now
    )
