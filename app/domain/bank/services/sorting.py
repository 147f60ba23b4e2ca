"""Keep a bank in order: what is done with many items at once, and searches kept under a name.

A plan says beforehand, item by item, what can be done; doing it goes by the same plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries
from app.domain.bank.models import Bank, ItemTag, ItemVersion, SavedView
from app.domain.bank.queries import finding
from app.domain.bank.rules import STATE_NAMES, State
from app.domain.bank.services.labelling import label_item
from app.domain.bank.services.publishing import retire
from app.domain.bank.services.writing import submit
from app.engines.bankfiles import Secrecy
from app.kernel.actor import Actor, Permission
from app.kernel.decision import Decision, refused
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

MOST_ITEMS = 2000
"""So many items are changed in one go; more would hold the database too long."""
MOST_VIEWS = 30
LONGEST_TAG = 40
LONGEST_TITLE = 60


class Action(StrEnum):
    """What can be done with many items."""

    SUBMIT = "submit"
    TAG = "tag"
    UNTAG = "untag"
    MOVE = "move"
    RETIRE = "retire"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Change:
    """An action and what it needs: the tag, the code of a bank, the reason, or the label."""

    action: Action
    value: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One item, and why nothing can be done with it, if so."""

    version: ItemVersion
    refusal: Message | None


def plan_change(
    session: Session, *, actor: Actor, uuids: Iterable[UUID], change: Change
) -> list[Planned]:
    """Return what the change would do, item by item; what lies outside is left out.

    :raises InvalidError: when the change lacks its tag, bank or reason.
    """
    target = _target(session, actor, change)
    scope = actor.scope(Permission.BANK_ITEM_READ)
    versions = finding.list_newest(session, uuids, scope=scope)[:MOST_ITEMS]
    tags = finding.list_tags_of(session, [version.item.id for version in versions])
    planned = []
    for version in versions:
        decision = can_change(actor, version, change, target, tags)
        planned.append(Planned(version, None if decision else decision.reason))
    return planned


def change_items(
    session: Session, *, actor: Actor, uuids: Iterable[UUID], change: Change, now: datetime
) -> list[Planned]:
    """Do what the plan allows; the rest comes back with its reasons."""
    target = _target(session, actor, change)
    planned = plan_change(session, actor=actor, uuids=uuids, change=change)
    doing = [one.version for one in planned if one.refusal is None]
    for version in doing:  # asked item by item, by `can_change`, and by the services themselves
        policy.can_read(actor, org_path=version.item.bank.org_path).require()
    _DOERS[change.action](_Work(session, actor, change, target, now), doing)
    session.flush()
    return planned


def save_view(session: Session, *, actor: Actor, title: str, query: str, now: datetime) -> None:
    """Keep a search under a name; the same name is written over."""
    policy.can_keep_views(actor).require()
    title = title.strip()[:LONGEST_TITLE]
    if not title:
        raise InvalidError([Problem("title", msg("Please give the search a name."))])
    held = {view.title: view for view in finding.list_views(session, person_id=actor.person_id)}
    if title in held:
        held[title].query = query[:1000]
        return
    if len(held) >= MOST_VIEWS:
        reason = msg("You have kept %(n)s searches; delete one first.", n=MOST_VIEWS)
        raise InvalidError([Problem("title", reason)])
    made = SavedView(person_id=actor.person_id, title=title, query=query[:1000], created_at=now)
    session.add(made)
    session.flush()


def delete_view(session: Session, *, actor: Actor, uuid: UUID) -> None:
    """Forget a search of one's own."""
    policy.can_keep_views(actor).require()
    session.delete(finding.get_view(session, uuid, person_id=actor.person_id))
    session.flush()


def _target(session: Session, actor: Actor, change: Change) -> Bank | None:
    """Check what the change needs; return the bank that items move to."""
    value = change.value.strip()
    reasons = {
        Action.TAG: msg("Please write the tag."),
        Action.UNTAG: msg("Please write the tag."),
        Action.MOVE: msg("Please choose the bank."),
        Action.RETIRE: msg("Please say why the item goes out of use."),
        Action.LABEL: msg("Please choose the secrecy label."),
    }
    if change.action in reasons and not value:
        raise InvalidError([Problem("value", reasons[change.action])])
    if change.action is Action.LABEL and value not in tuple(Secrecy):
        raise InvalidError([Problem("value", reasons[Action.LABEL])])
    if change.action in (Action.TAG, Action.UNTAG) and len(value) > LONGEST_TAG:
        raise InvalidError([Problem("value", msg("A tag has at most 40 characters."))])
    if change.action is not Action.MOVE:
        return None
    bank = queries.get_bank(session, value)
    policy.can_edit(actor, org_path=bank.org_path).require()
    return bank


