"""Who may learn, read hours and decide about them."""

from __future__ import annotations

from datetime import datetime

from app.domain.learning.rules import TRANSITIONS, Gate, HoursState, Standing, quiz_opens_at
from app.kernel.actor import Actor, Permission, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_load(actor: Actor) -> Decision:
    """Reviewed courseware comes as files, loaded on the command line."""
    if is_system(actor):
        return ALLOWED
    return refused(msg("Course modules are loaded on the command line."))


def can_study(actor: Actor) -> Decision:
    """Whoever holds the role of a learner, for themselves."""
    if actor.has(Permission.LEARNING_MODULE_STUDY) and not is_system(actor):
        return ALLOWED
    return refused(msg("Only learners study modules. Please ask your personnel office."))


def can_answer(actor: Actor, *, standing: Standing) -> Decision:
    """A checkpoint that is open may be answered."""
    if standing.gate is Gate.RIGHT:
        return refused(msg("You have answered this question already."))
    if standing.gate is Gate.REREAD:
        return refused(msg("Please read the passage again first; the question will come back."))
    return can_study(actor)


def can_begin_quiz(
    actor: Actor, *, open_checkpoints: int, failed_at: datetime | None, now: datetime
) -> Decision:
    """The quiz opens when all checkpoints are right, and some minutes after a failed one."""
    if open_checkpoints:
        return refused(
            msg(
                "Please finish the lessons first: %(count)s questions are still open.",
                count=open_checkpoints,
            )
        )
    opens_at = quiz_opens_at(failed_at)
    if opens_at is not None and now < opens_at:
        minutes = -(-int((opens_at - now).total_seconds()) // 60)
        return refused(
            msg(
                "The last quiz was not passed. You can try a new one in %(minutes)s minutes; please"
                " read the explanations first.",
                minutes=minutes,
            )
        )
    return can_study(actor)


def can_submit_quiz(actor: Actor, *, person_id: int) -> Decision:
    """A quiz is handed in by the person who began it."""
    if actor.person_id != person_id:
        return refused(msg("This quiz belongs to another person."))
    return can_study(actor)


def can_read_hours(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """One's own hours, and those of persons one looks after."""
    if actor.person_id == person_id or actor.may(Permission.LEARNING_HOURS_READ, org_path):
        return ALLOWED
    return refused(msg("These hours are outside what you may see."))


def can_decide_hours(
    actor: Actor, *, person_id: int, org_path: str, state: HoursState, target: HoursState
) -> Decision:
    """Personnel officers of the unit decide, never about their own hours, along the states."""
    if actor.person_id == person_id:
        return refused(msg("Nobody decides about hours of their own."))
    if not actor.may(Permission.LEARNING_HOURS_DECIDE, org_path):
        return refused(msg("These hours are decided by the personnel office of their unit."))
    if target not in TRANSITIONS[state]:
        return refused(msg("These hours are no longer in a state in which this can be decided."))
    return ALLOWED


def can_decide_together(actor: Actor) -> Decision:
    """Personnel officers decide about several records; each is asked about on its own as well."""
    if actor.has(Permission.LEARNING_HOURS_DECIDE):
        return ALLOWED
    return refused(msg("These hours are decided by the personnel office of their unit."))


def can_resubmit_hours(actor: Actor, *, person_id: int, state: HoursState) -> Decision:
    """The person whose hours were returned has a word, and they wait for a decision again."""
    if actor.person_id != person_id:
        return refused(msg("Only the person themselves has a word about returned hours."))
    if state is not HoursState.RETURNED:
        return refused(msg("These hours are not returned, so there is nothing to hand in again."))
    return can_study(actor)
