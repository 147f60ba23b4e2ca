"""Views of exam rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from app.domain.audit import queries as audit
from app.domain.audit.models import AuditEvent
from app.domain.exams import queries as exams
from app.domain.exams import services
from app.domain.exams.models import ExamPlan
from app.domain.exams.queries import SeatState, SeatView
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError
from app.web.access import current_actor, now, requires
from app.web.display import clock
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.invigilator import bp
from app.web.invigilator.forms import ExtendForm, ReasonForm
from app.web.unit_of_work import read_session, unit_of_work

LOG_LINES = 12
PER_ROW = 8
STATES = {
    SeatState.OFFLINE: lazy_gettext("Offline"),
    SeatState.LOCAL_ONLY: lazy_gettext("Only on the computer"),
    SeatState.ABSENT: lazy_gettext("Not here"),
    SeatState.CHECKED_IN: lazy_gettext("Checked in"),
    SeatState.ANSWERING: lazy_gettext("Answering"),
    SeatState.HANDED_IN: lazy_gettext("Has handed in"),
}
ACTIONS = {
    "exams.sitting.checked-in": lazy_gettext("checked in"),
    "exams.sitting.started": lazy_gettext("began"),
    "exams.sitting.taken-over": lazy_gettext("continued in another place"),
    "exams.sitting.extended": lazy_gettext("was given more time"),
    "exams.sitting.forced": lazy_gettext("was handed in by the invigilator"),
    "exams.sitting.submitted": lazy_gettext("handed in"),
    "exams.late.decided": lazy_gettext("late answers were decided"),
    "exams.file.received": lazy_gettext("handed in a file"),
}


@bp.get("/")
@requires(Permission.EXAMS_ROOM_RUN)
def rooms() -> str:
    """List the exams whose rooms one may run."""
    scope = current_actor().scope(Permission.EXAMS_ROOM_RUN)
    session = read_session()
    plans = exams.list_running_plans(session, scope=scope)
    counts = exams.count_registrations(session, [plan.id for plan in plans])
    return render_template("invigilator/rooms.html", plans=plans, counts=counts, now=now())


@bp.get("/<uuid:uuid>/<int:number>")
@requires(Permission.EXAMS_ROOM_RUN)
def room(uuid: UUID, number: int) -> str:
    """Show the seats of a room; its script keeps them up to date."""
    return _show(_plan(uuid), number)


@bp.get("/<uuid:uuid>/<int:number>/state.json")
@requires(Permission.EXAMS_ROOM_RUN)
def state(uuid: UUID, number: int) -> Response:
    """Give the seats as they are now."""
    plan = _plan(uuid)
    seats = exams.list_board(read_session(), plan, number, now())
    return jsonify(
        clock=clock(now()),
        counts={name.value: count for name, count in _counts(seats).items()},
        seats={str(seat.registration_uuid): _seat(seat) for seat in seats},
    )


@bp.post("/<uuid:uuid>/<int:number>/<uuid:sitting>/extend")
@requires(Permission.EXAMS_ROOM_RUN)
def extend(uuid: UUID, number: int, sitting: UUID) -> BaseResponse | tuple[str, int]:
    """Give a candidate more time."""
    form = ExtendForm()
    if not form.submitted():
        return _show(_plan(uuid), number, extend_form=form), 422
    with unit_of_work() as session:
        services.extend_sitting(
            session,
            actor=current_actor(),
            uuid=sitting,
            minutes=form.minutes.data or 0,
            reason=form.reason.data or "",
            now=now(),
        )
    flash(
        _("%(n)s more minutes. The candidate sees it within half a minute.", n=form.minutes.data),
        "ok",
    )
    return _back(uuid, number)


@bp.post("/<uuid:uuid>/<int:number>/<uuid:sitting>/hand-in")
@requires(Permission.EXAMS_ROOM_RUN)
def hand_in(uuid: UUID, number: int, sitting: UUID) -> BaseResponse | tuple[str, int]:
    """Hand in for a candidate."""
    form = ReasonForm()
    if not form.submitted():
        return _show(_plan(uuid), number, reason_form=form), 422
    with unit_of_work() as session:
        services.force_hand_in(
            session,
            actor=current_actor(),
            uuid=sitting,
            reason=form.reason.data or "",
            now=now(),
        )
    flash(_("Handed in with everything that had arrived."), "ok")
    return _back(uuid, number)


@bp.post("/<uuid:uuid>/<int:number>/<uuid:sitting>/late")
@requires(Permission.EXAMS_ROOM_RUN)
def decide_late(uuid: UUID, number: int, sitting: UUID) -> BaseResponse | tuple[str, int]:
    """Decide whether late answers count."""
    form = ReasonForm()
    if not form.submitted():
        return _show(_plan(uuid), number, reason_form=form), 422
    with unit_of_work() as session:
        services.decide_late(
            session,
            actor=current_actor(),
            uuid=sitting,
            is_admitted=request.form.get("admit") == "yes",
            reason=form.reason.data or "",
            now=now(),
        )
    flash(_("Your decision is in the record."), "ok")
    return _back(uuid, number)


@bp.post("/<uuid:uuid>/<int:number>/collect")
@requires(Permission.EXAMS_ROOM_RUN)
def collect(uuid: UUID, number: int) -> BaseResponse:
    """End the exam of this room and the others."""
    require_token()
    try:
        with unit_of_work() as session:
            count = services.collect_plan(session, actor=current_actor(), uuid=uuid, now=now())
        flash(_("The exam is collected; %(n)s were handed in by the clock.", n=count), "ok")
    except ConflictError as error:
        flash(translate(error.message), "warn")
    return _back(uuid, number)


def _plan(uuid: UUID) -> ExamPlan:
    scope = current_actor().scope(Permission.EXAMS_ROOM_RUN)
    return exams.get_plan(read_session(), uuid, scope=scope)


def _show(
    plan: ExamPlan,
    number: int,
    *,
    extend_form: ExtendForm | None = None,
    reason_form: ReasonForm | None = None,
) -> str:
    if not 1 <= number <= plan.rooms:
        abort(404)
    seats = exams.list_board(read_session(), plan, number, now())
    chosen = request.args.get("seat", "")
    selected = next((seat for seat in seats if str(seat.registration_uuid) == chosen), None)
    return render_template(
        "invigilator/room.html",
        plan=plan,
        number=number,
        seats=[(_column(seat), seat, _seat(seat)) for seat in seats],
        counts=_counts(seats),
        selected=selected,
        facts=_seat(selected) if selected else {},
        log=_log(seats),
        states=STATES,
        extend_form=extend_form or ExtendForm(),
        reason_form=reason_form or ReasonForm(),
        form=TokenForm(),
        texts={state.value: str(name) for state, name in STATES.items()},
        now=now(),
    )


def _seat(seat: SeatView) -> dict[str, Any]:
    """Return what the page and its script show of a seat."""
    return {
        "state": seat.state.value,
        "word": str(STATES[seat.state]),
        "answered": seat.answered,
        "total": seat.total,
        "left": seat.seconds_left,
        "saved": seat.saved_seconds,
        "waiting": seat.waiting,
        "late": seat.late,
        "line": _line(seat),
        "time": "" if seat.seconds_left is None else _("%(n)s min", n=seat.seconds_left // 60),
    }


def _line(seat: SeatView) -> str:
    """One line of words for a seat, the trouble first."""
    if seat.state is SeatState.OFFLINE:
        return _("Offline for %(n)s s", n=seat.seen_seconds or 0)
    if seat.state is SeatState.LOCAL_ONLY:
        return _("%(n)s waiting", n=seat.waiting)
    if seat.state is SeatState.ANSWERING and seat.saved_seconds is not None:
        return _("saved %(n)s s ago", n=seat.saved_seconds)
    return str(STATES[seat.state])


def _column(seat: SeatView) -> int:
    """Where the seat stands in its row; the aisle is after the fourth."""
    place = (seat.number - 1) % PER_ROW
    return place + 1 if place < PER_ROW // 2 else place + 2


def _counts(seats: Sequence[SeatView]) -> Counter[SeatState]:
    return Counter(seat.state for seat in seats)


def _log(seats: Sequence[SeatView]) -> list[tuple[AuditEvent, str, str]]:
    """Return what happened in the room: event, seat and name, what."""
    places = {f"sitting:{seat.sitting_uuid}": seat for seat in seats if seat.sitting_uuid}
    places |= {f"registration:{seat.registration_uuid}": seat for seat in seats}
    events = audit.list_about(read_session(), subjects=list(places), limit=LOG_LINES)
    return [
        (
            event,
            f"{places[event.subject].label} {places[event.subject].full_name}",
            str(ACTIONS[event.action]),
        )
        for event in events
        if event.action in ACTIONS
    ]


def _back(uuid: UUID, number: int) -> BaseResponse:
    seat = request.args.get("seat") or None
    return redirect(url_for(".room", uuid=uuid, number=number, seat=seat), code=303)
