"""From the check-in to the hand-in of one candidate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import policy, queries, receipt_store, rules
from app.domain.exams.facts import SittingSubmitted
from app.domain.exams.models import ExamPlan, Registration, Sitting, SittingFile
from app.domain.exams.queries import rooms
from app.domain.exams.receipt_store import Issue
from app.domain.exams.rules import (
    PlanState,
    RegistrationState,
    SittingState,
    SubmittedBy,
)
from app.domain.exams.rules_plans import OPEN_DOORS
from app.domain.exams.sealing import make_seal
from app.domain.exams.services.draws import sitting_seed
from app.domain.exams.services.preparing import keep_paper
from app.domain.jobs import services as jobs
from app.domain.papers import queries as papers
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg
from app.store.files import FileStore

MAX_CLIENT = 32
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a sitting came to.

    :ivar is_writer: whether the caller may write; else another machine holds the sitting.
    """

    sitting: Sitting
    is_writer: bool


def check_in(
    session: Session, *, actor: Actor, registration_uuid: UUID, seed: int, now: datetime
) -> Sitting:
    """Confirm the identity at the seat; doing so again changes nothing.

    :raises ConflictError: too early, too late, or the exam is not held.
    """
    registration = queries.get_registration(session, registration_uuid, person_id=actor.person_id)
    policy.can_take(actor, person_id=registration.person_id).require()
    plan = registration.plan
    known = queries.find_sitting_of(session, registration.id)
    if known is not None:
        return known
    if registration.state is not RegistrationState.REGISTERED:
        raise ConflictError(msg("You are not registered for this exam."))
    _require_held(plan)
    if now < plan.starts_at - rules.CHECK_IN_BEFORE:
        raise ConflictError(msg("The doors open 30 minutes before the start."))
    _require_entry(plan, now)
    return _check_in(session, actor, registration, seed, now)


def check_in_for(
    session: Session, *, actor: Actor, registration: Registration, seed: int, now: datetime
) -> Sitting:
    """Check in on behalf of a candidate whom the invigilator admits after the entry has closed."""
    policy.can_run_room(actor, org_path=registration.plan.org_path).require()
    known = queries.find_sitting_of(session, registration.id)
    if known is not None:
        return known
    _require_held(registration.plan)
    return _check_in(session, actor, registration, seed, now)


def _check_in(
    session: Session, actor: Actor, registration: Registration, seed: int, now: datetime
) -> Sitting:
    plan = registration.plan
    known = queries.find_prepared(session, registration.id)
    sitting = Sitting(
        registration=registration,
        plan_id=plan.id,
        person_id=registration.person_id,
        paper_id=_paper_id(session, registration),
        seed=sitting_seed(session, registration, otherwise=known.seed if known else seed),
        checked_in_at=now,
    )
    session.add(sitting)
    session.flush()
    keep_paper(session, registration, now=now, seed=sitting.seed)
    _audit(session, actor, "exams.sitting.checked-in", sitting, now)
    return sitting


def open_sitting(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    client: str,
    is_taking_over: bool,
    now: datetime,
) -> Opened:
    """Begin or continue a sitting on a machine.

    The first opening starts the clock. A machine that is not the present writer looks on until it
    takes over explicitly, which begins a new epoch; the events of the one before stay.

    :param client: name of the browser, made there; empty to look on only.
    :raises ConflictError: the exam has not begun, the entry has closed, or it was handed in.
    """
    sitting = queries.get_own_sitting(session, uuid, person_id=actor.person_id, lock=True)
    policy.can_take(actor, person_id=sitting.person_id).require()
    if sitting.state is SittingState.SUBMITTED:
        raise ConflictError(msg("This sitting has been handed in."))
    if sitting.state is SittingState.NOT_STARTED:
        _start(session, actor, sitting, now)
    if client and (not sitting.writer or is_taking_over):
        _take_over(session, actor, sitting, client[:MAX_CLIENT], now)
    return Opened(sitting, bool(client) and sitting.writer == client[:MAX_CLIENT])


def _start(session: Session, actor: Actor, sitting: Sitting, now: datetime) -> None:
    plan = sitting.registration.plan
    _require_held(plan)
    if now < plan.starts_at:
        raise ConflictError(msg("The exam has not begun yet. Please wait."))
    control = rooms.find_control(session, sitting.id)
    if control is None or control.admitted_until is None or now > control.admitted_until:
        _require_entry(plan, now)
    if plan.state is not PlanState.IN_PROGRESS:
        plan.state = PlanState.IN_PROGRESS
    paper = papers.read_paper(session, sitting.paper_id)
    parts = [(one.code, one.first, one.last, one.minutes) for one in paper.sections]
    sections = rules.begin_sections(parts, now, sitting.registration.extra_minutes)
    sitting.sections = [section.to_json() for section in sections]
    sitting.ends_at = _moment(sections[-1].ends_at, now)
    sitting.started_at = now
    sitting.state = SittingState.STARTED
    _audit(session, actor, "exams.sitting.started", sitting, now)


def _take_over(
    session: Session, actor: Actor, sitting: Sitting, client: str, now: datetime
) -> None:
    sitting.epoch += 1
    sitting.writer = client
    sitting.writer_since = now
    if sitting.epoch > 1:
        _audit(session, actor, "exams.sitting.taken-over", sitting, now)


