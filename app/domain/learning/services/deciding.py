"""Personnel officers decide about hours; the person has a word about what was returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.learning import policy, queries
from app.domain.learning.models import HoursDecision, HoursRecord
from app.domain.learning.rules import HoursState
from app.domain.learning.services.hours import record_event
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

LONGEST_REASON = 500


def decide_hours(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    state: HoursState,
    reason: str,
    now: datetime,
    seen: int | None = None,
) -> HoursRecord:
    """Verify, return or revoke hours, with a reason; the record keeps every decision.

    :param seen: how many decisions the officer has read; None decides whatever came before.
    :raises ConflictError: somebody decided in the meantime.
    """
    record = queries.get_hours_record(session, uuid, lock=True)
    _require_unchanged(record, seen)
    policy.can_decide_hours(
        actor,
        person_id=record.person_id,
        org_path=record.org_path,
        state=record.state,
        target=state,
    ).require()
    fault = msg("Please give a reason of at most %(limit)s characters.", limit=LONGEST_REASON)
    _move(record, state, _words(reason, fault), actor, now)
    session.flush()
    record_event(session, actor, record, action="learning.hours.decided", now=now)
    return record


def decide_many(
    session: Session,
    *,
    actor: Actor,
    chosen: Mapping[UUID, int],
    state: HoursState,
    reason: str,
    now: datetime,
) -> list[HoursRecord]:
    """Decide about several records in the same way, all or none.

    :param chosen: record → how many of its decisions the officer has read.
    """
    policy.can_decide_together(actor).require()
    return [
        decide_hours(
            session, actor=actor, uuid=uuid, state=state, reason=reason, now=now, seen=seen
        )
        for uuid, seen in chosen.items()
    ]


def resubmit_hours(
    session: Session, *, actor: Actor, uuid: UUID, words: str, now: datetime
) -> HoursRecord:
    """Hand returned hours in again with a word of one's own: they wait for a decision again."""
    record = queries.get_hours_record(session, uuid, lock=True)
    policy.can_resubmit_hours(actor, person_id=record.person_id, state=record.state).require()
    fault = msg("Please say in at most %(limit)s characters what speaks for your hours.",
                limit=LONGEST_REASON)  # fmt: skip
    _move(record, HoursState.PENDING, _words(words, fault), actor, now)
    session.flush()
    record_event(session, actor, record, action="learning.hours.resubmitted", now=now)
    return record


def _require_unchanged(record: HoursRecord, seen: int | None) -> None:
    if seen is None or seen == len(record.decisions):
        return
    raise ConflictError(
        msg(
            "In the meantime %(name)s has dealt with these hours, and nothing of yours was"
            " recorded. Please read the newest entry and decide again if it is still needed.",
            name=record.decisions[-1].decided_by_name if record.decisions else "",
        )
    )


def _words(text: str, fault: Message) -> str:
    words = text.strip()
    if not words or len(words) > LONGEST_REASON:
        raise InvalidError([Problem("reason", fault)])
    return words


def _move(record: HoursRecord, state: HoursState, words: str, actor: Actor, now: datetime) -> None:
    record.state = state
    record.decisions.append(
        HoursDecision(
            state=state,
            reason=words,
            decided_by_id=actor.person_id,
            decided_by_name=actor.full_name,
            decided_at=now,
        )
    )
