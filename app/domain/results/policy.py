"""Who may see, check, release and export results."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.actor import Actor, Permission, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_build(actor: Actor) -> Decision:
    """Results follow from marks; only the platform makes them."""
    return ALLOWED if is_system(actor) else refused(msg("Results are made by the platform only."))


def can_read(actor: Actor, *, org_path: str) -> Decision:
    """Personnel of the unit where the person served, or of one above it."""
    if actor.may(Permission.RESULTS_RESULT_READ, org_path):
        return ALLOWED
    return refused(msg("This result is outside what you may see."))


def can_read_own(actor: Actor, *, person_id: int, is_official: bool) -> Decision:
    """Everyone reads their own result once it is released."""
    if actor.person_id == person_id and is_official:
        return ALLOWED
    return refused(msg("This result is not released yet."))


def can_check(actor: Actor, *, org_path: str, person_id: int) -> Decision:
    """A personnel officer of the unit; never one's own result."""
    if is_system(actor) or not actor.may(Permission.RESULTS_RESULT_RELEASE, org_path):
        return refused(msg("You may not check results of this unit."))
    if actor.person_id == person_id:
        return refused(msg("Another officer has to check your own result."))
    return ALLOWED


def can_release(
    actor: Actor, *, org_path: str, person_id: int, checked_by_id: int | None
) -> Decision:
    """A second officer: never the one who checked, never one's own result (domain.md 6.3)."""
    if is_system(actor) or not actor.may(Permission.RESULTS_RESULT_RELEASE, org_path):
        return refused(msg("You may not release results of this unit."))
    if actor.person_id == person_id:
        return refused(msg("Another officer has to release your own result."))
    if actor.person_id == checked_by_id:
        return refused(msg("You checked these results yourself. Another officer releases them."))
    return ALLOWED


def can_export(actor: Actor, *, scope_paths: Sequence[str]) -> Decision:
    """Personnel officers, for the part of the tree they look after, when asking and when fetching.

    The permission is asked again for every download: rights may have ended meanwhile.
    """
    may = [actor.may(Permission.RESULTS_RESULT_EXPORT, path) for path in scope_paths]
    if may and all(may):
        return ALLOWED
    return refused(msg("You may not export results of these units."))
