"""Persons, awards and certificates for the tests of the certificate room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.domain.certificates import services
from app.domain.certificates.models import Certificate
from app.domain.certificates.rules import Award, SectionScore
from app.domain.people.models import Person
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from app.kernel.tier import Tier

NOW = datetime(2026, 11, 23, 2, 16, tzinfo=UTC)
GUANGZHOU, SHENZHEN = "/440000/440100/", "/440000/440300/"
_next = count(1)


def make_person(session: Session, full_name: str = "陈晓明") -> Person:
    """A person without posts."""
    person = Person(code=f"C{next(_next):06d}", full_name=full_name)
    session.add(person)
    session.flush()
    return person


def make_officer(session: Session, full_name: str = "李慧", org_path: str = GUANGZHOU) -> Actor:
    """A personnel officer of a city."""
    person = make_person(session, full_name)
    grants = (Grant(Role.PERSONNEL, org_path),)
    return Actor(person.id, person.full_name, org_path, grants)


def make_award(session: Session, **changed: object) -> Award:
    """What a released result says; every award is of a result of its own."""
    facts: dict[str, Any] = {
        "result_id": next(_next),
        "full_name": "陈晓明",
        "id_number": "440106199001011238",
        "org_name": "广州市荔湾区政务服务和数据管理局",
        "org_path": f"{GUANGZHOU}440103/",
        "tier": Tier.USER,
        "exam_title": "2026年度公务员计算机应用水平考核",
        "taken_on": date(2026, 11, 15),
        "total": Decimal("87.5"),
        "grade": "GOOD",
        "sections": (
            SectionScore("电子政务知识", Decimal(86)),
            SectionScore("上机操作", Decimal("88.5")),
        ),
        "standard": "《公务员计算机应用培训标准（2026年版）》",
    }
    facts |= changed
    if "person_id" not in facts:
        facts["person_id"] = make_person(session, facts["full_name"]).id
    return Award(**facts)


def make_certificate(session: Session, now: datetime = NOW, **changed: object) -> Certificate:
    """An issued certificate."""
    award = make_award(session, **changed)
    return services.issue(session, actor=SYSTEM, award=award, now=now)
