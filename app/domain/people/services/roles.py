"""Roles within a unit: granted and withdrawn, with the reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.people import policy, queries
from app.domain.people.grants import audit_role, end_grant
from app.domain.people.models import Organization, Person, RoleGrant
from app.kernel.actor import Actor, Role


def grant_role(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    role: Role,
    organization: Organization,
    now: datetime,
    reason: str = "",
) -> RoleGrant:
    """Grant a role within a unit and below; granting twice changes nothing."""
    held = queries.list_grants(session, person.id)
    for grant in held:
        if grant.role is role and grant.organization_id == organization.id:
            return grant
    policy.can_grant_role(
        actor,
        person_id=person.id,
        org_path=organization.path,
        role=role,
        held=frozenset(grant.role for grant in held),
    ).require()
    grant = RoleGrant(
        person_id=person.id,
        role=role,
        organization_id=organization.id,
        granted_by_id=actor.person_id,
        granted_at=now,
        reason=reason.strip(),
    )
    session.add(grant)
    session.flush()
    audit_role(session, actor, "people.role.granted", grant, person, now)
    return grant


def revoke_role(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    grant: RoleGrant,
    now: datetime,
    reason: str = "",
) -> None:
    """End a role grant; the row stays."""
    policy.can_grant_role(
        actor,
        person_id=person.id,
        org_path=grant.organization.path,
        role=grant.role,
        held=frozenset(),
    ).require()
    end_grant(session, actor=actor, person=person, grant=grant, reason=reason, now=now)
