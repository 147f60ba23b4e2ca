"""`flask bank export`: the items of a bank as a file of any format, with what cannot be carried."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.bank.group import cli
from app.domain.bank import queries, services
from app.domain.bank.services import Selection
from app.engines.bankfiles import ItemSource
from app.engines.bankfiles.interchange import Format
from app.engines.bankfiles.interchange.export import Version
from app.kernel.actor import SYSTEM
from app.kernel.errors import DomainError
from app.kernel.problem import Problem
from app.reports import bankfiles
from app.web.i18n import translate
from app.web.unit_of_work import unit_of_work

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
@click.option(
    "--without-restricted", is_flag=True, help="Leave out what is restricted until it is used."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def export_bank(
    code: str,
    output: Path,
    *,
    format_: str,
    qti_version: str,
    drafts: bool,
    without_restricted: bool,
    as_json: bool,
) -> None:
    """Write the published items of a bank as one file, and say what it cannot carry.

    The file of our own text is canonical. Practical tasks keep their own files. How many items
    are restricted until they are used is said, and written in the audit log.
    """
    wanted = Selection(
        bank_code=code, is_published=not drafts, has_restricted=not without_restricted
    )
    sources, title = _taken_out(wanted, format_)
    written = bankfiles.write(sources, Format(format_), Version(qti_version), title)
    output.write_bytes(written.data)
    restricted = services.count_restricted(one.secrecy for one in sources)
    if as_json:
        answer = {
            "format": format_,
            "exported": written.count,
            "restricted": restricted,
            "omitted": [_told(problem) for problem in written.omitted],
            "reduced": [_told(problem) for problem in written.reduced],
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for problem in written.omitted:
        click.echo(f"omitted: {problem.render(translate)}", err=True)
    for problem in written.reduced:
        click.echo(f"reduced: {problem.render(translate)}", err=True)
    if restricted:
        click.echo(f"restricted until used: {restricted} items of the file", err=True)
    click.echo(f"{written.count} items written to {output}")


def _taken_out(wanted: Selection, format_: str) -> tuple[list[ItemSource], str]:
    """Return the items and the name of their bank, and leave a word in the log."""
    try:
        with unit_of_work() as session:
            found = services.export_items(
                session, actor=SYSTEM, wanted=wanted, format_=format_, now=datetime.now(UTC)
            )
            return found, queries.get_bank(session, wanted.bank_code).title
    except DomainError as error:
        raise click.ClickException(translate(error.message)) from error


def _told(problem: Problem) -> dict[str, str]:
    return {"where": problem.where, "reason": translate(problem.reason)}
