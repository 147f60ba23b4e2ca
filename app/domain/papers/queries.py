"""Find blueprints and papers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from statistics import fmean
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session, defer

from app.domain.bank import queries as bank
from app.domain.papers import rules
from app.domain.papers.models import Paper, StoredBlueprint
from app.domain.papers.rules import SealedPaper
from app.domain.papers.shelf import SHELF
from app.engines import assembly
from app.engines.assembly import Blueprint, PoolItem
from app.kernel.errors import NotFoundError
from app.kernel.text import msg
from app.kernel.tier import Tier

_DIGEST = select(Paper.digest).where(Paper.id == bindparam("paper_id"))
_SNAPSHOT = select(Paper.snapshot).where(Paper.id == bindparam("paper_id"))
NO_PAPER = msg("There is no such paper.")


def find_blueprint(session: Session, code: str) -> StoredBlueprint | None:
    """Return the newest version of a blueprint."""
    query = select(StoredBlueprint).where(StoredBlueprint.code == code)
    return session.scalars(query.order_by(StoredBlueprint.version.desc()).limit(1)).one_or_none()


def get_blueprint(session: Session, code: str) -> StoredBlueprint:
    """Return the newest version of a blueprint, or refuse."""
    found = find_blueprint(session, code)
    if found is None:
        raise NotFoundError(msg("There is no blueprint %(code)s.", code=code))
    return found


def list_blueprints(session: Session) -> Sequence[StoredBlueprint]:
    """Return the newest version of every blueprint by code."""
    newest = (
        select(StoredBlueprint.code, func.max(StoredBlueprint.version).label("version"))
        .group_by(StoredBlueprint.code)
        .subquery()
    )
    query = select(StoredBlueprint).join(
        newest,
        (newest.c.code == StoredBlueprint.code) & (newest.c.version == StoredBlueprint.version),
    )
    return session.scalars(query.order_by(StoredBlueprint.code)).all()


def read_blueprint(session: Session, code: str) -> Blueprint:
    """Return the newest version of a blueprint as the engine reads it, or refuse."""
    return assembly.read_blueprint(get_blueprint(session, code).text)


def list_pool(
    session: Session, blueprint_code: str, *, on: date, without: Collection[str] = ()
) -> list[PoolItem]:
    """Return the items that a paper of a blueprint may draw on a day, but for those named."""
    blueprint = read_blueprint(session, blueprint_code)
    published = bank.list_published(session, tier=blueprint.tier, on=on, blueprint=blueprint)
    return [item for item in published if item.code not in without]


def list_item_codes(session: Session, paper_ids: Iterable[int]) -> set[str]:
    """Return the codes of all items that stand on these papers."""
    snapshots = session.scalars(select(Paper.snapshot).where(Paper.id.in_(set(paper_ids))))
    return {item["code"] for snapshot in snapshots for item in snapshot["items"]}


def mean_difficulty(session: Session, paper_id: int | None) -> float | None:
    """Return the mean difficulty of a paper; None if there is none."""
    if paper_id is None:
        return None
    return fmean(item.difficulty for item in read_paper(session, paper_id).items)


def get_paper(session: Session, uuid: UUID) -> Paper:
    """Return a paper, or refuse."""
    found = session.scalars(select(Paper).where(Paper.uuid == uuid)).one_or_none()
    if found is None:
        raise NotFoundError(NO_PAPER)
    return found


def find_paper(session: Session, paper_id: int) -> Paper | None:
    """Return a paper without its snapshot, for lists and heads of pages."""
    return session.get(Paper, paper_id, options=[defer(Paper.snapshot)])


def read_paper(session: Session | Connection, paper_id: int) -> SealedPaper:
    """Return what a paper asks, or refuse; its snapshot is read once in a process."""
    digest = session.execute(_DIGEST, {"paper_id": paper_id}).scalar()
    if digest is None:
        raise NotFoundError(NO_PAPER)
    return take_paper(session, paper_id, digest)


def take_paper(session: Session | Connection, paper_id: int, digest: str) -> SealedPaper:
    """Return the paper whose digest is known already."""

    def read() -> SealedPaper:
        snapshot = session.execute(_SNAPSHOT, {"paper_id": paper_id}).scalar_one()
        return rules.read_snapshot(snapshot)

    return SHELF.get(digest, read)


def count_papers(session: Session, blueprint_code: str) -> int:
    """Count the papers drawn from all versions of a blueprint."""
    query = (
        select(func.count(Paper.id))
        .join(StoredBlueprint, Paper.blueprint_id == StoredBlueprint.id)
        .where(StoredBlueprint.code == blueprint_code)
    )
    return session.scalar(query) or 0


def list_sealed(session: Session, *, tier: Tier, org_paths: Iterable[str]) -> Sequence[Paper]:
    """Return the sealed papers of a tier that belong to one of these units, newest first."""
    query = (
        select(Paper)
        .options(defer(Paper.snapshot))
        .where(
            Paper.tier == tier, Paper.org_path.in_(list(org_paths)), Paper.sealed_at.is_not(None)
        )
    )
    return session.scalars(query.order_by(Paper.sealed_at.desc())).all()
