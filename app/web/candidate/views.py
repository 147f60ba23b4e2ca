"""Pages around the exam: list, registration, ticket, check at the seat, waiting, receipt."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from app.domain.competencies import queries as competencies
from app.domain.exams import queries as exams
from app.domain.exams import rules, services
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.rules import Eligibility, RegistrationState, SittingState
from app.domain.exams.rules_plans import are_seats_final
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.errors import NotFoundError
from app.kernel.tier import Tier
from app.web import tickets
from app.web.access import current_actor, now, requires
from app.web.candidate import bp
from app.web.candidate.texts import player_texts
from app.web.candidate.tokens import SittingToken, issue
from app.web.candidate.zone import zone_minutes
from app.web.forms import TokenForm, require_token
from app.web.i18n import choose_locale
from app.web.security import allow_engine
from app.web.unit_of_work import read_session, unit_of_work

PRACTICE_EPOCH = 0
SEED_BITS = 31


@dataclass(frozen=True, slots=True)
class OpenExam:
    """An exam the person can see, with what they may do about it.

    :ivar missing: code and title of the modules that are still to be finished.
    """

    plan: ExamPlan
    eligibility: Eligibility
    is_open: bool
    missing: list[tuple[str, str]]


@bp.get("/exams", endpoint="exams")
@requires(Permission.EXAMS_SITTING_TAKE)
def exam_list() -> str:
    """Show what can be registered for, and what one is registered for."""
    session, actor = read_session(), current_actor()
    registrations = [
        one
        for one in exams.list_own_registrations(session, actor.person_id)
        if one.state is RegistrationState.REGISTERED
    ]
    mine = {registration.plan_id for registration in registrations}
    return render_template(
        "candidate/exams.html",
        registrations=registrations,
        sittings=exams.list_own_sittings(session, actor.person_id),
        open_exams=[exam for exam in _open_exams() if exam.plan.id not in mine],
        form=TokenForm(),
        now=now(),
        doors=rules.CHECK_IN_BEFORE,
        are_seats_final=are_seats_final,
    )


def _open_exams() -> list[OpenExam]:
    session, actor = read_session(), current_actor()
    try:
        posting = people.get_posting(session, actor.person_id, now().date())
    except NotFoundError:  # without a post nobody is in any exam's reach
        return []
    plans = exams.list_open_plans(session, org_path=posting.org_path, tier=posting.tier)
    if not plans:
        return []
    eligible = services.check_eligibility(
        session, actor=actor, tier=posting.tier, posting=posting, now=now()
    )
    missing = _named(eligible.missing, posting.tier)
    return [OpenExam(plan, eligible, now() <= plan.registration_ends_at, missing) for plan in plans]


def _named(codes: Sequence[str], tier: Tier) -> list[tuple[str, str]]:
    """Return code and title of modules, in the language of the page."""
    syllabus = competencies.list_syllabus(read_session(), tier=tier, on=now().date())
    is_english = not choose_locale().startswith("zh")
    titles = {one.code: one.title_en if is_english else one.title for one in syllabus}
    return [(code, titles.get(code, "")) for code in codes]


@bp.post("/exams/<uuid:uuid>/register")
@requires(Permission.EXAMS_SITTING_TAKE)
def register(uuid: UUID) -> BaseResponse:
    """Register for an exam."""
    require_token()
    with unit_of_work() as session:
        made = services.register(session, actor=current_actor(), uuid=uuid, now=now())
    seat = gettext("room %(room)s, seat %(seat)s", room=made.room, seat=made.seat.label)
    flash(gettext("You are registered: %(seat)s. Print your ticket.", seat=seat), "ok")
    return redirect(url_for(".exams"), code=303)


@bp.post("/exams/registrations/<uuid:uuid>/withdraw")
@requires(Permission.EXAMS_SITTING_TAKE)
def withdraw(uuid: UUID) -> BaseResponse:
    """Take a registration back."""
    require_token()
    with unit_of_work() as session:
        services.withdraw(session, actor=current_actor(), uuid=uuid, now=now())
    flash(gettext("Your registration was taken back. The seat is free again."), "ok")
    return redirect(url_for(".exams"), code=303)


@bp.get("/exams/registrations/<uuid:uuid>/ticket.pdf")
@requires(Permission.EXAMS_SITTING_TAKE)
def ticket(uuid: UUID) -> Response:
    """Give the admission ticket to print."""
    session, actor = read_session(), current_actor()
    registration = exams.get_registration(session, uuid, person_id=actor.person_id)
    posting = people.get_posting(session, actor.person_id, now().date())
    pdf = tickets.render(registration, posting, now())
    response = Response(pdf, mimetype="application/pdf")
    name = f"ticket-{registration.ticket_number}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@bp.route("/exams/registrations/<uuid:uuid>/enter", methods=["GET", "POST"])
@requires(Permission.EXAMS_SITTING_TAKE)
def enter(uuid: UUID) -> str | BaseResponse:
    """Confirm one's identity at the seat."""
    session, actor = read_session(), current_actor()
    registration = exams.get_registration(session, uuid, person_id=actor.person_id)
    if request.method == "POST":
        require_token()
        seed = secrets.randbits(SEED_BITS)
        with unit_of_work() as writing:
            sitting = services.check_in(
                writing, actor=actor, registration_uuid=uuid, seed=seed, now=now()
            )
            place = sitting.uuid
        return redirect(url_for(".wait", uuid=place), code=303)
    posting = people.get_posting(session, actor.person_id, now().date())
    return render_template(
        "candidate/enter.html",
        registration=registration,
        plan=registration.plan,
        posting=posting,
        id_masked=tickets.masked(posting.id_number),
        form=TokenForm(),
    )


