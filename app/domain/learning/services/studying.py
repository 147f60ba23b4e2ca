"""Signs of activity and answers at checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.learning import policy, queries, rules
from app.domain.learning.models import (
    ActivePage,
    ActiveTime,
    ActivityEvent,
    CheckpointAnswer,
    Enrolment,
    ModuleVersion,
)
from app.domain.learning.rules import EventKind, Sign, Standing
from app.domain.learning.services.hours import complete
from app.engines import items
from app.engines.items import Content, Mark, Response, Status
from app.engines.lessons import Lesson, Module
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg

PLACES = ("practice", "quiz")
"""Places of a module beside its lessons in which active time is measured."""
MOST_INTERACTIONS = 10_000


@dataclass(frozen=True, slots=True)
class Activity:
    """What a sign of activity came to."""

    seconds: int
    """Counted by this sign."""
    place_seconds: int
    """Active time of the person at this place."""
    total_seconds: int
    """Active time of the person in the module."""
    is_superseded: bool
    """Another page was opened since: this one no longer counts."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer at a checkpoint came to."""

    answer: CheckpointAnswer
    mark: Mark
    standing: Standing


def record_activity(
    session: Session,
    *,
    actor: Actor,
    code: str,
    place: str,
    sign: Sign,
    now: datetime,
) -> Activity:
    """Take one sign of activity of a page and add what it counts to the active time.

    The interval is measured by the server's clock between two signs (`rules.counted_seconds`); what
    the page itself claims about time is never asked. `sign.at` must be `now`.
    """
    policy.can_study(actor).require()
    version = queries.get_version(session, code)
    _require_place(version, place)
    if sign.at != now or sign.interactions < 0:
        raise InvalidError([Problem("sign", msg("The sign of activity is not sound."))])
    previous = _take_over(session, actor.person_id, sign)
    enrolment = enrol(session, actor, version, place, now)
    seconds = 0
    if previous is None or not rules.is_too_soon(previous, sign):
        seconds = rules.counted_seconds(previous, sign)
        _keep(session, _event(actor.person_id, version, place, sign, seconds))
    places = queries.place_seconds(session, actor.person_id, version.module_id)
    total = sum(places.values())
    if enrolment.finished_at and (
        sign.kind is EventKind.OPENED or rules.passes_step(total - seconds, total)
    ):
        complete(session, actor=actor, version=version, now=now)
    superseded = rules.is_superseded(previous, sign)
    return Activity(seconds, places.get(place, 0), total, superseded)


def _require_place(version: ModuleVersion, place: str) -> None:
    lessons = [lesson["code"] for lesson in version.outline["lessons"]]
    if place not in (*PLACES, *lessons):
        raise NotFoundError(msg("There is no such part of the module."))


def _take_over(session: Session, person_id: int, sign: Sign) -> Sign | None:
    """Return the person's last sign and put this one in its place.

    The row is locked: two pages of one person cannot count the same seconds. A beat of a page that
    is not the active one leaves the row as it is; so does one that comes too soon.
    """
    query = select(ActivePage).where(ActivePage.person_id == person_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        if sign.kind is EventKind.OPENED:
            row = ActivePage(person_id=person_id, page=sign.page, kind=sign.kind, at=sign.at)
            session.add(row)
        return None
    previous = Sign(row.page, row.kind, row.at)
    if rules.is_superseded(previous, sign) or rules.is_too_soon(previous, sign):
        return previous
    row.page, row.kind, row.at = sign.page, sign.kind, sign.at
    return previous


def _event(
    person_id: int, version: ModuleVersion, place: str, sign: Sign, seconds: int
) -> ActivityEvent:
    return ActivityEvent(
        person_id=person_id,
        module_id=version.module_id,
        place=place,
        page=sign.page,
        kind=sign.kind,
        at=sign.at,
        is_visible=sign.is_visible,
        interactions=min(sign.interactions, MOST_INTERACTIONS),
        seconds=seconds,
    )


def _keep(session: Session, event: ActivityEvent) -> None:
    """Write the sign down and add its seconds to the sum of its place."""
    session.add(event)
    if event.seconds:
        query = select(ActiveTime).where(
            ActiveTime.person_id == event.person_id,
            ActiveTime.module_id == event.module_id,
            ActiveTime.place == event.place,
        )
        row = session.scalars(query).one_or_none()
        if row is None:
            row = ActiveTime(
                person_id=event.person_id, module_id=event.module_id, place=event.place
            )
            session.add(row)
        row.seconds += event.seconds
    session.flush()


def enrol(
    session: Session, actor: Actor, version: ModuleVersion, place: str, now: datetime
) -> Enrolment:
    """Return the person's enrolment, made on first use, with the place last seen."""
    found = queries.find_enrolment(session, actor.person_id, version.module_id, lock=True)
    if found is None:
        found = Enrolment(
            person_id=actor.person_id,
            module_id=version.module_id,
            began_at=now,
            last_place=place,
            last_seen_at=now,
        )
        session.add(found)
    found.last_place, found.last_seen_at = place, now
    session.flush()
    return found


def answer_checkpoint(
    session: Session, *, actor: Actor, code: str, checkpoint: str, raw: object, now: datetime
) -> Answered:
    """Mark one try at a checkpoint and keep it.

    :param raw: the response as the page sends it, `{"kind": …, "value": …}`.
    Refused: nothing answered, the question is settled or its passage has to be read again, or the
    passage is not reached yet.
    """
    policy.can_study(actor).require()
    version = queries.get_version(session, code)
    module = queries.get_content(version)
    lesson = _lesson_of(module, checkpoint)
    enrol(session, actor, version, lesson.code, now)
    tries = queries.list_answers(session, actor.person_id, version.module_id)
    own = tries.get(checkpoint, [])
    _require_reached(lesson, checkpoint, tries)
    policy.can_answer(actor, standing=queries.standing_of(own, now)).require()
    response, mark = _mark(module.checkpoints[checkpoint].content, raw)
    places = queries.place_seconds(session, actor.person_id, version.module_id)
    answer = CheckpointAnswer(
        person_id=actor.person_id,
        module_id=version.module_id,
        version_id=version.id,
        checkpoint=checkpoint,
        number=len(own) + 1,
        response=response,
        is_right=mark.status is Status.RIGHT,
        answered_at=now,
        active_seconds=places.get(lesson.code, 0),
    )
    session.add(answer)
    session.flush()
    if answer.is_right:
        complete(session, actor=actor, version=version, now=now)
    return Answered(answer, mark, queries.standing_of([*own, answer], now))


def _mark(content: Content, raw: object) -> tuple[Response, Mark]:
    response = items.read_response(content, raw)
    if not items.is_answered(response):
        raise InvalidError([Problem("value", msg("Please answer the question first."))])
    return response, items.mark(content, response, 1)


def _lesson_of(module: Module, checkpoint: str) -> Lesson:
    for lesson in module.lessons:
        if checkpoint in lesson.checkpoints:
            return lesson
    raise NotFoundError(msg("There is no such question."))


def _require_reached(
    lesson: Lesson, checkpoint: str, tries: dict[str, list[CheckpointAnswer]]
) -> None:
    settled = {name for name, answers in tries.items() if any(one.is_right for one in answers)}
    codes = [segment.checkpoint for segment in lesson.segments]
    shown = codes[: rules.open_through(codes, settled)]
    if checkpoint not in shown:
        raise ConflictError(msg("Please answer the questions before this one first."))
