"""The answer hot path between HTTP and the journal writer: read, save, say what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import Connection, Engine

from app.domain.exams import rules
from app.domain.exams.batch import Batch, read_batch
from app.domain.exams.hot_end import EndAsk, end_all
from app.domain.exams.hot_start import StartAsk, Started, start_all
from app.domain.exams.journal_store import Memory, Outcome, Verdict, store
from app.domain.exams.journal_writer import JournalWriter, NotSavedError
from app.web.access import now, utc_now
from app.web.candidate.tokens import SittingToken
from app.web.unit_of_work import bind, unit_of_work
from app.web.worker import WRITER

STATUS = {
    Verdict.SAVED: 200,
    Verdict.TAKEN: 409,
    Verdict.CLOSED: 409,
    Verdict.NOT_STARTED: 409,
    Verdict.UNKNOWN: 404,
    Verdict.MALFORMED: 422,
}


MOST = 4 * 1024 * 1024
"""Bytes of one save; the player sends up to 200,000 letters at a time, of three bytes at most."""


Keep = Callable[[Batch], Outcome]


def save(
    token: SittingToken, raw: bytes, moment: datetime, keep: Keep | None = None
) -> tuple[dict[str, object], int]:
    """Store a batch for the holder of a token; returns what the machine is told, and the status.

    What is told as saved is on disk.

    :param keep: what stores it, for those who are not within the application.
    """
    try:
        batch = read_batch(raw, sitting_id=token.sitting_id, writer=token.epoch)
    except ValueError as error:
        return {"error": "malformed", "detail": str(error)}, 422
    try:
        outcome = (keep or _save)(batch)
    except NotSavedError:
        return {"error": "not_saved"}, 503
    return _told(outcome, moment), STATUS[outcome.verdict]


def _told(outcome: Outcome, moment: datetime) -> dict[str, object]:
    told: dict[str, object] = {"now": rules.milliseconds(moment)}
    if outcome.verdict is not Verdict.SAVED:
        told["error"] = outcome.verdict.value
    if outcome.epoch is not None:
        told |= {"epoch": outcome.epoch, "through": outcome.through, "late": outcome.late}
    if outcome.instructions:
        told["instructions"] = outcome.instructions
    if outcome.sections:
        told["sections"] = [
            {"code": section.code, "ends_at": section.ends_at} for section in outcome.sections
        ]
    return told


def _save(batch: Batch) -> Outcome:
    target = bind()
    if isinstance(target, Connection):
        return _save_inline(batch)
    return _writer(target).save(batch)


def _save_inline(batch: Batch) -> Outcome:
    """On one shared connection, as in tests, there is nobody to group with."""
    with unit_of_work() as session:
        outcomes, _ = store(session.connection(), [batch], now(), Memory())
    return outcomes[0]


@dataclass(slots=True)
class _Writers:
    """The writer of this process; a new engine, as after a fork, gets a new one."""

    engine: Engine | None = None
    writer: JournalWriter | None = None


def start(ask: StartAsk) -> Started | None:
    """Begin a sitting together with all that begin now; None if a view must decide."""
    target = bind()
    if not isinstance(target, Connection):
        return _writer(target).start(ask)
    with unit_of_work() as session:
        return start_all(session.connection(), [ask], now())[0]


def end(ask: EndAsk) -> bool:
    """Hand a sitting in together with all that end now; False if a view must decide."""
    target = bind()
    if not isinstance(target, Connection):
        return _writer(target).end(ask)
    with unit_of_work() as session:
        return end_all(session.connection(), [ask], now())[0]


def running_writer(app: Flask, target: object) -> JournalWriter | None:
    """Return the writer that works on a database already, without asking the application."""
    kept: _Writers | None = app.extensions.get(WRITER)
    return kept.writer if kept is not None and kept.engine is target else None


def _writer(engine: Engine) -> JournalWriter:
    kept: _Writers = current_app.extensions.setdefault(WRITER, _Writers())
    if kept.writer is None or kept.engine is not engine:
        kept.engine, kept.writer = engine, JournalWriter(engine, utc_now)
    return kept.writer
