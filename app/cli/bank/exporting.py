"""`flask bank export`: the items of a bank as a file of any format, with what cannot be carried."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.bank.group import cli
from app.domain.bank import queries
from app.engines import bankfiles
from app.kernel.errors import DomainError
from app.web.i18n import translate
from app.web.unit_of_work import read_session

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@cli.command("export")
@click.argument("code")
@click.option("-o", "--output", type=FILE, required=True, help="The file to write.")
def export(code: str, output: Path) -> None:
    """Write the published items of a bank as one canonical item file.

    Practical tasks keep their own files and are not part of it.
    """
    session = read_session()
    try:
        bank = queries.get_bank(session, code)
    except DomainError as error:
        raise click.ClickException(translate(error.message)) from error
    sources = [s for s in queries.list_sources(session, bank.id) if s.kind != "practical"]
    output.write_text(bankfiles.write_items(sources), encoding="utf-8")
    click.echo(f"{len(sources)} items written to {output}")
