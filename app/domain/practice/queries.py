"""Find practice runs; a person sees their own and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.domain.bank import queries as bank
from app.domain.competencies import queries as competencies
from app.domain.learning import queries as learning
from app.domain.marking.rules import Marked
from app.domain.papers import queries as papers
from app.domain.papers import rules as paper_rules
from app.domain.papers.rules import SealedPaper
from app.domain.practice.models import PracticeEvent, PracticeFile, PracticeRun
from app.domain.practice.rules import Candidate
from app.engines import assembly, journal
from app.engines.assembly import Blueprint, PoolItem
from app.engines.items import Status
from app.engines.journal import Event, Fold
from app.kernel.actor import Actor
from app.kernel.errors import NotFoundError
from app.kernel.tier import Tier


def get_run(session: Session, uuid: UUID, *, person_id: int, lock: bool = False) -> PracticeRun:
    """Return a run of this person, or refuse as if there were none."""
    query = select(PracticeRun).where(PracticeRun.uuid == uuid, PracticeRun.person_id == person_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def get_run_by_id(session: Session, run_id: int, *, lock: bool = False) -> PracticeRun:
    """Return the run that a token names, or refuse."""
    query = select(PracticeRun).where(PracticeRun.id == run_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def get_owner(session: Session, run_id: int) -> Actor:
    """Return the person of a run as an actor without roles, for requests that bring its token."""
    return Actor(get_run_by_id(session, run_id).person_id, "", "")


def list_runs(
    session: Session, person_id: int, *, limit: int, offset: int = 0
) -> Sequence[PracticeRun]:
    """Return a person's runs without their papers, the newest first."""
    query = (
        select(PracticeRun)
        .options(defer(PracticeRun.snapshot), defer(PracticeRun.marks))
        .where(PracticeRun.person_id == person_id)
        .order_by(PracticeRun.begun_at.desc(), PracticeRun.id.desc())
    )
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_runs(session: Session, person_id: int, *, since: datetime | None = None) -> int:
    """Count a person's runs, all or those begun since a moment."""
    query = select(func.count(PracticeRun.id)).where(PracticeRun.person_id == person_id)
    if since is not None:
        query = query.where(PracticeRun.begun_at >= since)
    return session.scalar(query) or 0


def read_paper(run: PracticeRun) -> SealedPaper:
    """Return what a run asks."""
    return paper_rules.read_snapshot(run.snapshot)


def list_events(session: Session, run_id: int) -> list[Event]:
    """Return the journal of a run in order."""
    query = select(PracticeEvent).where(PracticeEvent.run_id == run_id)
    rows = session.scalars(query.order_by(PracticeEvent.epoch, PracticeEvent.seq))
    return [
        Event(
            epoch=row.epoch,
            seq=row.seq,
            item=row.item,
            kind=row.kind,
            payload=row.payload,
            at_ms=row.at_ms,
            mono_ms=row.mono_ms,
            wall_ms=row.wall_ms,
            hash=row.hash,
        )
        for row in rows
    ]


def list_numbers(session: Session, run_id: int, epoch: int) -> set[int]:
    """Return the numbers of the events of one writer that are stored."""
    query = select(PracticeEvent.seq).where(
        PracticeEvent.run_id == run_id, PracticeEvent.epoch == epoch
    )
    return set(session.scalars(query))


def through(session: Session, run_id: int, epoch: int) -> int:
    """Return up to which number the journal of a writer is stored without a gap."""
    return journal.contiguous(list_numbers(session, run_id, epoch))


def fold(session: Session, run_id: int) -> Fold:
    """Return the current answers and flags of a run."""
    return journal.fold(list_events(session, run_id))


def head(session: Session, run_id: int, epoch: int) -> tuple[int, str]:
    """Return number and hash of the last event of a writer; 0 and nothing before the first."""
    query = (
        select(PracticeEvent.seq, PracticeEvent.hash)
        .where(PracticeEvent.run_id == run_id, PracticeEvent.epoch == epoch)
        .order_by(PracticeEvent.seq.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return (row.seq, row.hash) if row else (0, "")


def list_files(session: Session, run_id: int) -> dict[int, PracticeFile]:
    """Return position → the newest file."""
    query = select(PracticeFile).where(PracticeFile.run_id == run_id).order_by(PracticeFile.id)
    return {file.position: file for file in session.scalars(query)}


def read_marks(run: PracticeRun) -> list[Marked]:
    """Return the marks of a run that was handed in, in the order of the paper."""
    return [Marked(**{**one, "status": Status(one["status"])}) for one in run.marks]


def find_blueprint(session: Session, tier: Tier) -> Blueprint | None:
    """Return the blueprint that mock papers of a tier are shaped by: the newest of its exams."""
    found = [one for one in papers.list_blueprints(session) if one.tier is tier]
    newest = max(found, key=lambda one: (one.loaded_at, one.id), default=None)
    return assembly.read_blueprint(newest.text) if newest else None


def list_modules(session: Session, *, tier: Tier, on: date) -> list[tuple[str, str, str, int]]:
    """Return code, Chinese and English title, number of questions of what can be drilled."""
    counts: dict[str, int] = {}
    for one in list_candidates(session, tier=tier, org_path="", on=on):
        counts[one.item.module] = counts.get(one.item.module, 0) + 1
    return [
        (entry.code, entry.title, entry.title_en, counts[entry.code])
        for entry in competencies.list_syllabus(session, tier=tier, on=on)
        if entry.code in counts
    ]


def list_candidates(session: Session, *, tier: Tier, org_path: str, on: date) -> list[Candidate]:
    """Return what a person may practise: never an item of an exam.

    These are the questions of the module quizzes of the tier, which every learner sees anyway, and
    the practical tasks, whose names and figures are others in every exam.

    :param org_path: where the person serves; empty for questions only.
    :returns: numbered from 1: the number is what a paper knows an item by.
    """
    found = [
        *_questions(session, tier, on),
        *(_practicals(session, tier, org_path, on) if org_path else ()),
    ]
    return [
        Candidate(replace(one.item, id=number), one.content)
        for number, one in enumerate(found, start=1)
    ]


def _questions(session: Session, tier: Tier, on: date) -> list[Candidate]:
    wanted = {entry.code for entry in competencies.list_syllabus(session, tier=tier, on=on)}
    return [
        Candidate(
            PoolItem(
                id=0,
                code=item.code,
                kind=item.kind,
                domain=item.domain,
                module=module.code,
                level=item.level.value,
                difficulty=item.difficulty,
                enemies=frozenset(item.enemies),
            ),
            item.content,
        )
        for module in (learning.get_content(one) for one in learning.list_current(session))
        if module.code in wanted
        for item in module.pool
        if item.valid_to is None or item.valid_to >= on
    ]


def _practicals(session: Session, tier: Tier, org_path: str, on: date) -> list[Candidate]:
    return [
        Candidate(
            PoolItem(
                id=version.id,
                code=version.item.code,
                kind=version.kind,
                domain=version.domain,
                module=version.module,
                level=version.level.value,
                difficulty=version.difficulty,
                enemies=frozenset(version.enemies),
            ),
            version.content,
        )
        for version in bank.list_practicals(session, org_path=org_path, on=on)
        if tier in version.tiers
    ]


def to_json(mark: Marked) -> dict[str, Any]:
    """Return a mark as it is stored with a run."""
    names = Marked.__dataclass_fields__
    return {**{name: getattr(mark, name) for name in names}, "status": mark.status.value}
