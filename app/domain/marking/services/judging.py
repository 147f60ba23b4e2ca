"""Judge what a machine could not: one by one, two by two, or many with the same evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import queries as exams
from app.domain.marking import policy, queries, rules_doubts
from app.domain.marking.models import Doubt, MarkDecision, MarkingRule, Verdict
from app.domain.marking.rules_doubts import Given
from app.domain.marking.services.marking import mark_sitting
from app.kernel.actor import SYSTEM, Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

JUDGE = Permission.MARKING_ANSWER_JUDGE
MOST_READERS = 2


def judge(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    points: float,
    reason: str,
    seen: int,
    now: datetime,
) -> Doubt:
    """Judge one doubt; when its verdicts settle it, the sitting is marked anew.

    :param seen: version of the doubt that the marker saw.
    :raises InvalidError: no reason, or points outside what it is worth.
    :raises ConflictError: it is settled, was opened again, or the marker has judged it already.
    """
    doubt = queries.get_doubt(session, uuid, scope=actor.scope(JUDGE), lock=True)
    policy.can_judge(actor, person_id=doubt.person_id, org_path=doubt.org_path).require()
    if doubt.version != seen:
        raise ConflictError(
            msg("What this answer is judged by has changed meanwhile. Look at it again.")
        )
    if problems := rules_doubts.problems(points, doubt.max_points, reason):
        raise InvalidError(problems)
    _give(session, actor, doubt, points, reason.strip(), now)
    return doubt


def judge_alike(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    chosen: Sequence[UUID],
    now: datetime,
) -> int:
    """Give one's own verdict about a doubt to chosen others with the very same evidence.

    Those that were settled or judged by the actor meanwhile are left alone; returns how many
    were judged.

    :raises ConflictError: the actor has not judged the doubt they would be judged like.
    """
    scope = actor.scope(JUDGE)
    doubt = queries.get_doubt(session, uuid, scope=scope)
    policy.can_judge(actor, person_id=doubt.person_id, org_path=doubt.org_path).require()
    own = next((one for one in _counting(doubt) if one.by_id == actor.person_id), None)
    if own is None:
        raise ConflictError(msg("Judge this answer first; then others can be judged alike."))
    wanted = set(chosen)
    alike = queries.list_alike(session, doubt, scope=scope, reader_id=actor.person_id)
    kept = [one for one in alike if one.uuid in wanted]
    for other in kept:
        policy.can_judge(actor, person_id=other.person_id, org_path=other.org_path).require()
        _give(session, actor, other, own.points, own.reason, now, is_batch=True)
    return len(kept)


def reopen(session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime) -> Doubt:
    """Have a settled doubt judged afresh, after an appeal for instance; verdicts stay on record.

    :raises ConflictError: it is not settled.
    :raises InvalidError: no reason.
    """
    doubt = queries.get_doubt(session, uuid, scope=actor.scope(JUDGE), lock=True)
    policy.can_reopen(actor, person_id=doubt.person_id, org_path=doubt.org_path).require()
    if doubt.settled_at is None or not doubt.is_current:
        raise ConflictError(msg("This is not settled yet."))
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    doubt.settled_at, doubt.points = None, None
    doubt.settled_reason = doubt.settled_by = ""
    doubt.round += 1
    doubt.version += 1
    doubt.needs_third = False
    session.flush()
    _audit(session, actor, "marking.doubt.reopened", doubt, now, reason=reason.strip())
    mark_sitting(session, actor=SYSTEM, sitting_id=doubt.sitting_id, now=now)
    return doubt


def set_readers(
    session: Session, *, actor: Actor, plan_uuid: UUID, readers: int, now: datetime
) -> MarkingRule:
    """Say how many people judge each doubt of an exam, independently of one another.

    What is settled stays so; what one has judged waits for the second.

    :raises InvalidError: neither one nor two.
    """
    plan = exams.get_plan(session, plan_uuid, scope=actor.scope(Permission.RESULTS_RESULT_RELEASE))
    policy.can_set_readers(actor, org_path=plan.org_path).require()
    if not 1 <= readers <= MOST_READERS:
        raise InvalidError([Problem("readers", msg("One or two people judge an answer."))])
    rule = queries.find_rule(session, plan.id)
    if rule is None:
        rule = MarkingRule(plan_id=plan.id, readers=readers, set_by_id=actor.person_id, set_at=now)
        session.add(rule)
    rule.readers, rule.set_by_id, rule.set_at = readers, actor.person_id, now
    session.flush()
    audit.record(
        session, actor=actor, action="marking.plan.readers-set", subject=f"plan:{plan.uuid}",
        at=now, details={"readers": readers},
    )  # fmt: skip
    return rule


def note_evidence_read(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Doubt:
    """Let a marker see the file a doubt is about; leaves a trace."""
    doubt = queries.get_doubt(session, uuid, scope=actor.scope(JUDGE))
    policy.can_judge(actor, person_id=doubt.person_id, org_path=doubt.org_path).require()
    if not doubt.file_sha256:
        raise ConflictError(msg("No file was handed in here."))
    _audit(session, actor, "marking.file.read", doubt, now, file=doubt.file_sha256)
    return doubt


def _give(  # noqa: PLR0917 - one verdict
    session: Session,
    actor: Actor,
    doubt: Doubt,
    points: float,
    reason: str,
    now: datetime,
    *,
    is_batch: bool = False,
) -> None:
    if doubt.settled_at is not None or not doubt.is_current:
        raise ConflictError(msg("Someone else has settled this meanwhile."))
    if any(one.by_id == actor.person_id for one in _counting(doubt)):
        raise ConflictError(msg("You have judged this answer already."))
    verdict = Verdict(
        round=doubt.round, points=points, reason=reason, by_id=actor.person_id,
        by_name=actor.full_name, at=now, is_batch=is_batch,
    )  # fmt: skip
    doubt.verdicts.append(verdict)
    session.flush()
    _audit(session, actor, "marking.doubt.judged", doubt, now, points=points, reason=reason,
           of=doubt.max_points, batch=is_batch)  # fmt: skip
    _settle(session, actor, doubt, now)


def _settle(session: Session, actor: Actor, doubt: Doubt, now: datetime) -> None:
    given = [Given(one.points, one.reason, one.by_id, one.by_name) for one in _counting(doubt)]
    readers = max(queries.count_readers(session, doubt.plan_id), 2 if doubt.needs_third else 1)
    whole = not doubt.check_id
    found = rules_doubts.outcome(given, readers=readers, most=doubt.max_points, is_whole=whole)
    if found is None:
        if len(given) >= readers and not doubt.needs_third:
            doubt.needs_third = True
            doubt.version += 1
        session.flush()
        return
    doubt.points, doubt.settled_reason, doubt.settled_by = found
    doubt.settled_at = now
    doubt.version += 1
    if whole:
        session.add(_decision(actor, doubt, now))
    session.flush()
    _audit(session, actor, "marking.doubt.settled", doubt, now, points=doubt.points)
    mark_sitting(session, actor=SYSTEM, sitting_id=doubt.sitting_id, now=now)


def _decision(actor: Actor, doubt: Doubt, now: datetime) -> MarkDecision:
    return MarkDecision(
        sitting_id=doubt.sitting_id,
        position=doubt.position,
        response_digest=doubt.response_digest,
        points=doubt.points or 0.0,
        reason=doubt.settled_reason,
        decided_by_id=actor.person_id,
        decided_by_name=doubt.settled_by,
        decided_at=now,
    )


def _counting(doubt: Doubt) -> list[Verdict]:
    """Return the verdicts of the present round."""
    return [one for one in doubt.verdicts if one.round == doubt.round]


def _audit(
    session: Session, actor: Actor, action: str, doubt: Doubt, now: datetime, **details: object
) -> None:
    subject = f"sitting:{doubt.sitting_id}"
    what = {"position": doubt.position, "check": doubt.check_id, "doubt": str(doubt.uuid)}
    audit.record(
        session, actor=actor, action=action, subject=subject, at=now, details=what | details
    )
