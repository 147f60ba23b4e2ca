"""Courses and learners for tests; modules are the shipped ones, loaded through the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.cli.courses import read_texts
from app.domain.competencies import services as competencies
from app.domain.learning import queries, services
from app.domain.learning.models import HoursRecord
from app.domain.learning.rules import RULE, EventKind, HoursState, Sign
from app.domain.people import services as people
from app.domain.people.models import Organization
from app.domain.people.rules import OrganizationKind
from app.engines import lessons
from app.engines.lessons import Courses
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from tests.factories.people import make_person

ROOT = Path(__file__).parents[2] / "courses"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Nine in the morning in Guangzhou."""
TODAY = NOW.date()
_next = count(1)


@lru_cache(maxsize=1)
def shipped() -> Courses:
    """The courses of the repository."""
    return lessons.read_courses(read_texts(ROOT))


def load_courses(session: Session, *codes: str) -> None:
    """Load the standard and these modules, by default all."""
    source = shipped()
    assert source.standard is not None
    competencies.load_standard(session, actor=SYSTEM, source=source.standard, now=NOW)
    chosen = tuple(one for one in source.modules if not codes or one.code in codes)
    part = Courses(source.standard, chosen, source.files, ())
    services.load_modules(session, actor=SYSTEM, source=part, now=NOW)


def make_unit(session: Session) -> Organization:
    """A unit of its own."""
    return people.add_organization(
        session, actor=SYSTEM, code=f"U-{next(_next)}", name="学习局",
        kind=OrganizationKind.DEPARTMENT, parent=None, now=NOW,
    )  # fmt: skip


def make_learner(session: Session, unit: Organization | None = None) -> Actor:
    """A learner with a post in a unit."""
    home = unit or make_unit(session)
    person = make_person(session, home, code=f"L{next(_next):05d}", name="陈晓明")
    return Actor(person.id, person.full_name, home.path, (Grant(Role.LEARNER, home.path),))


def make_officer(session: Session, unit: Organization) -> Actor:
    """A personnel officer of that unit."""
    person = make_person(session, unit, code=f"O{next(_next):05d}", name="李慧")
    return Actor(person.id, person.full_name, unit.path, (Grant(Role.PERSONNEL, unit.path),))


EVIDENCE: dict[str, Any] = {
    "active_seconds": 1800,
    "checkpoints": 6,
    "places": {},
    "flags": [],
    "quiz": {"correct": 8, "of": 10, "attempts": 1},
}


def make_hours(
    session: Session,
    person_id: int,
    code: str,
    *,
    path: str = "/440000/440100/",
    state: HoursState = HoursState.PENDING,
    flags: Sequence[str] = ("night",),
    earned_on: date = TODAY,
    hours: str = "0.5",
) -> HoursRecord:
    """A record of the ledger in a unit, on a module that is loaded."""
    version = queries.get_version(session, code)
    record = HoursRecord(
        person_id=person_id, module_id=version.module_id, version_id=version.id,
        organization_id=make_unit(session).id, organization_name="数据局", org_path=path,
        hours=Decimal(hours), earned_on=earned_on, credited_at=NOW, state=state, rule=RULE,
        evidence={**EVIDENCE, "flags": list(flags)},
    )  # fmt: skip
    session.add(record)
    session.flush()
    return record


def spend(
    session: Session,
    actor: Actor,
    code: str,
    place: str,
    *,
    begins: datetime = NOW,
    minutes: float,
    gap: int = 40,
) -> datetime:
    """Be active on a page for some minutes, with uneven interactions; return when it ended."""
    page = f"page-{next(_next)}"
    now = begins
    sign = Sign(page, EventKind.OPENED, now)
    services.record_activity(session, actor=actor, code=code, place=place, sign=sign, now=now)
    number = 0
    while now < begins + timedelta(minutes=minutes):
        number += 1
        now += timedelta(seconds=gap)
        sign = Sign(page, EventKind.BEAT, now, interactions=1 + number % 5)
        services.record_activity(session, actor=actor, code=code, place=place, sign=sign, now=now)
    return now
