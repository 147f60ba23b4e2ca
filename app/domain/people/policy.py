"""Who may look at and change organisations, persons, accounts and roles."""

from __future__ import annotations

from app.kernel.actor import Actor, Permission, Role
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg

OUTSIDE = msg("This unit is outside the part of the organisation you are responsible for.")


def _within(actor: Actor, permission: Permission, org_path: str) -> Decision:
    return ALLOWED if actor.may(permission, org_path) else refused(OUTSIDE)


def can_read_person(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """Oneself, and those who look after persons of that unit."""
    if actor.person_id == person_id:
        return ALLOWED
    return _within(actor, Permission.PEOPLE_PERSON_READ, org_path)


OWN = msg("Nobody changes their own entry on the roster. Ask a colleague of your office.")


def can_edit_person(actor: Actor, *, org_path: str, person_id: int | None = None) -> Decision:
    """Personnel officers and administrators of the unit or of one above it, never on oneself."""
    if person_id is not None and actor.person_id == person_id:
        return refused(OWN)
    return _within(actor, Permission.PEOPLE_PERSON_EDIT, org_path)


def can_bring_roster(actor: Actor) -> Decision:
    """Whoever keeps the roster of any unit; each line is asked about again."""
    accounts = (Permission.PEOPLE_LEARNER_EDIT, Permission.PEOPLE_ACCOUNT_EDIT)
    may_open = any(actor.has(permission) for permission in accounts)
    return ALLOWED if actor.has(Permission.PEOPLE_PERSON_EDIT) and may_open else refused(OUTSIDE)


def can_set_tier(actor: Actor, *, org_path: str, person_id: int) -> Decision:
    """Personnel officers, never about themselves."""
    if actor.person_id == person_id:
        return refused(OWN)
    return _within(actor, Permission.PEOPLE_TIER_SET, org_path)


def can_edit_organization(actor: Actor, *, org_path: str) -> Decision:
    """Administrators of that part of the tree."""
    return _within(actor, Permission.PEOPLE_ORGANIZATION_EDIT, org_path)


ONLY_LEARNERS = msg(
    "This person holds other roles than that of a learner. Ask an administrator about the account."
)


def can_edit_account(actor: Actor, *, org_path: str, held: frozenset[Role]) -> Decision:
    """Administrators look after all accounts of their part, personnel after those of learners.

    Else an officer could give an administrator a new password and be one.
    """
    if actor.may(Permission.PEOPLE_ACCOUNT_EDIT, org_path):
        return ALLOWED
    decision = _within(actor, Permission.PEOPLE_LEARNER_EDIT, org_path)
    return decision if not decision or held <= {Role.LEARNER} else refused(ONLY_LEARNERS)


SEPARATED = {
    Role.ADMINISTRATOR: frozenset(Role) - {Role.ADMINISTRATOR},
    Role.AUDITOR: frozenset(Role) - {Role.AUDITOR},
}
"""Administrators and auditors hold no other role (domain.md 3.1: 管理用户权限分离)."""


def can_grant_role(
    actor: Actor, *, person_id: int, org_path: str, role: Role, held: frozenset[Role]
) -> Decision:
    """Administrators grant within their part of the tree, never to themselves.

    Personnel officers make the persons of their units learners, and nothing else.
    """
    if actor.person_id == person_id:
        return refused(msg("Nobody grants roles to themselves."))
    for one, other in ((role, held), *((old, frozenset({role})) for old in held)):
        if clash := SEPARATED.get(one, frozenset()) & other:
            return refused(
                msg(
                    "%(role)s cannot be combined with %(other)s.",
                    role=ROLE_NAMES[one],
                    other=ROLE_NAMES[min(clash)],
                )
            )
    if role is Role.LEARNER and actor.may(Permission.PEOPLE_LEARNER_EDIT, org_path):
        return ALLOWED
    return _within(actor, Permission.PEOPLE_ROLE_GRANT, org_path)


ROLE_NAMES = {
    Role.LEARNER: msg("Learner"),
    Role.TRAINER: msg("Trainer"),
    Role.REVIEWER: msg("Reviewer"),
    Role.PERSONNEL: msg("Personnel officer"),
    Role.INVIGILATOR: msg("Invigilator"),
    Role.MARKER: msg("Marker"),
    Role.ADMINISTRATOR: msg("Administrator"),
    Role.AUDITOR: msg("Auditor"),
}


def can_change_own_password(actor: Actor, *, person_id: int) -> Decision:
    """Everyone changes their own password and nobody else's."""
    if actor.person_id == person_id:
        return ALLOWED
    return refused(msg("A password is changed by its owner only."))
