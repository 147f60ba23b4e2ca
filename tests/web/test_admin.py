"""Administrators and auditors through their pages; the other city sees nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.people import queries
from app.domain.people.models import Organization, Person
from app.kernel.actor import Role
from tests.conftest import SignInAs, make_actor
from tests.factories.people import make_person, make_tree

Csrf = Callable[[FlaskClient, str], str]


@pytest.fixture
def units(session: Session) -> dict[str, Organization]:
    made = make_tree(session)
    session.commit()
    return made


@pytest.fixture
def person(session: Session, units: dict[str, Organization]) -> Person:
    made = make_person(session, units["GZ-A"])
    session.commit()
    return made


def test_an_administrator_adds_a_unit_and_sees_the_mistakes_of_the_form(
    client: FlaskClient, units: dict[str, Organization], sign_in_as: SignInAs, csrf: Csrf
) -> None:
    sign_in_as(make_actor(Role.ADMINISTRATOR, org_path=units["440100"].path))
    url = "/admin/organizations/new"
    data = {"csrf_token": csrf(client, url), "parent": "440100", "code": "GZ B", "name": "乙局",
            "kind": "department"}  # fmt: skip
    bad = client.post(url, data=data)
    assert bad.status_code == 422
    assert "乙局" in bad.text
    taken = client.post(url, data={**data, "code": "SZ-A"})
    assert (taken.status_code, "SZ-A 已被使用" in taken.text) == (422, True)
    assert client.post(url, data={**data, "code": "GZ-B"}).status_code == 303
    page = client.get("/admin/organizations").text
    assert "乙局" in page
    assert "SZ-A" not in page


def test_an_account_is_opened_with_a_first_password_shown_once(
    client: FlaskClient, person: Person, session: Session, sign_in_as: SignInAs, csrf: Csrf
) -> None:
    sign_in_as(make_actor(Role.ADMINISTRATOR, person_id=99))
    url = f"/admin/accounts/{person.uuid}"
    data = {"csrf_token": csrf(client, url), "username": "newcomer"}
    assert client.post(f"{url}/open", data=data).status_code == 303
    assert "初始密码（只显示这一次）" in client.get(url).text
    assert "初始密码（只显示这一次）" not in client.get(url).text
    account = queries.find_account(session, "newcomer")
    assert account is not None
    assert account.must_change


def test_a_forbidden_combination_of_roles_is_explained(
    client: FlaskClient, person: Person, sign_in_as: SignInAs, csrf: Csrf
) -> None:
    sign_in_as(make_actor(Role.ADMINISTRATOR, person_id=99))
    url = f"/admin/accounts/{person.uuid}"
    data = {"csrf_token": csrf(client, url), "organization": "440100", "reason": "新任"}
    assert client.post(f"{url}/roles", data={**data, "role": "auditor"}).status_code == 303
    answer = client.post(f"{url}/roles", data={**data, "role": "learner"})
    assert answer.status_code == 422
    assert "不能兼任" in answer.text


def test_another_city_cannot_even_see_the_person(
    client: FlaskClient, person: Person, units: dict[str, Organization], sign_in_as: SignInAs
) -> None:
    sign_in_as(make_actor(Role.ADMINISTRATOR, person_id=99, org_path=units["440300"].path))
    assert client.get(f"/admin/accounts/{person.uuid}").status_code == 404
    assert person.full_name not in client.get("/admin/accounts").text


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.AUDITOR])
def test_only_auditors_open_the_log(client: FlaskClient, sign_in_as: SignInAs, role: Role) -> None:
    sign_in_as(make_actor(role))
    assert client.get("/admin/audit").status_code == 403


@pytest.mark.usefixtures("units")
def test_the_auditor_reads_filters_and_verifies(client: FlaskClient, sign_in_as: SignInAs) -> None:
    sign_in_as(make_actor(Role.AUDITOR, org_path="/"))
    page = client.get("/admin/audit?action=people.organization&verify=1").text
    assert "people.organization.added" in page
    assert "日志完整" in page
