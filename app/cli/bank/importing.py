"""`flask bank import` and `undo`: files of other systems, all or nothing.

What is printed with `--json` and the exit codes are relied upon by other tools: 0 when nothing was
refused, 1 when something was, 2 when the file could not be read (or the bank is not known).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from app.cli.bank.group import cli
from app.domain.bank import queries, services
from app.domain.bank.services import ImportFile, ImportReport
from app.domain.people import queries as people
from app.engines.bankfiles import Secrecy, interchange
from app.engines.bankfiles.interchange import Entry, Format, UnreadableError
from app.engines.bankfiles.interchange.guard import MAX_FILE
from app.kernel.actor import SYSTEM, Role
from app.kernel.errors import DomainError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.web.i18n import translate
from app.web.unit_of_work import unit_of_work

AUTO = "auto"
REFUSED, UNREADABLE = 1, 2
FORMATS = click.Choice([AUTO, *(one.value for one in Format)])


class DryRunError(Exception):
    """Rolls the transaction back after everything was tried."""


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--bank", "bank_code", required=True, help="The bank that takes the items.")
@click.option("--format", "format_", type=FORMATS, default=AUTO, show_default=True)
@click.option("--author", default="", help="Account of the author; else the bank's latest author.")
@click.option(
    "--secrecy",
    type=click.Choice([one.value for one in Secrecy]),
    help="The label of items that name none; else internal.",
)
@click.option("--dry-run", is_flag=True, help="Try everything and save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def import_file(
    file: Path,
    *,
    bank_code: str,
    format_: str,
    author: str,
    secrecy: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring the items of FILE into a bank as drafts; nothing is saved by halves.

    Exits 0 when nothing was refused, 1 when something was, 2 when the file cannot be read.
    """
    known = ""
    try:
        data = _bytes(file)
        known = format_ if format_ != AUTO else interchange.detect(data, file.name)
        entries = interchange.labelled(
            interchange.stream(data, file.name, Format(known)),
            Secrecy(secrecy) if secrecy else None,
        )
        taken = ImportFile(name=file.name, digest=sha256(data).hexdigest(), format=known)
        report = _import(taken, entries, bank_code, author, is_dry=dry_run)
    except UnreadableError as error:
        _fail([error.problem], known, as_json=as_json)
    except InvalidError as error:
        _fail(list(error.problems), known, as_json=as_json)
    except DomainError as error:
        _fail([Problem(bank_code, error.message)], known, as_json=as_json)
    else:
        _tell(report, known, is_dry=dry_run, as_json=as_json)
        raise SystemExit(REFUSED if report.refused else 0)


@cli.command("undo")
@click.argument("uuid", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def undo_import(uuid: UUID, *, as_json: bool) -> None:
    """Take back the drafts of an import that nobody has worked on since."""
    try:
        with unit_of_work() as session:
            done = services.undo_import(session, actor=SYSTEM, uuid=uuid, now=datetime.now(UTC))
    except DomainError as error:
        raise click.ClickException(translate(error.message)) from error
    if as_json:
        click.echo(json.dumps({"removed": list(done.removed), "kept": list(done.kept)}))
    else:
        click.echo(f"{len(done.removed)} drafts taken back, {len(done.kept)} kept")


def _bytes(file: Path) -> bytes:
    """Return the file; one that is not there or far too large is unreadable like any other."""
    cure = msg("Check the path and the rights of the file.")
    try:
        if file.stat().st_size > MAX_FILE:
            reason = msg("The file is larger than %(size)s MB.", size=MAX_FILE >> 20)
            cure = msg("Split it, or take large pictures and sounds out.")
            raise UnreadableError(Problem(file.name, reason, cure))
        return file.read_bytes()
    except OSError as error:
        reason = msg("The file cannot be opened: %(reason)s.", reason=error.strerror or str(error))
        raise UnreadableError(Problem(str(file), reason, cure)) from error


def _import(
    file: ImportFile, entries: Iterator[Entry], bank_code: str, author: str, *, is_dry: bool
) -> ImportReport:
    held: list[ImportReport] = []
    with _rolled_back(), unit_of_work() as session:
        report = services.import_items(
            session,
            actor=SYSTEM,
            bank_code=bank_code,
            file=file,
            entries=entries,
            author_id=_author(session, bank_code, author),
            now=datetime.now(UTC),
        )
        held.append(report)
        if is_dry:
            raise DryRunError
    return held[0]


@contextmanager
def _rolled_back() -> Iterator[None]:
    try:
        yield
    except DryRunError:
        return


def _author(session: Session, bank_code: str, username: str) -> int:
    """Return who the drafts belong to: the account named, the latest author, or a trainer."""
    if username:
        account = people.find_account(session, username)
        if account is None:
            reason = msg("There is no account %(name)s.", name=username)
            raise InvalidError([Problem("author", reason, msg("Create the account first."))])
        return account.person_id
    bank = queries.get_bank(session, bank_code)
    found = queries.latest_author(session, bank.id)
    found = found or people.find_role_holder(session, Role.TRAINER, org_path=bank.org_path)
    if found is None:
        reason = msg("There is nobody who could be the author.")
        cure = msg("Name an account with --author.")
        raise InvalidError([Problem("author", reason, cure)])
    return found


def _fail(problems: list[Problem], known: str, *, as_json: bool) -> None:
    """Say that nothing could be read, in the same form, and leave with 2."""
    if as_json:
        answer = _answer(known, refused=[_refusal(problem) for problem in problems])
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"error: {problem.render(translate)}", err=True)
    raise SystemExit(UNREADABLE)


def _tell(report: ImportReport, known: str, *, is_dry: bool, as_json: bool) -> None:
    if as_json:
        answer = _answer(
            known,
            items_found=report.found,
            imported=report.imported,
            warned=[_refusal(problem) for problem in report.warned],
            refused=[_refusal(refused.problem) for refused in report.refused],
            kinds=dict(sorted(report.kinds.items())),
            notes=[translate(note) for note in report.notes],
            unchanged=report.unchanged,
            batch=None if is_dry else str(report.uuid),
            dry_run=is_dry,
        )
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for refused in report.refused:
        click.echo(f"refused: {refused.problem.render(translate)}", err=True)
    for problem in report.warned:
        click.echo(f"warning: {problem.render(translate)}", err=True)
    for note in report.notes:
        click.echo(f"note: {translate(note)}", err=True)
    verb = "would be imported" if is_dry else "imported"
    click.echo(
        f"{known}: {report.found} found, {report.imported} {verb},"
        f" {report.unchanged} already there, {len(report.refused)} refused"
    )
    if not is_dry:
        click.echo(f"to take it back: flask bank undo {report.uuid}")


def _answer(known: str, **found: Any) -> dict[str, Any]:  # noqa: ANN401
    empty = {"format": known or None, "items_found": 0, "imported": 0}
    return {**empty, "warned": [], "refused": [], "kinds": {}, **found}


def _refusal(problem: Problem) -> dict[str, str]:
    return {
        "where": problem.where,
        "reason": translate(problem.reason),
        "cure": translate(problem.cure) if problem.cure else "",
    }
