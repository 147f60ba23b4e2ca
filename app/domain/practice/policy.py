"""Who may practise: learners, each for themselves."""

from __future__ import annotations

from app.kernel.actor import Actor, Permission, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_practise(actor: Actor) -> Decision:
    """Whoever holds the role of a learner."""
    if actor.has(Permission.LEARNING_MODULE_STUDY) and not is_system(actor):
        return ALLOWED
    return refused(msg("Only learners practise exams. Please ask your personnel office."))


def can_write(actor: Actor, *, person_id: int) -> Decision:
    """One's own runs only; a token of a run proves who it is and carries no roles."""
    if actor.person_id == person_id:
        return ALLOWED
    return refused(msg("This practice belongs to another person."))
