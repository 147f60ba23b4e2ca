"""Who may mark and who may decide what a machine could not."""

from __future__ import annotations

from app.kernel.actor import Actor, Permission, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg


def can_mark(actor: Actor, *, org_path: str) -> Decision:
    """The platform marks by itself; personnel of the unit may have it done again."""
    if is_system(actor) or actor.may(Permission.RESULTS_RESULT_RELEASE, org_path):
        return ALLOWED
    return refused(msg("You may not have papers of this unit marked."))


def can_decide(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """Personnel of the unit of the candidate; never about one's own answer."""
    if actor.person_id == person_id:
        return refused(msg("You cannot decide about your own answer."))
    if actor.may(Permission.RESULTS_RESULT_RELEASE, org_path):
        return ALLOWED
    return refused(msg("You may not decide about answers of this unit."))


def can_read_file(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """The candidate, and personnel of the candidate's unit."""
    if actor.person_id == person_id or actor.may(Permission.RESULTS_RESULT_READ, org_path):
        return ALLOWED
    return refused(msg("This file belongs to another person."))


def can_judge(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """Markers and personnel of the unit of the candidate; never about one's own answer."""
    if actor.person_id == person_id:
        return refused(msg("You cannot decide about your own answer."))
    if actor.may(Permission.MARKING_ANSWER_JUDGE, org_path):
        return ALLOWED
    return refused(msg("You may not decide about answers of this unit."))


def can_reopen(actor: Actor, *, person_id: int, org_path: str) -> Decision:
    """Personnel of the unit have a judgement given afresh; never about one's own answer."""
    return can_decide(actor, person_id=person_id, org_path=org_path)


def can_set_readers(actor: Actor, *, org_path: str) -> Decision:
    """Personnel say how many people judge the answers of an exam of their unit."""
    if actor.may(Permission.RESULTS_RESULT_RELEASE, org_path):
        return ALLOWED
    return refused(msg("You may not say how the answers of this exam are judged."))


def can_regrade(actor: Actor, *, org_path: str) -> Decision:
    """Personnel of the unit of the exam have its files graded anew and propose what counts."""
    if actor.may(Permission.RESULTS_RESULT_RELEASE, org_path):
        return ALLOWED
    return refused(msg("You may not have the files of this exam graded anew."))


def can_decide_regrade(
    actor: Actor, *, org_path: str, proposed_by_id: int | None, is_candidate: bool
) -> Decision:
    """A second officer of the unit of the exam, who did not take it (domain.md 6.3)."""
    if not actor.may(Permission.RESULTS_RESULT_RELEASE, org_path):
        return refused(msg("You may not decide about the results of this exam."))
    if actor.person_id == proposed_by_id:
        return refused(msg("You proposed this yourself. Another officer decides."))
    if is_candidate:
        return refused(msg("You took this exam yourself. Another officer decides."))
    return ALLOWED
