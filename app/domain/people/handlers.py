"""The job that takes a confirmed roster: passwords first, then everybody in one transaction."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.jobs.runner import JobContext
from app.domain.people import passwords, queries
from app.domain.people.models import RosterFile
from app.domain.people.roster import RosterReading, read_roster
from app.domain.people.roster_plan import Effect, RosterPlan, plan_roster
from app.domain.people.services import bring_roster
from app.engines.bankfiles.interchange.table.plain import read_rows
from app.kernel.actor import Actor

TOLD_EVERY = 25
Passwords = dict[str, str]


def run_roster(ctx: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Take a roster as a whole or not at all; running it twice adds nobody twice."""
    uuid = UUID(args["roster"])
    with ctx.session() as session:
        held = queries.get_roster_by_uuid(session, uuid)
        if held.done_at is not None:
            return dict(held.counts)
        codes = [
            one.line.facts.code
            for one in _plan(session, held, ctx.now())[0].lines
            if one.effect is Effect.ADD
        ]
    first = {code: passwords.first_password() for code in codes}
    digests = _digests(ctx, first)
    with ctx.session() as session:
        held = queries.get_roster_by_uuid(session, uuid)
        plan, actor = _plan(session, held, ctx.now())
        counts = bring_roster(
            session, actor=actor, plan=plan, digests=digests, source=held.digest, now=ctx.now()
        )
        held.counts, held.done_at, held.data = dict(counts), ctx.now(), ""
        held.slips = json.dumps(_slips(plan, first), ensure_ascii=False) if first else ""
    ctx.progress(len(codes), len(codes))
    return counts


def read_file(data: bytes, name: str, now: datetime) -> RosterReading:
    """Read a roster from a spreadsheet or a text table of whatever encoding.

    :raises UnreadableError: it is neither.
    """
    return read_roster(read_rows(data, name), today=now.date())


def _plan(session: Session, held: RosterFile, now: datetime) -> tuple[RosterPlan, Actor]:
    """Return what the file does by the rights its owner has today."""
    reading = read_file(base64.b64decode(held.data), held.name, now)
    actor = queries.get_actor(session, held.person_id, now.date())
    plan = plan_roster(session, actor=actor, lines=reading.lines, today=now.date())
    plan.failures[:0] = reading.failures
    return plan, actor


def _digests(ctx: JobContext, first: Passwords) -> Passwords:
    """Digest the passwords before the transaction begins: 20 ms each would hold up all others."""
    digests: Passwords = {}
    for number, (code, password) in enumerate(first.items()):
        if number % TOLD_EVERY == 0:
            ctx.progress(number, len(first))
        digests[code] = passwords.digest(password)
    return digests


def _slips(plan: RosterPlan, first: Passwords) -> list[dict[str, str]]:
    return [
        {
            "code": one.line.facts.code,
            "full_name": one.line.facts.full_name,
            "unit": one.unit.name,
            "username": one.line.facts.code.lower(),
            "password": first[one.line.facts.code],
        }
        for one in plan.lines
        if one.line.facts.code in first
    ]
