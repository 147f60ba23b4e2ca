"""What the journal of a sitting amounts to: the fold of its events, its files, its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from app.domain.exams.models import AnswerEvent, LateDecision, Registration, Sitting, SittingFile
from app.domain.exams.queries import plans
from app.domain.exams.queries.whole import StoredEvent, read_journals
from app.domain.exams.rules import Standing
from app.domain.papers import queries as papers
from app.domain.papers.rules import SealedPaper
from app.engines import journal
from app.engines.journal import Fold
from app.kernel.errors import NotFoundError

_sittings: Table = Sitting.__table__  # type: ignore[assignment]
_registrations: Table = Registration.__table__  # type: ignore[assignment]
_HEADS = (
    select(
        _sittings.c.id,
        _sittings.c.plan_id,
        _sittings.c.person_id,
        _registrations.c.org_path,
        _sittings.c.paper_id,
        _sittings.c.seed,
        _sittings.c.submitted_at,
    )
    .join(_registrations, _sittings.c.registration_id == _registrations.c.id)
    .where(_sittings.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_sittings.c.id)
)


_DECIDED = (
    select(func.coalesce(func.max(LateDecision.through_id), 0))
    .where(LateDecision.sitting_id == bindparam("sitting_id"))
    .scalar_subquery()
)
_UNDECIDED = select(func.count(AnswerEvent.id)).where(
    AnswerEvent.sitting_id == bindparam("sitting_id"),
    AnswerEvent.standing != Standing.COUNTED,
    AnswerEvent.id > _DECIDED,
)


def list_events(session: Session, sitting_id: int) -> list[StoredEvent]:
    """Return the whole journal of a sitting in order, the practice item too."""
    return read_journals(session, [sitting_id])[sitting_id].events


def list_decisions(session: Session, sitting_id: int) -> Sequence[LateDecision]:
    """Return the decisions about late and stale events, in order."""
    query = select(LateDecision).where(LateDecision.sitting_id == sitting_id)
    return session.scalars(query.order_by(LateDecision.id)).all()


def undecided(
    events: Iterable[StoredEvent], decisions: Sequence[LateDecision]
) -> list[StoredEvent]:
    """Return the late and stale events that nobody has decided about."""
    last = decisions[-1].through_id if decisions else 0
    return [
        stored for stored in events if stored.standing is not Standing.COUNTED and stored.id > last
    ]


def count_undecided(session: Session, sitting_id: int) -> int:
    """Count the late and stale events that nobody has decided about, without reading the rest."""
    return session.scalar(_UNDECIDED, {"sitting_id": sitting_id}) or 0


def fold(session: Session, sitting_id: int) -> Fold:
    """Return the current answers and flags of a sitting."""
    return read_journals(session, [sitting_id])[sitting_id].fold()


def head(session: Session, sitting_id: int, epoch: int) -> tuple[int, str]:
    """Return the last event of a writer: its number and hash; 0 and nothing before the first."""
    query = (
        select(AnswerEvent.seq, AnswerEvent.hash)
        .where(AnswerEvent.sitting_id == sitting_id, AnswerEvent.epoch == epoch)
        .order_by(AnswerEvent.seq.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return (row.seq, row.hash) if row else (0, "")


def through(session: Session, sitting_id: int, epoch: int) -> int:
    """Return up to which number the journal of a writer is stored without a gap."""
    query = select(AnswerEvent.seq).where(
        AnswerEvent.sitting_id == sitting_id, AnswerEvent.epoch == epoch
    )
    return journal.contiguous(session.scalars(query))


def list_files(session: Session, sitting_id: int) -> dict[int, SittingFile]:
    """Return position → the newest file that was received for it in time."""
    query = select(SittingFile).where(
        SittingFile.sitting_id == sitting_id, SittingFile.standing == Standing.COUNTED
    )
    return {file.position: file for file in session.scalars(query.order_by(SittingFile.id))}


def has_file(session: Session, sitting_id: int, position: int, digest: str) -> bool:
    """Whether a file with this digest was received for a position of this sitting."""
    query = select(SittingFile.id).where(
        SittingFile.sitting_id == sitting_id,
        SittingFile.position == position,
        SittingFile.sha256 == digest,
    )
    return session.scalars(query.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A sitting as marking needs it.

    :ivar org_path: where the candidate served when registering.
    :ivar responses: position → response in the stored form of `engines.items`; every position of
        the paper is there, None where nothing was ever answered.
    :ivar malformed: positions whose last event could not be read; their response is None.
    """

    sitting_id: int
    plan_id: int
    person_id: int
    org_path: str
    paper_id: int
    seed: int
    submitted_at: datetime | None
    paper: SealedPaper
    responses: Mapping[int, dict[str, Any] | None]
    malformed: tuple[int, ...] = field(default_factory=tuple)


def get_handed_in(session: Session, sitting_id: int) -> HandedIn:
    """Return a sitting with its paper and the responses that count, or refuse."""
    found = list_handed_in(session, [sitting_id])
    if not found:
        raise NotFoundError(plans.NO_SITTING)
    return found[0]


def list_handed_in(session: Session, sitting_ids: Sequence[int]) -> list[HandedIn]:
    """Return sittings as marking needs them, with a few statements for all of them."""
    session.flush()
    heads = session.execute(_HEADS, {"ids": list(sitting_ids)}).all()
    journals = read_journals(session, [head.id for head in heads])
    sheets = {one: papers.read_paper(session, one) for one in {head.paper_id for head in heads}}
    found = []
    for head in heads:
        paper = sheets[head.paper_id]
        responses, malformed = journals[head.id].responses(paper)
        found.append(HandedIn(*head, paper, responses, malformed))
    return found
