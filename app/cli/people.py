"""`flask people`: the first administrator, who opens the accounts of all others."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.domain.people import accounts, passwords, queries, services
from app.domain.people.models import Organization
from app.domain.people.rules import OrganizationKind
from app.kernel.actor import SYSTEM, Role
from app.kernel.errors import ConflictError, DomainError
from app.kernel.text import msg
from app.web.access import utc_now
from app.web.i18n import translate
from app.web.unit_of_work import unit_of_work

cli = AppGroup("people", help="Persons and accounts.")


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
        raise click.ClickException(translate(error.message)) from error
    click.echo(f"{username}: {password}")
    click.echo("The password must be changed at the first sign-in.")


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
