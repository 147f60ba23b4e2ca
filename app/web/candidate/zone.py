"""The time zone of the installation, for scripts."""

from __future__ import annotations

from app.web.access import now
from app.web.display import local


def zone_minutes() -> int:
    """Return how far the installation's time zone is ahead of UTC, in minutes."""
    offset = local(now()).utcoffset()
    return round(offset.total_seconds() / 60) if offset else 0
