"""One state of a room for all who look at it at the same time.

Whoever looks has asked for the version within the own scope before (`find_version`); here only what
was made for exactly that version, in that language, a moment ago is given once more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from flask import current_app, json

from app.domain.exams.queries.tally import Tally
from app.web.access import now
from app.web.invigilator import seats

SHARED_FOR = timedelta(seconds=1)
MOST_ROOMS = 500
_NAME = "xuekao_boards"


@dataclass(slots=True)
class _Board:
    """What is kept of a room: its last state, and what was read of its journals."""

    tag: str = ""
    made_at: datetime | None = None
    data: str = ""
    tally: Tally = field(default_factory=Tally)
    lock: Lock = field(default_factory=Lock)

    def is_of(self, tag: str) -> bool:
        """Whether it shows this version, and was made within the last second."""
        made = self.made_at
        return self.tag == tag and made is not None and timedelta(0) <= now() - made < SHARED_FOR


def board(uuid: UUID, number: int, tag: str) -> str:
    """Return the board of a room as JSON, at most a second old.

    :param tag: its version, found within the scope of who asks, and the language.
    """
    known: dict[tuple[UUID, int], _Board] = current_app.extensions.setdefault(_NAME, {})
    if (uuid, number) not in known and len(known) >= MOST_ROOMS:
        known.clear()
    found = known.setdefault((uuid, number), _Board())
    with found.lock:
        if not found.is_of(tag):
            room = seats.get_room(uuid, number, found.tally)
            found.data = json.dumps(seats.board_json(room))
            found.tag, found.made_at = tag, now()
        return found.data
