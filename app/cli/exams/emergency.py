"""`flask exams import-emergency`: the same as the page of the console, for many files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from app.cli.exams.group import cli
from app.domain.exams import services
from app.domain.exams.emergency import ENDING
from app.kernel.actor import SYSTEM
from app.kernel.errors import InvalidError
from app.web.access import utc_now
from app.web.i18n import translate
from app.web.sitting_tokens import vouch
from app.web.unit_of_work import unit_of_work


@cli.command("import-emergency")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One object for each file.")
def import_emergency(files: tuple[Path, ...], as_json: bool) -> None:  # noqa: FBT001
    """Bring in emergency FILES (folders: all *.xke in them); each for itself, twice is harmless."""
    refused = 0
    for path in _expand(files):
        facts = _import(path)
        refused += "problem" in facts
        click.echo(json.dumps(facts, ensure_ascii=False) if as_json else _words(facts))
    if refused:
        raise click.ClickException(f"{refused} refused; nothing of them was taken")


def _expand(files: tuple[Path, ...]) -> list[Path]:
    return [
        one
        for path in files
        for one in (sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path])
    ]


def _import(path: Path) -> dict[str, Any]:
    try:
        with unit_of_work() as session:
            brought = services.import_emergency(
                session, actor=SYSTEM, plan=None, data=path.read_bytes(), vouch=vouch, now=utc_now()
            )
            about = brought.sitting.registration
            return {
                "file": path.name,
                "exam": about.plan.code,
                "ticket": about.ticket_number,
                "new": brought.new,
                "known": brought.known,
                "conflicts": {str(key): list(seqs) for key, seqs in brought.conflicts.items()},
                "to_decide": brought.late,
                "files": brought.files,
            }
    except InvalidError as error:
        return {"file": path.name, "problem": translate(error.problems[0].reason)}


def _words(facts: dict[str, Any]) -> str:
    if "problem" in facts:
        return f"REFUSED  {facts['file']}: {facts['problem']}"
    conflicts = sum(len(one) for one in facts["conflicts"].values())
    return (
        f"{facts['ticket']}  {facts['new']} new, {facts['known']} known, {conflicts} in conflict, "
        f"{facts['to_decide']} to decide, {facts['files']} new files  ({facts['file']})"
    )
