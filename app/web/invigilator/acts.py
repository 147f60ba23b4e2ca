"""What an invigilator does: each with a reason, each on the record and in the audit log."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.exams import services
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError, InvalidError
from app.web.access import current_actor, now, requires
from app.web.forms import BaseForm, require_token
from app.web.i18n import translate
from app.web.invigilator import bp
from app.web.invigilator.forms import (
    ExtendForm,
    MessageForm,
    NoteForm,
    ReasonForm,
    ViolationForm,
    chosen_one,
    chosen_ones,
)
from app.web.invigilator.seats import get_plan
from app.web.unit_of_work import unit_of_work

CODE_DIGITS = 8
PAGES = {"people": ".people_list", "record": ".record", "end": ".end"}
SEED_BITS = 31
Act = Callable[[Session], str]


def _back(uuid: UUID, number: int) -> Response:
    """Return to the page from which it was done."""
    seat = request.args.get("seat") or None
    endpoint = PAGES.get(request.args.get("from", ""), ".room")
    return redirect(url_for(endpoint, uuid=uuid, number=number, seat=seat), code=303)


def _do(uuid: UUID, number: int, form: BaseForm, act: Act) -> Response:
    """Do something and say what came of it; what was refused is said with what to do."""
    require_token()
    if not form.submitted():
        get_plan(uuid)  # what is not there is not told about either
        texts = [str(one) for errors in form.errors.values() for one in errors]
        flash(_("Nothing was changed. %(why)s", why=" ".join(texts)), "bad")
        return _back(uuid, number)
    try:
        with unit_of_work() as session:
            told = act(session)
    except ConflictError as error:
        flash(translate(error.message), "warn")
    except InvalidError as error:
        for problem in error.problems:
            cure = translate(problem.cure) if problem.cure else ""
            flash(f"{translate(problem.reason)} {cure}".strip(), "warn")
    else:
        flash(told, "ok")
    return _back(uuid, number)


@bp.post("/<uuid:uuid>/<int:number>/time/<string:act>")
@requires(Permission.EXAMS_ROOM_RUN)
def time_act(uuid: UUID, number: int, act: str) -> Response:
    """Extend, pause, resume, or give offline time back: for one, some or all."""
    verbs = {
        "pause": (services.pause_room, _("Paused for %(n)s.")),
        "resume": (services.resume_room, _("%(n)s go on, with the time they had left.")),
        "incident": (services.give_back_offline, _("Offline time was given back to %(n)s.")),
    }
    require_token()
    chosen = chosen_ones()
    if chosen == []:
        flash(_("Nothing was changed. Choose at least one candidate."), "bad")
        return _back(uuid, number)
    if act == "extend":
        return _extend(uuid, number, chosen)
    if act not in verbs:
        abort(404)
    verb, told = verbs[act]
    form = ReasonForm()

    def do(session: Session) -> str:
        count = verb(
            session,
            actor=current_actor(),
            plan=uuid,
            room=number,
            chosen=chosen,
            reason=form.reason.data or "",
            now=now(),
        )
        return told % {"n": count}

    return _do(uuid, number, form, do)


def _extend(uuid: UUID, number: int, chosen: list[UUID] | None) -> Response:
    form = ExtendForm()

    def do(session: Session) -> str:
        count = services.extend_room(
            session,
            actor=current_actor(),
            plan=uuid,
            room=number,
            chosen=chosen,
            minutes=form.minutes.data or 0,
            reason=form.reason.data or "",
            now=now(),
        )
        return _("%(minutes)s more minutes for %(n)s.", minutes=form.minutes.data, n=count)

    return _do(uuid, number, form, do)


@bp.post("/<uuid:uuid>/<int:number>/message")
@requires(Permission.EXAMS_ROOM_RUN)
def message(uuid: UUID, number: int) -> Response:
    """Send a text to one candidate or to the room."""
    form = MessageForm()
    chosen = chosen_one()

    def do(session: Session) -> str:
        services.send_message(
            session,
            actor=current_actor(),
            plan=uuid,
            room=number,
            to=chosen,
            text=form.text.data or "",
            now=now(),
        )
        return _("Sent. It stays on the candidate's page until it is confirmed.")

    return _do(uuid, number, form, do)


@bp.post("/<uuid:uuid>/<int:number>/note")
@requires(Permission.EXAMS_ROOM_RUN)
def note(uuid: UUID, number: int) -> Response:
    """Put a remark on the record."""
    form = ReasonForm()

    def do(session: Session) -> str:
        text = form.reason.data or ""
        services.add_note(
            session, actor=current_actor(), plan=uuid, room=number, text=text, now=now()
        )
        return _("The remark is on the record.")

    return _do(uuid, number, form, do)


@bp.post("/<uuid:uuid>/<int:number>/absent")
@requires(Permission.EXAMS_ROOM_RUN)
def all_absent(uuid: UUID, number: int) -> Response:
    """Record everyone who did not come as absent."""
    form = ReasonForm()

    def do(session: Session) -> str:
        count = services.mark_all_absent(
            session,
            actor=current_actor(),
            plan=uuid,
            room=number,
            reason=form.reason.data or "",
            now=now(),
        )
        return _("%(n)s recorded as absent.", n=count)

    return _do(uuid, number, form, do)


@bp.post("/<uuid:uuid>/<int:number>/finish")
@requires(Permission.EXAMS_ROOM_RUN)
def finish(uuid: UUID, number: int) -> Response:
    """Close the room, if its counts tie."""
    form = NoteForm()

    def do(session: Session) -> str:
        services.finish_room(
            session,
            actor=current_actor(),
            plan=uuid,
            room=number,
            remark=form.reason.data or "",
            now=now(),
        )
        return _("The room is closed. Print the record and have it signed.")

    return _do(uuid, number, form, do)


@bp.post("/<uuid:uuid>/<int:number>/collect")
@requires(Permission.EXAMS_ROOM_RUN)
def collect(uuid: UUID, number: int) -> Response:
    """End the exam of this room and the others."""
    require_token()
    try:
        with unit_of_work() as session:
            count = services.collect_plan(session, actor=current_actor(), uuid=uuid, now=now())
        flash(_("The exam is collected; %(n)s were handed in by the clock.", n=count), "ok")
    except ConflictError as error:
        flash(translate(error.message), "warn")
    return _back(uuid, number)


@bp.post("/<uuid:uuid>/<int:number>/people/<uuid:person>/<string:act>")
@requires(Permission.EXAMS_ROOM_RUN)
def person_act(uuid: UUID, number: int, person: UUID, act: str) -> Response:
    """Do something about one candidate, named by the registration."""
    acts: dict[str, Callable[[UUID], tuple[BaseForm, Act]]] = {
        "identity": _identity,
        "absent": _absent,
        "present": _present,
        "admit": _admit,
        "relogin": lambda one: _code(one, is_other_machine=False),
        "machine": lambda one: _code(one, is_other_machine=True),
        "violation": _violation,
        "facts": _facts,
    }
    if act not in acts:
        abort(404)
    form, do = acts[act](person)
    return _do(uuid, number, form, do)


def _identity(person: UUID) -> tuple[BaseForm, Act]:
    form = NoteForm()

    def do(session: Session) -> str:
        services.check_identity(
            session, actor=current_actor(), uuid=person, note=form.reason.data or "", now=now()
        )
        return _("Identity checked.")

    return form, do


def _absent(person: UUID) -> tuple[BaseForm, Act]:
    form = ReasonForm()

    def do(session: Session) -> str:
        services.mark_absent(
            session, actor=current_actor(), uuid=person, reason=form.reason.data or "", now=now()
        )
        return _("Recorded as absent.")

    return form, do


def _present(person: UUID) -> tuple[BaseForm, Act]:
    form = ReasonForm()

    def do(session: Session) -> str:
        services.take_back_absence(
            session, actor=current_actor(), uuid=person, reason=form.reason.data or "", now=now()
        )
        return _("The absence is taken back.")

    return form, do


def _admit(person: UUID) -> tuple[BaseForm, Act]:
    form = ReasonForm()

    def do(session: Session) -> str:
        services.admit_late(
            session,
            actor=current_actor(),
            uuid=person,
            seed=secrets.randbits(SEED_BITS),
            reason=form.reason.data or "",
            now=now(),
        )
        return _("Admitted. The paper must be opened within ten minutes.")

    return form, do


def _code(person: UUID, *, is_other_machine: bool) -> tuple[BaseForm, Act]:
    form = ReasonForm()
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"

    def do(session: Session) -> str:
        sitting = services.issue_code(
            session,
            actor=current_actor(),
            uuid=person,
            code=code,
            is_other_machine=is_other_machine,
            reason=form.reason.data or "",
            now=now(),
        )
        return _(
            "Code %(code)s for %(name)s, ticket %(ticket)s: once, within ten minutes, at the"
            " address %(address)s.",
            code=f"{code[:4]} {code[4:]}",
            name=sitting.registration.full_name,
            ticket=sitting.registration.ticket_number,
            address=url_for("invigilator.resume_exam", _external=True),
        )

    return form, do


def _violation(person: UUID) -> tuple[BaseForm, Act]:
    form = ViolationForm()

    def do(session: Session) -> str:
        services.record_violation(
            session,
            actor=current_actor(),
            uuid=person,
            code=form.code.data,
            account=form.reason.data or "",
            now=now(),
        )
        return _("Recorded. What follows from it is decided when the results are checked.")

    return form, do


def _facts(person: UUID) -> tuple[BaseForm, Act]:
    form = ReasonForm()

    def do(session: Session) -> str:
        services.review_facts(
            session, actor=current_actor(), uuid=person, finding=form.reason.data or "", now=now()
        )
        return _("Your finding is on the record.")

    return form, do


@bp.post("/<uuid:uuid>/<int:number>/violations/<uuid:event>/withdraw")
@requires(Permission.EXAMS_ROOM_RUN)
def withdraw_violation(uuid: UUID, number: int, event: UUID) -> Response:
    """Take a recorded violation back."""
    form = ReasonForm()

    def do(session: Session) -> str:
        services.withdraw_violation(
            session, actor=current_actor(), uuid=event, reason=form.reason.data or "", now=now()
        )
        return _("Taken back; both lines stay on the record.")

    return _do(uuid, number, form, do)


@bp.post("/<uuid:uuid>/<int:number>/<uuid:sitting>/<any('hand-in', late, reopen):act>")
@requires(Permission.EXAMS_ROOM_RUN)
def sitting_act(uuid: UUID, number: int, sitting: UUID, act: str) -> Response:
    """Hand in for a candidate, decide about late answers, or open a sitting again."""
    form: ReasonForm = ExtendForm() if act == "reopen" else ReasonForm()

    def do(session: Session) -> str:
        actor, reason = current_actor(), form.reason.data or ""
        if act == "hand-in":
            services.force_hand_in(session, actor=actor, uuid=sitting, reason=reason, now=now())
            return _("Handed in with everything that had arrived.")
        if isinstance(form, ExtendForm):
            services.reopen_sitting(
                session,
                actor=actor,
                uuid=sitting,
                minutes=form.minutes.data or 0,
                reason=reason,
                now=now(),
            )
            return _("Opened again. The candidate reloads the page and goes on.")
        services.decide_late(
            session,
            actor=actor,
            uuid=sitting,
            is_admitted=request.form.get("admit") == "yes",
            reason=reason,
            now=now(),
        )
        return _("Your decision is in the record.")

    return _do(uuid, number, form, do)
