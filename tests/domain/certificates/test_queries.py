from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.certificates import queries
from app.domain.certificates.queries import CertificateFilters
from app.domain.certificates.rules import State
from app.kernel.scope import EVERYTHING, Scope
from app.kernel.tier import Tier
from tests.factories.certificates import GUANGZHOU, NOW, SHENZHEN, make_certificate, make_person

TODAY = date(2026, 11, 23)


def names(session: Session, scope: Scope = EVERYTHING, **filters: Any) -> list[str]:
    chosen = CertificateFilters(**{"on": TODAY, **filters})
    found = queries.list_certificates(session, scope=scope, filters=chosen, limit=9, offset=0)
    assert queries.count_certificates(session, scope=scope, filters=chosen) == len(found)
    return [certificate.full_name for certificate in found]


@pytest.fixture
def register(session: Session) -> None:
    make_certificate(session, full_name="陈晓明", org_path=GUANGZHOU)
    make_certificate(session, full_name="黄丽", org_path=SHENZHEN, tier=Tier.TECH)
    make_certificate(
        session, now=NOW - timedelta(days=5 * 366), full_name="林涛", org_path=GUANGZHOU
    )


@pytest.mark.usefixtures("register")
def test_the_register_stays_in_scope(session: Session) -> None:
    assert names(session) == ["林涛", "黄丽", "陈晓明"]
    assert names(session, Scope((GUANGZHOU,))) == ["林涛", "陈晓明"]
    assert names(session, Scope()) == []


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"text": "晓"}, ["陈晓明"]),
        ({"text": "4400-2026-4"}, ["黄丽"]),
        ({"text": "%"}, []),
        ({"tier": Tier.TECH}, ["黄丽"]),
        ({"state": State.EXPIRED}, ["林涛"]),
        ({"state": State.VALID}, ["黄丽", "陈晓明"]),
        ({"year": 2021}, ["林涛"]),
    ],
)
def test_filters(session: Session, filters: dict[str, Any], expected: list[str]) -> None:
    assert names(session, **filters) == expected


def test_one_finds_ones_own(session: Session) -> None:
    person = make_person(session)
    mine = make_certificate(session, person_id=person.id)
    make_certificate(session)
    assert list(queries.list_for_person(session, person.id)) == [mine]


def test_a_file_is_known_by_its_digest(session: Session) -> None:
    made = make_certificate(session)
    file = queries.get_file(session, made.id)
    assert queries.find_by_digest(session, file.sha256) is made
    assert queries.find_by_digest(session, "0" * 64) is None


def test_numbers_are_found_by_result(session: Session) -> None:
    made = make_certificate(session)
    assert queries.numbers_by_result(session, [made.result_id, -1]) == {made.result_id: made.number}
