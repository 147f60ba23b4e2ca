"""Personnel officers keep the roster through its pages; another city does not see it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.people import passwords, queries
from app.domain.people.models import Person
from app.kernel.actor import Actor, Role
from app.kernel.tier import Tier
from tests.conftest import NOW, SignInAs, make_actor
from tests.web.persons.conftest import ID_NUMBER

Csrf = Callable[[FlaskClient, str], str]
NEW = {
    "full_name": "买买提•艾力", "code": "GZ7001", "id_number": ID_NUMBER, "gender": "0",
    "organization": "GZ-A", "post_title": "信息中心工程师", "post_level": "none", "rank": "G11",
    "duty": "information_technology", "starts_on": "2026-11-02", "username": "",
}  # fmt: skip


def test_a_person_is_added_and_the_slip_shows_a_password_that_fits_once(
    client: FlaskClient, session: Session, guangzhou: Actor, csrf: Csrf
) -> None:
    token = csrf(client, "/hr/persons/new")
    answer = client.post("/hr/persons/new", data={**NEW, "csrf_token": token})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = re.findall(r'<code class="password">([^<]+)<', answer.text)[0]
    person = queries.find_person_by_code(session, "GZ7001")
    assert person is not None
    assert (person.full_name, person.gender.value) == ("买买提·艾力", "2")
    account = queries.find_account_of(session, person.id)
    assert account is not None
    assert (account.username, account.must_change) == ("gz7001", True)
    assert passwords.matches(account.password_digest, password)
    post = queries.find_assignment(session, person.id, NOW.date())
    assert post is not None
    assert post.tier is Tier.TECH
    assert [grant.role for grant in queries.list_grants(session, person.id)] == [Role.LEARNER]
    page = client.get(f"/hr/persons/{person.uuid}").text
    assert password not in page
    assert ID_NUMBER not in page
    assert "1101**********002X" in page


@pytest.mark.parametrize(
    "mistake",
    [
        ("id_number", "110105194912310021", "末位"),
        ("id_number", "1.10105E+17", "18"),
        ("full_name", "李4", "姓名"),
        ("code", "GZ 7001", "工号为"),
        ("organization", "SZ-A", "请从列出的选项中选择"),
        ("starts_on", "明天", "请填写日期"),
        ("starts_on", "2036-01-01", "1950"),
        ("starts_on", "1955-01-01", "1949"),
        ("username", "有空格 的", "用户名为"),
    ],
)
@pytest.mark.usefixtures("guangzhou")
def test_a_mistake_is_explained_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, csrf: Csrf, mistake: tuple[str, str, str]
) -> None:
    field, value, said = mistake
    sent = {**NEW, field: value, "csrf_token": csrf(client, "/hr/persons/new")}
    answer = client.post("/hr/persons/new", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    for name in ("full_name", "code", "post_title", "id_number", "username"):
        assert f'value="{sent[name]}"' in answer.text or not sent[name]
    assert queries.find_person_by_code(session, "GZ7001") is None


@pytest.mark.usefixtures("guangzhou")
def test_numbers_that_are_taken_are_told_as_far_as_one_may_know(
    client: FlaskClient, csrf: Csrf, as_shenzhen: Callable[[], None]
) -> None:
    token = csrf(client, "/hr/persons/new")
    client.post("/hr/persons/new", data={**NEW, "csrf_token": token})
    again = client.post("/hr/persons/new", data={**NEW, "csrf_token": token})
    assert again.status_code == 422
    assert "买买提·艾力（GZ7001，单位 GZ-A）" in again.text
    as_shenzhen()
    outside = {**NEW, "organization": "SZ-A", "code": "SZ1", "csrf_token": token}
    answer = client.post("/hr/persons/new", data=outside)
    assert answer.status_code == 422
    assert "本辖区以外单位的名册上" in answer.text
    assert "GZ7001" not in answer.text


def test_a_person_is_moved_leaves_and_comes_back_taken_over_elsewhere(
    client: FlaskClient, session: Session, guangzhou: Actor, csrf: Csrf,
    as_shenzhen: Callable[[], None],
) -> None:  # fmt: skip
    token = csrf(client, "/hr/persons/new")
    client.post("/hr/persons/new", data={**NEW, "csrf_token": token})
    person = queries.find_person_by_code(session, "GZ7001")
    assert person is not None
    url = f"/hr/persons/{person.uuid}"
    moved = {**NEW, "organization": "440100", "post_title": "处长", "post_level": "1A31",
             "duty": "general", "starts_on": "2026-11-10", "csrf_token": token}  # fmt: skip
    assert client.post(f"{url}/move", data={**moved, "starts_on": "2026-11-02"}).status_code == 422
    assert client.post(f"{url}/move", data=moved).status_code == 303
    leaving = {"ending": "transferred", "last_day": "2026-11-15", "note": "调深圳",
               "csrf_token": token}  # fmt: skip
    assert client.post(f"{url}/leave", data={**leaving, "ending": ""}).status_code == 422
    assert client.post(f"{url}/leave", data=leaving).status_code == 303
    assert "调深圳" in client.get(url).text
    assert "买买提·艾力" in client.get("/hr/persons?standing=left").text
    assert "买买提·艾力" not in client.get("/hr/persons").text
    as_shenzhen()
    assert client.get(url).status_code == 404
    taken = {**NEW, "organization": "SZ-A", "starts_on": "2026-11-20", "takes_over": "y",
             "csrf_token": token}  # fmt: skip
    wrong = client.post("/hr/persons/new", data={**taken, "full_name": "张三"})
    assert wrong.status_code == 422
    assert client.post("/hr/persons/new", data=taken).status_code == 303
    page = client.get(url).text
    assert "空档 4 天" in page
    account = queries.find_account_of(session, person.id)
    assert account is not None
    assert account.closes_on is None


def test_a_leaving_can_be_taken_back(
    client: FlaskClient, session: Session, guangzhou: Actor, csrf: Csrf, li: Person
) -> None:
    url = f"/hr/persons/{li.uuid}"
    token = csrf(client, url)
    assert client.post(f"{url}/take-back", data={"csrf_token": token}).status_code == 409
    data = {"ending": "retired", "last_day": "2026-12-31", "csrf_token": token}
    assert client.post(f"{url}/leave", data=data).status_code == 303
    assert client.post(f"{url}/take-back", data={"csrf_token": token}).status_code == 303
    latest = queries.find_latest_assignment(session, li.id)
    assert latest is not None
    assert (latest.ends_on, latest.ending) == (None, None)


def test_an_entry_and_its_post_are_corrected(
    client: FlaskClient, session: Session, guangzhou: Actor, csrf: Csrf, li: Person
) -> None:
    url = f"/hr/persons/{li.uuid}"
    token = csrf(client, url)
    facts = {"full_name": "张䶮", "code": "P1", "gender": "1", "id_number": ID_NUMBER}
    bad = client.post(f"{url}/correct", data={**facts, "full_name": "", "csrf_token": token})
    assert (bad.status_code, ID_NUMBER in bad.text) == (422, True)
    assert client.post(f"{url}/correct", data={**facts, "csrf_token": token}).status_code == 303
    post = {**NEW, "post_level": "1A32", "duty": "general", "starts_on": "2024-02-01"}
    assert client.post(f"{url}/post", data={**post, "csrf_token": token}).status_code == 303
    session.expire_all()
    latest = queries.find_latest_assignment(session, li.id)
    assert latest is not None
    assert (latest.person.full_name, latest.tier) == ("张䶮", Tier.MGMT)
    assert latest.starts_on.isoformat() == "2024-02-01"


def test_a_new_first_password_is_shown_once_and_an_account_closed_and_opened(
    client: FlaskClient, session: Session, guangzhou: Actor, csrf: Csrf, li: Person
) -> None:
    url = f"/hr/persons/{li.uuid}"
    token = {"csrf_token": csrf(client, url)}
    slip = client.post(f"{url}/account/reset", data=token).text
    password = re.findall(r'<code class="password">([^<]+)<', slip)[0]
    account = queries.find_account_of(session, li.id)
    assert account is not None
    session.refresh(account)
    assert passwords.matches(account.password_digest, password)
    assert client.post(f"{url}/account/enable", data={**token, "enabled": "no"}).status_code == 303
    assert "已停用" in client.get(url).text
    client.post(f"{url}/account/enable", data={**token, "enabled": "yes"})
    account.locked_until = NOW.replace(year=2036)
    session.commit()
    assert "解除锁定" in client.get(url).text
    assert client.post(f"{url}/account/unlock", data=token).status_code == 303
    session.refresh(account)
    assert account.locked_until is None


def test_an_officer_cannot_touch_the_account_of_somebody_with_another_role(
    client: FlaskClient, session: Session, csrf: Csrf, li: Person, sign_in_as: SignInAs
) -> None:
    """Else an officer would set an administrator's password and be one."""
    url = f"/hr/persons/{li.uuid}"
    sign_in_as(make_actor(Role.ADMINISTRATOR, person_id=903))
    token = {"csrf_token": csrf(client, url)}
    data = {**token, "role": "administrator", "organization": "GZ-A", "reason": "新任管理员"}
    assert client.post(f"/admin/accounts/{li.uuid}/roles", data=data).status_code == 303
    assert "新任管理员" in client.get(f"/admin/accounts/{li.uuid}").text
    assert client.post(f"{url}/account/reset", data=token).status_code == 200
    sign_in_as(make_actor(Role.PERSONNEL, person_id=901))
    account = queries.find_account_of(session, li.id)
    assert account is not None
    session.refresh(account)
    before = account.password_digest
    for act in ("reset", "unlock", "enable"):
        assert client.post(f"{url}/account/{act}", data=token).status_code == 403
    session.refresh(account)
    assert account.password_digest == before
    assert client.post(f"/admin/accounts/{li.uuid}/roles", data=data).status_code == 403


