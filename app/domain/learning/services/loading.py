"""Bring reviewed course modules into use: all or nothing, and safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.learning import policy, queries
from app.domain.learning.models import CourseModule, ModuleVersion
from app.engines.lessons import Courses, Module
from app.kernel.actor import Actor
from app.kernel.errors import InvalidError


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading did, by module code."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def load_modules(session: Session, *, actor: Actor, source: Courses, now: datetime) -> LoadReport:
    """Make each module of a folder current; one whose texts did not change is not touched.

    A changed module becomes a new version. What persons answered and earned stays with the version
    they used; whoever has not finished goes on with the new one.
    Refused when the folder has errors.
    """
    policy.can_load(actor).require()
    if source.errors:
        raise InvalidError(source.errors)
    current = {version.module.code: version for version in queries.list_current(session)}
    created, changed, unchanged = list[str](), list[str](), list[str]()
    for module in source.modules:
        present = current.get(module.code)
        if present is not None and present.digest == module.digest:
            unchanged.append(module.code)
            continue
        (changed if present else created).append(module.code)
        _add_version(session, module, source.files[module.code], present, now)
    report = LoadReport(created=tuple(created), changed=tuple(changed), unchanged=tuple(unchanged))
    if created or changed:
        details = {"created": created, "changed": changed}
        audit.record(
            session,
            actor=actor,
            action="learning.modules.loaded",
            subject=",".join([*created, *changed]),
            at=now,
            details=details,
        )
    return report


def _add_version(
    session: Session,
    module: Module,
    files: Mapping[str, str],
    present: ModuleVersion | None,
    now: datetime,
) -> None:
    if present is not None:
        present.is_current = False
        session.flush()  # the old row must leave the unique index before the new one enters
    holder = present.module if present else _bring(session, module.code)
    session.add(
        ModuleVersion(
            module=holder,
            number=present.number + 1 if present else 1,
            digest=module.digest,
            title=module.title,
            title_en=module.title_en,
            tier=module.tier,
            domain=module.domain,
            credit_hours=module.credit_hours,
            outline=_outline(module),
            files=dict(files),
            loaded_at=now,
        )
    )
    session.flush()


def _bring(session: Session, code: str) -> CourseModule:
    found = session.scalars(select(CourseModule).where(CourseModule.code == code)).one_or_none()
    return found or CourseModule(code=code)


def _outline(module: Module) -> dict[str, object]:
    return {
        "prerequisites": list(module.prerequisites),
        "lessons": [
            {
                "code": lesson.code,
                "title": lesson.title,
                "minutes": lesson.minutes,
                "checkpoints": list(lesson.checkpoints),
            }
            for lesson in module.lessons
        ],
    }
