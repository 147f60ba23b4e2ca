"""`flask practicals`: grade submissions, make starters, lint tasks; figures of what was graded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import yaml
from flask.cli import AppGroup
from flask_babel import gettext

from app.domain.marking import converting, preflighting
from app.domain.marking.referee import referee as libreoffice
from app.engines import practicals
from app.engines.practicals.authoring.lint import lint as lint_task
from app.engines.practicals.sheet.formulas.engines import MakeCalculator
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.reports import checks
from app.reports.checks import CheckFilters, CheckReach
from app.store.files import beside
from app.store.libreoffice import NotConvertedError
from app.web import check_figures
from app.web.i18n import translate
from app.web.unit_of_work import read_session

cli = AppGroup("practicals", help="Practical tasks: grade, make starters, lint.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)
SEED = click.option("--seed", default=1, show_default=True, help="The candidate's seed.")
KEY = click.option(
    "--key", default="", envvar="XUEKAO_PRACTICALS_KEY", help="The key that signs the marks."
)
OUTPUT = click.Path(file_okay=False, path_type=Path)
TASK_FILE = "task.yaml"


@cli.command("grade")
@click.argument("task_file", metavar="TASK.yaml", type=FILE)
@click.argument("submission", type=FILE)
@SEED
@KEY
@click.option("--referee", is_flag=True, help="Let LibreOffice settle what stays open; slow.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def grade(
    task_file: Path, submission: Path, *, seed: int, key: str, referee: bool, as_json: bool
) -> None:
    """Grade SUBMISSION and say why; exit 1 if the file is refused."""
    task = _read(task_file)
    ready, first = _looked_at(task, submission)
    if not as_json:
        _report(first.problems)
    with practicals.refereed(*_referees(wanted=referee)):
        grading = practicals.grade(
            task, ready.data, seed, key=key.encode(), converted=ready.converted
        )
    shown = grading.localized(gettext)
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
    elif first.ok:
        _print(shown)
    if not first.ok:
        raise SystemExit(1)


def _looked_at(
    task: practicals.Task, submission: Path
) -> tuple[converting.Ready, practicals.Preflight]:
    """Return what is graded, converted if it has to be, and the first look at it."""
    data = submission.read_bytes()
    try:
        ready = converting.prepare(task.module, data, keeps=False)
    except practicals.RefusedError as refusal:
        return converting.Ready(data), practicals.refused(data, refusal)
    except NotConvertedError as error:
        problems = tuple(preflighting.not_converted(task, data, error.reason))
        first = practicals.preflight(task, data)
        return converting.Ready(data), replace(first, problems=problems)
    looked = practicals.preflight(task, ready.data, name=submission.name, converted=ready.converted)
    return ready, looked


def _referees(*, wanted: bool) -> list[MakeCalculator]:
    """Return LibreOffice as a third engine, if it is asked for."""
    if not wanted:
        return []
    found = libreoffice()
    if found is None:
        raise click.ClickException(translate(msg("LibreOffice is not installed here.")))
    return [found]


@cli.command("starter")
@click.argument("task_file", metavar="TASK.yaml", type=FILE)
@SEED
@KEY
@click.option("--answer", is_flag=True, help="Write the model answer instead.")
@click.option("-o", "--output", type=TARGET, required=True, help="The file to write.")
def starter(task_file: Path, *, seed: int, key: str, answer: bool, output: Path) -> None:
    """Write the file that the candidate of this seed is given."""
    task = _read(task_file)
    make = practicals.model_answer if answer else practicals.starter
    try:
        output.write_bytes(make(task, seed, key=key.encode()))
    except ConflictError as error:
        raise click.ClickException(translate(error.message)) from error
    click.echo(str(output))


@cli.command("inspect")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on one line.")
def inspect(file: Path, *, as_json: bool) -> None:
    """Print all effective properties found in FILE, whatever kind it is."""
    try:
        found = practicals.inspect(file.read_bytes())
    except practicals.RefusedError as refusal:
        _report([refusal.problem])
        raise SystemExit(1) from refusal
    click.echo(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))


@cli.command("stats")
@click.argument("task", metavar="TASK")
@click.option("--plan", type=click.UUID, help="Only one exam, by its uuid.")
@click.option("--version", type=int, help="Only one version, by its number.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats(task: str, plan: UUID | None, version: int | None, *, as_json: bool) -> None:
    """Print how the checks of TASK, a code of the bank, came out in exams that are over."""
    session, reach = read_session(), CheckReach()
    try:
        uuid = checks.find_uuid(session, task)
    except NotFoundError as error:
        text = translate(msg("There is no practical %(code)s.", code=task))
        raise click.ClickException(text) from error
    chosen = CheckFilters(plan=plan, version=version)
    report = checks.get_check_report(session, uuid, reach=reach, filters=chosen)
    if as_json:
        click.echo(json.dumps(check_figures.to_json(report), ensure_ascii=False))
        return
    for line in check_figures.lines(report):
        click.echo(line)


@cli.command("propose")
@click.argument("start", type=FILE)
@click.argument("final", type=FILE)
@click.option("--id", "task_id", default="new-task", show_default=True, help="Id of the task.")
@click.option("--title", default="", help="Title; the name of the final file if left out.")
@click.option("-o", "--output", type=OUTPUT, help="A folder to write task.yaml and the files to.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def propose(
    start: Path, final: Path, *, task_id: str, title: str, output: Path | None, as_json: bool
) -> None:
    """Propose the checks that tell FINAL from START; folders are given packed as zip."""
    pair = start.read_bytes(), final.read_bytes()
    try:
        found = practicals.propose(*pair)
    except InvalidError as error:
        _report(error.problems)
        raise SystemExit(1) from error
    task = practicals.compose(
        found, task_id=task_id, title=title or final.stem, start=pair[0], final=pair[1],
        translate=gettext,
    )  # fmt: skip
    unsaid = [reason.render(gettext) for reason in found.unsaid]
    if output is not None:
        write_folder(output, task)
    if as_json:
        checks, guards = task["checks"], task.get("guards", [])
        shown = {"module": found.module, "checks": checks, "guards": guards, "unsaid": unsaid}
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for check in task["checks"]:
        click.echo(f"  {check['points']:g}  {check['id']}: {check['title']}")
    for reason in unsaid:
        click.echo(f"  -  {translate(msg('No check proposed: %(reason)s', reason=reason))}")
    if output is not None:
        click.echo(str(output / TASK_FILE))


def write_folder(folder: Path, task: Mapping[str, Any]) -> None:
    """Write a task as it stands in question_banks: its text, and its files beside it."""
    text, files = practicals.to_folder(task)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TASK_FILE).write_text(text, encoding="utf-8")
    for name, data in files.items():
        (folder / name).write_bytes(data)


@cli.command("lint")
@click.argument("root", type=FOLDER)
@click.option("--seeds", default=20, show_default=True, help="How many seeds to try.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a task.")
def lint(root: Path, *, seeds: int, as_json: bool) -> None:
    """Try every task.yaml below ROOT against its own files; exit 1 if one is not sound."""
    paths = sorted(root.rglob(TASK_FILE))
    if not paths:
        raise click.ClickException(translate(msg("There is no task.yaml below this folder.")))
    failed = False
    for path in paths:
        problems = _lint(path, range(1, seeds + 1))
        failed = failed or any(problem.is_error for problem in problems)
        if as_json:
            lines = [problem.render(gettext) for problem in problems]
            row = {"task": str(path), "problems": lines}
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        click.echo(f"{path}: {translate(msg('sound') if not problems else msg('not sound'))}")
        _report(problems)
    if failed:
        raise SystemExit(1)


def _lint(path: Path, seeds: Iterable[int]) -> list[Problem]:
    try:
        return lint_task(practicals.read_task(_mapping(path)), seeds)
    except InvalidError as error:
        return list(error.problems)


def _read(path: Path) -> practicals.Task:
    try:
        return practicals.read_task(_mapping(path))
    except InvalidError as error:
        _report(error.problems)
        raise click.ClickException(translate(msg("The task cannot be read."))) from error


def _mapping(path: Path) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path}: {error}") from error
    if not isinstance(found, dict):
        raise click.ClickException(translate(msg("The file holds no task.")))
    return practicals.with_files(found, beside(path.parent))


def _report(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(problem.render(gettext), err=True)


def _print(shown: Mapping[str, Any]) -> None:
    click.echo(f"{shown['task']} {shown['score']:g} / {shown['points']:g}")
    for note in shown["notes"]:
        click.echo(f"  {note}")
    for check in shown["checks"]:
        click.echo(f"  {check['score']:g}/{check['points']:g}  {check['title']}: {check['found']}")
        if check["hint"] and check["score"] < check["points"]:
            click.echo(f"        {check['hint']}")
    for guard in shown["guards"]:
        if guard["deducted"]:
            click.echo(f"  -{guard['deducted']:g}  {guard['title']}: {guard['found']}")