def hand_in(
    session: Session,
    *,
    actor: Actor,
    sitting_id: int,
    epoch: int,
    through: int,
    by: SubmittedBy,
    now: datetime,
) -> Sitting:
    """Hand in on behalf of the candidate; a second time changes nothing.

    :param through: the last number of the candidate's own journal: the server must have it all.
    :raises ConflictError: entries are still missing here, or another machine writes.
    """
    sitting = queries.get_sitting(session, sitting_id, lock=True)
    policy.can_take(actor, person_id=sitting.person_id).require()
    if sitting.state is SittingState.SUBMITTED:
        return sitting
    if sitting.state is SittingState.NOT_STARTED:
        raise ConflictError(msg("The exam has not begun yet. Please wait."))
    if epoch < sitting.epoch:
        raise ConflictError(msg("The exam is being continued on another machine."))
    if queries.through(session, sitting.id, epoch) < through:
        raise ConflictError(msg("Some answers have not arrived yet. They are being sent."))
    return seal_sitting(session, actor=actor, sitting=sitting, by=by, now=now)


def seal_sitting(
    session: Session, *, actor: Actor, sitting: Sitting, by: SubmittedBy, now: datetime
) -> Sitting:
    """Close a sitting as it stands: count, check the chain, seal, and tell marking.

    Also run again when a decision admits late answers: the seal then covers them.
    """
    org_path = sitting.registration.plan.org_path
    policy.can_seal(actor, person_id=sitting.person_id, org_path=org_path).require()
    whole = queries.read_journals(session, [sitting.id])[sitting.id]
    seal = make_seal(str(sitting.uuid), whole, papers.read_paper(session, sitting.paper_id))
    sitting.journal_digest = seal.digest
    sitting.is_chain_whole = seal.is_chain_whole
    sitting.answered = seal.answered
    if sitting.state is not SittingState.SUBMITTED:
        sitting.state = SittingState.SUBMITTED
        sitting.submitted_at = now
        sitting.submitted_by = by
    registration = sitting.registration
    counted = sitting.submitted_by or by
    exam, ticket = registration.plan.code, registration.ticket_number
    receipt_store.issue_all(session, [Issue(sitting.id, exam, ticket, counted, seal)], now)
    jobs.announce(session, SittingSubmitted(sitting.id), now=now)
    details = seal.details(by)
    _audit(session, actor, "exams.sitting.submitted", sitting, now, **details)
    return sitting


def keep_file(
    session: Session,
    *,
    actor: Actor,
    sitting_id: int,
    writer: int,
    position: int,
    name: str,
    data: bytes,
    notes: list[Message],
    now: datetime,
    made_at: int | None = None,
) -> SittingFile:
    """Keep a file that was handed in for a practical; every file is kept, the newest counts.

    A file counts as an answer does: handed in before the end and here within the grace. What comes
    after the hand-in is kept as late, and counts if the journal's entry about it is admitted.

    :param writer: epoch of the token that brings the file.
    :param now: when the request began; how long it takes is not the candidate's doing.
    :param made_at: when it was handed in by the writer's clock, in ms; without it, `now`.
    :raises InvalidError: the position is no practical of this paper, or the name is unusable.
    :raises ConflictError: the sitting has not begun.
    """
    sitting = queries.get_sitting(session, sitting_id, lock=True)
    policy.can_take(actor, person_id=sitting.person_id).require()
    if sitting.state is SittingState.NOT_STARTED:
        raise ConflictError(msg("The exam has not begun yet. Please wait."))
    paper = papers.read_paper(session, sitting.paper_id)
    if position not in {item.position for item in paper.items if item.kind == "practical"}:
        raise InvalidError([Problem("position", msg("No file is asked for here."))])
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidError([Problem("name", msg("The file name is too long."))])
    sections = rules.read_sections(sitting.sections)
    moment = rules.milliseconds(now)
    standing = rules.judge(
        made_at=moment if made_at is None else made_at,
        received_at=moment,
        ends_at=rules.end_of(sections, position),
        is_open=sitting.state is SittingState.STARTED,
        writer=writer,
        current=sitting.epoch,
    )
    file = SittingFile(
        sitting_id=sitting.id,
        position=position,
        sha256=FileStore.put(data),
        name=name,
        size=len(data),
        received_at=now,
        notes=[note.to_json() for note in notes],
        standing=standing,
    )
    session.add(file)
    session.flush()
    details = {"position": position, "sha256": file.sha256, "standing": standing.value}
    _audit(session, actor, "exams.file.received", sitting, now, **details)
    return file


def note_file(session: Session, *, actor: Actor, file_id: int, notes: list[Message]) -> SittingFile:
    """Add what a look at a kept file has found; the file and how it counts stay as they are."""
    file = session.get_one(SittingFile, file_id)
    person_id = queries.get_sitting(session, file.sitting_id).person_id
    policy.can_take(actor, person_id=person_id).require()
    file.notes = [note.to_json() for note in notes]
    session.flush()
    return file


def _require_held(plan: ExamPlan) -> None:
    if plan.state not in OPEN_DOORS:
        raise ConflictError(msg("This exam is not being held."))


def _require_entry(plan: ExamPlan, now: datetime) -> None:
    if now > plan.entry_ends_at:
        raise ConflictError(msg("The entry has closed. Please turn to the invigilator."))


def _paper_id(session: Session, registration: Registration) -> int:
    found = queries.find_paper_id(session, registration)
    if found is None:
        raise ConflictError(msg("This exam has no sealed paper yet."))
    return found


def _moment(milliseconds: int, like: datetime) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=like.tzinfo)


def _audit(
    session: Session,
    actor: Actor,
    action: str,
    sitting: Sitting,
    now: datetime,
    **details: object,
) -> None:
    subject = f"sitting:{sitting.uuid}"
    audit.record(session, actor=actor, action=action, subject=subject, at=now, details=details)
