"""The quiz at the end of a module: drawn anew for each attempt, marked by the server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.learning import policy, queries
from app.domain.learning.models import QuizAttempt
from app.domain.learning.services.hours import complete
from app.domain.learning.services.studying import enrol
from app.engines import items
from app.engines.items import Status
from app.engines.lessons import draw_quiz
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError
from app.kernel.text import msg

PLACE = "quiz"


def begin_quiz(
    session: Session, *, actor: Actor, code: str, seed: int, now: datetime
) -> QuizAttempt:
    """Draw a quiz and return it; one that was begun and not handed in is returned as it is.

    :param seed: chosen by the caller, kept with the attempt; the same seed draws the same items.
    Refused before all checkpoints are right, and for some minutes after a failed attempt.
    """
    policy.can_study(actor).require()
    version = queries.get_version(session, code)
    enrol(session, actor, version, PLACE, now)
    attempts = queries.list_attempts(session, actor.person_id, version.module_id)
    if attempts and attempts[0].submitted_at is None:
        policy.can_submit_quiz(actor, person_id=attempts[0].person_id).require()
        return attempts[0]
    module = queries.get_content(version)
    progress = queries.get_progress(session, actor.person_id, version)
    policy.can_begin_quiz(
        actor,
        open_checkpoints=len(set(module.checkpoint_codes) - progress.settled),
        failed_at=queries.last_failure(attempts),
        now=now,
    ).require()
    attempt = QuizAttempt(
        person_id=actor.person_id,
        module_id=version.module_id,
        version_id=version.id,
        number=len(attempts) + 1,
        seed=seed,
        items=[{"code": item.code, "content": item.content} for item in draw_quiz(module, seed)],
        pass_correct=module.quiz.pass_correct,
        begun_at=now,
    )
    session.add(attempt)
    session.flush()
    return attempt


def submit_quiz(
    session: Session, *, actor: Actor, uuid: UUID, responses: Mapping[str, object], now: datetime
) -> QuizAttempt:
    """Mark an attempt, once; a passed one may finish the module and earn hours.

    :param responses: item code → response as the page sends it; an item left out counts as wrong.
    """
    attempt = queries.get_attempt(session, uuid, person_id=actor.person_id, lock=True)
    policy.can_submit_quiz(actor, person_id=attempt.person_id).require()
    if attempt.submitted_at is not None:
        raise ConflictError(msg("This quiz has been handed in already."))
    kept: dict[str, Any] = {}
    marks: dict[str, Any] = {}
    for entry in attempt.items:
        response = items.read_response(entry["content"], responses.get(entry["code"], {}))
        kept[entry["code"]] = response
        marks[entry["code"]] = items.mark(entry["content"], response, 1).to_json()
    attempt.responses, attempt.marks = kept, marks
    attempt.correct = sum(mark["status"] == Status.RIGHT.value for mark in marks.values())
    attempt.submitted_at = now
    session.flush()
    version = queries.get_version_by_id(session, attempt.version_id)
    enrol(session, actor, version, PLACE, now)
    if attempt.is_passed:
        complete(session, actor=actor, version=version, now=now)
    return attempt
