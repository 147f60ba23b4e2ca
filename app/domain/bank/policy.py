"""Who may do what to items: plain values in, a reasoned decision out."""

from __future__ import annotations

from app.domain.bank.rules import Verdict
from app.kernel.actor import Actor, Permission, is_system
from app.kernel.decision import ALLOWED, Decision, refused
from app.kernel.text import msg

OUTSIDE = msg("This question bank is outside the part of the organisation you work for.")


def can_edit(actor: Actor, *, org_path: str) -> Decision:
    """Trainers write items in the banks of their own part of the organisation."""
    if not actor.has(Permission.BANK_ITEM_EDIT):
        return refused(msg("Items are written by trainers."))
    return ALLOWED if actor.may(Permission.BANK_ITEM_EDIT, org_path) else refused(OUTSIDE)


def can_label(actor: Actor, *, org_path: str, is_stricter: bool) -> Decision:
    """Authors make a secrecy label stricter; making it laxer needs a second pair of eyes."""
    if is_system(actor) or actor.may(Permission.BANK_ITEM_PUBLISH, org_path):
        return ALLOWED
    if not is_stricter:
        return refused(
            msg("A secrecy label is made less strict by a reviewer only. Please ask one.")
        )
    return can_edit(actor, org_path=org_path)


def can_export(actor: Actor, *, org_path: str) -> Decision:
    """Items are taken out by the trainers of the bank, or on the command line."""
    return ALLOWED if is_system(actor) else can_edit(actor, org_path=org_path)


def can_read(actor: Actor, *, org_path: str) -> Decision:
    """Items are read by those who work with the banks of that part of the organisation."""
    return ALLOWED if actor.may(Permission.BANK_ITEM_READ, org_path) else refused(OUTSIDE)


def can_keep_views(actor: Actor) -> Decision:
    """Searches are kept by whoever may read items, for themselves."""
    if actor.has(Permission.BANK_ITEM_READ):
        return ALLOWED
    return refused(msg("Items are read by trainers and reviewers."))


def can_submit(actor: Actor, *, author_id: int, org_path: str) -> Decision:
    """Only its author hands a draft in for review."""
    if author_id != actor.person_id:
        return refused(msg("A draft is handed in for review by its author."))
    return can_edit(actor, org_path=org_path)


def can_review(actor: Actor, *, author_id: int, org_path: str) -> Decision:
    """A review needs a second pair of eyes: never the author's own (domain.md 6.3)."""
    if not actor.has(Permission.BANK_ITEM_REVIEW):
        return refused(msg("Items are reviewed by reviewers."))
    if author_id == actor.person_id:
        return refused(msg("Nobody reviews an item of their own. Please ask another reviewer."))
    return ALLOWED if actor.may(Permission.BANK_ITEM_REVIEW, org_path) else refused(OUTSIDE)


def can_decide(*, verdict: Verdict, is_solved: bool, is_solved_right: bool) -> Decision:
    """A verdict comes after solving blind; who did not reach the key cannot approve it."""
    if not is_solved:
        return refused(msg("Please solve the item yourself before you see the key and decide."))
    if verdict is Verdict.APPROVE and not is_solved_right:
        return refused(
            msg("Your own answer differs from the key. Return the item and say what you found.")
        )
    return ALLOWED


def can_publish(actor: Actor, *, author_id: int, org_path: str) -> Decision:
    """Publishing is never done by the author."""
    if not actor.has(Permission.BANK_ITEM_PUBLISH):
        return refused(msg("Items are published by reviewers."))
    if author_id == actor.person_id:
        return refused(msg("Nobody publishes an item of their own. Please ask another reviewer."))
    return ALLOWED if actor.may(Permission.BANK_ITEM_PUBLISH, org_path) else refused(OUTSIDE)


def can_retire(actor: Actor, *, org_path: str) -> Decision:
    """Whoever may publish may take an item out of use, the author too."""
    return ALLOWED if actor.may(Permission.BANK_ITEM_PUBLISH, org_path) else refused(OUTSIDE)


def can_import(actor: Actor, *, org_path: str) -> Decision:
    """Files are brought in by the trainers of the bank, as drafts, or on the command line."""
    return ALLOWED if is_system(actor) else can_edit(actor, org_path=org_path)


def can_undo_import(actor: Actor, *, author_id: int, org_path: str) -> Decision:
    """An import is taken back by whoever did it, or on the command line."""
    if is_system(actor):
        return ALLOWED
    if author_id != actor.person_id:
        return refused(msg("An import is undone by the person who did it."))
    return can_edit(actor, org_path=org_path)


def can_load(actor: Actor, *, org_path: str) -> Decision:
    """Reviewed text files are loaded by the platform itself, or by who may publish there."""
    if is_system(actor) or actor.may(Permission.BANK_ITEM_PUBLISH, org_path):
        return ALLOWED
    return refused(OUTSIDE)
