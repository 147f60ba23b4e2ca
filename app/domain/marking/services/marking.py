"""Mark sittings: every item of the sealed paper, once, with its explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.audit.services import Entry
from app.domain.exams import queries as exams
from app.domain.exams.facts import SittingSubmitted
from app.domain.exams.queries import HandedIn
from app.domain.exams.services.plans import collect_due
from app.domain.jobs import services as jobs
from app.domain.marking import policy, queries, rules
from app.domain.marking.facts import SittingMarked
from app.domain.marking.models import ItemMark, MarkDecision, Marking, PracticalGrading
from app.domain.marking.rules import Answer, Decided, Marked
from app.domain.marking.rules_doubts import Settled
from app.domain.marking.services import doubting
from app.engines.items import Status
from app.engines.practicals.results import ENGINE
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.scope import EVERYTHING
from app.kernel.text import msg
from app.store.hot import HotStatement

_marks_table: Table = ItemMark.__table__  # type: ignore[assignment]
_ADD_MARKS = HotStatement(
    lambda _dialect: insert(_marks_table).values(
        {one.name: bindparam(one.name) for one in _marks_table.c if not one.primary_key}
    )
)


def mark_sitting(session: Session, *, actor: Actor, sitting_id: int, now: datetime) -> Marking:
    """Mark every item of a sitting and tell the results room.

    Marking the same answers again adds nothing. Files without a sound grading, and answers that
    cannot be read, come out as `review`: a person decides.
    """
    handed_in = exams.get_handed_in(session, sitting_id)
    policy.can_mark(actor, org_path=handed_in.org_path).require()
    mark_all(session, actor=actor, handed_in=[handed_in], now=now)
    latest = queries.find_latest(session, sitting_id)
    if latest is None:
        raise RuntimeError("a sitting that was marked has no marking")
    return latest


def mark_all(
    session: Session, *, actor: Actor, handed_in: Sequence[HandedIn], now: datetime
) -> None:
    """Mark sittings that have been read already, with a few statements for all of them."""
    for one in handed_in:
        policy.can_mark(actor, org_path=one.org_path).require()
    ids = [one.sitting_id for one in handed_in]
    latest = queries.list_latest(session, ids)
    decisions = queries.list_decisions_of(session, ids)
    made: list[tuple[Marking, list[Marked]]] = []
    for one in handed_in:
        answers = _answers(one)
        marks = _marks(session, one, answers, decisions[one.sitting_id])
        before = latest.get(one.sitting_id)
        _keep_doubts(session, one, answers, marks, before, now)
        marking = _next(one, marks, before, now)
        if marking is not None:
            made.append((marking, marks))
    _keep(session, actor, made, now)


def _next(
    handed_in: HandedIn, marks: Sequence[Marked], latest: Marking | None, now: datetime
) -> Marking | None:
    """Return the next marking of a sitting; None if it would say what the latest one says."""
    basis = rules.basis(str(handed_in.paper_id), marks)
    if latest is not None and latest.basis == basis:
        return None
    return Marking(
        sitting_id=handed_in.sitting_id,
        number=latest.number + 1 if latest else 1,
        basis=basis,
        marked_at=now,
        waiting=sum(mark.status is Status.REVIEW for mark in marks),
    )


def _keep(
    session: Session, actor: Actor, made: Sequence[tuple[Marking, list[Marked]]], now: datetime
) -> None:
    if not made:
        return
    session.add_all([marking for marking, _ in made])
    session.flush()
    rows = [_row(mark, marking.id, now) for marking, marks in made for mark in marks]
    _ADD_MARKS.run_many(session.connection(), rows)
    for marking, _ in made:
        session.expire(marking, ["marks"])
    jobs.announce_all(session, [SittingMarked(one.sitting_id) for one, _ in made], now=now)
    audit.record_all(session, [_entry(actor, marking, marks, now) for marking, marks in made])


def _entry(actor: Actor, marking: Marking, marks: Sequence[Marked], now: datetime) -> Entry:
    points = round(sum(mark.points for mark in marks), 2)
    details = {"number": marking.number, "points": points, "waiting": marking.waiting}
    subject = f"sitting:{marking.sitting_id}"
    return Entry(actor, "marking.sitting.marked", subject, now, details)


def keep_grading(
    session: Session,
    *,
    actor: Actor,
    submission: queries.Submission,
    grading: dict[str, Any],
    is_sound: bool,
    now: datetime,
) -> PracticalGrading:
    """Keep what the grader said about a file."""
    sitting = exams.get_sitting(session, submission.sitting_id)
    policy.can_mark(actor, org_path=sitting.registration.org_path).require()
    row = PracticalGrading(
        sitting_id=submission.sitting_id,
        position=submission.position,
        file_sha256=submission.file_sha256,
        engine=str(grading.get("engine", ENGINE)),
        grading=grading,
        graded_at=now,
        is_sound=is_sound,
    )
    session.add(row)
    session.flush()
    _audit(session, actor, "marking.practical.graded", submission.sitting_id, now,
           position=submission.position, file=submission.file_sha256,
           score=grading["score"], status=grading["status"])  # fmt: skip
    return row


def decide(
    session: Session,
    *,
    actor: Actor,
    sitting_id: int,
    position: int,
    points: float,
    reason: str,
    now: datetime,
) -> Marking:
    """Give points to an answer that waits for a person, and mark the sitting anew.

    :raises InvalidError: no reason, or the points are outside what the item is worth.
    :raises ConflictError: this answer does not wait for a decision.
    """
    sitting = exams.get_sitting(session, sitting_id)
    policy.can_decide(
        actor, person_id=sitting.person_id, org_path=sitting.registration.org_path
    ).require()
    mark = _waiting_mark(session, sitting_id, position)
    _require_sound(points, mark.max_points, reason)
    session.add(
        MarkDecision(
            sitting_id=sitting_id,
            position=position,
            response_digest=rules.digest(mark.response),
            points=points,
            reason=reason.strip(),
            decided_by_id=actor.person_id,
            decided_by_name=actor.full_name,
            decided_at=now,
        )
    )
    session.flush()
    _audit(session, actor, "marking.mark.decided", sitting_id, now, position=position,
           points=points, reason=reason.strip())  # fmt: skip
    return mark_sitting(session, actor=actor, sitting_id=sitting_id, now=now)


def grade_again(session: Session, *, actor: Actor, sitting_id: int, now: datetime) -> None:
    """Have the files of a sitting that could not be graded tried once more."""
    sitting = exams.get_sitting(session, sitting_id)
    policy.can_mark(actor, org_path=sitting.registration.org_path).require()
    if not queries.list_ungraded(session, sitting_id):
        raise ConflictError(msg("All files of this sitting are graded."))
    jobs.announce(session, SittingSubmitted(sitting_id), now=now)
    _audit(session, actor, "marking.sitting.sent-again", sitting_id, now)


def note_reading(
    session: Session, *, actor: Actor, sitting_id: int, position: int, now: datetime
) -> str:
    """Let a person see a file that was handed in; returns its digest.

    Others than the candidate leave a trace.

    :raises NotFoundError: no file counts at this position.
    """
    sitting = exams.get_sitting(session, sitting_id)
    policy.can_read_file(
        actor, person_id=sitting.person_id, org_path=sitting.registration.org_path
    ).require()
    digest = queries.get_file(session, sitting_id, position)
    if actor.person_id != sitting.person_id:
        _audit(session, actor, "marking.file.read", sitting_id, now, position=position, file=digest)
    return digest


def mark_overdue(session: Session, *, actor: Actor, now: datetime) -> int:
    """Hand in, and so have marked, all sittings whose time and grace are over; return how many."""
    plans = exams.list_running_plans(session, scope=EVERYTHING)
    policy.can_mark(actor, org_path="/").require()
    return sum(collect_due(session, actor=actor, plan=plan, now=now) for plan in plans)


def _keep_doubts(  # noqa: PLR0917 - one sitting
    session: Session,
    handed_in: HandedIn,
    answers: Sequence[Answer],
    marks: Sequence[Marked],
    before: Marking | None,
    now: datetime,
) -> None:
    """Ask persons about what waits; most sittings leave no question and cost nothing here."""
    if any(mark.status is Status.REVIEW for mark in marks) or (before and before.waiting):
        sitting = exams.get_sitting(session, handed_in.sitting_id)
        doubting.keep_doubts(session, sitting, answers, marks, now)


def _marks(
    session: Session,
    handed_in: HandedIn,
    answers: Sequence[Answer],
    decisions: Mapping[tuple[int, str], Decided],
) -> list[Marked]:
    sitting_id = handed_in.sitting_id
    has_files = any(answer.kind == "practical" for answer in answers)
    gradings = queries.list_gradings(session, sitting_id) if has_files else {}
    settled = queries.list_settled(session, sitting_id) if gradings else {}
    afresh = queries.list_reopened(session, sitting_id) if decisions else set()
    marks = []
    for answer in answers:
        grading = decided = None
        if gradings:
            row = gradings.get((answer.position, rules.file_of(answer.response)))
            grading = _judged(row, answer, settled)
        if decisions:
            key = (answer.position, rules.digest(answer.response))
            decided = None if key in afresh else decisions.get(key)
        marks.append(rules.mark_answer(answer, grading, decided))
    return marks


def _judged(
    row: PracticalGrading | None,
    answer: Answer,
    settled: Mapping[tuple[int, str], Mapping[str, Settled]],
) -> Mapping[str, Any] | None:
    """Return a grading with what persons judged about its checks."""
    if row is None or not settled:
        return row.grading if row else None
    found = settled.get((answer.position, rules.digest(answer.response)))
    return doubting.judged(row.grading, answer, found)


def _answers(handed_in: HandedIn) -> list[Answer]:
    return [
        Answer.at(
            item,
            handed_in.responses.get(item.position),
            is_malformed=item.position in handed_in.malformed,
        )
        for item in handed_in.paper.items
    ]


def _row(mark: Marked, marking_id: int, now: datetime) -> dict[str, Any]:
    return {
        "marking_id": marking_id,
        "position": mark.position,
        "item_version_id": mark.item_version_id,
        "version_digest": mark.digest,
        "kind": mark.kind,
        "section": mark.section,
        "domain": mark.domain,
        "response": mark.response,
        "points": mark.points,
        "max_points": mark.max_points,
        "status": mark.status,
        "explanation": mark.explanation,
        "engine": mark.engine,
        "marked_at": now,
    }


def _waiting_mark(session: Session, sitting_id: int, position: int) -> ItemMark:
    latest = queries.find_latest(session, sitting_id, lock=True)
    marks = queries.list_marks(session, latest.id) if latest else []
    for mark in marks:
        if mark.position == position and mark.status is Status.REVIEW:
            return mark
    raise ConflictError(msg("This answer does not wait for a decision."))


def _require_sound(points: float, most: float, reason: str) -> None:
    problems = []
    if not 0 <= points <= most:
        text = msg("Give 0 to %(most)s points.", most=f"{most:g}")
        problems.append(Problem("points", text))
    if not reason.strip():
        problems.append(Problem("reason", msg("Please give a reason.")))
    if problems:
        raise InvalidError(problems)


def _audit(
    session: Session, actor: Actor, action: str, sitting_id: int, now: datetime, **details: object
) -> None:
    subject = f"sitting:{sitting_id}"
    audit.record(session, actor=actor, action=action, subject=subject, at=now, details=details)
