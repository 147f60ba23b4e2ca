"""`flask audit`: prove that the log is whole."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.domain.audit import queries
from app.web.unit_of_work import read_session

cli = AppGroup("audit", help="The audit log.")


@cli.command("verify")
def verify() -> None:
    """Follow the digest chain; exit 1 and name the first event that does not fit."""
    broken = queries.find_broken_link(read_session())
    if broken is not None:
        raise click.ClickException(f"event {broken.id} ({broken.action}) does not fit the chain")
    click.echo("the audit log is whole")
