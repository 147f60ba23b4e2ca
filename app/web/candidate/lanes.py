"""How many requests compute at the same time.

Thirty-two threads serve an installation, so that candidates who save at once can wait together for
one commit. Threads that compute are another thing: Python runs one of them at a time, and each
statement of the database hands the turn on. With thirty-two of them a page cost 8 ms of processor
instead of 5, and a paper 2.1 instead of 1.1, spent on taking turns (measured by `bench sittings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

LANES = 4
PATIENCE = 0.25
"""Seconds after which a request goes in beside the lanes: those in them may be waiting for an
office program or a slow disk, and then the processor is free."""


class Lanes:
    """Lets a few in at a time; nobody waits long, and nobody is turned away."""

    def __init__(self, count: int = LANES, patience: float = PATIENCE) -> None:
        self._free = Semaphore(count)
        self._patience = patience

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Wait for a lane, but not for ever."""
        is_mine = self._free.acquire(timeout=self._patience)
        try:
            yield
        finally:
            if is_mine:
                self._free.release()
