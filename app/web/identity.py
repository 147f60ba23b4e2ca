"""Who makes the request: Flask-Login over our own sign-in rows, which can expire and be ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, g, redirect, request, url_for
from flask_login import UserMixin, current_user
from werkzeug.wrappers import Response

from app.domain.exams import queries as exams
from app.domain.people import accounts
from app.domain.people.identity import Identity, find_identity
from app.kernel.actor import Actor
from app.web.access import now
from app.web.extensions import login_manager
from app.web.unit_of_work import read_session, unit_of_work

TOUCH_SECONDS = 60
EXEMPT = {"static", "account.sign_out", "account.change_password", "account.set_preference"}


class User(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What Flask-Login keeps: the token of a sign-in row and the actor behind it."""

    def __init__(
        self,
        token: str,
        actor: Actor,
        username: str,
        preferences: Mapping[str, Any],
        must_change: str = "",
    ) -> None:
        self.token = token
        self.actor = actor
        self.must_change = must_change
        """Why the password is to be changed before anything else: `first`, `old`, or not."""
        self.username = username
        self.preferences = dict(preferences)

    def get_id(self) -> str:
        """Return the token: the cookie names a sign-in, not a person."""
        return self.token


def load_user(token: str) -> User | None:
    """Return the user of a living sign-in, or None when it has expired or was ended."""
    digest = accounts.token_digest(token)
    found = find_identity(read_session(), digest, on=now().date())
    if found is None or not found.is_enabled or _is_expired(found):
        return None
    user = User(token, found.actor, found.username, found.preferences, must_change(found))
    _touch(found)
    return user


def _is_expired(found: Identity) -> bool:
    """Whether the person was idle too long; answers are saved without the sign-in, but count."""
    if not accounts.is_expired(found, now()):
        return False
    active_at = exams.find_last_activity(read_session(), found.actor.person_id)
    return accounts.is_expired(found, now(), active_at)


def must_change(found: Identity) -> str:
    """Return why the password is to be changed before anything else; empty if it is not."""
    if found.must_change:
        return "first"
    days = current_app.config["PASSWORD_DAYS"]
    is_old = accounts.is_password_old(found.password_set_at, found.created_at, days)
    return "old" if is_old else ""


def is_touch_due(found: Identity) -> bool:
    """Whether the use of a sign-in is to be written down again: once a minute."""
    return (now() - found.seen_at).total_seconds() >= TOUCH_SECONDS


def _touch(found: Identity) -> None:
    if not is_touch_due(found):
        return
    read_session().rollback()  # SQLite: the writer must not wait for our own reading transaction
    with unit_of_work() as session:
        accounts.note_activity(session, sign_in_id=found.sign_in_id, now=now())


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
