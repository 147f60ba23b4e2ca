"""The organisation tree."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.people import policy, queries
from app.domain.people.models import Organization
from app.domain.people.rules import OrganizationKind
from app.kernel.actor import Actor
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


def add_organization(
    session: Session,
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: OrganizationKind,
    parent: Organization | None,
    now: datetime,
    short_name: str = "",
    name_en: str = "",
    position: int = 0,
) -> Organization:
    """Add a unit below `parent`; the code is unique in the whole tree.

    :raises InvalidError: the code is malformed or taken.
    """
    path = f"{parent.path if parent else '/'}{code}/"
    policy.can_edit_organization(actor, org_path=parent.path if parent else path).require()
    if not code or not code.replace("-", "").isalnum():
        raise InvalidError([Problem("code", msg("A unit code has letters, digits and hyphens."))])
    if queries.find_organization(session, code) is not None:
        taken = msg("The code %(code)s is taken. Choose another.", code=code)
        raise InvalidError([Problem("code", taken)])
    unit = Organization(
        code=code,
        name=name,
        kind=kind,
        path=path,
        parent_id=parent.id if parent else None,
        short_name=short_name,
        name_en=name_en,
        position=position,
    )
    session.add(unit)
    session.flush()
    audit.record(session, actor=actor, action="people.organization.added", subject=code, at=now)
    return unit
