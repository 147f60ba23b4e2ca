from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.people.models import Assignment, Person
from app.kernel.actor import Actor
from app.kernel.tier import Tier
from tests.factories.exams import make_candidate
from tests.reports.conftest import BAIYUN, GUANGZHOU, SHENZHEN
from tests.web.persons.conftest import Post


@pytest.fixture
def person(session: Session) -> Person:
    one = make_candidate(session, "林一")
    make_candidate(session, "周二", path=BAIYUN)
    make_candidate(session, "吴三", path=SHENZHEN)
    session.commit()
    return session.get_one(Person, one.person_id)


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        ({}, {"林一", "周二", "吴三"}),
        ({"unit": GUANGZHOU}, {"林一", "周二"}),
        ({"unit": BAIYUN}, {"周二"}),
        ({"tier": "USER"}, {"林一", "周二", "吴三"}),
        ({"tier": "TECH"}, set()),
        ({"text": "林"}, {"林一"}),
        ({"by": "hand"}, set()),
    ],
)
def test_filters(
    client: FlaskClient, officer: Actor, person: Person, filters: dict[str, str], seen: set[str]
) -> None:
    page = client.get("/hr/persons", query_string=filters).text
    assert {name for name in ("林一", "周二", "吴三") if name in page} - {
        filters.get("text", "")
    } == seen


def test_a_tier_is_set_by_hand_with_a_reason_and_given_back_to_the_rule(
    client: FlaskClient, session: Session, officer: Actor, person: Person, post: Post
) -> None:
    address = f"/hr/persons/{person.uuid}/tier"
    assert "按规则" in client.get(address).text
    without = post(address, tier="TECH", reason="")
    assert without.status_code == 422
    assert 'value="TECH"' in without.text
    assert post(address, tier="NONSENSE", reason="x").status_code == 422
    assert post(address, tier="TECH", reason="负责机房运维").status_code == 303
    row = session.scalars(select(Assignment).where(Assignment.person_id == person.id)).one()
    session.refresh(row)
    assert row.tier is Tier.TECH
    page = client.get("/hr/persons?by=hand").text
    assert "林一" in page
    assert "负责机房运维" in page
    assert post(address, tier="", reason="").status_code == 303
    session.refresh(row)
    assert (row.tier, row.tier_override_reason) == (Tier.USER, "")
    actions = session.scalars(select(AuditEvent.action)).all()
    assert sum("tier" in action for action in actions) == 2


def test_another_city_cannot_open_or_change_a_tier(
    client: FlaskClient, outsider: Actor, person: Person, post: Post
) -> None:
    address = f"/hr/persons/{person.uuid}/tier"
    assert client.get(address).status_code == 404
    assert post(address, tier="TECH", reason="x").status_code == 404
    page = client.get("/hr/persons").text
    assert "吴三" in page
    assert "林一" not in page
