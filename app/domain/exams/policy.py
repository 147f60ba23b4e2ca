"""Who may do what in exams: plain values in, a reasoned decision out."""

from __future__ import annotations

from app.kernel.actor import Actor, Permission, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_edit_plan(actor: Actor, *, org_path: str) -> Decision:
    """Plans are written by the personnel officers of the unit and of those above it."""
    if actor.may(Permission.EXAMS_PLAN_EDIT, org_path):
        return ALLOWED
    return refused(msg("You may not plan exams for this unit."))


def can_approve_plan(actor: Actor, *, org_path: str, submitted_by_id: int | None) -> Decision:
    """Approval needs a second person: never the one who submitted (domain.md 6.3)."""
    if not actor.may(Permission.EXAMS_PLAN_APPROVE, org_path):
        return refused(msg("You may not approve exams of this unit."))
    if actor.person_id == submitted_by_id:
        return refused(msg("You submitted this plan yourself. Another officer must approve it."))
    return ALLOWED


def can_extend_reviews(actor: Actor) -> Decision:
    """Whoever releases corrected results, of a single unit too: time for reviews is never cut."""
    if actor.has(Permission.RESULTS_RESULT_RELEASE):
        return ALLOWED
    return refused(msg("You may not release results of this unit."))


def can_plan_or_approve(actor: Actor, *, org_path: str) -> Decision:
    """What belongs to planning, whichever of the two officers comes first."""
    if is_system(actor) or actor.may(Permission.EXAMS_PLAN_APPROVE, org_path):
        return ALLOWED
    return can_edit_plan(actor, org_path=org_path)


def can_register(actor: Actor, *, person_id: int) -> Decision:
    """A person registers for themselves."""
    if not actor.has(Permission.EXAMS_SITTING_TAKE):
        return refused(msg("Only learners take exams."))
    if actor.person_id != person_id:
        return refused(msg("You can only register yourself."))
    return ALLOWED


def can_register_others(actor: Actor) -> Decision:
    """Personnel officers register the staff of their part; whom, the scope of the query says."""
    if is_system(actor) or actor.has(Permission.EXAMS_PLAN_EDIT):
        return ALLOWED
    return refused(msg("Only personnel officers register others."))


def can_ask_accommodation(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """Everyone asks for themselves; a personnel officer for the staff of their part."""
    if actor.person_id == person_id or actor.may(Permission.EXAMS_PLAN_EDIT, org_path):
        return ALLOWED
    return refused(msg("You may not ask for this person."))


def can_decide_accommodation(
    actor: Actor, *, org_path: str, person_id: int, asked_by_id: int
) -> Decision:
    """A second person decides, and never about themselves."""
    if not actor.may(Permission.EXAMS_PLAN_APPROVE, org_path):
        return refused(msg("You may not decide about accommodations of this unit."))
    if actor.person_id in {person_id, asked_by_id}:
        return refused(msg("Another officer must decide about what you asked for."))
    return ALLOWED


def can_take(actor: Actor, *, person_id: int) -> Decision:
    """A sitting belongs to its candidate alone."""
    if actor.person_id == person_id:
        return ALLOWED
    return refused(msg("This sitting belongs to another person."))


def can_run_room(actor: Actor, *, org_path: str) -> Decision:
    """Rooms are run by invigilators of the unit that holds the exam."""
    if is_system(actor) or actor.may(Permission.EXAMS_ROOM_RUN, org_path):
        return ALLOWED
    return refused(msg("You are not an invigilator of this exam."))


def can_collect(actor: Actor, *, org_path: str) -> Decision:
    """The end of an exam is declared by its officers or its invigilators, or by the clock."""
    if is_system(actor) or actor.may(Permission.EXAMS_PLAN_EDIT, org_path):
        return ALLOWED
    return can_run_room(actor, org_path=org_path)


def can_seal(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """A sitting is closed by its candidate, or by whoever may end the exam."""
    if can_take(actor, person_id=person_id):
        return ALLOWED
    return can_collect(actor, org_path=org_path)
