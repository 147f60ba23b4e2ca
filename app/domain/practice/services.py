"""Begin, go on with and hand in a practice run. Nothing here counts for exams or hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.exams import rules as exam_rules
from app.domain.exams.batch import Batch
from app.domain.marking import grader
from app.domain.marking.rules import Answer, file_of, mark_answer, work_of
from app.domain.papers import rules as paper_rules
from app.domain.papers.rules import SealedItem
from app.domain.people.queries import Posting
from app.domain.practice import policy, queries, rules
from app.domain.practice.models import PracticeEvent, PracticeFile, PracticeRun
from app.domain.practice.rules import Candidate, Mode
from app.engines import items
from app.engines.assembly import Blueprint
from app.engines.journal import Event, contiguous
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg
from app.store.crypto import MARKS, purpose_key
from app.store.files import FileStore

MAX_CLIENT = 32
LONGEST_NAME = 200


def begin_mock(
    session: Session, *, actor: Actor, posting: Posting, seed: int, now: datetime
) -> PracticeRun:
    """Draw a mock paper shaped like the exam of one's tier; its clock starts at once.

    :param seed: below zero.
    :raises InvalidError: there is no exam to be like yet, or nothing to practise with.
    """
    policy.can_practise(actor).require()
    blueprint = queries.find_blueprint(session, posting.tier)
    if blueprint is None:
        reason = msg("There is no exam of your tier yet that a mock exam could be like.")
        raise InvalidError([Problem("practice", reason)])
    candidates = queries.list_candidates(
        session, tier=posting.tier, org_path=posting.org_path, on=now.date()
    )
    return _begin(session, actor=actor, mode=Mode.MOCK, blueprint=blueprint, candidates=candidates,
                  seed=seed, now=now)  # fmt: skip


def begin_drill(
    session: Session,
    *,
    actor: Actor,
    posting: Posting,
    modules: Collection[str],
    titles: Mapping[str, str],
    count: int,
    seed: int,
    now: datetime,
) -> PracticeRun:
    """Draw a few questions of some modules, or of all.

    :param titles: what the drill is called, `zh` and `en`.
    :raises InvalidError: the number is not offered, or these modules have no questions.
    """
    policy.can_practise(actor).require()
    blueprint = rules.drill_blueprint(posting.tier, titles, rules.require_count(count))
    everything = queries.list_candidates(session, tier=posting.tier, org_path="", on=now.date())
    candidates = rules.chosen(everything, frozenset(modules))
    return _begin(session, actor=actor, mode=Mode.DRILL, blueprint=blueprint,
                  candidates=candidates, seed=seed, now=now)  # fmt: skip


def _begin(
    session: Session,
    *,
    actor: Actor,
    mode: Mode,
    blueprint: Blueprint,
    candidates: list[Candidate],
    seed: int,
    now: datetime,
) -> PracticeRun:
    today = now - timedelta(days=1)
    if queries.count_runs(session, actor.person_id, since=today) >= rules.MOST_A_DAY:
        raise ConflictError(
            msg("You have begun %(count)s exercises in one day.", count=rules.MOST_A_DAY)
        )
    filled, drawn = rules.draw_run(blueprint, candidates, seed)
    contents = {one.item.id: one.content for one in candidates}
    snapshot = paper_rules.make_snapshot(mode.value, filled, seed, drawn, contents)
    paper = paper_rules.read_snapshot(snapshot)
    parts = [(one.code, one.first, one.last, one.minutes) for one in paper.sections]
    sections = exam_rules.begin_sections(parts, now, 0)
    run = PracticeRun(
        person_id=actor.person_id,
        mode=mode,
        tier=paper.tier,
        snapshot=snapshot,
        seed=seed,
        sections=[section.to_json() for section in sections],
        begun_at=now,
        ends_at=datetime.fromtimestamp(sections[-1].ends_at / 1000, tz=now.tzinfo),
        item_count=len(paper.items),
        max_points=paper.points,
    )
    session.add(run)
    session.flush()
    return run


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a run came to; another browser may hold it."""

    run: PracticeRun
    is_writer: bool


