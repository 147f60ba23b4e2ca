"""States and timing of background jobs."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

LEASE = timedelta(seconds=15)
"""How long a worker may be silent before another takes the job over."""
MAX_TRIES = 3


class JobState(StrEnum):
    """Queued → running → done | failed | cancelled; a lost lease puts it back to work."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


def retry_after(tries: int) -> timedelta:
    """Wait 2, 4, 8 … seconds before the next try."""
    return timedelta(seconds=2**tries)


class JobCancelled(Exception):  # noqa: N818 - not an error: the person asked for it
    """Raised inside a handler when its owner asked to stop."""


class LeaseLost(Exception):  # noqa: N818 - another worker has the job now
    """Raised inside a handler whose job was taken over."""
