from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.rules_plans import AccommodationState
from app.kernel.actor import Actor, Role
from tests.conftest import NOW
from tests.factories.exams import make_candidate, make_staff

Token = Callable[[FlaskClient, str], str]
OWN = "/plans/accommodations/own"
ALL = "/plans/accommodations"


def test_a_candidate_asks_and_an_officer_grants(
    client: FlaskClient, session: Session, csrf: Token, sign_in_as: Callable[[Actor], None]
) -> None:
    person = make_candidate(session, "欧阳若兰")
    sign_in_as(person)
    later = (NOW + timedelta(days=4000)).date().isoformat()
    sent = {"csrf_token": csrf(client, OWN), "extra_percent": "30", "break_minutes": "0",
            "grounds": "残疾人证 4401", "valid_until": later}  # fmt: skip
    assert client.post(OWN, data=sent | {"grounds": ""}).status_code == 422
    assert client.post(OWN, data=sent).status_code == 303
    assert "30%" in client.get(OWN).text

    sign_in_as(make_staff(session, Role.PERSONNEL))
    assert "欧阳若兰" in client.get(ALL).text
    (row,) = queries.list_own_accommodations(session, person.person_id)
    answer = client.post(f"{ALL}/{row.uuid}/grant", data={"csrf_token": csrf(client, ALL)})
    assert answer.status_code == 303
    session.refresh(row)
    assert row.state is AccommodationState.GRANTED


def test_a_wrong_number_is_said_at_its_field(
    client: FlaskClient, session: Session, csrf: Token, sign_in_as: Callable[[Actor], None]
) -> None:
    sign_in_as(make_staff(session, Role.PERSONNEL))
    sent = {"csrf_token": csrf(client, ALL), "code": "NOBODY", "extra_percent": "30",
            "break_minutes": "0", "grounds": "证", "valid_until": "2099-01-01"}  # fmt: skip
    answer = client.post(ALL, data=sent)
    assert answer.status_code == 422
    assert "NOBODY" in answer.text
