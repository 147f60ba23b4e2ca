"""Who may bring a training standard into force."""

from __future__ import annotations

from app.kernel.actor import Actor, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_load(actor: Actor) -> Decision:
    """A standard comes from its two authorities as a file, loaded on the command line."""
    if is_system(actor):
        return ALLOWED
    return refused(msg("Training standards are loaded on the command line."))
