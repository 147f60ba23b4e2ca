"""Find the standard in force and what it asks of a tier."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.competencies.models import Standard, StandardModule, TierRequirement
from app.domain.competencies.rules import SyllabusEntry
from app.kernel.tier import Tier


def find_standard(session: Session, on: date) -> Standard | None:
    """Return the standard in force on that day: the one that began last."""
    query = select(Standard).where(Standard.valid_from <= on)
    newest = query.order_by(Standard.valid_from.desc(), Standard.id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def find_version(session: Session, code: str, version: str) -> Standard | None:
    """Return a version of a standard, in force or not."""
    query = select(Standard).where(Standard.code == code, Standard.version == version)
    return session.scalars(query).one_or_none()


def list_syllabus(session: Session, *, tier: Tier, on: date) -> list[SyllabusEntry]:
    """Return what the standard in force asks of a tier, in its order; empty without a standard."""
    standard = find_standard(session, on)
    if standard is None:
        return []
    query = (
        select(StandardModule, TierRequirement)
        .join(TierRequirement, TierRequirement.standard_module_id == StandardModule.id)
        .where(StandardModule.standard_id == standard.id, TierRequirement.tier == tier)
        .order_by(StandardModule.position)
    )
    return [_entry(module, requirement) for module, requirement in session.execute(query)]


def _entry(module: StandardModule, requirement: TierRequirement) -> SyllabusEntry:
    return SyllabusEntry(
        code=module.code,
        title=module.title,
        title_en=module.title_en,
        domain=module.domain,
        seed=module.seed,
        hours=requirement.hours,
        is_elective=requirement.is_elective,
        is_required_for_exam=requirement.is_required_for_exam,
        is_shipped=module.is_shipped,
    )


def list_required_for_exam(session: Session, *, tier: Tier, on: date) -> list[str]:
    """Return the codes of the modules a person of this tier must have finished before an exam."""
    syllabus = list_syllabus(session, tier=tier, on=on)
    return [entry.code for entry in syllabus if entry.is_required_for_exam]
