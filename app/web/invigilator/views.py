"""Pages of exam rooms: the list, the seats, the candidates, the record, the count at the end."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from app.domain.exams import queries as exams
from app.domain.exams.closing import Counts, differences
from app.domain.exams.queries import SeatState, SeatView
from app.domain.exams.queries import rooms as room_queries
from app.domain.exams.room_models import IntegrityFact
from app.domain.exams.room_rules import FACT_NAMES, GRAVITY_NAMES, Act, Gravity
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.web.access import current_actor, now, requires
from app.web.forms import TokenForm
from app.web.i18n import choose_locale, translate
from app.web.invigilator import bp, seats, shared
from app.web.invigilator.seats import Room, get_room
from app.web.unit_of_work import read_session

SHOWN_FACTS = 20


@bp.get("/")
@requires(Permission.EXAMS_ROOM_RUN)
def rooms() -> str:
    """List the exams whose rooms one may run."""
    scope = current_actor().scope(Permission.EXAMS_ROOM_RUN)
    session = read_session()
    plans = exams.list_running_plans(session, scope=scope)
    counts = exams.count_registrations(session, [plan.id for plan in plans])
    drawn = exams.list_proctors_of(session, [plan.id for plan in plans])
    ids = {one for rooms in drawn.values() for persons in rooms.values() for one in persons}
    return render_template(
        "invigilator/rooms.html",
        plans=plans,
        counts=counts,
        drawn=drawn,
        names=people.person_names(session, sorted(ids)),
        own=current_actor().person_id,
        now=now(),
    )


@bp.get("/<uuid:uuid>/<int:number>")
@requires(Permission.EXAMS_ROOM_RUN)
def room(uuid: UUID, number: int) -> str:
    """Show the seats of a room; its script keeps them up to date."""
    return _show(get_room(uuid, number))


@bp.get("/<uuid:uuid>/<int:number>/state.json")
@requires(Permission.EXAMS_ROOM_RUN)
def state(uuid: UUID, number: int) -> Response:
    """Give the seats as they are now; 304 if nothing changed, after one query in one's scope."""
    scope = current_actor().scope(Permission.EXAMS_ROOM_RUN)
    version = exams.find_version(read_session(), uuid, number, scope=scope, now=now())
    if version is None:
        abort(404)
    tag = f"{version}-{choose_locale()}"
    if request.if_none_match.contains(tag):
        answer = Response(status=304)
    else:
        answer = Response(shared.board(uuid, number, tag), mimetype="application/json")
    answer.set_etag(tag)
    return answer


def _show(found: Room) -> str:
    """Return the page of the seats, with the seat that was chosen."""
    selected = found.find(request.args.get("seat", ""))
    shown = {str(one.registration_uuid): seats.seat_json(one) for one in found.seats}
    return render_template(
        "invigilator/room.html",
        **_common(found, "room"),
        violations=seats.violation_choices(),
        cells=seats.columns(found),
        shown=shown,
        board=seats.board_json(found),
        trouble=seats.trouble(found),
        selected=selected,
        selected_facts=_facts(selected),
        history=_history(found, selected),
        log=seats.news(found),
        texts={key: str(text) for key, text in seats.TEXTS.items()},
    )


def _common(found: Room, tab: str) -> dict[str, Any]:
    return {
        "room": found,
        "plan": found.plan,
        "number": found.number,
        "tab": tab,
        "states": seats.STATES,
        "badges": seats.BADGES,
        "mark_names": seats.MARKS,
        "form": TokenForm(),
        "now": now(),
        "is_entry_over": now() > found.plan.entry_ends_at,
    }


def _facts(seat: SeatView | None) -> list[tuple[IntegrityFact, str]]:
    """Return what the machines of a seat reported, newest first, in words."""
    if seat is None or seat.sitting_uuid is None:
        return []
    scope = current_actor().scope(Permission.EXAMS_ROOM_RUN)
    session = read_session()
    sitting = exams.get_sitting_in(session, seat.sitting_uuid, scope=scope)
    facts = room_queries.list_facts(session, [sitting.id]).get(sitting.id, [])
    return [(one, _fact_words(one)) for one in reversed(facts[-SHOWN_FACTS:])]


