"""`flask bank check|load`: banks kept as text files in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.bank.group import cli
from app.domain.bank import services
from app.engines import bankfiles
from app.engines.assembly import read_blueprint
from app.engines.bankfiles import BankSource
from app.engines.practicals import inlined, read_task
from app.kernel.actor import SYSTEM
from app.kernel.errors import DomainError, InvalidError
from app.kernel.problem import Problem
from app.store.files import beside
from app.web.i18n import translate
from app.web.unit_of_work import unit_of_work

READERS = bankfiles.Readers(task=read_task, blueprint=read_blueprint)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@cli.command("check")
@click.argument("root", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object of the counts.")
def check(root: Path, *, as_json: bool) -> None:
    """Read every file under ROOT; report all problems with file and line; exit 1 on an error."""
    folder = bankfiles.read_folder(read_texts(root), READERS)
    report(folder.problems)
    counts = folder.counts()
    errors = [str(problem) for problem in folder.errors]
    if as_json:
        click.echo(json.dumps({**counts, "problems": errors}, ensure_ascii=False))
    else:
        warnings = len(folder.problems) - len(errors)
        click.echo(f"{counts['items']} items, {len(errors)} errors, {warnings} warnings")
    if errors:
        raise SystemExit(1)


@cli.command("load")
@click.argument("root", type=FOLDER)
@click.option(
    "--author", default="", help="Account of the author, instead of the one in the files."
)
@click.option("--reviewer", default="", help="Account of the reviewer, likewise.")
def load(root: Path, *, author: str, reviewer: str) -> None:
    """Load every bank under ROOT: all or nothing; what did not change is not touched."""
    folder = bankfiles.read_folder(read_texts(root), READERS)
    if folder.errors:
        report(folder.errors)
        raise click.ClickException(f"{len(folder.errors)} error(s); nothing was loaded")
    if not folder.banks:
        raise click.ClickException(f"there is no bank.yaml under {root}")
    now = datetime.now(UTC)
    try:
        with unit_of_work() as session:
            reports = [
                (bank, services.load_bank(session, actor=SYSTEM, source=bank, now=now))
                for bank in (_signed(bank, author, reviewer) for bank in folder.banks)
            ]
    except DomainError as error:
        report(error.problems if isinstance(error, InvalidError) else [])
        raise click.ClickException(f"{translate(error.message)} Nothing was loaded.") from error
    for bank, done in reports:
        click.echo(
            f"{bank.code}: {len(done.created)} new, {len(done.changed)} changed,"
            f" {done.unchanged} unchanged, {len(done.absent)} no longer in the files"
        )


def _signed(bank: BankSource, author: str, reviewer: str) -> BankSource:
    """Return the bank with the accounts of this installation, where they are given."""
    return replace(bank, author=author or bank.author, reviewer=reviewer or bank.reviewer)


def read_texts(root: Path) -> dict[str, str]:
    """Return path inside ROOT → text of every YAML file."""
    return {
        path.relative_to(root).as_posix(): with_attached(path)
        for path in sorted(root.rglob("*.yaml"))
    }


def with_attached(path: Path) -> str:
    """Return the text of a file; of a task also the files that stand beside it."""
    return inlined(path.read_text(encoding="utf-8"), beside(path.parent))


def report(problems: Iterable[Problem]) -> None:
    """Write problems to the error stream, one a line."""
    for problem in problems:
        click.echo(f"{problem.severity}: {problem.render(translate)}", err=True)