def test_nobody_changes_their_own_entry(
    client: FlaskClient, session: Session, csrf: Csrf, li: Person, sign_in_as: SignInAs
) -> None:
    sign_in_as(make_actor(Role.PERSONNEL, person_id=li.id))
    url = f"/hr/persons/{li.uuid}"
    token = csrf(client, "/hr/persons/new")
    page = client.get(url).text
    assert "调整任职" not in page
    sent = {**NEW, "csrf_token": token}
    for act in ("move", "post", "correct"):
        assert client.post(f"{url}/{act}", data=sent).status_code == 403
    tier = {"tier": "LEAD", "reason": "x", "csrf_token": token}
    assert client.post(f"{url}/tier", data=tier).status_code == 403


def test_an_administrator_keeps_the_roster_but_sets_no_tier(
    client: FlaskClient, csrf: Csrf, li: Person, sign_in_as: SignInAs
) -> None:
    sign_in_as(make_actor(Role.ADMINISTRATOR, person_id=903))
    page = client.get(f"/hr/persons/{li.uuid}").text
    assert "调整任职" in page
    assert "认定层次" not in page
    assert client.get(f"/hr/persons/{li.uuid}/tier").status_code == 403


def test_who_reads_only_finds_no_page(client: FlaskClient, sign_in_as: SignInAs) -> None:
    for role in (Role.LEARNER, Role.TRAINER, Role.REVIEWER, Role.INVIGILATOR, Role.AUDITOR):
        sign_in_as(make_actor(role))
        assert client.get("/hr/persons").status_code == 403
        assert client.get("/hr/persons/new").status_code == 403
