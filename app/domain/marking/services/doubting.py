"""Keep the doubts of a sitting in step with its marks; helpers of the verbs."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.exams.models import Sitting
from app.domain.marking import queries, rules, rules_doubts
from app.domain.marking.models import Doubt
from app.domain.marking.rules import Answer, Marked
from app.domain.marking.rules_doubts import Question, Settled
from app.engines import items
from app.engines.items import Status
from app.engines.items.html import plain
from app.store.crypto import purpose_key

ANONYMOUS = "anonymous-marking"
LONGEST_TITLE = 80


def judged(
    grading: Mapping[str, Any] | None, answer: Answer, settled: Mapping[str, Settled] | None
) -> Mapping[str, Any] | None:
    """Return a grading with what persons judged about its checks."""
    if grading is None or not settled:
        return grading
    evidences = {one.check_id: one.evidence for one in questions_of(answer, grading)}
    return rules_doubts.with_judgements(grading, settled, evidences)


def questions_of(answer: Answer, grading: Mapping[str, Any] | None) -> Iterator[Question]:
    """Yield what is to be judged about an answer, were it to wait for a person."""
    return rules_doubts.questions(
        grading,
        item=answer.item_version_id,
        title=title_of(answer.content),
        response=rules.digest(answer.response),
        points=answer.points,
    )


def title_of(content: Mapping[str, Any]) -> str:
    """Return the title of a practical, else the beginning of what is asked."""
    task = content.get("task")
    text = str(task["title"]) if isinstance(task, Mapping) else plain(_stem(content))
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def _stem(content: Mapping[str, Any]) -> str:
    return items.read(dict(content)).stem


def keep_doubts(
    session: Session,
    sitting: Sitting,
    answers: Sequence[Answer],
    marks: Sequence[Marked],
    now: datetime,
) -> None:
    """Open what is new to judge, close what no longer counts."""
    wanted = list(_wanted(answers, marks))
    known = {_key(row): row for row in queries.list_of_sitting(session, sitting.id)}
    rows = [_row(sitting, answer, one, now) for answer, one in wanted]
    for row in rows:
        if (old := known.pop(_key(row), None)) is None:
            session.add(row)
        elif not old.is_current:
            old.is_current = True
            old.version += 1
    for old in known.values():
        if old.is_current and old.settled_at is None:
            old.is_current = False
            old.version += 1
    session.flush()


def _wanted(
    answers: Sequence[Answer], marks: Sequence[Marked]
) -> Iterator[tuple[Answer, Question]]:
    for answer, mark in zip(answers, marks, strict=True):
        if mark.status is Status.REVIEW:
            for question in questions_of(answer, mark.explanation.get("grading")):
                yield answer, question


def _key(row: Doubt) -> tuple[int, str, str, str]:
    return row.position, row.check_id, row.response_digest, row.evidence


def _row(sitting: Sitting, answer: Answer, one: Question, now: datetime) -> Doubt:
    return Doubt(
        sitting_id=sitting.id,
        plan_id=sitting.plan_id,
        plan_uuid=sitting.registration.plan.uuid,
        exam_title=sitting.registration.plan.title,
        person_id=sitting.person_id,
        org_path=sitting.registration.org_path,
        position=answer.position,
        check_id=one.check_id,
        item_version_id=answer.item_version_id,
        kind=answer.kind,
        item_title=title_of(answer.content),
        title=one.title,
        response_digest=rules.digest(answer.response),
        file_sha256=rules.file_of(answer.response),
        evidence=one.evidence,
        content=one.content,
        max_points=one.max_points,
        proven=one.proven,
        opened_at=now,
        anonymous=anonymous(str(sitting.uuid)),
    )


def anonymous(uuid: str) -> str:
    """Return the anonymous number of a sitting: the same for all its answers, telling nothing."""
    made = hmac.digest(purpose_key(ANONYMOUS), uuid.encode(), "sha256")
    text = base64.b32encode(made).decode()[:8]
    return f"{text[:4]}-{text[4:]}"
