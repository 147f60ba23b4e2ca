"""Reasonable accommodation: asked for by the person or an officer, granted by another officer."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.exams import policy, services
from app.domain.exams import queries as exams
from app.domain.exams.models import Accommodation
from app.domain.exams.rules_plans import AccommodationState
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.exams import bp
from app.web.exams.forms_people import AccommodationForm, OfficerAccommodationForm
from app.web.exams.forms_people import ReasonForm as DecisionForm
from app.web.forms import TokenForm, require_token
from app.web.unit_of_work import read_session, unit_of_work


@bp.route("/accommodations", methods=["GET", "POST"])
@requires(Permission.EXAMS_PLAN_EDIT)
def accommodations() -> Response | str | tuple[str, int]:
    """Show the requests of one's part; take a new one."""
    form = OfficerAccommodationForm()
    if form.submitted() and _ask(form, form.code.data or ""):
        return redirect(url_for(".accommodations"), code=303)
    session, actor = read_session(), current_actor()
    scope = actor.scope(Permission.EXAMS_PLAN_EDIT)
    rows = exams.list_accommodations(session, scope=scope)
    page = render_template(
        "exams/accommodations.html",
        rows=rows,
        names=people.person_names(session, [one.person_id for one in rows]),
        may_decide={one.id: _may_decide(one) for one in rows},
        form=form,
        token_form=TokenForm(),
        decision_form=DecisionForm(),
        State=AccommodationState,
    )
    return (page, 422) if form.errors else page


@bp.route("/accommodations/own", methods=["GET", "POST"])
@requires(Permission.EXAMS_SITTING_TAKE)
def own_accommodations() -> Response | str | tuple[str, int]:
    """Let a candidate ask for what makes the exam fair for them, and see what was granted."""
    form = AccommodationForm()
    if form.submitted() and _ask(form, ""):
        return redirect(url_for(".own_accommodations"), code=303)
    rows = exams.list_own_accommodations(read_session(), current_actor().person_id)
    page = render_template(
        "exams/own_accommodations.html", rows=rows, form=form, State=AccommodationState
    )
    return (page, 422) if form.errors else page


@bp.post("/accommodations/<uuid:uuid>/<any(grant, decline, end):step>")
@requires(Permission.EXAMS_PLAN_EDIT, Permission.EXAMS_PLAN_APPROVE)
def decide_accommodation(uuid: UUID, step: str) -> Response:
    """Grant, decline or end an accommodation."""
    form = DecisionForm()
    if not form.submitted():
        require_token()
        flash(_("Nothing was changed: please give a reason."), "bad")
        return redirect(url_for(".accommodations"), code=303)
    reason = form.reason.data or ""
    with unit_of_work() as session:
        if step == "end":
            services.end_accommodation(
                session, actor=current_actor(), uuid=uuid, reason=reason, now=now()
            )
        else:
            services.decide_accommodation(
                session,
                actor=current_actor(),
                uuid=uuid,
                is_granted=step == "grant",
                reason=reason,
                now=now(),
            )
    flash(_("Done."), "ok")
    return redirect(url_for(".accommodations"), code=303)


def _ask(form: AccommodationForm, code: str) -> bool:
    try:
        with unit_of_work() as session:
            services.ask_accommodation(
                session, actor=current_actor(), code=code, fields=form.fields(), now=now()
            )
    except InvalidError as error:
        form.take(error)
        return False
    flash(_("The request is recorded. Another officer decides about it."), "ok")
    return True


def _may_decide(row: Accommodation) -> bool:
    return bool(
        policy.can_decide_accommodation(
            current_actor(),
            org_path=row.org_path,
            person_id=row.person_id,
            asked_by_id=row.asked_by_id,
        )
    )
