"""The job that writes a results workbook, and the folder its files live in until they expire."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents import workbook as document
from app.domain.jobs.models import Job
from app.domain.jobs.rules import JobState
from app.domain.jobs.runner import JobContext
from app.domain.results import queries as results
from app.domain.results import services
from app.domain.results.models import ResultExport
from app.kernel.actor import SYSTEM
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import msg
from app.reports import workbook
from app.reports.base import Reach, reading
from app.reports.choice import Choice
from app.reports.language import Catalogues
from app.reports.workbook import Request
from app.store.files import FileStore


class ExportFiles(FileStore):
    """Files of exports, by content; unlike answers they are removed when their days are over."""

    @classmethod
    def remove(cls, digest: str) -> None:
        """Remove a file; one that is gone already is no error."""
        cls.path(digest).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class ExportLine:
    """An export as its requester sees it."""

    export: ResultExport
    job: Job

    @property
    def is_running(self) -> bool:
        """Whether the worker is still at it."""
        return self.job.state in {JobState.QUEUED, JobState.RUNNING}

    def is_over(self, now: datetime) -> bool:
        """Whether the days of the file are over."""
        return self.export.expires_at is not None and now > self.export.expires_at


def run_export(ctx: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Write the workbook that was asked for, keep it, and say where it is; safe to run twice."""
    with ctx.session() as session:
        asked = results.get_export_by_id(session, int(args["export_id"]))
        request, export_id = _request(asked), asked.id
    with reading(ctx.worker.bind) as session:
        data, rows = write(session, request, ctx)
    digest = ExportFiles.put(data)
    with ctx.session() as session:
        services.complete_export(
            session, actor=SYSTEM, export_id=export_id, sha256=digest, size=len(data), rows=rows,
            now=ctx.now(),
        )  # fmt: skip
        purge(session, ctx.now())
    return {"url": args.get("page", ""), "rows": rows, "sha256": digest}


def write(session: Session, request: Request, ctx: JobContext | None = None) -> tuple[bytes, int]:
    """Return the bytes of the workbook and the number of its rows; streamed row by row."""
    expected, total = workbook.count_all(session, request)
    buffer = io.BytesIO()
    rows = document.write(
        buffer,
        workbook.make_spec(request, total),
        workbook.make_rows(session, request),
        (lambda done, _total: ctx.progress(done, expected)) if ctx else None,
        expected,
    )
    return buffer.getvalue(), rows


def purge(session: Session, now: datetime) -> int:
    """Remove the files whose last export has expired; returns how many."""
    query = select(ResultExport.sha256).where(ResultExport.sha256 != "")
    ended = query.group_by(ResultExport.sha256).having(func.max(ResultExport.expires_at) < now)
    digests = [digest for digest in session.scalars(ended) if ExportFiles.path(digest).exists()]
    for digest in digests:
        ExportFiles.remove(digest)
    return len(digests)


def list_exports(session: Session, *, person_id: int, limit: int, offset: int) -> list[ExportLine]:
    """Return what a person asked for, the newest first, with how far it is."""
    query = (
        select(ResultExport, Job)
        .join(Job, ResultExport.job_id == Job.id)
        .where(ResultExport.requested_by_id == person_id)
        .order_by(ResultExport.id.desc())
    )
    return [ExportLine(*found) for found in session.execute(query.limit(limit).offset(offset))]


def count_exports(session: Session, *, person_id: int) -> int:
    """Count what `list_exports` would give in all."""
    query = select(func.count(ResultExport.id)).where(ResultExport.requested_by_id == person_id)
    return session.scalar(query) or 0


def get_job_of(session: Session, uuid: UUID, *, person_id: int) -> UUID:
    """Return the job that writes a person's own export, or refuse."""
    query = select(Job.uuid).join(ResultExport, ResultExport.job_id == Job.id)
    found = session.scalar(
        query.where(ResultExport.uuid == uuid, ResultExport.requested_by_id == person_id)
    )
    if found is None:
        raise NotFoundError(msg("There is no such export."))
    return found


def _request(asked: ResultExport) -> Request:
    paths: Sequence[str] = asked.scope_paths
    return Request(
        reach=Reach(Scope.of(paths), Choice.read(asked.filters)),
        unit_name=asked.unit_name,
        asked_by=asked.requested_by_name,
        asked_at=asked.requested_at,
        translate=Catalogues.translator(asked.locale),
    )
