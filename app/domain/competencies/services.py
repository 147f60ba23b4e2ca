"""Bring a training standard into force from its reviewed file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.competencies import policy, queries
from app.domain.competencies.models import Standard, StandardModule, TierRequirement
from app.engines.lessons import StandardSource
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError
from app.kernel.text import msg


def load_standard(
    session: Session, *, actor: Actor, source: StandardSource, now: datetime
) -> Standard:
    """Keep a version of the standard; the same file twice changes nothing.

    A version that other records may rest on is never changed: other contents need another version.
    """
    policy.can_load(actor).require()
    known = queries.find_version(session, source.code, source.version)
    if known is not None:
        if known.digest != source.digest:
            raise ConflictError(
                msg(
                    "The standard %(code)s %(version)s is in force with other contents. Give the"
                    " changed one a new version.",
                    code=source.code,
                    version=source.version,
                )
            )
        return known
    standard = _standard(source, now)
    session.add(standard)
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="competencies.standard.loaded",
        subject=f"{source.code}@{source.version}",
        at=now,
        details={"digest": source.digest},
    )
    return standard


def _standard(source: StandardSource, now: datetime) -> Standard:
    return Standard(
        code=source.code,
        version=source.version,
        title=source.title,
        title_en=source.title_en,
        valid_from=source.valid_from,
        digest=source.digest,
        loaded_at=now,
        modules=[
            StandardModule(
                code=module.code,
                title=module.title,
                title_en=module.title_en,
                domain=module.domain,
                seed=module.seed,
                position=position,
                is_shipped=module.is_shipped,
                requirements=[
                    TierRequirement(
                        tier=one.tier,
                        hours=one.hours,
                        is_elective=one.is_elective,
                        is_required_for_exam=one.is_required_for_exam,
                    )
                    for one in module.requirements
                ],
            )
            for position, module in enumerate(source.modules)
        ],
    )
