"""Who may read the audit log."""

from __future__ import annotations

from app.kernel.actor import Actor, Permission
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_read(actor: Actor) -> Decision:
    """Auditors read; nobody writes by hand."""
    if actor.has(Permission.AUDIT_EVENT_READ):
        return ALLOWED
    return refused(msg("Only auditors may read the audit log."))
