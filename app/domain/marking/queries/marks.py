"""Find marks and gradings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session, selectinload

from app.domain.exams import queries as exams
from app.domain.exams.queries import HandedIn
from app.domain.exams.rules import item_seed
from app.domain.marking import rules
from app.domain.marking.models import ItemMark, MarkDecision, Marking, PracticalGrading
from app.domain.marking.rules import Decided
from app.engines.scoring import ItemScore
from app.kernel.errors import NotFoundError
from app.kernel.text import msg

_marks: Table = ItemMark.__table__  # type: ignore[assignment]
_SCORES = (
    select(
        _marks.c.marking_id,
        _marks.c.position,
        _marks.c.section,
        _marks.c.domain,
        _marks.c.points,
        _marks.c.max_points,
    )
    .where(_marks.c.marking_id.in_(bindparam("ids", expanding=True)))
    .order_by(_marks.c.position)
)
_LATEST = (
    select(Marking)
    .where(Marking.sitting_id == bindparam("sitting_id"))
    .order_by(Marking.number.desc())
    .limit(1)
)
_LATEST_LOCKED = _LATEST.with_for_update()
_LATEST_OF = (
    select(Marking)
    .where(Marking.sitting_id.in_(bindparam("ids", expanding=True)))
    .order_by(Marking.number)
    .with_for_update()
)
_DECIDED = (
    select(MarkDecision)
    .where(MarkDecision.sitting_id.in_(bindparam("ids", expanding=True)))
    .order_by(MarkDecision.id)
)


def find_latest(session: Session, sitting_id: int, *, lock: bool = False) -> Marking | None:
    """Return the marking that counts, without its marks."""
    query = _LATEST_LOCKED if lock else _LATEST
    return session.scalars(query, {"sitting_id": sitting_id}).one_or_none()


def get_marking(session: Session, marking_id: int) -> Marking:
    """Return a marking with its marks, or refuse."""
    query = select(Marking).where(Marking.id == marking_id).options(selectinload(Marking.marks))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError(msg("This sitting is not marked yet."))
    return found


def list_marks(session: Session, marking_id: int) -> Sequence[ItemMark]:
    """Return the marks of one marking by position."""
    query = select(ItemMark).where(ItemMark.marking_id == marking_id)
    return session.scalars(query.order_by(ItemMark.position)).all()


def list_scores(session: Session, marking_ids: Sequence[int]) -> dict[int, list[ItemScore]]:
    """Return marking → points and places of its marks, without answers and explanations."""
    found: dict[int, list[ItemScore]] = {one: [] for one in marking_ids}
    for row in session.execute(_SCORES, {"ids": list(marking_ids)}):
        found[row[0]].append(ItemScore(*row[1:]))
    return found


def get_mark(session: Session, marking_id: int, position: int) -> ItemMark:
    """Return one mark, or refuse."""
    query = select(ItemMark).where(ItemMark.marking_id == marking_id, ItemMark.position == position)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError(msg("This paper has no such item."))
    return found


def get_file(session: Session, sitting_id: int, position: int) -> str:
    """Return the digest of the file that counts at a position, or refuse."""
    latest = find_latest(session, sitting_id)
    mark = get_mark(session, latest.id, position) if latest else None
    digest = rules.file_of(mark.response) if mark else ""
    if not digest:
        raise NotFoundError(msg("No file was handed in here."))
    return digest


def list_gradings(session: Session, sitting_id: int) -> dict[tuple[int, str], PracticalGrading]:
    """Return (position, file) → the newest grading; a sound one is never hidden.

    A grading counts whichever engine made it: newer graders change nothing that was graded, until
    two officers decide on a regrade.
    """
    query = select(PracticalGrading).where(PracticalGrading.sitting_id == sitting_id)
    rows = session.scalars(query.order_by(PracticalGrading.is_sound, PracticalGrading.id))
    return {(row.position, row.file_sha256): row for row in rows}


def list_latest(session: Session, sitting_ids: Sequence[int]) -> dict[int, Marking]:
    """Return sitting → the marking that counts, locked, in one query for all of them."""
    rows = session.scalars(_LATEST_OF, {"ids": list(sitting_ids)})
    return {row.sitting_id: row for row in rows}


def list_decisions_of(
    session: Session, sitting_ids: Sequence[int]
) -> dict[int, dict[tuple[int, str], Decided]]:
    """Return sitting → (position, digest of the answer) → the last decision about it."""
    found: dict[int, dict[tuple[int, str], Decided]] = {one: {} for one in sitting_ids}
    for row in session.scalars(_DECIDED, {"ids": list(sitting_ids)}):
        found[row.sitting_id][row.position, row.response_digest] = Decided(
            points=row.points,
            reason=row.reason,
            by_name=row.decided_by_name,
            at=row.decided_at.isoformat(),
        )
    return found


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that waits for the grader."""

    sitting_id: int
    position: int
    file_sha256: str
    task: dict[str, Any]
    seed: int
    work: bytes | None = None
    """What was done in the page, where no file was handed in."""


def list_ungraded(session: Session, sitting_id: int) -> list[Submission]:
    """Return the files and works of a sitting that count and have no sound grading yet."""
    return list_ungraded_of(session, exams.get_handed_in(session, sitting_id))


def list_ungraded_of(session: Session, handed_in: HandedIn) -> list[Submission]:
    """Return what waits for the grader in a sitting that has been read already."""
    submissions = list_submissions(handed_in)
    if not submissions:
        return []
    sitting_id = handed_in.sitting_id
    known = {key for key, row in list_gradings(session, sitting_id).items() if row.is_sound}
    return [one for one in submissions if (one.position, one.file_sha256) not in known]


def list_submissions(handed_in: HandedIn) -> list[Submission]:
    """Return the files and works of a sitting that count, with the tasks of its paper."""
    found = []
    practicals = [item for item in handed_in.paper.items if item.kind == "practical"]
    for item in practicals:
        response = handed_in.responses.get(item.position)
        if file := rules.file_of(response):
            seed = item_seed(handed_in.seed, item.position)
            task = dict(item.content["task"])
            work = rules.work_of(response)
            found.append(Submission(handed_in.sitting_id, item.position, file, task, seed, work))
    return found
