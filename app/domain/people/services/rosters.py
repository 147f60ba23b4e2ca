"""A roster from a file: kept until it is confirmed, then taken as a whole or not at all."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.jobs import services as jobs
from app.domain.people import policy, queries, rules
from app.domain.people.models import Account, Assignment, Person, RoleGrant, RosterFile
from app.domain.people.roster_plan import Effect, PlannedLine, RosterPlan
from app.domain.people.services.posts import move_person, resume
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.store.crypto import blind_index

KIND = "people.roster"
TITLE = msg("Roster from a file")
KEPT_FOR = timedelta(days=1)
NAMED_AT_ONCE = 500
"""Staff numbers in one line of the log."""


def stage_roster(
    session: Session, *, actor: Actor, name: str, data: bytes, now: datetime
) -> RosterFile:
    """Keep a file, encrypted, until its owner confirms or discards it; nobody is added of it."""
    policy.can_bring_roster(actor).require()
    old = RosterFile.created_at < now - KEPT_FOR
    session.execute(delete(RosterFile).where(old, RosterFile.job_id.is_(None)))
    made = RosterFile(
        person_id=actor.person_id, name=name[:200], digest=sha256(data).hexdigest(),
        data=base64.b64encode(data).decode(), created_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def discard_roster(session: Session, *, actor: Actor, uuid: UUID) -> None:
    """Throw a file away that was not confirmed."""
    policy.can_bring_roster(actor).require()
    held = queries.get_roster(session, uuid, person_id=actor.person_id)
    if held.job_id is not None:
        raise ConflictError(msg("This file has been confirmed already."))
    session.delete(held)
    session.flush()


def confirm_roster(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> RosterFile:
    """Queue the work; the rights and the file are looked at again when it is done."""
    policy.can_bring_roster(actor).require()
    held = queries.get_roster(session, uuid, person_id=actor.person_id, lock=True)
    if held.job_id is not None:
        raise ConflictError(msg("This file has been confirmed already."))
    args = {"roster": str(uuid)}
    job = jobs.enqueue(session, actor=actor, kind=KIND, args=args, title=TITLE.msgid, now=now)
    held.job_id = job.id
    session.flush()
    return held


def fetch_slips(
    session: Session, *, actor: Actor, uuid: UUID, now: datetime
) -> list[dict[str, str]]:
    """Return the first passwords of a roster and forget them: they are handed out once."""
    policy.can_bring_roster(actor).require()
    held = queries.get_roster(session, uuid, person_id=actor.person_id, lock=True)
    if not held.slips:
        raise ConflictError(msg("There are no first passwords to fetch any more."))
    slips: list[dict[str, str]] = json.loads(held.slips)
    held.slips = ""
    audit.record(
        session, actor=actor, action="people.roster.slips-fetched", subject=str(uuid), at=now,
        details={"count": len(slips)},
    )  # fmt: skip
    return slips


def bring_roster(
    session: Session,
    *,
    actor: Actor,
    plan: RosterPlan,
    digests: Mapping[str, str],
    source: str,
    now: datetime,
) -> dict[str, int]:
    """Add, move and take over everybody of a plan in this transaction; returns the counts.

    :param digests: staff number → digest of the first password of those who are new.
    :param source: digest of the file, for the log.
    :raises InvalidError: a line cannot be taken; then nobody is.
    """
    policy.can_bring_roster(actor).require()
    if plan.failures:
        first = plan.failures[0]
        raise InvalidError([Problem(f"{first.row}", first.reason, first.cure)])
    for one in plan.lines:
        if one.effect is not Effect.NOTHING:
            policy.can_edit_person(actor, org_path=one.unit.path).require()
    _add_all(session, actor, [o for o in plan.lines if o.effect is Effect.ADD], digests, now)
    for one in plan.lines:
        _go_on(session, actor, one, now)
    _log(session, actor, plan, source, now)
    return plan.counts()


def _add_all(
    session: Session,
    actor: Actor,
    lines: Sequence[PlannedLine],
    digests: Mapping[str, str],
    now: datetime,
) -> None:
    """Write all new persons with posts, accounts and the role of a learner, table by table."""
    people = [_person(one) for one in lines]
    session.add_all(people)
    session.flush()
    for person, one in zip(people, lines, strict=True):
        session.add(
            RoleGrant(
                person_id=person.id, role=Role.LEARNER, organization_id=one.unit.id,
                granted_by_id=actor.person_id, granted_at=now, reason="roster",
            )
        )  # fmt: skip
        session.add(
            Account(
                person_id=person.id, username=person.code.lower(),
                password_digest=digests[person.code], password_set_at=now,
            )
        )  # fmt: skip
    session.flush()


def _person(one: PlannedLine) -> Person:
    facts, post = one.line.facts, one.line.post
    person = Person(
        code=facts.code,
        full_name=facts.full_name,
        gender=facts.gender,
        id_number=facts.id_number or None,
        id_number_index=blind_index(facts.id_number) if facts.id_number else None,
    )
    Assignment(
        organization_id=one.unit.id, post_title=post.title.strip(), starts_on=post.starts_on,
        post_level=post.level, rank=post.rank, duty=post.duty,
        tier=rules.derive_tier(post.level, post.duty).tier, person=person,
    )  # fmt: skip
    return person


def _go_on(session: Session, actor: Actor, one: PlannedLine, now: datetime) -> None:
    post = one.line.post
    if one.effect is Effect.MOVE and one.person is not None:
        move_person(
            session, actor=actor, person=one.person, organization=one.unit, post_title=post.title,
            starts_on=post.starts_on, post_level=post.level, rank=post.rank, duty=post.duty,
            now=now,
        )  # fmt: skip
    elif one.effect is Effect.RETURN and one.person is not None:
        resume(session, actor=actor, person=one.person, organization=one.unit, post=post, now=now)


def _log(session: Session, actor: Actor, plan: RosterPlan, source: str, now: datetime) -> None:
    """One line with the counts, and the staff numbers of those who were added in parts."""
    added = [one.line.facts.code for one in plan.lines if one.effect is Effect.ADD]
    parts = [added[at : at + NAMED_AT_ONCE] for at in range(0, len(added), NAMED_AT_ONCE)] or [[]]
    for number, part in enumerate(parts, start=1):
        details: dict[str, object] = {"sha256": source, "part": number, "added": part}
        if number == 1:
            details |= plan.counts()
        audit.record(
            session, actor=actor, action="people.roster.brought", subject=source[:12], at=now,
            details=details,
        )  # fmt: skip
