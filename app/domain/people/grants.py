"""Ends a role with its line in the log; the verbs that do it have asked their policy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.people.models import Organization, Person, RoleGrant
from app.kernel.actor import Actor


def end_grant(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    grant: RoleGrant,
    reason: str,
    now: datetime,
) -> None:
    """End a grant that goes with a post; who calls has asked the policy about the post."""
    grant.revoked_at = now
    grant.revoked_reason = reason.strip()
    audit_role(session, actor, "people.role.revoked", grant, person, now)


def audit_role(  # noqa: PLR0917 - one line of the log
    session: Session, actor: Actor, action: str, grant: RoleGrant, person: Person, now: datetime
) -> None:
    """Write that a role was granted or has ended, with the unit and the reason."""
    unit = session.get_one(Organization, grant.organization_id)
    details = {"role": grant.role.value, "organization": unit.code}
    if reason := grant.revoked_reason or grant.reason:
        details["reason"] = reason
    audit.record(session, actor=actor, action=action, subject=person.code, at=now, details=details)
