"""Who may call an endpoint. Every view says so; a test lists those that forgot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, g

from app.kernel.actor import Actor, Permission

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V")


def requires(*permissions: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let in only an actor whose roles give one of these permissions somewhere.

    The service asks its policy about the thing itself: this is the door, not the table.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = find_actor()
            if actor is None:
                abort(401)
            if not any(actor.has(permission) for permission in permissions):
                abort(403)
            return view(*args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Let in any signed-in person."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if find_actor() is None:
            abort(401)
        return view(*args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def public(view: V) -> V:
    """Say that anyone may call this view."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def with_token(view: Callable[P, R]) -> Callable[P, R]:
    """Say that this view checks a signed token itself; no user is loaded (the answer hot path)."""
    view.access = "token"  # type: ignore[attr-defined]
    return view


def find_actor() -> Actor | None:
    """Return who makes this request, if anyone signed in."""
    actor: Actor | None = g.get("actor")
    return actor


def current_actor() -> Actor:
    """Return who makes this request; only for views under `requires` or `signed_in`."""
    actor: Actor = g.actor
    return actor


def utc_now() -> datetime:
    """Return the time at this moment; for what outlives a request."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the time of this request, the same for all it writes."""
    if "now" not in g:
        g.now = utc_now()
    moment: datetime = g.now
    return moment
