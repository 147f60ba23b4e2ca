from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.jobs.models import Job
from app.domain.results import services
from app.domain.results.models import ResultExport
from app.kernel.actor import SYSTEM, Actor, Permission, Role
from app.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from app.kernel.scope import Scope
from tests.factories import results as make
from tests.factories.exams import make_staff
from tests.factories.results import LATER


def asked(session: Session, actor: Actor, scope: Scope | None = None) -> ResultExport:
    return services.request_export(
        session,
        actor=actor,
        scope=scope or actor.scope(Permission.RESULTS_RESULT_EXPORT),
        filters={"year": 2026},
        unit_name="广东省",
        locale="zh_CN",
        now=LATER,
    )


def done(session: Session, export: ResultExport) -> ResultExport:
    return services.complete_export(
        session, actor=SYSTEM, export_id=export.id, sha256="a" * 64, size=9, rows=3, now=LATER
    )


def test_asking_queues_a_job_and_leaves_a_trace(session: Session) -> None:
    one, _ = make.officers(session)
    export = asked(session, one)
    job = session.scalars(select(Job)).one()
    assert (job.kind, job.args, export.job_id) == (
        "results.export", {"export_id": export.id, "page": ""}, job.id,
    )  # fmt: skip
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.details) == (
        "results.export.requested",
        {"filters": {"year": 2026}},
    )


def test_only_personnel_export_and_only_their_units(session: Session) -> None:
    with pytest.raises(ForbiddenError):
        asked(session, make_staff(session, Role.AUDITOR), Scope(("/440000/",)))
    one, _ = make.officers(session, path="/440000/440300/")
    with pytest.raises(ForbiddenError):
        asked(session, one, Scope(("/440000/440100/",)))
    with pytest.raises(ForbiddenError):
        asked(session, one, Scope())


def test_completion_and_download_are_audited(session: Session) -> None:
    one, other = make.officers(session)
    export = asked(session, one)
    with pytest.raises(ConflictError):
        services.record_download(session, actor=one, uuid=export.uuid, now=LATER)
    done(session, export)
    done(session, export)
    services.record_download(session, actor=other, uuid=export.uuid, now=LATER)
    assert export.downloads == 1
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == [
        "results.export.requested", "results.export.completed", "results.export.downloaded",
    ]  # fmt: skip


def test_it_can_be_fetched_for_some_days_only(session: Session) -> None:
    one, _ = make.officers(session)
    export = done(session, asked(session, one))
    services.record_download(session, actor=one, uuid=export.uuid, now=LATER + timedelta(days=6))
    with pytest.raises(ConflictError):
        services.record_download(
            session, actor=one, uuid=export.uuid, now=LATER + timedelta(days=8)
        )


def test_a_download_asks_the_policy_again(session: Session) -> None:
    one, _ = make.officers(session)
    export = done(session, asked(session, one))
    stranger, _ = make.officers(session, path="/440000/440300/")
    dismissed = Actor(one.person_id, one.full_name, one.org_path)
    for actor in (stranger, dismissed):
        with pytest.raises(NotFoundError):
            services.record_download(session, actor=actor, uuid=export.uuid, now=LATER)
