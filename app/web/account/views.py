"""Sign in, sign out, password, preferences, jobs."""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import (
    Response,
    abort,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from app.domain.jobs import policy as jobs_policy
from app.domain.jobs import queries as jobs_queries
from app.domain.jobs import services as jobs
from app.domain.people import accounts, queries
from app.kernel.errors import InvalidError, NotFoundError
from app.web import nav
from app.web.access import current_actor, find_actor, now, public, signed_in
from app.web.account import bp
from app.web.account.forms import PasswordForm, SignInForm
from app.web.extensions import limiter
from app.web.forms import TokenForm, require_token
from app.web.i18n import LOCALES, translate
from app.web.identity import User
from app.web.unit_of_work import read_session, unit_of_work

PREFERENCES = {
    "locale": set(LOCALES),
    "contrast": {"normal", "high"},
    "size": {"normal", "large", "larger"},
}


def _rate() -> str:
    return str(current_app.config["SIGN_IN_RATE"])


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(_rate, methods=["POST"])
@public
def sign_in() -> BaseResponse | str | tuple[str, int]:
    """Ask for user name and password."""
    if find_actor() is not None and request.method == "GET":
        return redirect(nav.home_url(current_actor()), code=303)
    form = SignInForm()
    if form.submitted() and _try_to_sign_in(form):
        return redirect(_next_url(), code=303)
    if form.form_errors or form.errors:
        return render_template("account/sign_in.html", form=form), 422
    return render_template("account/sign_in.html", form=form)


def _try_to_sign_in(form: SignInForm) -> bool:
    """Sign the person in; on failure put the reason on the form."""
    token = secrets.token_urlsafe(32)
    with unit_of_work() as db:
        outcome = accounts.sign_in(
            db,
            username=form.username.data or "",
            password=form.password.data or "",
            token=token,
            address=request.remote_addr or "",
            now=now(),
        )
        if outcome.account is not None:
            person = outcome.account.person
            actor = queries.make_actor(db, person, now().date())
            user = User(token, actor, outcome.account.username, person.preferences)
    if outcome.account is None:
        form.form_errors.append(translate(outcome.reason))
        return False
    locale = session.get("locale")
    session.clear()  # a new session: what was set before signing in is not carried over
    if locale:
        session["locale"] = locale
    login_user(user)
    session.permanent = True
    return True


def _next_url() -> str:
    target = request.args.get("next", "")
    if target.startswith("/") and not target.startswith(("//", "/\\")):
        return target
    return url_for("account.home")


@bp.get("/home")
@signed_in
def home() -> BaseResponse:
    """Lead to the first page that is the person's."""
    return redirect(nav.home_url(current_actor()), code=303)


@bp.post("/sign-out")
@signed_in
def sign_out() -> BaseResponse:
    """End this sign-in."""
    require_token()
    with unit_of_work() as db:
        accounts.sign_out(db, actor=current_actor(), token=current_user.get_id(), now=now())
    logout_user()
    return redirect(url_for("account.sign_in"), code=303)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> BaseResponse | str | tuple[str, int]:
    """Change one's own password; a first password must be changed before anything else."""
    form = PasswordForm()
    if form.submitted():
        try:
            with unit_of_work() as db:
                accounts.change_password(
                    db,
                    actor=current_actor(),
                    present=form.present.data or "",
                    new=form.password.data or "",
                    now=now(),
                    token=current_user.get_id() or "",
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("Your password is changed."), "ok")
            return redirect(url_for("account.home"), code=303)
    page = render_template(
        "account/password.html",
        form=form,
        forced=g.get("must_change", ""),
        days=current_app.config["PASSWORD_DAYS"],
    )
    return (page, 422) if form.errors else page


@bp.get("/account")
@signed_in
def profile() -> str:
    """Show who one is here: unit, roles, preferences."""
    actor = current_actor()
    posting = queries.list_postings_of(read_session(), [actor.person_id], now().date())
    grants = queries.list_grants(read_session(), actor.person_id)
    return render_template("account/profile.html", posting=posting, grants=grants)


@bp.post("/preferences")
@public
def set_preference() -> BaseResponse:
    """Set language, contrast or size, for the person or for this browser."""
    key, value = request.form.get("key", ""), request.form.get("value", "")
    require_token()
    if value not in PREFERENCES.get(key, set()):
        abort(400)
    session[key] = value
    if find_actor() is not None:
        with unit_of_work() as db:
            accounts.set_preference(db, actor=current_actor(), key=key, value=value, now=now())
    target = request.form.get("back", "/")
    safe = target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"
    return redirect(safe, code=303)


@bp.get("/jobs")
@signed_in
def job_list() -> str:
    """List one's own background jobs."""
    found = jobs_queries.list_jobs(read_session(), owner_id=current_actor().person_id)
    return render_template("account/jobs.html", jobs=found, form=TokenForm())


@bp.get("/jobs/<uuid:uuid>")
@signed_in
def job(uuid: UUID) -> Response:
    """Tell a script how far a job is."""
    found = jobs_queries.get_job(read_session(), uuid)
    actor = current_actor()
    if not jobs_policy.can_read(actor, owner_id=found.owner_id, org_path=found.org_path):
        raise NotFoundError
    return jsonify(
        state=found.state.value,
        done=found.progress_done,
        total=found.progress_total,
        percent=found.percent,
        error=found.error,
        result=found.result,
    )


@bp.post("/jobs/<uuid:uuid>/cancel")
@signed_in
def cancel_job(uuid: UUID) -> BaseResponse:
    """Ask a job to stop."""
    require_token()
    with unit_of_work() as db:
        jobs.cancel(db, actor=current_actor(), uuid=uuid, now=now())
    flash(_("The job is being stopped."), "ok")
    return redirect(url_for("account.job_list"), code=303)
