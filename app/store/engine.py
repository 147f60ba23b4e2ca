"""Engines for the two databases we support, with the settings that keep data safe.

SQLite: WAL, synchronous=FULL, foreign keys on, BEGIN IMMEDIATE for writers so that two writers
queue instead of failing half way; the bundled SQLite of pysqlite3 where there is a wheel, because
versions before 3.51.3 carry the WAL-reset bug (sqlite.org/wal.html#walresetbug).
"""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

BUSY_SECONDS = 30
_JSON = json.JSONEncoder(ensure_ascii=False)
"""Made once: a call of `json.dumps` that asks for anything makes an encoder each time."""
MOST_CONNECTIONS = 40
"""A thread of the server holds one at most while it waits for another: as many as `./run` starts,
the writer of the hot path, the worker, and some to spare."""
SAFE_SQLITE = (3, 51, 3)


def sqlite_module() -> ModuleType:
    """Return the newest SQLite driver this machine has."""
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415 - an optional wheel
    except ImportError:
        import sqlite3  # noqa: PLC0415

        return sqlite3
    module: ModuleType = dbapi2
    return module


def is_safe_sqlite() -> bool:
    """Whether the SQLite in use is free of the WAL-reset bug."""
    version = tuple(int(part) for part in sqlite_module().sqlite_version.split("."))
    return version >= SAFE_SQLITE


def engine_options(url: str) -> dict[str, Any]:
    """Return what `create_engine` needs for this address."""
    options: dict[str, Any] = {"json_serializer": _JSON.encode}
    if url.startswith("sqlite"):
        options["module"] = sqlite_module()
        options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        if url in {"sqlite://", "sqlite:///:memory:"}:
            options["poolclass"] = StaticPool
            return options
    else:
        options["pool_pre_ping"] = True
    # Last in, first out: a connection keeps pages and prepared statements, so few stay warm.
    options |= {"pool_size": MOST_CONNECTIONS, "max_overflow": 0, "pool_use_lifo": True}
    return options


def make_engine(url: str) -> Engine:
    """Make an engine with our settings applied."""
    engine = create_engine(url, **engine_options(url))
    configure(engine)
    return engine


def configure(engine: Engine) -> None:
    """Attach the SQLite settings; nothing to do for PostgreSQL."""
    if engine.dialect.name != "sqlite" or event.contains(engine, "connect", _on_connect):
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Any) -> None:  # noqa: ANN401
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")
