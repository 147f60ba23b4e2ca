"""Finish modules and credit hours under HOURS-1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.learning import policy, queries, rules
from app.domain.learning.models import HoursRecord, ModuleVersion
from app.domain.learning.queries import Measured, Progress
from app.domain.people import queries as people
from app.kernel.actor import Actor


def complete(session: Session, *, actor: Actor, version: ModuleVersion, now: datetime) -> None:
    """Mark the module finished if it is, and credit the hours that are due."""
    policy.can_study(actor).require()
    enrolment = queries.find_enrolment(session, actor.person_id, version.module_id, lock=True)
    if enrolment is None:
        return
    progress = queries.get_progress(session, actor.person_id, version)
    if enrolment.finished_at is None and _is_finished(version, progress):
        enrolment.finished_at, enrolment.finished_version_id = now, version.id
        audit.record(
            session,
            actor=actor,
            action="learning.module.finished",
            subject=f"{version.module.code}@{version.number}",
            at=now,
        )
        session.flush()
    if enrolment.finished_at is not None:
        settle_hours(session, actor=actor, version=version, now=now)


def _is_finished(version: ModuleVersion, progress: Progress) -> bool:
    codes = {code for lesson in version.outline["lessons"] for code in lesson["checkpoints"]}
    return progress.is_quiz_passed and codes <= progress.settled


def settle_hours(
    session: Session, *, actor: Actor, version: ModuleVersion, now: datetime
) -> HoursRecord | None:
    """Credit what HOURS-1 gives now and did not give before; nothing due, nothing written.

    The record names the unit the person belongs to on that day; a person without a post earns
    nothing until there is one.
    """
    policy.can_study(actor).require()
    today = rules.local_day(now)
    progress = queries.get_progress(session, actor.person_id, version)
    hours = queries.hours_of_module(session, actor.person_id, version.module_id)
    measured = queries.measured_time(
        session, actor.person_id, version.module_id, progress.active_seconds
    )
    target = rules.target_hours(
        version.credit_hours,
        measured.seconds,
        is_finished=progress.finished_at is not None,
        kept=measured.kept,
    )
    due = rules.creditable(
        target, hours.in_play, queries.hours_credited_on(session, actor.person_id, today)
    )
    posting = people.list_postings_of(session, [actor.person_id], today)
    if due <= 0 or not posting:
        return None
    evidence = _evidence(session, actor, version, progress, measured)
    record = HoursRecord(
        person_id=actor.person_id,
        module_id=version.module_id,
        version_id=version.id,
        organization_id=posting[0].organization_id,
        organization_name=posting[0].organization_name,
        org_path=posting[0].org_path,
        hours=due,
        earned_on=today,
        credited_at=now,
        state=rules.first_state(rules.Flag(flag) for flag in evidence["flags"]),
        rule=rules.RULE,
        evidence=evidence,
    )
    session.add(record)
    session.flush()
    record_event(session, actor, record, action="learning.hours.credited", now=now)
    return record


def _evidence(
    session: Session,
    actor: Actor,
    version: ModuleVersion,
    progress: Progress,
    measured: Measured,
) -> dict[str, Any]:
    """Return what the rule was applied to, as it stands now; signs only as far as they count."""
    signs = queries.list_signs(session, actor.person_id, version.module_id)
    module = queries.get_content(version)
    places = queries.place_seconds(session, actor.person_id, version.module_id)
    attempts = queries.list_attempts(session, actor.person_id, version.module_id)
    passed = next((attempt for attempt in attempts if attempt.is_passed), None)
    lessons = sum(places.get(lesson.code, 0) for lesson in module.lessons)
    flags = rules.find_flags(
        [one for one in signs if measured.since is None or one.at > measured.since],
        characters=sum(lesson.characters for lesson in module.lessons),
        lesson_seconds=lessons,
    )
    return {
        "active_seconds": progress.active_seconds,
        "places": places,
        "checkpoints": len(progress.settled),
        "quiz": {
            "attempts": len(attempts),
            "correct": passed.correct if passed else None,
            "of": len(passed.items) if passed else None,
        },
        "declared_hours": float(version.credit_hours),
        "version": version.number,
        "flags": [flag.value for flag in flags],
    }


def record_event(
    session: Session, actor: Actor, record: HoursRecord, *, action: str, now: datetime
) -> None:
    """Write what happened to hours into the audit log."""
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=str(record.uuid),
        at=now,
        details={
            "person_id": record.person_id,
            "hours": float(record.hours),
            "state": record.state.value,
        },
    )
