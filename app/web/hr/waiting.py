"""What waits for a personnel officer: the number beside an entry of the navigation."""

from __future__ import annotations

from app.kernel.actor import Permission
from app.reports.hours import count_waiting
from app.web.access import current_actor
from app.web.unit_of_work import read_session

DECIDE = Permission.LEARNING_HOURS_DECIDE


def hours_waiting() -> int:
    """Count the hours that wait for a decision of the reader."""
    actor = current_actor()
    return count_waiting(read_session(), actor.scope(DECIDE), person_id=actor.person_id)
