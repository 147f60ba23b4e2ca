"""Find regrades and what they said about files."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.bank import queries as bank
from app.domain.exams import queries as exams
from app.domain.marking.models import ItemMark, Marking, Regrade, RegradedFile
from app.domain.marking.queries.marks import Submission, list_submissions
from app.domain.marking.rules_regrades import OPEN, Mode
from app.engines.items import Status
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import msg
from app.store.scoping import in_scope


def get_regrade(session: Session, uuid: UUID, *, scope: Scope, lock: bool = False) -> Regrade:
    """Return a regrade of an exam in scope, or refuse."""
    query = select(Regrade).where(Regrade.uuid == uuid, in_scope(Regrade.org_path, scope))
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such regrade."))
    return found


def get_regrade_by_id(session: Session, regrade_id: int) -> Regrade:
    """Return the regrade of that id."""
    return session.get_one(Regrade, regrade_id)


def list_regrades(session: Session, *, plan_uuid: UUID, scope: Scope) -> Sequence[Regrade]:
    """Return the regrades of an exam in scope, the newest first."""
    query = select(Regrade).where(Regrade.plan_uuid == plan_uuid, in_scope(Regrade.org_path, scope))
    return session.scalars(query.order_by(Regrade.id.desc())).all()


def find_open_regrade(session: Session, *, plan_id: int, item_id: int) -> Regrade | None:
    """Return the regrade of a practical of an exam that is not decided yet."""
    query = select(Regrade).where(
        Regrade.plan_id == plan_id, Regrade.item_id == item_id, Regrade.state.in_(OPEN)
    )
    return session.scalars(query.limit(1)).one_or_none()


def list_asked_versions(session: Session, *, plan_id: int, version_ids: Sequence[int]) -> set[int]:
    """Return those of these versions that candidates of an exam were asked and marked on."""
    ids = [one.id for one in exams.list_sittings(session, plan_id)]
    query = (
        select(ItemMark.item_version_id)
        .join(Marking, Marking.id == ItemMark.marking_id)
        .where(Marking.sitting_id.in_(ids), ItemMark.item_version_id.in_(version_ids))
    )
    return set(session.scalars(query.distinct()))


def list_sittings_to_regrade(session: Session, regrade: Regrade) -> list[int]:
    """Return the sittings with an answer that the regrade has not looked at yet, by id."""
    ids = [one.id for one in exams.list_sittings(session, regrade.plan_id)]
    versions = [one.id for one in bank.list_versions(session, regrade.item_id)]
    later = aliased(Marking)
    query = (
        select(Marking.sitting_id)
        .join(ItemMark, ItemMark.marking_id == Marking.id)
        .where(
            Marking.sitting_id.in_(ids),
            ItemMark.item_version_id.in_(versions),
            ItemMark.kind == "practical",
            ItemMark.status != Status.BLANK,
            ~exists().where(later.sitting_id == Marking.sitting_id, later.number > Marking.number),
            ~exists().where(
                RegradedFile.regrade_id == regrade.id,
                RegradedFile.sitting_id == Marking.sitting_id,
            ),
        )
        .distinct()
        .order_by(Marking.sitting_id)
    )
    return list(session.scalars(query))


def find_submission(session: Session, regrade: Regrade, sitting_id: int) -> Submission | None:
    """Return the file of a sitting with the task that grades it now; None if none counts."""
    handed_in = exams.get_handed_in(session, sitting_id)
    versions = {one.id: one for one in bank.list_versions(session, regrade.item_id)}
    positions = {one.position for one in handed_in.paper.items if one.version_id in versions}
    task = dict(versions[regrade.version_id].content["task"])
    for found in list_submissions(handed_in):
        if found.position in positions:
            return Submission(
                found.sitting_id, found.position, found.file_sha256, task, found.seed, found.work
            )
    return None


def find_regraded(session: Session, regrade_id: int, sitting_id: int) -> RegradedFile | None:
    """Return what a regrade said about the file of a sitting."""
    query = select(RegradedFile).where(
        RegradedFile.regrade_id == regrade_id, RegradedFile.sitting_id == sitting_id
    )
    return session.scalars(query).one_or_none()


def count_regraded(session: Session, regrade_id: int) -> int:
    """Count the files a regrade has looked at."""
    query = select(func.count(RegradedFile.id)).where(RegradedFile.regrade_id == regrade_id)
    return session.scalar(query) or 0


def count_to_apply(session: Session, regrade: Regrade) -> int:
    """Count the files whose new grading is to count and does not yet."""
    query = select(func.count(RegradedFile.id)).where(*_to_apply(regrade))
    return session.scalar(query) or 0


def list_to_apply(session: Session, regrade: Regrade, *, most: int) -> Sequence[RegradedFile]:
    """Return some of those files, by sitting."""
    query = select(RegradedFile).where(*_to_apply(regrade))
    return session.scalars(query.order_by(RegradedFile.sitting_id).limit(most)).all()


def _to_apply(regrade: Regrade) -> list[ColumnElement[bool]]:
    """As `rules_regrades.counts`, for the database."""
    gains = and_(
        RegradedFile.new_points > RegradedFile.old_points,
        RegradedFile.new_status != Status.REVIEW,
    )
    return [
        RegradedFile.regrade_id == regrade.id,
        RegradedFile.is_applied.is_(False),
        RegradedFile.is_sound.is_(True),
        RegradedFile.is_decided.is_(False),
        or_(gains, literal(regrade.mode is Mode.ALL)),
    ]
