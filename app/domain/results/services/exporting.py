"""Ask for a workbook, say what came of it, fetch it: each leaves a trace."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.jobs import services as jobs
from app.domain.results import policy, queries, settings
from app.domain.results.models import ResultExport
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import msg

KIND = "results.export"
TITLE = msg("Results workbook")


def request_export(
    session: Session,
    *,
    actor: Actor,
    scope: Scope,
    filters: dict[str, Any],
    unit_name: str,
    locale: str,
    now: datetime,
    page: str = "",
) -> ResultExport:
    """Queue a workbook of the results that `filters` choose within `scope`.

    :param page: where the requester finds it when it is done.
    :raises ForbiddenError: the actor may not export results of these units.
    """
    policy.can_export(actor, scope_paths=scope.paths).require()
    made = ResultExport(
        requested_by_id=actor.person_id,
        requested_by_name=actor.full_name,
        requested_at=now,
        scope_paths=list(scope.paths),
        filters=filters,
        locale=locale,
        unit_name=unit_name,
    )
    session.add(made)
    session.flush()
    args = {"export_id": made.id, "page": page}
    job = jobs.enqueue(session, actor=actor, kind=KIND, args=args, title=TITLE.msgid, now=now)
    made.job_id = job.id
    _audit(session, actor, "results.export.requested", made, now, filters=filters)
    return made


def complete_export(
    session: Session,
    *,
    actor: Actor,
    export_id: int,
    sha256: str,
    size: int,
    rows: int,
    now: datetime,
) -> ResultExport:
    """Note the file that was made and until when it can be fetched; noting it twice is harmless."""
    policy.can_build(actor).require()
    made = queries.get_export_by_id(session, export_id)
    if made.completed_at is not None:
        return made
    made.sha256, made.size, made.rows = sha256, size, rows
    made.completed_at = now
    made.expires_at = settings.current().export_ends(now)
    _audit(session, actor, "results.export.completed", made, now, rows=rows, sha256=sha256)
    return made


def record_download(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ResultExport:
    """Let someone fetch a workbook and note that they did.

    :raises NotFoundError: there is none, or it is of units the actor may not export.
    :raises ConflictError: it is not ready, or its days are over.
    """
    made = queries.get_export(session, uuid, lock=True)
    try:
        policy.can_export(actor, scope_paths=made.scope_paths).require()
    except ForbiddenError as error:  # those outside must not learn that it exists
        raise NotFoundError(msg("There is no such export.")) from error
    if made.completed_at is None or made.expires_at is None:
        raise ConflictError(msg("This workbook is not ready yet."))
    if now > made.expires_at:
        raise ConflictError(msg("This workbook has expired. Export it again."))
    made.downloads += 1
    _audit(session, actor, "results.export.downloaded", made, now, sha256=made.sha256)
    return made


def _audit(
    session: Session,
    actor: Actor,
    action: str,
    export: ResultExport,
    now: datetime,
    **details: object,
) -> None:
    subject = f"export:{export.uuid}"
    audit.record(session, actor=actor, action=action, subject=subject, at=now, details=details)
