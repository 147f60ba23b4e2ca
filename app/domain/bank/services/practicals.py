"""Practical tasks made from two files: begun, saved at every change, proved, handed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries
from app.domain.bank.models import ItemVersion, PracticalDraft
from app.domain.bank.services.writing import create_item, save_draft, submit
from app.domain.jobs import services as jobs
from app.domain.jobs.models import Job
from app.engines import practicals
from app.engines.bankfiles import ItemSource, Secrecy, task_source
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

PROVE = "prove"
PRACTICAL = "practical"
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is saved of a practical in the making."""

    task: dict[str, Any]
    extra: dict[str, Any]

    @property
    def title(self) -> str:
        """What lists call it."""
        return str(self.task.get("title", ""))[:LONGEST_TITLE]


@dataclass(frozen=True, slots=True)
class Name:
    """What a copy is called; without a title it keeps that of the task."""

    code: str
    title: str = ""


def begin_practical(
    session: Session, *, actor: Actor, bank_code: str, draft: Draft, now: datetime
) -> PracticalDraft:
    """Keep a task as it was proposed from two files; nothing is handed in yet."""
    bank = queries.get_bank(session, bank_code)
    policy.can_edit(actor, org_path=bank.org_path).require()
    made = PracticalDraft(
        bank_id=bank.id,
        author_id=actor.person_id,
        title=draft.title,
        task=draft.task,
        extra=draft.extra,
        created_at=now,
        updated_at=now,
    )
    session.add(made)
    session.flush()
    audit.record(
        session, actor=actor, action="bank.practical.begun", subject=str(made.uuid), at=now
    )
    return made


def open_practical(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> PracticalDraft:
    """Open the newest version of a practical for changes; what is in use stays as it is."""
    scope = actor.scope(Permission.BANK_ITEM_READ)
    item = queries.get_item(session, uuid, scope=scope)
    policy.can_edit(actor, org_path=item.bank.org_path).require()
    newest = queries.get_version(session, uuid, item.version_count, scope=scope)
    draft = Draft(task=dict(newest.content["task"]), extra=_extra(newest))
    made = begin_practical(session, actor=actor, bank_code=item.bank.code, draft=draft, now=now)
    made.item_id, made.based_on = item.id, newest.number
    session.flush()
    return made


def copy_practical(
    session: Session, *, actor: Actor, uuid: UUID, bank_code: str, name: Name, now: datetime
) -> PracticalDraft:
    """Begin a task like one there is: its files, words and checks under another code."""
    scope = actor.scope(Permission.BANK_ITEM_READ)
    item = queries.get_item(session, uuid, scope=scope)
    policy.can_read(actor, org_path=item.bank.org_path).require()
    newest = queries.get_version(session, uuid, item.version_count, scope=scope)
    if newest.kind != PRACTICAL:
        raise NotFoundError
    _require_free(session, name.code)
    task = {**newest.content["task"], "id": name.code}
    extra = {**_extra(newest), "secrecy": item.secrecy.value}
    if name.title:
        task["title"] = name.title
        task.pop("title_en", None)
    draft = Draft(task=task, extra=extra)
    return begin_practical(session, actor=actor, bank_code=bank_code, draft=draft, now=now)


def bring_practical(
    session: Session, *, actor: Actor, bank_code: str, task: dict[str, Any], now: datetime
) -> PracticalDraft:
    """Begin a task from its folder; where its code is that of a task there is, change that one.

    :param task: sound, as `read_task` reads it.
    """
    held = queries.find_item(session, str(task["id"]))
    if held is None:
        extra = {"tiers": [], "difficulty": 0.6, "unsaid": []}
        draft = Draft(task=task, extra=extra)
        return begin_practical(session, actor=actor, bank_code=bank_code, draft=draft, now=now)
    bank = held.item.bank
    if held.kind != PRACTICAL or not policy.can_edit(actor, org_path=bank.org_path):
        _require_free(session, held.item.code)
    draft = Draft(task=task, extra=_extra(held))
    made = begin_practical(session, actor=actor, bank_code=bank.code, draft=draft, now=now)
    made.item_id, made.based_on = held.item.id, held.number
    session.flush()
    return made


def _require_free(session: Session, code: str) -> None:
    if queries.known_codes(session, [code]):
        reason = msg("The code %(code)s is already used.", code=code)
        raise InvalidError([Problem("code", reason, msg("Choose another code."))])


def _extra(version: ItemVersion) -> dict[str, Any]:
    tiers = version.tier_names.split()
    return {"tiers": tiers, "difficulty": version.difficulty, "unsaid": []}


def save_practical(
    session: Session, *, actor: Actor, uuid: UUID, draft: Draft, revision: int, now: datetime
) -> PracticalDraft:
    """Save a task as it stands, sound or not; refused when another window saved meanwhile."""
    found = _own_by_policy(session, actor, uuid)
    if found.revision != revision:
        raise ConflictError(
            msg("The task was changed in another window. Reload the page to see it.")
        )
    found.task, found.extra, found.title = draft.task, draft.extra, draft.title
    found.revision, found.updated_at = revision + 1, now
    session.flush()
    return found


def ask_for_proof(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Job:
    """Have the task tried against its own files, in a job with progress."""
    found = _own_by_policy(session, actor, uuid)
    job = jobs.enqueue(
        session,
        actor=actor,
        kind=PROVE,
        args={"draft": str(uuid)},
        title=found.title,
        now=now,
    )
    found.job_id = job.id
    session.flush()
    return job


def hand_in_practical(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ItemVersion:
    """Make a sound, proved task an item, or a new version of one, and hand it in for review."""
    found = _own_by_policy(session, actor, uuid)
    source = _source(found)
    if found.item_id is None:
        source = replace(source, secrecy=_label(found))
        version = create_item(
            session, actor=actor, bank_code=found.bank.code, source=source, now=now
        )
        found.item_id = version.item.id
        session.flush()
    else:
        item = queries.get_item_by_id(session, found.item_id)
        source = replace(source, secrecy=item.secrecy)
        version = save_draft(
            session, actor=actor, uuid=item.uuid, source=source, based_on=found.based_on, now=now
        )
    submit(session, actor=actor, uuid=version.item.uuid, number=version.number, now=now)
    found.handed_in_at = now
    session.flush()
    return version


def discard_practical(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> None:
    """Throw a task away that was not handed in."""
    found = _own_by_policy(session, actor, uuid)
    session.delete(found)
    session.flush()
    audit.record(session, actor=actor, action="bank.practical.discarded", subject=str(uuid), at=now)


def _source(draft: PracticalDraft) -> ItemSource:
    """Return the item of a task. Raises InvalidError while the task is unsound."""
    task = practicals.read_task(draft.task)
    tiers = tuple(Tier(name) for name in draft.extra.get("tiers", [])) or (draft.bank.tier,)
    return task_source(task, draft.task, tiers, float(draft.extra.get("difficulty", 0.6)))


def _label(draft: PracticalDraft) -> Secrecy:
    """Return the label chosen for a new task; that of an item there is changed at the item."""
    said = draft.extra.get("secrecy")
    return Secrecy(said) if said in tuple(Secrecy) else Secrecy.INTERNAL


def _own_by_policy(session: Session, actor: Actor, uuid: UUID) -> PracticalDraft:
    found = queries.get_practical_draft(session, uuid, person_id=actor.person_id, lock=True)
    policy.can_edit(actor, org_path=found.bank.org_path).require()
    if found.handed_in_at is not None:
        raise ConflictError(msg("The task is handed in. Open it from its item to change it."))
    return found
