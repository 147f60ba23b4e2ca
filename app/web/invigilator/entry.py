"""Going on with an exam by ticket number and a code of the invigilator, on any computer."""

from __future__ import annotations

import secrets

from flask import current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import login_user
from werkzeug.wrappers import Response

from app.domain.exams import services
from app.domain.people import accounts, queries
from app.web.access import now, public
from app.web.extensions import limiter
from app.web.identity import User
from app.web.invigilator import bp
from app.web.invigilator.forms import CodeForm
from app.web.unit_of_work import unit_of_work


def _rate() -> str:
    return str(current_app.config["SIGN_IN_RATE"])


@bp.route("/resume", methods=["GET", "POST"])
@limiter.limit(_rate, methods=["POST"])
@public
def resume_exam() -> Response | str | tuple[str, int]:
    """Ask for ticket number and code; sign the candidate in and lead to the paper."""
    form = CodeForm()
    if form.submitted():
        place = _enter(form)
        if place is not None:
            return redirect(place, code=303)
        form.form_errors.append(
            _(
                "Ticket number and code do not fit, or the code was used already or is older than"
                " ten minutes."
            )
        )
    page = render_template("invigilator/resume.html", form=form)
    return (page, 422) if request.method == "POST" else page


def _enter(form: CodeForm) -> str | None:
    """Return where the exam goes on; None if the code does not open it."""
    token = secrets.token_urlsafe(32)
    with unit_of_work() as db:
        sitting = services.redeem_code(
            db,
            ticket=(form.ticket.data or "").replace(" ", ""),
            code=(form.code.data or "").replace(" ", ""),
            now=now(),
        )
        account = None
        if sitting is not None:
            account = accounts.sign_in_at_seat(
                db,
                person_id=sitting.person_id,
                token=token,
                address=request.remote_addr or "",
                now=now(),
            )
        if sitting is None or account is None:
            return None
        actor = queries.make_actor(db, account.person, now().date())
        user = User(token, actor, account.username, account.person.preferences)
        place = url_for("candidate.wait", uuid=sitting.uuid)
    session.clear()
    login_user(user)
    return place
