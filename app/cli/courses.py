"""`flask courses`: course modules and the training standard, kept as text files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from app.domain.competencies import services as competencies
from app.domain.learning import services as learning
from app.engines import lessons
from app.engines.lessons import Courses
from app.kernel.actor import SYSTEM
from app.kernel.errors import DomainError
from app.kernel.problem import Problem
from app.web.i18n import translate
from app.web.unit_of_work import unit_of_work

cli = AppGroup("courses", help="Course modules and the training standard, kept as text files.")
ROOT = Path(__file__).parents[2] / "courses"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
KINDS = {".md", ".yaml", ".svg"}


@cli.command("check")
@click.argument("root", type=FOLDER, default=ROOT)
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object of the counts.")
def check(root: Path, *, as_json: bool) -> None:
    """Read every module under ROOT; report all problems with file and line; exit 1 on an error."""
    courses = lessons.read_courses(read_texts(root))
    _report(courses.problems)
    errors = courses.errors
    if as_json:
        counts = _counts(courses)
        click.echo(json.dumps({**counts, "problems": list(map(str, errors))}, ensure_ascii=False))
    else:
        warnings = len(courses.problems) - len(errors)
        click.echo(f"{len(courses.modules)} modules, {len(errors)} errors, {warnings} warnings")
    if errors:
        raise SystemExit(1)


@cli.command("load")
@click.argument("root", type=FOLDER, default=ROOT)
def load(root: Path) -> None:
    """Load the standard and every module under ROOT: all or nothing; unchanged ones stay."""
    courses = lessons.read_courses(read_texts(root))
    if courses.errors:
        _report(courses.errors)
        raise click.ClickException(f"{len(courses.errors)} error(s); nothing was loaded")
    if not courses.modules and courses.standard is None:
        raise click.ClickException(f"there are no modules under {root}")
    now = datetime.now(UTC)
    try:
        with unit_of_work() as session:
            if courses.standard is not None:
                source = courses.standard
                competencies.load_standard(session, actor=SYSTEM, source=source, now=now)
            done = learning.load_modules(session, actor=SYSTEM, source=courses, now=now)
    except DomainError as error:
        raise click.ClickException(f"{translate(error.message)} Nothing was loaded.") from error
    click.echo(
        f"{len(done.created)} new, {len(done.changed)} changed, {len(done.unchanged)} unchanged"
    )


def read_texts(root: Path) -> dict[str, str]:
    """Return path inside ROOT → text of every file of a course; other files are not looked at."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix in KINDS and path != root / "README.md"
    }


def _counts(courses: Courses) -> dict[str, object]:
    modules = courses.modules
    named = courses.standard.modules if courses.standard else ()
    return {
        "modules": len(modules),
        "lessons": sum(len(module.lessons) for module in modules),
        "checkpoints": sum(len(module.checkpoints) for module in modules),
        "quiz_items": sum(len(module.pool) for module in modules),
        "figures": sum(len(module.figures) for module in modules),
        "credit_hours": sum(int(module.credit_hours) for module in modules),
        "planned": sum(not module.is_shipped for module in named),
    }


def _report(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(f"{problem.severity}: {problem.render(translate)}", err=True)
