"""A room in words and figures, for its page and for its script: the server decides the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.domain.exams import queries as exams
from app.domain.exams.arrangement import RoomShape
from app.domain.exams.models import ExamPlan
from app.domain.exams.queries import Mark, SeatState, SeatView
from app.domain.exams.queries import rooms as room_queries
from app.domain.exams.queries.tally import Tally
from app.domain.exams.room_models import RoomEvent
from app.domain.exams.room_rules import ACT_NAMES, GRAVITY_NAMES, VIOLATIONS, Act, Gravity
from app.domain.exams.rules import milliseconds
from app.kernel.actor import Permission
from app.web.access import current_actor, now
from app.web.display import clock
from app.web.i18n import translate
from app.web.unit_of_work import read_session

LOG_LINES = 12
AISLE_FROM = 6
STATES = {
    SeatState.OFFLINE: lazy_gettext("Offline"),
    SeatState.LOCAL_ONLY: lazy_gettext("Only on the computer"),
    SeatState.PAUSED: lazy_gettext("Paused"),
    SeatState.MISSING: lazy_gettext("Not here"),
    SeatState.CHECKED_IN: lazy_gettext("Checked in"),
    SeatState.ANSWERING: lazy_gettext("Answering"),
    SeatState.HANDED_IN: lazy_gettext("Has handed in"),
    SeatState.ABSENT: lazy_gettext("absent"),
}
MARKS = {
    Mark.VIOLATION: lazy_gettext("violation"),
    Mark.LATE: lazy_gettext("late answers"),
    Mark.CHAIN: lazy_gettext("journal has gaps"),
    Mark.FACTS: lazy_gettext("to look into"),
}
TROUBLE = (SeatState.OFFLINE, SeatState.LOCAL_ONLY, SeatState.PAUSED)
BADGES = {
    SeatState.OFFLINE: "bad",
    SeatState.LOCAL_ONLY: "warn",
    SeatState.PAUSED: "warn",
    SeatState.CHECKED_IN: "info",
    SeatState.ANSWERING: "info",
    SeatState.HANDED_IN: "ok",
}
TEXTS = {
    "offline": lazy_gettext("offline for %(time)s"),
    "waiting": lazy_gettext("%(n)s on the computer"),
    "saved": lazy_gettext("saved %(time)s ago"),
    "nothing": lazy_gettext("nothing saved yet"),
    "seconds": lazy_gettext("%(n)s s"),
    "minutes": lazy_gettext("%(n)s min"),
    "quiet": lazy_gettext("Nothing needs attention."),
}
"""What the script puts together every second."""


@dataclass(frozen=True, slots=True)
class Room:
    """An exam room as its pages need it."""

    plan: ExamPlan
    number: int
    shape: RoomShape
    seats: Sequence[SeatView]
    events: Sequence[RoomEvent]

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return room_queries.is_closed(self.events)

    @property
    def title(self) -> str:
        """Its name, or its number."""
        return self.shape.name or _("Room %(number)s", number=self.number)

    @property
    def counts(self) -> Counter[SeatState]:
        """State → number of seats."""
        return Counter(seat.state for seat in self.seats)

    @property
    def owed(self) -> list[SeatView]:
        """Seats with measured offline time that was not given back, and can be."""
        on = {*TROUBLE, SeatState.ANSWERING}
        return [seat for seat in self.seats if seat.owed and seat.state in on]

    def find(self, uuid: str) -> SeatView | None:
        """Return the seat of a registration."""
        return next((one for one in self.seats if str(one.registration_uuid) == uuid), None)


def get_plan(uuid: UUID) -> ExamPlan:
    """Return a plan whose rooms the actor may run, or 404."""
    scope = current_actor().scope(Permission.EXAMS_ROOM_RUN)
    return exams.get_plan(read_session(), uuid, scope=scope)


def get_room(uuid: UUID, number: int, tally: Tally | None = None) -> Room:
    """Return a room with its seats and its record, or 404.

    :param tally: what an earlier look at this room has read.
    """
    plan, session = get_plan(uuid), read_session()
    shape = next((one for one in exams.list_rooms(session, plan) if one.number == number), None)
    if shape is None:
        abort(404)
    events = room_queries.list_room_events(session, plan.id, number)
    seats = exams.list_board(session, plan, number, now(), events, tally)
    return Room(plan, number, shape, seats, events)


def seat_json(seat: SeatView, words: Mapping[SeatState, str] | None = None) -> dict[str, Any]:
    """Return what the page and its script show of a seat; times in ms, so that they can age.

    :param words: of the states, if they were translated already: once for a room.
    """
    return {
        "state": seat.state.value,
        "word": words[seat.state] if words else str(STATES[seat.state]),
        "answered": seat.answered,
        "total": seat.total,
        "saved": _ms(seat.saved_at),
        "seen": _ms(seat.seen_at),
        "ends": _ms(seat.ends_at),
        "left": None if seat.left_ms is None else seat.left_ms // 1000,
        "waiting": seat.waiting,
        "late": seat.late,
        "owed": seat.owed,
        "marks": [str(MARKS[mark]) for mark in seat.marks],
    }


def board_json(room: Room) -> dict[str, Any]:
    """Return all that the script of a room shows."""
    words = {state: str(text) for state, text in STATES.items()}
    return {
        "now": milliseconds(now()),
        "clock": clock(now()),
        "counts": {state.value: room.counts.get(state, 0) for state in SeatState},
        "odd": sum(bool(seat.marks) for seat in room.seats),
        "owed": len(room.owed),
        "seats": {str(seat.registration_uuid): seat_json(seat, words) for seat in room.seats},
        "log": [
            {"at": clock(one.at)[:5], "who": who, "what": what, "why": one.reason}
            for one, who, what in news(room)
        ],
    }


def log_lines(room: Room) -> list[tuple[RoomEvent, str, str]]:
    """Return the record, newest first: line, whom it is about, what was done in words."""
    return _in_words(room, list(reversed(room.events)))


def _in_words(room: Room, events: Sequence[RoomEvent]) -> list[tuple[RoomEvent, str, str]]:
    names = {one.registration_id: f"{one.label} {one.full_name}" for one in room.seats}
    whole = _("The whole room")
    return [(one, names.get(one.registration_id or 0, whole), act_words(one)) for one in events]


def news(room: Room) -> list[tuple[RoomEvent, str, str]]:
    """Return the newest lines worth a look; who was checked stands in the list of candidates."""
    worth = (one for one in reversed(room.events) if one.act is not Act.IDENTITY)
    return _in_words(room, list(islice(worth, LOG_LINES)))


def act_words(event: RoomEvent) -> str:
    """Say what a line of the record is about, with its figures."""
    name, details = translate(ACT_NAMES[event.act]), event.details
    if event.act in {Act.EXTENDED, Act.REOPENED}:
        return f"{name} {_('%(n)s min', n=details['minutes'])}"
    if event.act in {Act.INCIDENT, Act.RESUMED}:
        return f"{name} {_('%(n)s s', n=details['seconds'])}"
    if event.act is Act.MESSAGE:
        return f"{name}{_(': ')}{details['text']}"
    if event.act is Act.VIOLATION:
        return f"{name}{_(': ')}{translate(VIOLATIONS[details['code']])}"
    if event.act in {Act.LATE, Act.EMERGENCY}:
        return f"{name}{_(': ')}{_came_to(event)}"
    return name


def _came_to(event: RoomEvent) -> str:
    details = event.details
    if event.act is Act.LATE:
        return _("they count") if details["admitted"] else _("they do not count")
    new = _("%(n)s new entries", n=details["new"])
    return f"{new}{_(', ')}{_('%(n)s known', n=details['known'])}"


def violation_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the two classes with their lists, for a select."""
    return [
        (
            translate(GRAVITY_NAMES[gravity]),
            [
                (code, f"{code} {translate(text)}")
                for code, text in VIOLATIONS.items()
                if code.startswith(letter)
            ],
        )
        for gravity, letter in ((Gravity.GENERAL, "G"), (Gravity.SERIOUS, "S"))
    ]


def trouble(room: Room) -> list[SeatView]:
    """Return the seats that need a look, the worst first."""
    found = [one for one in room.seats if one.state in TROUBLE or one.marks]
    order = list(SeatState)
    return sorted(found, key=lambda one: (order.index(one.state), one.number))


def columns(room: Room) -> list[tuple[int, SeatView | None]]:
    """Return every place of a room, row by row, with its column; the aisle is in the middle."""
    by_number = {seat.number: seat for seat in room.seats}
    capacity = max([room.shape.capacity, *by_number])
    half = room.shape.columns // 2 if room.shape.columns >= AISLE_FROM else room.shape.columns
    found = []
    for number in range(1, capacity + 1):
        _row, column = room.shape.cell(number)
        found.append((column + 1 + (column >= half), by_number.get(number)))
    return found


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else milliseconds(moment)
