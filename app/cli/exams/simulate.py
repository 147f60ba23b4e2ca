"""`flask exams simulate`: the rehearsal the day before, and what this installation carries."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale

from app.cli.exams.group import cli
from app.rehearsal import run, words
from app.rehearsal.instance import InstanceError, command
from app.rehearsal.report import Report
from app.rehearsal.run import Options
from app.web.i18n import translate

LANGUAGES = {"zh": "zh_CN", "en": "en"}
MOST = 100_000
STEPS = 1_000


class Speed(click.ParamType[Any]):
    """`auto`, or how many times faster than the clock."""

    name = "speed"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float | None:
        """Read the option."""
        if value in {None, "auto"}:
            return None
        try:
            speed = float(value)
        except ValueError:
            speed = 0.0
        if not 1 <= speed <= 1_000:  # noqa: PLR2004
            self.fail("give auto, or a number from 1 to 1000", param, ctx)
        return speed


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where it is played, and how it is told."""

    prepare: Path | None
    server: str
    prepared: Path | None
    server_pid: int | None
    as_json: bool


@cli.command("simulate")
@click.option(
    "--candidates",
    type=click.IntRange(1, MOST),
    default=200,
    show_default=True,
    help="How many take part.",
)
@click.option(
    "--minutes",
    type=click.IntRange(5, 300),
    default=60,
    show_default=True,
    help="Length of the exam.",
)
@click.option(
    "--compress",
    type=Speed(),
    default="auto",
    show_default=True,
    help="How many times faster than the clock people arrive and answer; auto: as fast "
    "as the server stays clear of saturation. Start and end always have their own pace.",
)
@click.option(
    "--rooms",
    type=click.IntRange(1, 2_500),
    default=None,
    help="Number of rooms; by default one for forty candidates.",
)
@click.option(
    "--disconnect",
    type=click.FloatRange(0, 100),
    default=1.0,
    show_default=True,
    help="Percent of the candidates who lose the network once.",
)
@click.option(
    "--database",
    default=None,
    help="sqlite, or the address of a PostgreSQL server on which a database may be made "
    "and dropped; by default the kind that is configured.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes of the server (more than one only with PostgreSQL).",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same people."
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Keep the folder of the rehearsal, this new one, to look into it.",
)
@click.option(
    "--prepare",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Only make the rehearsal in this new folder and say how to serve it.",
)
@click.option("--server", default="", help="Play against this server, which serves --prepared.")
@click.option(
    "--prepared",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    help="The folder of --prepare, or its file rehearsal.json.",
)
@click.option(
    "--server-pid",
    type=int,
    default=None,
    help="Process of --server on this machine, if it is not found by its port.",
)
@click.option(
    "--language",
    type=click.Choice(sorted(LANGUAGES)),
    default="zh",
    show_default=True,
    help="Language of the verdict.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of words.")
def simulate(language: str, **given: Any) -> None:  # noqa: ANN401 - options
    """Play an exam from the door to the receipt, and say what this installation carries.

    Nothing real is touched: the rehearsal has a server, a database and keys of its own, which are
    removed afterwards, also when it is stopped with Ctrl-C.
    """
    wishes = Wishes(*(given[name] for name in Wishes.__annotations__))
    with force_locale(LANGUAGES[language]):
        try:
            report = _do(_options(given), wishes)
        except InstanceError as error:
            raise click.ClickException(str(error)) from error
        if report is None:
            return
        if wishes.as_json:
            click.echo(json.dumps(report.to_json(), ensure_ascii=False))
        else:
            for line in words.verdict(report):
                click.echo(translate(line))
    if not report.is_good:
        raise click.ClickException("not everybody came through; see above")


def _options(given: dict[str, Any]) -> Options:
    database = given["database"] or current_app.config["SQLALCHEMY_DATABASE_URI"]
    if given["workers"] > 1 and not database.startswith("postgresql"):
        raise click.UsageError("--workers: SQLite has one writer; more processes need PostgreSQL")
    return Options(
        candidates=given["candidates"],
        minutes=given["minutes"],
        rooms=given["rooms"] or 0,
        seed=given["seed"],
        disconnects=given["disconnect"] / 100,
        speed=given["compress"],
        database=database if database.startswith("postgresql") else "",
        workers=given["workers"],
        shared=current_app.config["VAR_DIR"],
        keep=given["prepare"] or given["keep"],
    )


def _do(options: Options, wishes: Wishes) -> Report | None:
    if wishes.prepare is not None:
        _prepare(options, wishes.prepare)
        return None
    if bool(wishes.server) != bool(wishes.prepared):
        raise click.UsageError("--server and --prepared belong together")
    with _bar(is_hidden=wishes.as_json) as tell:
        if wishes.prepared is not None:
            return run.rehearse_at(wishes.server, wishes.prepared, options, tell, wishes.server_pid)
        return run.rehearse(options, _told_preparing(tell), tell)


def _prepare(options: Options, folder: Path) -> None:
    with _bar(is_hidden=False) as tell, run.prepared_folder(options, _told_preparing(tell)) as made:
        start = shlex.join(command(8000, options.workers)[1:])
    database = "" if made.database.startswith("sqlite") else f" DATABASE_URL={made.database}"
    click.echo("")
    click.echo("Serve it with:")
    click.echo(
        f"  XUEKAO_VAR={folder.resolve()}{database} XUEKAO_SIGN_IN_RATE='1000000 per minute'"
        f" .venv/bin/python {start}"
    )
    click.echo("Play it, from this machine or another one that has rehearsal.json, with:")
    click.echo(f"  flask exams simulate --server http://…:8000 --prepared {folder}")
    click.echo("Afterwards remove the folder" + (" and the database." if database else "."))


def _told_preparing(tell: Callable[[float, str], None]) -> Callable[[int, int], None]:
    return lambda done, whole: tell(done / max(1, whole), "preparing")


@contextmanager
def _bar(*, is_hidden: bool) -> Iterator[Callable[[float, str], None]]:
    """A progress bar whose label says what is going on; it starts anew after the preparation."""
    shown = {"share": 0.0}
    with click.progressbar(length=STEPS, label=" " * 24, hidden=is_hidden) as bar:

        def tell(share: float, phase: str) -> None:
            label = words.PREPARING if phase == "preparing" else words.PHASES[phase]
            bar.label = translate(label)
            if share < shown["share"]:
                bar.pos, shown["share"] = 0, 0.0
            bar.update(max(0, round((share - shown["share"]) * STEPS)))
            shown["share"] = max(share, shown["share"])

        yield tell
