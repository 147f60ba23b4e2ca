"""The papers of an exam's rooms, from one button; official papers, so their words are Chinese."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, abort, current_app, request
from flask_babel import force_locale, gettext

from app.documents import roompack
from app.documents.roompack import Part
from app.documents.sheet import RoomFacts, SeatFacts
from app.domain.exams import queries as exams
from app.domain.exams.arrangement import RoomShape
from app.domain.exams.models import ExamPlan, Registration
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError
from app.kernel.text import msg
from app.web import tickets
from app.web.access import current_actor, now, requires
from app.web.display import local
from app.web.exams import bp
from app.web.unit_of_work import read_session


def get_plan(uuid: UUID) -> ExamPlan:
    """Return a plan within the scope of the officer, or 404."""
    scope = current_actor().scope(Permission.EXAMS_PLAN_READ)
    return exams.get_plan(read_session(), uuid, scope=scope)


@bp.get("/<uuid:uuid>/rooms.pdf")
@requires(Permission.EXAMS_PLAN_EDIT)
def room_papers(uuid: UUID) -> Response:
    """Print door sheet, seat map, sign-in sheet, desk labels and room record of all rooms."""
    plan = get_plan(uuid)
    wanted = request.args.getlist("part")
    parts = [part for part in Part if not wanted or part.value in wanted]
    number = request.args.get("room", type=int)
    with force_locale("zh_CN"):
        rooms = [one for one in rooms_of(plan) if number in {None, one[0]} and one[1].seats]
        if not parts:
            abort(404)
        if not rooms:
            raise ConflictError(msg("Nobody is seated in this room, so there is nothing to print."))
        data = roompack.render([facts for _, facts in rooms], parts)
    return pdf(data, f"rooms-{plan.code}.pdf")


@bp.get("/<uuid:uuid>/tickets.pdf")
@requires(Permission.EXAMS_PLAN_EDIT)
def all_tickets(uuid: UUID) -> Response:
    """Print the tickets of all who are registered, in the order of the seats."""
    plan, session = get_plan(uuid), read_session()
    registrations = exams.list_registrations(session, plan.id)
    ids = [one.person_id for one in registrations]
    postings = {one.person_id: one for one in people.list_postings_of(session, ids, now().date())}
    pairs = [(one, postings[one.person_id]) for one in registrations if one.person_id in postings]
    if not pairs:
        raise ConflictError(msg("Nobody is registered, so there is nothing to print."))
    return pdf(tickets.render_for(pairs, now()), f"tickets-{plan.code}.pdf")


def rooms_of(plan: ExamPlan) -> list[tuple[int, RoomFacts]]:
    """Return what is printed of each room, by its number."""
    session = read_session()
    registrations = exams.list_registrations(session, plan.id)
    drawn = exams.list_proctors(session, plan.id)
    names = people.person_names(session, [one for ids in drawn.values() for one in ids])
    return [
        (
            shape.number,
            _facts(
                plan,
                shape,
                [one for one in registrations if one.room == shape.number],
                tuple(names[one] for one in drawn.get(shape.number, ())),
            ),
        )
        for shape in exams.list_rooms(session, plan)
    ]


def _facts(
    plan: ExamPlan, shape: RoomShape, seated: list[Registration], proctors: tuple[str, ...]
) -> RoomFacts:
    starts = local(plan.starts_at)
    return RoomFacts(
        exam_title=plan.title,
        site=plan.site,
        room=room_title(shape),
        held_on=starts.date(),
        starts=starts.time(),
        ends=local(plan.starts_at + timedelta(minutes=plan.minutes)).time(),
        columns=shape.columns,
        capacity=shape.capacity,
        seats=tuple(_seat(one) for one in seated),
        issuer=current_app.config["ISSUER_NAME"],
        issued_on=local(now()).date(),
        forms=tuple(sorted({one.form for one in seated})),
        proctors=proctors,
    )


def _seat(one: Registration) -> SeatFacts:
    return SeatFacts(
        one.seat_number, one.seat.label, one.full_name, one.org_name, one.ticket_number, one.form
    )


def room_title(shape: RoomShape) -> str:
    """Return number and name of a room."""
    title = gettext("Room %(number)s", number=shape.number)
    return gettext("%(room)s (%(name)s)", room=title, name=shape.name) if shape.name else title


def pdf(data: bytes, name: str) -> Response:
    """Give a PDF to look at and print."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, mimetype="application/pdf", headers=headers)
