"""A sign that processes on one SQLite file give each other: candidates are waiting.

SQLite has one writer at a time and no queue: a process that comes back at once is let in again and
again before those who wait. So whoever serves candidates holds up a sign, and whoever can wait
looks for it first. The sign is a lock on a file beside the database, which the system takes down
by itself when a process dies.
"""

from __future__ import annotations

import os
from contextlib import suppress

from sqlalchemy import Engine

MEMORY = ":memory:"
try:
    import fcntl

    SHARED, ALONE = fcntl.LOCK_SH | fcntl.LOCK_NB, fcntl.LOCK_EX | fcntl.LOCK_NB
    NONE = fcntl.LOCK_UN
except ImportError:  # pragma: no cover - not a POSIX system: nobody gives way
    fcntl = None  # type: ignore[assignment]
    SHARED = ALONE = NONE = 0


class BusySign:
    """The sign beside one database; without a file to put it beside, it does nothing.

    Each object is held up or looked at by one thread; two of them meet even in one process. Nobody
    ever waits for the lock, and what cannot be locked stops nobody.
    """

    def __init__(self, engine: Engine) -> None:
        self._path = _path_beside(engine)
        self.is_needed = bool(self._path)
        """Whether anyone has to give way at all on this database."""
        self._file = -1
        self._is_held = False

    def hold(self) -> None:
        """Hold the sign up, as others may too; to be repeated while it is meant.

        While somebody looks, it cannot be held up for a moment.
        """
        if not self._is_held:
            self._is_held = self._lock(SHARED)

    def lower(self) -> None:
        """Take the sign down."""
        if self._is_held:
            self._lock(NONE)
            self._is_held = False

    def is_up(self) -> bool:
        """Whether anyone else holds it up."""
        if self._lock(ALONE):
            self._lock(NONE)
            return False
        return self._file >= 0

    def _lock(self, how: int) -> bool:
        if not self._path or fcntl is None:
            return False
        try:
            if self._file < 0:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, how)
        except OSError:
            return False
        return True

    def __del__(self) -> None:
        """Close the file."""
        if self._file >= 0:
            with suppress(OSError):
                os.close(self._file)


def _path_beside(engine: Engine) -> str:
    name = engine.url.database or MEMORY
    return "" if engine.dialect.name != "sqlite" or name == MEMORY else f"{name}-busy"
