from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.domain.competencies import queries, services
from app.domain.competencies.rules import required_hours
from app.kernel.actor import SYSTEM
from app.kernel.errors import ConflictError, ForbiddenError
from app.kernel.tier import Tier
from tests.factories.learning import NOW, make_learner, shipped

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _loaded(session: Session) -> None:
    source = shipped().standard
    assert source is not None
    services.load_standard(session, actor=SYSTEM, source=source, now=NOW)


@pytest.mark.parametrize(
    ("tier", "hours"), [(Tier.LEAD, 27), (Tier.MGMT, 61), (Tier.USER, 62), (Tier.TECH, 82)]
)
def test_each_tier_has_the_hours_of_the_framework(session: Session, tier: Tier, hours: int) -> None:
    syllabus = queries.list_syllabus(session, tier=tier, on=TODAY)
    assert required_hours(syllabus) == Decimal(hours)


def test_general_users_need_the_six_shipped_modules_for_an_exam(session: Session) -> None:
    assert set(queries.list_required_for_exam(session, tier=Tier.USER, on=TODAY)) == {
        *("EG101", "EG102", "EG201", "EG301", "EG601", "CS103")
    }
    assert queries.list_required_for_exam(session, tier=Tier.LEAD, on=TODAY) == []


def test_the_framework_has_43_modules_and_every_tier_covers_every_area(session: Session) -> None:
    standard = queries.find_standard(session, TODAY)
    assert standard is not None
    assert len(standard.modules) == 43
    for tier in Tier:
        areas = {one.domain for one in queries.list_syllabus(session, tier=tier, on=TODAY)}
        assert areas == {f"D{number}" for number in range(1, 12)}


def test_no_standard_is_in_force_before_it_begins(session: Session) -> None:
    assert queries.find_standard(session, date(2025, 12, 31)) is None
    assert queries.list_syllabus(session, tier=Tier.USER, on=date(2025, 12, 31)) == []


def test_a_version_is_never_changed_and_a_later_one_takes_over(session: Session) -> None:
    source = shipped().standard
    assert source is not None
    first = services.load_standard(session, actor=SYSTEM, source=source, now=NOW)
    again = services.load_standard(session, actor=SYSTEM, source=source, now=NOW)
    assert first.id == again.id
    with pytest.raises(ConflictError):
        services.load_standard(
            session, actor=SYSTEM, source=replace(source, digest="0" * 64), now=NOW
        )
    later = replace(
        source, version="2027.1", valid_from=date(2027, 1, 1), digest="1" * 64,
        modules=source.modules[:1],
    )  # fmt: skip
    services.load_standard(session, actor=SYSTEM, source=later, now=NOW)
    assert len(queries.list_syllabus(session, tier=Tier.USER, on=TODAY)) > 1
    assert len(queries.list_syllabus(session, tier=Tier.USER, on=date(2027, 1, 1))) == 1


def test_only_the_platform_loads_a_standard(session: Session) -> None:
    source = shipped().standard
    assert source is not None
    with pytest.raises(ForbiddenError):
        services.load_standard(session, actor=make_learner(session), source=source, now=NOW)
