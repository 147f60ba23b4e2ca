"""The embedded worker: one thread that delivers facts and runs jobs in the default installation."""

from __future__ import annotations

import logging
import threading
from time import monotonic

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.domain.jobs import queries
from app.domain.jobs.runner import Worker
from app.store.busy import BusySign
from app.web.extensions import db
from app.wiring import BATCHES, FACTS, JOBS

POLL_SECONDS = 0.2
WRITER = "journal_writer"
"""Under what name the writer of the hot path is kept (`candidate.answers`)."""
YIELD_SECONDS = 0.002
QUIET_LOOKS = 3
MOST_PATIENCE = 2.0
"""After so many seconds marking goes on all the same, however many candidates there are."""
log = logging.getLogger(__name__)


def make_worker(app: Flask) -> Worker:
    """Make a worker on the application's database."""
    with app.app_context():
        return Worker(bind=db.engines[None], jobs=JOBS, facts=FACTS, batches=BATCHES)


def is_anything_waiting(engine: Engine) -> bool:
    """Look, without taking a write lock, whether there may be work."""
    reading = engine.execution_options(sqlite_begin="DEFERRED")
    with Session(reading) as session:
        return queries.is_anything_waiting(session)


def run_for_ever(app: Flask, stop: threading.Event) -> None:
    """Work until told to stop; a database that is away is tried again."""
    worker = make_worker(app)
    sign = BusySign(worker.bind)
    while not stop.is_set():
        try:
            with app.app_context():
                busy = is_anything_waiting(worker.bind)
                if busy:
                    let_candidates_pass(sign, stop)
                    busy = worker.step()
        except SQLAlchemyError:
            log.exception("the worker cannot reach the database")
            busy = False
        if not busy:
            stop.wait(POLL_SECONDS)


def let_candidates_pass(sign: BusySign, stop: threading.Event) -> None:
    """Wait while answers, starts and hand-ins are being written, but not for ever.

    The sign is that of the database, so it does not matter in which process they are written.
    Between two groups it comes down for a moment: several looks must find it down.
    """
    until, quiet = monotonic() + MOST_PATIENCE, 0
    while sign.is_needed and quiet < QUIET_LOOKS and monotonic() < until:
        quiet = 0 if sign.is_up() else quiet + 1
        stop.wait(YIELD_SECONDS)


def start(app: Flask) -> threading.Event:
    """Start the embedded worker thread; set the event that is returned to stop it."""
    stop = threading.Event()
    thread = threading.Thread(target=run_for_ever, args=(app, stop), name="worker", daemon=True)
    thread.start()
    return stop


def init_app(app: Flask) -> None:
    """Remember how the worker is made; `app.serve` starts it in the serving process."""
    app.extensions["make_worker"] = make_worker
