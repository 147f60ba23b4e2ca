"""Who may see, issue and change certificates."""

from __future__ import annotations

from app.kernel.actor import Actor, Permission, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_read(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """The holder, and personnel of the unit where it was earned."""
    if actor.person_id == person_id or actor.may(
        Permission.CERTIFICATES_CERTIFICATE_READ, org_path
    ):
        return ALLOWED
    return refused(msg("This certificate is outside what you may see."))


def can_issue(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """The platform after a release, or whoever may release results there; never for oneself."""
    if is_system(actor):
        return ALLOWED
    if actor.person_id == person_id:
        return refused(msg("You cannot issue a certificate to yourself."))
    if actor.may(Permission.RESULTS_RESULT_RELEASE, org_path):
        return ALLOWED
    return refused(msg("You may not issue certificates in this unit."))


def can_propose(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """Personnel of the unit; never on one's own certificate."""
    if not actor.may(Permission.CERTIFICATES_CERTIFICATE_REVOKE, org_path):
        return refused(msg("You may not change certificates in this unit."))
    if actor.person_id == person_id:
        return refused(msg("You cannot change your own certificate."))
    return ALLOWED


def can_decide(actor: Actor, *, person_id: int, org_path: str, proposed_by_id: int) -> Decision:
    """A second pair of eyes: never the one who proposed."""
    allowed = can_propose(actor, person_id=person_id, org_path=org_path)
    if allowed and (is_system(actor) or actor.person_id == proposed_by_id):
        return refused(msg("Another person has to decide what you proposed."))
    return allowed
