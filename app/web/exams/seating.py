"""Rooms, seats and invigilators of an exam: arranged, looked at, undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.documents.roompack import Part
from app.domain.exams import policy, services
from app.domain.exams import queries as exams
from app.domain.exams.arrangement import Candidate, Method, Placed, RoomShape, touching
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.models_rooms import SeatArrangement
from app.domain.exams.rules_plans import ANNOUNCED, PLAN_NAMES, PlanState
from app.domain.exams.services import RoomFields
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.web.access import current_actor, now, requires
from app.web.exams import bp
from app.web.exams.badges import BADGES
from app.web.exams.forms import ArrangeForm, ProctorForm
from app.web.exams.prints import get_plan, room_title
from app.web.forms import TokenForm, require_token
from app.web.unit_of_work import read_session, unit_of_work

MOST_ROOMS = 99
SPARE_LINES = 2


@bp.get("/<uuid:uuid>/seats")
@requires(Permission.EXAMS_PLAN_READ)
def seats(uuid: UUID) -> str:
    """Show the rooms with their seats, and what can be done with them."""
    return _show(get_plan(uuid))


@bp.post("/<uuid:uuid>/rooms")
@requires(Permission.EXAMS_PLAN_EDIT)
def set_rooms(uuid: UUID) -> Response | tuple[str, int]:
    """Take the rooms as they were written down."""
    require_token()
    return _do(
        uuid,
        lambda session: services.set_rooms(
            session, actor=current_actor(), uuid=uuid, rooms=_sent_rooms(), now=now()
        ),
        _("The rooms are saved."),
    )


@bp.post("/<uuid:uuid>/seats/arrange")
@requires(Permission.EXAMS_PLAN_EDIT)
def arrange(uuid: UUID) -> Response | tuple[str, int]:
    """Give everyone a seat; what stands in the way is explained."""
    form = ArrangeForm()
    if not form.submitted():
        return _show(get_plan(uuid), form=form), 422
    return _do(
        uuid,
        lambda session: services.arrange_seats(
            session,
            actor=current_actor(),
            uuid=uuid,
            method=Method(form.method.data),
            keep_units_apart=bool(form.keep_units_apart.data),
            now=now(),
        ),
        _("The seats are arranged. Look at the map; you can arrange again or undo it."),
    )


@bp.post("/<uuid:uuid>/seats/undo")
@requires(Permission.EXAMS_PLAN_EDIT)
def undo(uuid: UUID) -> Response | tuple[str, int]:
    """Put everyone back."""
    require_token()
    return _do(
        uuid,
        lambda session: services.undo_arrangement(
            session, actor=current_actor(), uuid=uuid, now=now()
        ),
        _("The last arrangement is undone."),
    )


@bp.post("/<uuid:uuid>/proctors")
@requires(Permission.EXAMS_PLAN_EDIT)
def draw_proctors(uuid: UUID) -> Response | tuple[str, int]:
    """Draw the invigilators of the day."""
    form = ProctorForm()
    if not form.submitted():
        return _show(get_plan(uuid), proctor_form=form), 422
    return _do(
        uuid,
        lambda session: services.draw_proctors(
            session,
            actor=current_actor(),
            uuid=uuid,
            per_room=form.per_room.data or 1,
            now=now(),
        ),
        _("The invigilators are drawn."),
    )


def _do(uuid: UUID, verb: Callable[..., object], said: str) -> Response | tuple[str, int]:
    try:
        with unit_of_work() as session:
            verb(session)
    except InvalidError as error:
        return _show(get_plan(uuid), problems=error.problems), 422
    flash(said, "ok")
    room = request.args.get("room", type=int)
    return redirect(url_for(".seats", uuid=uuid, room=room), code=303)


def _sent_rooms() -> list[RoomFields]:
    """Read the lines of the table; a line without seats is no room."""
    lists = [request.form.getlist(name) for name in ("name", "columns", "capacity", "use")]
    return [
        RoomFields(name[:60], _number(columns), _number(capacity), use == "separate")
        for name, columns, capacity, use in zip(*lists, strict=False)
        if capacity.strip() or name.strip()
    ][: MOST_ROOMS + 1]


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _show(
    plan: ExamPlan,
    *,
    problems: Sequence[Problem] = (),
    form: ArrangeForm | None = None,
    proctor_form: ProctorForm | None = None,
) -> str:
    session, actor = read_session(), current_actor()
    rooms = exams.list_rooms(session, plan)
    registrations = exams.list_registrations(session, plan.id)
    last = exams.find_arrangement(session, plan.id)
    chosen = _chosen(rooms)
    proctors = exams.list_proctors(session, plan.id)
    units = people.organization_names(session, [one.where for one in problems])
    return render_template(
        "exams/seats.html",
        plan=plan,
        rooms=rooms,
        titles={room.number: room_title(room) for room in rooms},
        chosen=chosen,
        seats={one.seat_number: one for one in registrations if one.room == chosen.number},
        people=registrations,
        counts=_counts(registrations),
        touching=_touching(plan, rooms, registrations),
        last=last,
        draw=exams.find_draw(session, plan.id),
        rounds=exams.count_arrangements(session, plan.id),
        proctors=proctors,
        names=people.person_names(session, _named(last, proctors)),
        is_ahead=plan.state in ANNOUNCED,
        can_edit=policy.can_edit_plan(actor, org_path=plan.org_path),
        may_arrange=plan.state in {PlanState.REGISTRATION_CLOSED, PlanState.ARRANGED},
        may_set_rooms=plan.state in services.BEFORE_SEATS,
        problems=[(units.get(one.where, ""), one) for one in problems],
        form=form or ArrangeForm(data=_as_last(last)),
        proctor_form=proctor_form or ProctorForm(),
        token_form=TokenForm(),
        parts=list(Part),
        spare=SPARE_LINES,
        state_names=PLAN_NAMES,
        badges=BADGES,
    )


def _named(last: SeatArrangement | None, proctors: Mapping[int, Sequence[int]]) -> list[int]:
    """Return whose names the page shows."""
    people_ = [one for ids in proctors.values() for one in ids]
    return [*people_, last.made_by_id] if last else people_


def _chosen(rooms: Sequence[RoomShape]) -> RoomShape:
    wanted = request.args.get("room", type=int)
    return next((room for room in rooms if room.number == wanted), rooms[0])


def _counts(registrations: Sequence[Registration]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for one in registrations:
        counts[one.room] = counts.get(one.room, 0) + 1
    return counts


def _touching(
    plan: ExamPlan, rooms: Sequence[RoomShape], registrations: Sequence[Registration]
) -> int:
    """How many colleagues sit side by side as the seats are now."""
    if plan.state is PlanState.PUBLISHED:  # seats in the order of arrival
        return 0
    known = {room.number for room in rooms}
    seated = [one for one in registrations if one.room in known]
    people_ = [Candidate(str(one.uuid), one.org_path) for one in seated]
    placed = [Placed(str(one.uuid), one.room, one.seat_number, one.form) for one in seated]
    return len(touching(placed, people_, rooms))


def _as_last(last: object) -> dict[str, object]:
    method = getattr(last, "method", Method.RANDOM)
    return {"method": method.value, "keep_units_apart": getattr(last, "keep_units_apart", True)}
