"""The papers of an exam's rooms, from one button; official papers, so their words are Chinese."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from flask import Response, abort, current_app, request
from flask_babel import force_locale, gettext

from app.documents import paperprint, roompack
from app.documents.roompack import Part
from app.documents.sheet import RoomFacts, SeatFacts
from app.domain.exams import chance, services
from app.domain.exams import queries as exams
from app.domain.exams.arrangement import RoomShape
from app.domain.exams.models import ExamPlan, Registration
from app.domain.papers import queries as papers
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError
from app.kernel.text import msg
from app.web import tickets
from app.web.access import current_actor, now, requires
from app.web.display import local
from app.web.exams import bp, paper_facts
from app.web.exams.forms import ReasonForm
from app.web.forms import require_token
from app.web.unit_of_work import read_session, unit_of_work


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


@bp.post("/<uuid:uuid>/forms/<letter>.pdf")
@requires(Permission.EXAMS_PLAN_EDIT, Permission.EXAMS_PLAN_APPROVE)
def print_paper(uuid: UUID, letter: str) -> Response:
    """Give out a sealed form with its answer sheet; the reason is kept."""
    form = ReasonForm()
    if not form.submitted():
        require_token()
    plan = get_plan(uuid)
    with unit_of_work() as session:
        paper = services.open_paper(
            session,
            actor=current_actor(),
            uuid=uuid,
            letter=letter,
            reason=form.reason.data or "",
            now=now(),
        )
        paper_id, digest = paper.id, paper.digest
    facts = paper_facts.printed(
        papers.read_paper(read_session(), paper_id),
        exam_title=plan.title,
        form=letter,
        digest=digest,
        issuer=current_app.config["ISSUER_NAME"],
        on=local(plan.starts_at).date(),
    )
    return pdf(paperprint.render(facts), f"paper-{plan.code}-{letter}.pdf")


@bp.get("/<uuid:uuid>/draw.json")
@requires(Permission.EXAMS_PLAN_READ)
def draw_file(uuid: UUID) -> Response:
    """Give the secret and everything that was drawn with it, once it is published."""
    plan, session = get_plan(uuid), read_session()
    draw = exams.find_draw(session, plan.id)
    if draw is None or draw.revealed_at is None:
        raise ConflictError(msg("The seed is published after the exam has been collected."))
    content = {
        "schema": chance.SCHEMA,
        "exam": plan.code,
        "commitment": draw.commitment,
        "secret": draw.secret,
        "seats": [
            {"number": one.number, "method": one.method.value, "apart": one.keep_units_apart,
             "forms": one.forms, "rooms": one.rooms, "candidates": one.candidates,
             "placed": one.placed}
            for one in exams.list_arrangements(session, plan.id)
        ],
        "papers": [
            {"number": one.number, "form": one.letter, "pool": one.pool}
            for one in exams.list_all_forms(session, plan.id)
        ],
        "proctors": _proctors(plan),
    }  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="draw-{plan.code}.json"'}
    body = json.dumps(content, ensure_ascii=False, indent=1)
    return Response(body, mimetype="application/json", headers=headers)


def _proctors(plan: ExamPlan) -> list[dict[str, object]]:
    """Return every drawing of invigilators by staff number, as `verify-draw` recomputes it."""
    session = read_session()
    draws = exams.list_proctor_draws(session, plan.id)
    ids = [person for one in draws for _, persons in one.drawn for person in persons]
    codes = people.person_codes(session, ids)
    return [
        {
            "number": one.number,
            "rooms": one.rooms,
            "pool": one.proctors,
            "drawn": [[room, [codes[person] for person in persons]] for room, persons in one.drawn],
        }
        for one in draws
    ]


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
