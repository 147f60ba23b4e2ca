"""`flask translations`: compile the catalogues, list what is not translated."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.web import catalogue

cli = AppGroup("translations", help="The catalogues of texts.")


@cli.command("compile")
def compile_() -> None:
    """Merge app/translations/zh_CN/*.po into the catalogue that the server reads."""
    count = catalogue.compile_to(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])
    click.echo(f"{count} texts")


@cli.command("missing")
def missing() -> None:
    """List texts of the code that have no Chinese translation; exit 1 if there are any."""
    lacking = sorted(catalogue.used() - catalogue.translated())
    for msgid in lacking:
        click.echo(msgid)
    if lacking:
        raise click.ClickException(f"{len(lacking)} text(s) without translation")