def can_change(
    actor: Actor,
    version: ItemVersion,
    change: Change,
    target: Bank | None,
    tags: Mapping[int, Sequence[str]],
) -> Decision:
    """Whether a change can be made to one item: first what the item says, then who asks."""
    org_path = version.item.bank.org_path
    reason = _hindrance(version, change, target, tags.get(version.item.id, ()))
    if reason is not None:
        return refused(reason)
    if change.action is Action.SUBMIT:
        return policy.can_submit(actor, author_id=version.author_id, org_path=org_path)
    if change.action is Action.RETIRE:
        return policy.can_retire(actor, org_path=org_path)
    if change.action is Action.LABEL:
        is_stricter = Secrecy(change.value).is_stricter_than(version.item.secrecy)
        return policy.can_label(actor, org_path=org_path, is_stricter=is_stricter)
    return policy.can_edit(actor, org_path=org_path)


def _hindrance(
    version: ItemVersion, change: Change, target: Bank | None, tags: Sequence[str]
) -> Message | None:
    """Return what there is about the item itself that leaves nothing to do."""
    state, tag = STATE_NAMES[version.state], change.value.strip()
    is_here = target is not None and version.item.bank.id == target.id
    found: dict[Action, list[tuple[bool, Message]]] = {
        Action.SUBMIT: [
            (version.state is not State.DRAFT, msg("It is no draft, but “%(name)s”.", name=state))
        ],
        Action.RETIRE: [
            (
                version.state is not State.PUBLISHED,
                msg("It is not in use, but “%(name)s”.", name=state),
            )
        ],
        Action.MOVE: [
            (is_here, msg("It is in this bank already.")),
            (version.state is State.IN_REVIEW, msg("It is in review.")),
        ],
        Action.TAG: [(tag in tags, msg("It has this tag already."))],
        Action.UNTAG: [(tag not in tags, msg("It does not have this tag."))],
        Action.LABEL: [(tag == version.item.secrecy, msg("It has this secrecy label already."))],
    }
    return next((reason for is_so, reason in found[change.action] if is_so), None)


@dataclass(frozen=True, slots=True)
class _Work:
    session: Session
    actor: Actor
    change: Change
    target: Bank | None
    now: datetime

    def record(self, version: ItemVersion, action: str, details: dict[str, str]) -> None:
        audit.record(
            self.session,
            actor=self.actor,
            action=action,
            subject=version.item.code,
            at=self.now,
            details=details,
        )


def _submit(work: _Work, versions: list[ItemVersion]) -> None:
    for version in versions:
        uuid, number = version.item.uuid, version.number
        submit(work.session, actor=work.actor, uuid=uuid, number=number, now=work.now)


def _retire(work: _Work, versions: list[ItemVersion]) -> None:
    for version in versions:
        retire(
            work.session,
            actor=work.actor,
            uuid=version.item.uuid,
            number=version.number,
            reason=work.change.value,
            now=work.now,
        )


def _tag(work: _Work, versions: list[ItemVersion]) -> None:
    tag = work.change.value.strip()
    for version in versions:
        work.session.add(ItemTag(item_id=version.item.id, tag=tag))
        work.record(version, "bank.item.tagged", {"tag": tag})


def _untag(work: _Work, versions: list[ItemVersion]) -> None:
    tag, ids = work.change.value.strip(), [version.item.id for version in versions]
    work.session.execute(delete(ItemTag).where(ItemTag.tag == tag, ItemTag.item_id.in_(ids)))
    for version in versions:
        work.record(version, "bank.item.untagged", {"tag": tag})


def _move(work: _Work, versions: list[ItemVersion]) -> None:
    if work.target is None:
        return
    for version in versions:
        before = version.item.bank.code
        version.item.bank = work.target
        work.record(version, "bank.item.moved", {"from": before, "to": work.target.code})


def _label(work: _Work, versions: list[ItemVersion]) -> None:
    for version in versions:
        label_item(
            work.session,
            actor=work.actor,
            uuid=version.item.uuid,
            secrecy=Secrecy(work.change.value),
            now=work.now,
        )


_DOERS: Mapping[Action, Callable[[_Work, list[ItemVersion]], None]] = {
    Action.SUBMIT: _submit,
    Action.RETIRE: _retire,
    Action.TAG: _tag,
    Action.UNTAG: _untag,
    Action.MOVE: _move,
    Action.LABEL: _label,
}
