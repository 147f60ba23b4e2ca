"""Who holds a sign-in: one narrow statement for each request, and no cache.

Every request of every signed-in person asks this. Nothing is remembered between two requests, so
that an ended sign-in, a closed account and a role that was taken away count from the next one on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.domain.people.models import Account, Assignment, Organization, Person, RoleGrant, SignIn
from app.kernel.actor import Actor, Grant

_home = aliased(Organization)
_post = (
    select(_home.path)
    .join(Assignment, Assignment.organization_id == _home.id)
    .where(
        Assignment.person_id == Person.id,
        Assignment.starts_on <= bindparam("on"),
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= bindparam("on")),
    )
    .order_by(Assignment.starts_on.desc())
    .limit(1)
    .correlate(Person)
    .scalar_subquery()
)
_BY_TOKEN = (
    select(
        SignIn.id,
        SignIn.created_at,
        SignIn.seen_at,
        Account.person_id,
        Account.username,
        Account.must_change,
        Account.password_set_at,
        Account.is_enabled,
        Account.closes_on,
        Person.full_name,
        Person.preferences,
        RoleGrant.role,
        Organization.path,
        _post.label("home"),
    )
    .join(Account, SignIn.account_id == Account.id)
    .join(Person, Account.person_id == Person.id)
    .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.revoked_at.is_(None))
    .outerjoin(Organization, RoleGrant.organization_id == Organization.id)
    .where(SignIn.token_digest == bindparam("digest"), SignIn.ended_at.is_(None))
    .order_by(RoleGrant.id)
)
_POSTS = (
    select(Assignment.person_id, Assignment.post_title, Assignment.rank)
    .where(
        Assignment.person_id.in_(bindparam("persons", expanding=True)),
        Assignment.starts_on <= bindparam("on"),
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= bindparam("on")),
    )
    .order_by(Assignment.starts_on)
)


_sign_ins: Table = SignIn.__table__  # type: ignore[assignment]
_USED = (
    update(_sign_ins)
    .where(_sign_ins.c.id == bindparam("sign_in_id"), _sign_ins.c.ended_at.is_(None))
    .values(seen_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A living sign-in with all that a request needs to know of its holder.

    :ivar is_enabled: False when the account is closed or its person has left; such a sign-in
        opens nothing.
    """

    sign_in_id: int
    created_at: datetime
    seen_at: datetime
    username: str
    must_change: bool
    password_set_at: datetime
    is_enabled: bool
    preferences: Mapping[str, Any]
    actor: Actor


def find_identity(session: Session | Connection, token_digest: str, *, on: date) -> Identity | None:
    """Return who holds a sign-in that was not ended, with the roles and the post of that day."""
    rows = session.execute(_BY_TOKEN, {"digest": token_digest, "on": on}).all()
    return _identity(rows, on) if rows else None


def _identity(rows: Sequence[Row[*tuple[Any, ...]]], on: date) -> Identity:
    first = rows[0]
    has_left = first.closes_on is not None and first.closes_on < on
    grants = tuple(Grant(role=row.role, org_path=row.path) for row in rows if row.role is not None)
    home = first.home or (grants[0].org_path if grants else "/-/")
    return Identity(
        sign_in_id=first.id,
        created_at=first.created_at,
        seen_at=first.seen_at,
        username=first.username,
        must_change=first.must_change,
        password_set_at=first.password_set_at,
        is_enabled=first.is_enabled and not has_left,
        preferences=dict(first.preferences),
        actor=Actor(first.person_id, first.full_name, home, grants),
    )


def list_posts(
    session: Session, person_ids: Sequence[int], *, on: date
) -> dict[int, tuple[str, str]]:
    """Return person → title and rank of the post held on a day, the latest; empty without one."""
    rows = session.execute(_POSTS, {"persons": list(person_ids), "on": on})
    held = {row.person_id: (row.post_title, row.rank.value if row.rank else "") for row in rows}
    return {one: held.get(one, ("", "")) for one in person_ids}


def note_uses(connection: Connection, sign_in_ids: Sequence[int], now: datetime) -> None:
    """Remember that sign-ins were used, all at once; one that ended meanwhile stays as it is."""
    if sign_in_ids:
        connection.execute(_USED, [{"sign_in_id": one, "now": now} for one in sign_in_ids])
