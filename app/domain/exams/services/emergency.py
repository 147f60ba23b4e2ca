"""Bringing in emergency files: the same entries again, so twice does no harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams import emergency, policy, queries, rules
from app.domain.exams.emergency import Contents, Head, SavedFile
from app.domain.exams.journal_store import PRACTICE_ITEM, Memory, Verdict, store
from app.domain.exams.models import AnswerEvent, Sitting, SittingFile
from app.domain.exams.room_log import Desk
from app.domain.exams.room_rules import Act
from app.domain.exams.rules import SittingState, Standing
from app.domain.papers import queries as papers
from app.engines import sealing
from app.kernel.actor import Actor, Permission
from app.kernel.errors import InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.store.crypto import purpose_key
from app.store.files import FileStore

PURPOSE = "emergency-file"
Vouch = Callable[[int, str], int | None]
"""From a sitting and the text of a token to the writer it proves; None if it proves none."""
OTHER_EXAM = msg("This file belongs to another exam, or to a person outside what you may see.")


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file.

    :ivar new: entries that were not here; `known` were, and `conflicts` are here with other words
        (writer → numbers): what is here stays.
    :ivar late: new entries that count only by a decision; `in_time` of them were made before the
        end by the clock of their machine.
    :ivar files: files that were not here.
    """

    sitting: Sitting
    head: Head
    new: int
    known: int
    conflicts: Mapping[int, tuple[int, ...]]
    late: int
    in_time: int
    files: int
    digest: str


def exam_key(plan_uuid: UUID) -> bytes:
    """Return the public key for which machines close the emergency files of an exam."""
    return sealing.public_key(_secret(plan_uuid))


def _secret(plan_uuid: UUID) -> bytes:
    return purpose_key(f"{PURPOSE}:{plan_uuid}")


def import_emergency(
    session: Session,
    *,
    actor: Actor,
    plan: UUID | None,
    data: bytes,
    vouch: Vouch,
    now: datetime,
) -> Brought:
    """Take what an emergency file holds; what is here already changes nothing.

    Answers made or arriving after their time are kept and wait for a decision, as on the wire.

    :param plan: only for this exam; None for any within the scope.
    :param vouch: reads the token in the file.
    :raises InvalidError: the file is damaged or for another exam; nothing is taken then.
    """
    head = emergency.read_head(data)
    sitting = _get(session, actor, head, plan)
    exam = sitting.registration.plan
    policy.can_run_room(actor, org_path=exam.org_path).require()
    contents = emergency.open_file(data, _secret(exam.uuid))
    writer = vouch(sitting.id, contents.token)
    if writer is None:
        raise InvalidError([Problem("file", emergency.SHUT, emergency.TOOL)])
    batches = contents.batches(sitting.id, writer)
    found = [event for batch in batches for event in batch.events]
    compared = emergency.compare(found, _stored(session, sitting.id))
    quiet = Memory(seen={sitting.id: rules.milliseconds(now)})  # a file is no sign of life
    if batches:
        outcomes, _ = store(session.connection(), batches, now, quiet)
        if any(one.verdict is Verdict.MALFORMED for one in outcomes):
            raise InvalidError([Problem("file", emergency.SHUT, emergency.TOOL)])
    late, in_time = _count_late(session, sitting, {one.place for one in compared.new})
    files = [one for one in contents.files if _keep(session, sitting, one, writer, now)]
    brought = Brought(
        sitting=sitting,
        head=head,
        new=len(compared.new),
        known=compared.known,
        conflicts=compared.conflicts,
        late=late,
        in_time=in_time,
        files=len(files),
        digest=FileStore.put(data),
    )
    _record(session, actor, brought, contents, now)
    return brought


def _get(session: Session, actor: Actor, head: Head, plan: UUID | None) -> Sitting:
    scope = actor.scope(Permission.EXAMS_ROOM_RUN)
    try:
        sitting = queries.get_sitting_in(session, head.sitting, scope=scope, lock=True)
    except NotFoundError as error:
        raise InvalidError([Problem("file", OTHER_EXAM)]) from error
    if plan is not None and sitting.registration.plan.uuid != plan:
        raise InvalidError([Problem("file", OTHER_EXAM)])
    return sitting


def _stored(session: Session, sitting_id: int) -> dict[tuple[int, int], str]:
    query = select(AnswerEvent.epoch, AnswerEvent.seq, AnswerEvent.hash).where(
        AnswerEvent.sitting_id == sitting_id
    )
    return {(row.epoch, row.seq): row.hash for row in session.execute(query)}


def _count_late(
    session: Session, sitting: Sitting, places: set[tuple[int, int]]
) -> tuple[int, int]:
    """Return how many of the new entries wait for a decision, and how many were made in time."""
    sections = rules.read_sections(sitting.sections)
    late = [
        one.event
        for one in queries.list_events(session, sitting.id)
        if one.event.place in places
        and one.standing is not Standing.COUNTED
        and one.event.item != PRACTICE_ITEM
    ]
    in_time = [one for one in late if one.at_ms <= rules.end_of(sections, one.item)]
    return len(late), len(in_time)


def _keep(session: Session, sitting: Sitting, file: SavedFile, writer: int, now: datetime) -> bool:
    """Keep a file that is not here yet, for a practical of this paper; whether it was kept."""
    paper = papers.read_paper(session, sitting.paper_id)
    practicals = {item.position for item in paper.items if item.kind == "practical"}
    digest = FileStore.put(file.data)
    if file.position not in practicals or queries.has_file(
        session, sitting.id, file.position, digest
    ):
        return False
    moment = rules.milliseconds(now)
    standing = rules.judge(
        made_at=moment,
        received_at=moment,
        ends_at=rules.end_of(rules.read_sections(sitting.sections), file.position),
        is_open=sitting.state is SittingState.STARTED,
        writer=writer,
        current=sitting.epoch,
    )
    session.add(
        SittingFile(
            sitting_id=sitting.id,
            position=file.position,
            sha256=digest,
            name=file.name,
            size=len(file.data),
            received_at=now,
            standing=standing,
        )
    )
    session.flush()
    return True


def _record(
    session: Session, actor: Actor, brought: Brought, contents: Contents, now: datetime
) -> None:
    """Put the import on the record of the room, which may be closed, and into the audit log."""
    about = brought.sitting.registration
    details = {
        "new": brought.new,
        "known": brought.known,
        "conflicts": {str(epoch): list(seqs) for epoch, seqs in brought.conflicts.items()},
        "late": brought.late,
        "in_time": brought.in_time,
        "files": brought.files,
        "saved_at": contents.saved_at,
        "sha256": brought.digest,
    }
    desk = Desk.of(session, actor, about, now)
    desk.record(Act.EMERGENCY, "exams.emergency.imported", "", about, **details)
