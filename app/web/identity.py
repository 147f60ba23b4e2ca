"""Who makes the request: Flask-Login over our own sign-in rows, which can expire and be ended."""

from __future__ import annotations

from flask import Flask, current_app, g, redirect, request, url_for
from flask_login import UserMixin, current_user
from werkzeug.wrappers import Response

from app.domain.exams import queries as exams
from app.domain.people import accounts, queries
from app.domain.people.models import Account, SignIn
from app.kernel.actor import Actor
from app.web.access import now
from app.web.extensions import login_manager
from app.web.unit_of_work import read_session, unit_of_work

TOUCH_SECONDS = 60
EXEMPT = {"static", "account.sign_out", "account.change_password", "account.set_preference"}


class User(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What Flask-Login keeps: the token of a sign-in row and the actor behind it."""

    def __init__(self, token: str, actor: Actor, account: Account, must_change: str = "") -> None:
        self.token = token
        self.actor = actor
        self.must_change = must_change
        """Why the password is to be changed before anything else: `first`, `old`, or not."""
        self.username = account.username
        self.preferences = dict(account.person.preferences)

    def get_id(self) -> str:
        """Return the token: the cookie names a sign-in, not a person."""
        return self.token


def load_user(token: str) -> User | None:
    """Return the user of a living sign-in, or None when it has expired or was ended."""
    session = read_session()
    found = queries.find_sign_in(session, accounts.token_digest(token))
    if found is None:
        return None
    sign_in, account = found
    if accounts.is_closed(account, now()) or _is_expired(sign_in, account):
        return None
    actor = queries.make_actor(session, account.person, now().date())
    user = User(token, actor, account, _must_change(sign_in, account))
    _touch(sign_in)
    return user


def _is_expired(sign_in: SignIn, account: Account) -> bool:
    """Whether the person was idle too long; answers are saved without the sign-in, but count."""
    if not accounts.is_expired(sign_in, now()):
        return False
    active_at = exams.find_last_activity(read_session(), account.person_id)
    return accounts.is_expired(sign_in, now(), active_at)


def _must_change(sign_in: SignIn, account: Account) -> str:
    if account.must_change:
        return "first"
    days = current_app.config["PASSWORD_DAYS"]
    return "old" if accounts.is_password_old(account, sign_in, days) else ""


def _touch(sign_in: SignIn) -> None:
    if (now() - sign_in.seen_at).total_seconds() < TOUCH_SECONDS:
        return
    sign_in_id = sign_in.id
    read_session().rollback()  # SQLite: the writer must not wait for our own reading transaction
    with unit_of_work() as session:
        accounts.note_activity(session, sign_in_id=sign_in_id, now=now())


def init_app(app: Flask) -> None:
    """Bind Flask-Login and put the actor where views and templates find it."""
    login_manager.init_app(app)
    login_manager.user_loader(load_user)

    @app.before_request
    def identify() -> Response | None:
        if request.endpoint == "static" or is_token_only():
            return None
        if current_user.is_authenticated:
            g.actor = current_user.actor
            g.preferences = current_user.preferences
            g.must_change = current_user.must_change
            if current_user.must_change and request.endpoint not in EXEMPT:
                return redirect(url_for("account.change_password"), code=303)
        return None

    @app.context_processor
    def preferences() -> dict[str, object]:
        return {"preferences": g.get("preferences", {})}


def is_token_only() -> bool:
    """Whether this endpoint brings a token of its own and needs no user: the answer hot path."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", None) == "token"