def open_run(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    client: str,
    is_taking_over: bool,
    now: datetime,
) -> Opened:
    """Go on with a run in a browser; another one looks on until it takes over.

    :raises ConflictError: it was handed in.
    """
    run = queries.get_run(session, uuid, person_id=actor.person_id, lock=True)
    policy.can_write(actor, person_id=run.person_id).require()
    _require_open(run)
    name = client[:MAX_CLIENT]
    if name and (not run.writer or is_taking_over):
        run.epoch += 1
        run.writer, run.writer_since = name, now
    return Opened(run, bool(name) and run.writer == name)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a batch; `through`: everything up to this number is stored."""

    epoch: int | None
    through: int
    is_taken: bool = False


def save(session: Session, *, actor: Actor, batch: Batch, now: datetime) -> Saved:
    """Append the events of a batch; those that are there already change nothing.

    :param batch: its `sitting_id` is the id of the run.
    :raises ConflictError: the run was handed in.
    """
    run = queries.get_run_by_id(session, batch.sitting_id, lock=True)
    policy.can_write(actor, person_id=run.person_id).require()
    _require_open(run)
    if batch.writer < run.epoch:
        return Saved(None, 0, is_taken=True)
    if batch.epoch is None:
        return Saved(None, 0)
    if any(event.item > run.item_count for event in batch.events):
        raise InvalidError([Problem("item", msg("There is no such item."))])
    known = queries.list_numbers(session, run.id, batch.epoch)
    fresh = {event.seq: event for event in batch.events if event.seq not in known}
    session.add_all(_row(run, event, now) for event in fresh.values())
    session.flush()
    return Saved(batch.epoch, contiguous(known | set(fresh)))


def _row(run: PracticeRun, event: Event, now: datetime) -> PracticeEvent:
    return PracticeEvent(
        run_id=run.id,
        epoch=event.epoch,
        seq=event.seq,
        item=event.item,
        kind=event.kind,
        payload=event.payload,
        at_ms=event.at_ms,
        mono_ms=event.mono_ms,
        wall_ms=event.wall_ms,
        hash=event.hash,
        received_at=now,
    )


def keep_file(
    session: Session,
    *,
    actor: Actor,
    run_id: int,
    position: int,
    name: str,
    data: bytes,
    notes: list[Message],
    now: datetime,
) -> PracticeFile:
    """Keep a file for a practical of the run; the newest counts.

    :raises InvalidError: no file is asked for there, or its name is unusable.
    :raises ConflictError: the run was handed in.
    """
    run = queries.get_run_by_id(session, run_id)
    policy.can_write(actor, person_id=run.person_id).require()
    _require_open(run)
    paper = queries.read_paper(run)
    if position not in {item.position for item in paper.items if item.kind == "practical"}:
        raise InvalidError([Problem("position", msg("No file is asked for here."))])
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidError([Problem("name", msg("The file name is too long."))])
    file = PracticeFile(
        run_id=run.id,
        position=position,
        sha256=FileStore.put(data),
        name=name,
        size=len(data),
        received_at=now,
        notes=[note.to_json() for note in notes],
    )
    session.add(file)
    session.flush()
    return file


def note_file(
    session: Session, *, actor: Actor, file_id: int, notes: list[Message]
) -> PracticeFile:
    """Add what a look at a kept file has found; the file stays as it is."""
    file = session.get_one(PracticeFile, file_id)
    run = queries.get_run_by_id(session, file.run_id)
    policy.can_write(actor, person_id=run.person_id).require()
    file.notes = [note.to_json() for note in notes]
    session.flush()
    return file


def grade_files(session: Session, *, actor: Actor, uuid: UUID) -> dict[int, dict[str, Any]]:
    """Grade what was done in the practicals of a run; slow, so before the hand-in, not within."""
    run = queries.get_run(session, uuid, person_id=actor.person_id)
    policy.can_write(actor, person_id=run.person_id).require()
    found = {}
    for answer in _answers(session, run):
        data = _work(answer.response) if answer.kind == "practical" else None
        if data is not None:
            seed = exam_rules.item_seed(run.seed, answer.position)
            task = dict(answer.content["task"])
            graded = grader.grade(task, data, seed, key=purpose_key(MARKS))
            found[answer.position] = graded.grading
    return found


def _work(response: Mapping[str, Any] | None) -> bytes | None:
    done = work_of(response)
    if done is not None:
        return done
    digest = file_of(response)
    return FileStore.get(digest) if digest else None


def hand_in(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    gradings: Mapping[int, Mapping[str, Any]],
    now: datetime,
) -> PracticeRun:
    """Mark a run as it stands; a second time changes nothing.

    :param gradings: what `grade_files` said, by position.
    """
    run = queries.get_run(session, uuid, person_id=actor.person_id, lock=True)
    policy.can_write(actor, person_id=run.person_id).require()
    if run.submitted_at is not None:
        return run
    answers = _answers(session, run)
    marks = [mark_answer(one, gradings.get(one.position)) for one in answers]
    run.marks = [queries.to_json(mark) for mark in marks]
    run.points = round(sum(mark.points for mark in marks), 2)
    run.submitted_at = min(now, run.ends_at)
    session.flush()
    return run


def check_item(
    session: Session, *, actor: Actor, uuid: UUID, position: int, raw: object
) -> items.Mark:
    """Say how an answer to one item of a drill would be marked; nothing is kept.

    :param raw: the response as the player holds it.
    :raises ConflictError: a mock exam is explained after its hand-in only.
    """
    run = queries.get_run(session, uuid, person_id=actor.person_id)
    policy.can_write(actor, person_id=run.person_id).require()
    if run.mode is not Mode.DRILL:
        raise ConflictError(msg("A mock exam is explained after you have handed it in."))
    item = find_item(run, position)
    response = items.read_response(dict(item.content), raw)
    return items.mark(dict(item.content), response, item.points)


def find_item(run: PracticeRun, position: int) -> SealedItem:
    """Return the item at a position, or refuse."""
    for item in queries.read_paper(run).items:
        if item.position == position:
            return item
    raise InvalidError([Problem("position", msg("There is no such item."))])


def _answers(session: Session, run: PracticeRun) -> list[Answer]:
    given = queries.fold(session, run.id).answers
    return [
        Answer.at(item, _read(item, given.get(item.position)))
        for item in queries.read_paper(run).items
    ]


def _read(item: SealedItem, raw: object) -> dict[str, Any] | None:
    try:
        return None if raw is None else items.read_response(dict(item.content), raw)
    except InvalidError:
        return None  # an exam asks a person; here the next attempt is a better answer


def _require_open(run: PracticeRun) -> None:
    if run.submitted_at is not None:
        raise ConflictError(msg("This exercise has been handed in."))
