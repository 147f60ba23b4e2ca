"""`flask jobs`: run the worker outside the web server, look at what waits."""

from __future__ import annotations

import signal
import threading

import click
from flask import current_app
from flask.cli import AppGroup

from app.domain.jobs import queries
from app.web import worker
from app.web.unit_of_work import read_session

cli = AppGroup("jobs", help="Background jobs.")


@cli.command("work")
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
def work(*, once: bool) -> None:
    """Deliver facts and run jobs until stopped with Ctrl+C or SIGTERM."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    if once:
        click.echo(f"done: {worker.make_worker(app).drain()}")
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: stop.set())
    click.echo("working; stop with Ctrl+C")
    worker.run_for_ever(app, stop)


@cli.command("status")
def status() -> None:
    """Say how many facts wait for delivery."""
    click.echo(f"facts waiting: {queries.count_undelivered(read_session())}")
