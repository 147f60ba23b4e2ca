"""One state of a room for all who look at it at the same time.

Whoever looks has asked for the version within the own scope before (`find_version`); here only what
was made for exactly that version, in that language, a moment ago is given once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app, json

from app.web.access import now
from app.web.invigilator import seats

SHARED_FOR = timedelta(seconds=1)
MOST_ROOMS = 500
_NAME = "xuekao_boards"


@dataclass(frozen=True, slots=True)
class _Board:
    tag: str
    made_at: datetime
    data: str


def board(uuid: UUID, number: int, tag: str) -> str:
    """Return the board of a room as JSON, at most a second old.

    :param tag: its version, found within the scope of who asks, and the language.
    """
    known: dict[tuple[UUID, int], _Board] = current_app.extensions.setdefault(_NAME, {})
    found = known.get((uuid, number))
    if found is None or found.tag != tag or not timedelta(0) <= now() - found.made_at < SHARED_FOR:
        data = json.dumps(seats.board_json(seats.get_room(uuid, number)))
        found = _Board(tag, now(), data)
        if len(known) >= MOST_ROOMS:
            known.clear()
        known[uuid, number] = found
    return found.data