def _fact_words(fact: IntegrityFact) -> str:
    name, details = translate(FACT_NAMES[fact.kind]), fact.details
    parts = []
    if "seconds" in details:
        parts.append(_("%(n)s s", n=details["seconds"]))
    if "chars" in details:
        parts.append(_("%(n)s characters", n=details["chars"]))
    if "item" in details:
        text = _("practical %(n)s") if details.get("practical") else _("item %(n)s")
        parts.append(text % {"n": details["item"]})
    if "before" in details:
        parts.append(f"{details['before']} → {fact.address}")
    return _("%(what)s (%(details)s)", what=name, details=_(", ").join(parts)) if parts else name


def _history(found: Room, seat: SeatView | None) -> list[tuple[datetime, str, str, str]]:
    """Return what was done at a seat: when, what, why, by whom."""
    if seat is None:
        return []
    mine = f"{seat.label} {seat.full_name}"
    return [
        (one.at, what, one.reason, one.by_name)
        for one, who, what in seats.log_lines(found)
        if who == mine
    ]


@bp.get("/<uuid:uuid>/<int:number>/people")
@requires(Permission.EXAMS_ROOM_RUN)
def people_list(uuid: UUID, number: int) -> str:
    """List the candidates: check-in, absences, and acts for some of them at once."""
    found = get_room(uuid, number)
    waiting = {SeatState.MISSING, SeatState.CHECKED_IN}
    unsettled = [seat for seat in found.seats if seat.state in waiting]
    return render_template(
        "invigilator/people.html", **_common(found, "people"), unsettled=unsettled
    )


@bp.get("/<uuid:uuid>/<int:number>/record")
@requires(Permission.EXAMS_ROOM_RUN)
def record(uuid: UUID, number: int) -> str:
    """Show the record of a room, ready for printing and signing."""
    found = get_room(uuid, number)
    proctors = exams.list_proctors(read_session(), found.plan.id).get(number, [])
    lines = list(reversed(seats.log_lines(found)))
    return render_template(
        "invigilator/record.html",
        **_common(found, "record"),
        proctors=_proctor_names(proctors),
        tally=_tally(found),
        lines=[one for one in lines if one[0].act is not Act.IDENTITY],
        checked=sum(seat.is_checked for seat in found.seats),
        absent=[seat for seat in found.seats if seat.state is SeatState.ABSENT],
        violations=_violations(lines),
        messages=_messages(found),
    )


def _proctor_names(person_ids: list[int]) -> list[str]:
    names = people.person_names(read_session(), person_ids)
    return [names[one] for one in person_ids if one in names]


def _violations(lines: list[Any]) -> list[tuple[Any, str, str, str, bool]]:
    """Return line, person, what, consequence, and whether it was taken back."""
    gone = {one.details["event"] for one, _who, _what in lines if one.act is Act.WITHDRAWN}
    return [
        (one, who, what, translate(GRAVITY_NAMES[Gravity(one.details["gravity"])]),
         str(one.uuid) in gone)
        for one, who, what in lines
        if one.act is Act.VIOLATION
    ]  # fmt: skip


def _messages(found: Room) -> dict[int, tuple[int, int]]:
    """Return message → how many it reached when sent, and how many confirmed it."""
    sent = [one for one in found.events if one.act is Act.MESSAGE]
    read = room_queries.list_receipts(read_session(), [one.id for one in sent])
    return {one.id: (len(one.details["reached"]), len(read.get(one.id, ()))) for one in sent}


def _tally(found: Room) -> Any:  # noqa: ANN401 - a Tally
    places = room_queries.list_places(read_session(), found.plan.id, found.number)
    return room_queries.count_room(places, found.events)


@bp.get("/<uuid:uuid>/<int:number>/end")
@requires(Permission.EXAMS_ROOM_RUN)
def end(uuid: UUID, number: int) -> str:
    """Show whether the counts of a room tie, and if not, who stands in the way and why."""
    found = get_room(uuid, number)
    tally = _tally(found)
    counts = Counts(tally.expected, tally.present, tally.absent, tally.handed_in)
    return render_template(
        "invigilator/end.html",
        **_common(found, "end"),
        tally=tally,
        problems=[
            (translate(one.reason), translate(one.cure) if one.cure else "")
            for one in differences(counts)
        ],
        by_label={seat.label: seat for seat in found.seats},
        late=[seat for seat in found.seats if seat.late],
    )
