"""`flask bank export`: the items of a bank as a file of any format, with what cannot be carried."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.cli.bank.group import cli
from app.domain.bank import queries
from app.engines.bankfiles.interchange import Format
from app.engines.bankfiles.interchange.export import Version
from app.kernel.errors import DomainError
from app.kernel.problem import Problem
from app.reports import bankfiles
from app.web.i18n import translate
from app.web.unit_of_work import read_session

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
WRITTEN = tuple(Format)


@cli.command("export")
@click.argument("code")
@click.option("-o", "--output", type=FILE, required=True, help="The file to write.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([one.value for one in WRITTEN]),
    default=Format.TEXT.value,
    show_default=True,
)
@click.option(
    "--qti-version",
    type=click.Choice([one.value for one in Version]),
    default=Version.V21.value,
    show_default=True,
)
@click.option("--drafts", is_flag=True, help="The newest versions, published or not.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def export_bank(
    code: str, output: Path, *, format_: str, qti_version: str, drafts: bool, as_json: bool
) -> None:
    """Write the published items of a bank as one file, and say what it cannot carry.

    The file of our own text is canonical. Practical tasks keep their own files.
    """
    session = read_session()
    try:
        bank = queries.get_bank(session, code)
    except DomainError as error:
        raise click.ClickException(translate(error.message)) from error
    read = queries.list_newest_sources if drafts else queries.list_sources
    sources = read(session, bank.id)
    written = bankfiles.write(sources, Format(format_), Version(qti_version), bank.title)
    output.write_bytes(written.data)
    if as_json:
        answer = {
            "format": format_,
            "exported": written.count,
            "omitted": [_told(problem) for problem in written.omitted],
            "reduced": [_told(problem) for problem in written.reduced],
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for problem in written.omitted:
        click.echo(f"omitted: {problem.render(translate)}", err=True)
    for problem in written.reduced:
        click.echo(f"reduced: {problem.render(translate)}", err=True)
    click.echo(f"{written.count} items written to {output}")


def _told(problem: Problem) -> dict[str, str]:
    return {"where": problem.where, "reason": translate(problem.reason)}
