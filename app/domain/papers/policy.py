"""Who may draw and seal papers."""

from __future__ import annotations

from app.kernel.actor import Actor, Permission, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_load_blueprint(actor: Actor) -> Decision:
    """Blueprints are part of the product's text; the platform loads them, or an exam officer."""
    if is_system(actor) or actor.has(Permission.EXAMS_PLAN_EDIT):
        return ALLOWED
    return refused(msg("You may not load blueprints."))


def can_assemble(actor: Actor, *, org_path: str) -> Decision:
    """Papers are drawn by the personnel officers of the unit that holds the exam."""
    if is_system(actor) or actor.may(Permission.EXAMS_PLAN_EDIT, org_path):
        return ALLOWED
    return refused(msg("You may not assemble papers for this unit."))


def can_seal(actor: Actor, *, org_path: str) -> Decision:
    """Whoever may draw a paper may seal it: sealing only takes possibilities away."""
    return can_assemble(actor, org_path=org_path)
