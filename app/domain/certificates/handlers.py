"""What this room does when something happened elsewhere. Safe to run twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.certificates import services
from app.domain.certificates.rules import Award, SectionScore
from app.kernel.actor import SYSTEM


def on_result_released(session: Session, fact: Any, now: datetime) -> None:
    """Issue the certificate of a released pass, or note why it cannot be printed."""
    award = award_of(session, fact.result_id)
    if award.is_passed:
        services.issue_or_block(session, actor=SYSTEM, award=award, now=now)


def award_of(session: Session, result_id: int) -> Award:
    """Return what a result says, in the words of this room."""
    from app.domain.results import queries as results  # noqa: PLC0415

    found = results.get_certificate_facts(session, result_id)
    return Award(
        result_id=result_id,
        person_id=found.person_id,
        full_name=found.full_name,
        id_number=found.id_number,
        org_name=found.org_name,
        org_path=found.org_path,
        tier=found.tier,
        exam_title=found.exam_title,
        taken_on=found.taken_on,
        total=found.score,
        grade=found.grade,
        sections=tuple(SectionScore(s.title, s.points) for s in found.sections),
        standard=found.standard,
    )
