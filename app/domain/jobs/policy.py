"""Who may see and stop a job: its owner."""

from __future__ import annotations

from app.kernel.actor import Actor, Permission
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_read(actor: Actor, *, owner_id: int, org_path: str) -> Decision:
    """The owner, and whoever looks after jobs in that part of the tree."""
    if actor.person_id == owner_id or actor.may(Permission.JOBS_JOB_READ, org_path):
        return ALLOWED
    return refused(msg("This job belongs to another person."))


def can_cancel(actor: Actor, *, owner_id: int) -> Decision:
    """Only the owner stops a job."""
    if actor.person_id == owner_id:
        return ALLOWED
    return refused(msg("Only the person who started a job may stop it."))
