"""The one place of the web where a transaction is committed, and where a reading one is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, has_request_context
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.web.extensions import db


def bind() -> Any:  # noqa: ANN401 - an Engine, or the one connection of a test
    """Return what sessions of this application are bound to."""
    return db.engines[None]


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Open a transaction; commit at the end, roll back on any error.

    What this request has read so far is let go first, so that it reads afresh what is written.
    """
    if has_request_context() and "read_session" in g:
        g.read_session.rollback()
    with Session(
        bind(), join_transaction_mode="create_savepoint", expire_on_commit=False
    ) as session:
        yield session
        session.commit()


def read_session() -> Session:
    """Return the reading session of this request: on SQLite it takes no write lock."""
    if "read_session" not in g:
        target = bind()
        if not isinstance(target, Connection):
            target = target.execution_options(sqlite_begin="DEFERRED")
        g.read_session = Session(target, join_transaction_mode="create_savepoint")
    session: Session = g.read_session
    return session


def init_app(app: Flask) -> None:
    """Close the reading session when the request ends."""

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        session: Session | None = g.pop("read_session", None)
        if session is not None:
            session.close()
