"""What was promised, beside what is stored: every acknowledged entry must be in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.exams.models import AnswerEvent, Sitting
from app.domain.exams.rules import SittingState
from app.domain.jobs import queries as jobs
from app.engines.journal import ANSWER
from app.rehearsal.candidate import Candidate
from app.rehearsal.meter import parent_of
from app.store.engine import make_engine

SOME = 500


@dataclass(slots=True)
class Answers:
    """Entries of all journals.

    :ivar lost: acknowledged, but not stored as they were written.
    :ivar differing: items whose stored answer is not what the candidate saw last.
    :ivar waiting: written, but never acknowledged: still on a machine.
    """

    written: int = 0
    acknowledged: int = 0
    stored: int = 0
    lost: int = 0
    differing: int = 0
    waiting: int = 0
    sittings: int = 0
    handed_in: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost and everybody's last answer is there."""
        return not self.lost and not self.differing and not self.waiting


def compare(url: str, candidates: Iterable[Candidate]) -> Answers:
    """Read the journals of all candidates from the database and compare."""
    engine = make_engine(url)
    found = Answers()
    begun = [one for one in candidates if one.machine.sitting]
    try:
        with Session(engine) as session:
            for first in range(0, len(begun), SOME):
                _compare(session, begun[first : first + SOME], found)
            found.sittings = session.scalar(select(func.count(Sitting.id))) or 0
            found.handed_in = (
                session.scalar(
                    select(func.count(Sitting.id)).where(Sitting.state == SittingState.SUBMITTED)
                )
                or 0
            )
    finally:
        engine.dispose()
    return found


def _compare(session: Session, candidates: list[Candidate], found: Answers) -> None:
    uuids = [UUID(one.machine.sitting) for one in candidates]
    ids = dict(
        session.execute(select(Sitting.uuid, Sitting.id).where(Sitting.uuid.in_(uuids))).all()
    )
    stored: dict[int, set[tuple[int, int, str]]] = {one: set() for one in ids.values()}
    last: dict[int, dict[int, tuple[int, int, str]]] = {one: {} for one in ids.values()}
    query = select(
        AnswerEvent.sitting_id, AnswerEvent.epoch, AnswerEvent.seq, AnswerEvent.hash,
        AnswerEvent.item, AnswerEvent.kind, AnswerEvent.payload,
    ).where(AnswerEvent.sitting_id.in_(stored))  # fmt: skip
    for row in session.execute(query):
        stored[row.sitting_id].add((row.epoch, row.seq, row.hash))
        if row.kind == ANSWER:
            place = (row.epoch, row.seq, row.payload)
            known = last[row.sitting_id].get(row.item, (-1, 0, ""))
            last[row.sitting_id][row.item] = max(known, place)
    for one, uuid in zip(candidates, uuids, strict=True):
        key = ids.get(uuid, 0)
        _count(one, stored.get(key, set()), last.get(key, {}), found)


def _count(
    one: Candidate,
    stored: set[tuple[int, int, str]],
    last: dict[int, tuple[int, int, str]],
    found: Answers,
) -> None:
    promised = set(one.machine.promised())
    found.written += len(one.machine.written)
    found.acknowledged += len(promised)
    found.stored += len(stored)
    found.lost += len(promised - stored)
    found.waiting += len(one.machine.pending)
    found.differing += sum(
        last.get(item, (0, 0, ""))[2] != payload for item, payload in one.machine.screen.items()
    )


def database_process(url: str) -> int | None:
    """Return the process of a PostgreSQL server that runs on this machine; None otherwise."""
    engine = make_engine(url)
    try:
        if engine.dialect.name != "postgresql":
            return None
        with engine.connect() as connection:
            backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            return parent_of(int(backend), "postgres")
    finally:
        engine.dispose()


def is_idle(url: str) -> bool:
    """Whether the worker has delivered everything: all that can be marked is marked."""
    engine = make_engine(url)
    try:
        reading = engine.execution_options(sqlite_begin="DEFERRED")
        with Session(reading) as session:
            return not jobs.is_anything_waiting(session)
    finally:
        engine.dispose()
