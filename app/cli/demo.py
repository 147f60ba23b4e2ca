"""`flask demo`: load the demo, print its accounts."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.demo import load as demo
from app.demo.people import PASSWORD, PERSONAS
from app.domain.marking import grader
from app.web import worker
from app.web.access import utc_now
from app.web.display import role_name
from app.web.unit_of_work import unit_of_work

cli = AppGroup("demo", help="The demo data.")


@cli.command("load")
def load() -> None:
    """Load what is missing of the demo; running it again changes nothing."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    for title, step in demo.STEPS:
        click.echo(f"      {title} ...")
        with unit_of_work() as session:
            step(session, utc_now())
        with grader.own_files():
            worker.make_worker(app).drain()


@cli.command("accounts")
def accounts() -> None:
    """Print the demo accounts."""
    click.echo(f"\nDemo accounts (password of all: {PASSWORD})")
    for persona in PERSONAS:
        roles = "、".join(role_name(role) for role, _unit in persona.roles)
        click.echo(f"  {persona.username:<10} {persona.full_name}  {roles}")
    click.echo("")
