"""What this room does when something happened elsewhere. Safe to run twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.certificates import queries, services
from app.domain.certificates.models import Certificate
from app.domain.certificates.rules import Award, SectionScore
from app.domain.results import queries as results
from app.domain.results.facts import ResultReleased
from app.kernel.actor import SYSTEM
from app.kernel.errors import NotFoundError


def on_result_released(session: Session, fact: ResultReleased, now: datetime) -> None:
    """Issue the certificate of a released pass; take back that of the result it corrects.

    A result that was corrected before its turn came has nothing to certify any more. A certificate
    that two officers revoked or cancelled does not come back with a correction of the points.
    """
    try:
        award = award_of(session, fact.result_id)
    except NotFoundError:
        return
    number = ""
    earlier = results.list_corrected_ids(session, fact.result_id)
    if ended := queries.find_ended(session, earlier):
        services.note_not_reissued(session, actor=SYSTEM, award=award, ended=ended, now=now)
    elif award.is_passed:
        made = services.issue_or_block(session, actor=SYSTEM, award=award, now=now)
        number = made.number if isinstance(made, Certificate) else ""
    if award.corrects_id is not None:
        services.replace(session, actor=SYSTEM, result_id=award.corrects_id, by=number, now=now)


def award_of(session: Session, result_id: int) -> Award:
    """Return what a result says, in the words of this room; NotFoundError if not released."""
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
        sections=tuple(SectionScore(part.title, part.points) for part in found.sections),
        standard=found.standard,
        corrects_id=found.corrects_id,
    )
