"""Load blueprints, draw papers, seal them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import queries as bank
from app.domain.papers import policy, queries, rules
from app.domain.papers.models import Paper, PaperItem, StoredBlueprint
from app.engines import assembly, items
from app.engines.assembly import PoolItem
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError
from app.kernel.text import msg


def load_blueprint(session: Session, *, actor: Actor, text: str, now: datetime) -> StoredBlueprint:
    """Take in a blueprint; the same version with the same text changes nothing.

    :raises InvalidError: the text is not a sound blueprint.
    :raises ConflictError: this version exists with another text: give it a new version.
    """
    policy.can_load_blueprint(actor).require()
    blueprint = assembly.read_blueprint(text)
    known = queries.find_blueprint(session, blueprint.code)
    if known is not None and known.version >= blueprint.version:
        if known.version == blueprint.version and known.text == text:
            return known
        raise ConflictError(
            msg(
                "Blueprint %(code)s exists in version %(version)s; a changed text needs a higher "
                "version.",
                code=blueprint.code,
                version=known.version,
            )
        )
    stored = StoredBlueprint(
        code=blueprint.code,
        version=blueprint.version,
        tier=blueprint.tier,
        title=blueprint.title["zh"],
        title_en=blueprint.title["en"],
        text=text,
        loaded_at=now,
    )
    session.add(stored)
    _audit(session, actor, "papers.blueprint.loaded", f"{stored.code}@{stored.version}", now)
    return stored


def assemble(
    session: Session,
    *,
    actor: Actor,
    blueprint_code: str,
    org_path: str,
    seed: int,
    on: date,
    now: datetime,
    pool: Sequence[PoolItem] | None = None,
) -> Paper:
    """Draw a paper from the published items that are valid on the day of the exam.

    :param pool: the items to draw from, if not all of these.
    :raises InvalidError: the bank cannot fill the blueprint; one problem for each short cell.
    """
    policy.can_assemble(actor, org_path=org_path).require()
    stored = queries.get_blueprint(session, blueprint_code)
    blueprint = assembly.read_blueprint(stored.text)
    items_ = queries.list_pool(session, blueprint_code, on=on) if pool is None else pool
    drawn = assembly.draw(blueprint, items_, seed)
    contents = bank.get_contents(session, [place.item.id for place in drawn])
    number = queries.count_papers(session, blueprint_code) + 1
    code = f"{blueprint_code}-{number:04}"
    snapshot = rules.make_snapshot(code, blueprint, seed, drawn, contents)
    paper = Paper(
        code=code,
        blueprint_id=stored.id,
        org_path=org_path,
        tier=blueprint.tier,
        seed=seed,
        snapshot=snapshot,
        digest=assembly.digest(snapshot),
        assembled_at=now,
        assembled_by_id=actor.person_id,
        items=[_row(place) for place in drawn],
    )
    session.add(paper)
    session.flush()
    _audit(session, actor, "papers.paper.assembled", code, now, digest=paper.digest, seed=seed)
    return paper


def seal(session: Session, *, actor: Actor, paper: Paper, now: datetime) -> Paper:
    """Seal a paper after reading every item of it once more; sealing again changes nothing.

    :raises ConflictError: the stored snapshot does not have the digest it was drawn with.
    :raises InvalidError: an item cannot be read by its kind.
    """
    policy.can_seal(actor, org_path=paper.org_path).require()
    if paper.sealed_at is not None:
        return paper
    if assembly.digest(paper.snapshot) != paper.digest:
        raise ConflictError(msg("The paper was altered after it was drawn. Draw a new one."))
    for item in rules.read_snapshot(paper.snapshot).items:
        items.read(dict(item.content))
    paper.sealed_at = now
    paper.sealed_by_id = actor.person_id
    _audit(session, actor, "papers.paper.sealed", paper.code, now, digest=paper.digest)
    return paper


def _row(place: assembly.Drawn) -> PaperItem:
    return PaperItem(
        position=place.position,
        item_version_id=place.item.id,
        section=place.section,
        points=place.points,
    )


def _audit(
    session: Session, actor: Actor, action: str, subject: str, now: datetime, **details: object
) -> None:
    audit.record(session, actor=actor, action=action, subject=subject, at=now, details=details)