@bp.get("/sitting/<uuid:uuid>/wait")
@requires(Permission.EXAMS_SITTING_TAKE)
def wait(uuid: UUID) -> str | BaseResponse:
    """Check the workstation, try saving, and wait until the exam opens by itself."""
    session, actor = read_session(), current_actor()
    sitting = exams.get_own_sitting(session, uuid, person_id=actor.person_id)
    if sitting.state is SittingState.SUBMITTED:
        return redirect(url_for(".receipt", uuid=uuid), code=303)
    if sitting.state is SittingState.STARTED:
        return redirect(url_for(".play", uuid=uuid), code=303)
    seq, last_hash = exams.head(session, sitting.id, PRACTICE_EPOCH)
    return render_template(
        "candidate/wait.html",
        sitting=sitting,
        plan=sitting.registration.plan,
        registration=sitting.registration,
        token=issue(SittingToken(sitting.id, PRACTICE_EPOCH, actor.person_id), now()),
        head={"seq": seq, "hash": last_hash},
        texts=player_texts(),
        zone_minutes=zone_minutes(),
        preferences=_display(sitting),
        starts_at=rules.milliseconds(sitting.registration.plan.starts_at),
        server_now=rules.milliseconds(now()),
    )


@bp.get("/sitting/<uuid:uuid>")
@requires(Permission.EXAMS_SITTING_TAKE)
def play(uuid: UUID) -> str | BaseResponse:
    """Show the player; its script opens the sitting and fetches the paper."""
    sitting = _own_sitting(uuid)
    if sitting.state is SittingState.SUBMITTED:
        return redirect(url_for(".receipt", uuid=uuid), code=303)
    allow_engine()
    return render_template(
        "candidate/play.html",
        sitting=sitting,
        plan=sitting.registration.plan,
        registration=sitting.registration,
        texts=player_texts(),
        zone_minutes=zone_minutes(),
        emergency_key=services.exam_key(sitting.registration.plan.uuid).hex(),
        preferences=_display(sitting),
    )


def _display(sitting: Sitting) -> dict[str, object]:
    """Return how the page is shown: as the person likes it, or as was granted for the exam."""
    day = sitting.registration.plan.starts_at.date()
    granted = exams.list_granted(read_session(), [sitting.person_id], day).get(sitting.person_id)
    shown = dict(g.get("preferences", {}))
    if granted and granted.is_large_print and shown.get("size") != "larger":
        shown["size"] = "larger"
    if granted and granted.is_high_contrast:
        shown["contrast"] = "high"
    return shown


def _own_sitting(uuid: UUID) -> Sitting:
    return exams.get_own_sitting(read_session(), uuid, person_id=current_actor().person_id)


def room_name(registration: Registration) -> str:
    """Return the room in words, for templates."""
    return gettext("Room %(number)s", number=registration.room)


bp.add_app_template_filter(room_name)
