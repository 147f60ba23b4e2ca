"""The first page of a learner: the next exam, deadlines, hours by area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.certificates import queries as certificates
from app.domain.certificates import rules as certificate_rules
from app.domain.certificates.models import Certificate
from app.domain.certificates.rules import State
from app.domain.exams import queries as exams
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.rules import CHECK_IN_BEFORE, RegistrationState, SittingState
from app.domain.exams.rules_plans import ANNOUNCED, OPEN_DOORS
from app.domain.learning.rules import local_day
from app.domain.people import queries as people
from app.kernel.errors import NotFoundError
from app.web.access import current_actor, now
from app.web.learner.pages import Syllabus

SERIES = 6
"""Colours there are; what comes after the fifth area is shown as one."""
RENEWAL = timedelta(days=180)
"""How long before its end a certificate is named among the deadlines."""


@dataclass(frozen=True, slots=True)
class NextExam:
    """An exam the person is registered for and that is not over for them."""

    registration: Registration
    days_left: int
    is_open: bool
    """Whether the seats may be taken now."""
    sitting_uuid: UUID | None
    """The sitting that has begun."""

    @property
    def plan(self) -> ExamPlan:
        """The exam."""
        return self.registration.plan


def find_next_exam(session: Session) -> NextExam | None:
    """Return the person's next exam: one that runs, else the nearest that can be entered."""
    person_id = current_actor().person_id
    sittings = exams.list_own_sittings(session, person_id)
    for one in reversed(exams.list_own_registrations(session, person_id)):
        sitting = sittings.get(one.id)
        has_ended = sitting is not None and sitting.state is SittingState.SUBMITTED
        if not _is_coming(one) or has_ended or (sitting is None and one.plan.entry_ends_at < now()):
            continue
        return NextExam(
            registration=one,
            days_left=(local_day(one.plan.starts_at) - local_day(now())).days,
            is_open=now() >= one.plan.starts_at - CHECK_IN_BEFORE,
            sitting_uuid=sitting.uuid if sitting else None,
        )
    return None


def _is_coming(one: Registration) -> bool:
    coming = ANNOUNCED | OPEN_DOORS
    return one.state is RegistrationState.REGISTERED and one.plan.state in coming


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day until which something has to be done, and where."""

    on: date
    text: str
    url: str


def list_deadlines(session: Session) -> list[Deadline]:
    """Return what has to be done by a day, the nearest first: exams, registrations, renewals."""
    return sorted((*_of_exams(session), *_of_certificates(session)), key=lambda one: one.on)


def _of_exams(session: Session) -> Iterator[Deadline]:
    for plan in list_open_registrations(session):
        text = _("Registration for “%(exam)s” ends", exam=plan.title)
        yield Deadline(local_day(plan.registration_ends_at), text, url_for("candidate.exams"))


def list_open_registrations(session: Session) -> list[ExamPlan]:
    """Return the exams the person can still register for, the next one first."""
    person_id = current_actor().person_id
    taken = {
        one.plan_id
        for one in exams.list_own_registrations(session, person_id)
        if one.state is RegistrationState.REGISTERED
    }
    plans = _plans_in_reach(session, person_id)
    return [one for one in plans if one.id not in taken and one.registration_ends_at >= now()]


def _plans_in_reach(session: Session, person_id: int) -> Sequence[ExamPlan]:
    try:
        posting = people.get_posting(session, person_id, local_day(now()))
    except NotFoundError:  # without a post nobody is in any exam's reach
        return []
    return exams.list_open_plans(session, org_path=posting.org_path, tier=posting.tier)


def _of_certificates(session: Session) -> Iterator[Deadline]:
    today = local_day(now())
    for one in certificates.list_for_person(session, current_actor().person_id):
        if _runs_out(one, today) and one.valid_until:
            text = _("Certificate %(number)s ends", number=one.number)
            yield Deadline(one.valid_until, text, url_for("certificates.mine"))


def _runs_out(one: Certificate, today: date) -> bool:
    if one.valid_until is None or one.valid_until > today + RENEWAL:
        return False
    return certificate_rules.state_on(one.state, one.valid_until, today) is State.VALID


@dataclass(frozen=True, slots=True)
class Share:
    """The hours earned in one area, as a part of a bar of hundred units."""

    area: str
    """The code of the area; empty for all the others together."""
    hours: Decimal
    begins: float
    width: float


def shares_by_area(syllabus: Syllabus) -> list[Share]:
    """Return the verified hours of a tier's modules by area, the largest first."""
    sums: dict[str, Decimal] = {}
    for row in syllabus.rows:
        if row.hours.verified:
            sums[row.entry.domain] = sums.get(row.entry.domain, Decimal(0)) + row.hours.verified
    ordered = sorted(sums.items(), key=lambda pair: -pair[1])
    if len(ordered) > SERIES:
        rest = sum((hours for _area, hours in ordered[SERIES - 1 :]), Decimal(0))
        ordered = [*ordered[: SERIES - 1], ("", rest)]
    whole = max(syllabus.required, sum(sums.values(), Decimal(0)), Decimal(1))
    shares, begins = [], 0.0
    for area, hours in ordered:
        width = float(hours / whole * 100)
        shares.append(Share(area, hours, round(begins, 2), round(width, 2)))
        begins += width
    return shares
