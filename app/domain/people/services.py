"""Organisations, persons and roles: verbs that change them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.people import policy, queries, rules
from app.domain.people.models import Assignment, Organization, Person, RoleGrant
from app.domain.people.rules import Duty, Gender, OrganizationKind, PostLevel, Rank
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier
from app.store.crypto import blind_index


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


def add_person(
    session: Session,
    *,
    actor: Actor,
    code: str,
    full_name: str,
    organization: Organization,
    post_title: str,
    starts_on: date,
    now: datetime,
    gender: Gender = Gender.UNKNOWN,
    id_number: str | None = None,
    post_level: PostLevel = PostLevel.NONE,
    rank: Rank | None = None,
    duty: Duty = Duty.GENERAL,
) -> Person:
    """Add a person with a first assignment; the tier is derived by rule."""
    policy.can_edit_person(actor, org_path=organization.path).require()
    name = rules.clean_name(full_name)
    if problems := rules.check_name(name):
        raise InvalidError(problems)
    person = Person(
        code=code,
        full_name=name,
        gender=gender,
        id_number=id_number,
        id_number_index=blind_index(id_number) if id_number else None,
    )
    session.add(person)
    session.flush()
    _assign(
        session, person, organization, post_title, starts_on,
        post_level=post_level, rank=rank, duty=duty,
    )  # fmt: skip
    audit.record(session, actor=actor, action="people.person.added", subject=code, at=now)
    return person


def move_person(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    organization: Organization,
    post_title: str,
    starts_on: date,
    now: datetime,
    post_level: PostLevel = PostLevel.NONE,
    rank: Rank | None = None,
    duty: Duty = Duty.GENERAL,
) -> Assignment:
    """Give a person a new post from a day on; the one before ends the day before."""
    current = queries.find_latest_assignment(session, person.id)
    policy.can_edit_person(actor, org_path=organization.path).require()
    if current is not None:
        policy.can_edit_person(actor, org_path=current.organization.path).require()
        if current.starts_on >= starts_on:
            raise ConflictError(msg("The new post must begin after the present one began."))
        if current.ends_on is None or current.ends_on >= starts_on:
            current.ends_on = starts_on - timedelta(days=1)
    made = _assign(
        session, person, organization, post_title, starts_on,
        post_level=post_level, rank=rank, duty=duty,
    )  # fmt: skip
    audit.record(session, actor=actor, action="people.person.moved", subject=person.code, at=now)
    return made


def _assign(
    session: Session,
    person: Person,
    organization: Organization,
    post_title: str,
    starts_on: date,
    *,
    post_level: PostLevel,
    rank: Rank | None,
    duty: Duty,
) -> Assignment:
    assignment = Assignment(
        organization_id=organization.id,
        post_title=post_title,
        starts_on=starts_on,
        post_level=post_level,
        rank=rank,
        duty=duty,
        tier=rules.derive_tier(post_level, duty).tier,
        person=person,
    )
    session.add(assignment)
    session.flush()
    return assignment


def override_tier(
    session: Session,
    *,
    actor: Actor,
    assignment: Assignment,
    tier: Tier | None,
    reason: str,
    now: datetime,
) -> None:
    """Set the tier by hand with a reason, or go back to the rule with `tier=None`."""
    policy.can_edit_person(actor, org_path=assignment.organization.path).require()
    if tier is None:
        assignment.tier = rules.derive_tier(assignment.post_level, assignment.duty).tier
        assignment.tier_override_reason = ""
    else:
        if not reason.strip():
            raise InvalidError([Problem("reason", msg("Give the reason for this tier."))])
        assignment.tier = tier
        assignment.tier_override_reason = reason.strip()
    audit.record(
        session,
        actor=actor,
        action="people.tier.overridden",
        subject=assignment.person.code,
        at=now,
        details={"tier": assignment.tier.value, "reason": reason.strip()},
    )


def grant_role(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    role: Role,
    organization: Organization,
    now: datetime,
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
    )
    session.add(grant)
    session.flush()
    _audit_role(session, actor, "people.role.granted", person, role, organization, now)
    return grant


def revoke_role(
    session: Session, *, actor: Actor, person: Person, grant: RoleGrant, now: datetime
) -> None:
    """End a role grant; the row stays."""
    policy.can_grant_role(
        actor,
        person_id=person.id,
        org_path=grant.organization.path,
        role=grant.role,
        held=frozenset(),
    ).require()
    grant.revoked_at = now
    _audit_role(session, actor, "people.role.revoked", person, grant.role, grant.organization, now)


def _audit_role(  # noqa: PLR0917 - one line of the log
    session: Session,
    actor: Actor,
    action: str,
    person: Person,
    role: Role,
    organization: Organization,
    now: datetime,
) -> None:
    details = {"role": role.value, "organization": organization.code}
    audit.record(session, actor=actor, action=action, subject=person.code, at=now, details=details)
