"""Signing in through the real pages: session, password, preferences, open redirects."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.people import services
from app.kernel.actor import SYSTEM, Role
from tests.conftest import NOW
from tests.factories.people import PASSWORD, make_account, make_person, make_tree

Csrf = Callable[[FlaskClient, str], str]


@pytest.fixture
def person(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    make_account(session, person, units["GZ-A"])
    services.grant_role(
        session, actor=SYSTEM, person=person, role=Role.ADMINISTRATOR,
        organization=units["440100"], now=NOW,
    )  # fmt: skip
    session.commit()


def sign_in(client: FlaskClient, csrf: Csrf, password: str = PASSWORD, after: str = "") -> object:
    url = f"/sign-in?next={after}" if after else "/sign-in"
    data = {"csrf_token": csrf(client, url), "username": "p1", "password": password}
    return client.post(url, data=data)


@pytest.mark.usefixtures("person")
def test_a_person_signs_in_lands_on_their_page_and_signs_out(
    client: FlaskClient, csrf: Csrf
) -> None:
    assert client.get("/account").status_code == 303
    assert sign_in(client, csrf).location == "/home"  # type: ignore[attr-defined]
    assert client.get("/home").location == "/admin/organizations"
    token = csrf(client, "/account")
    client.post("/sign-out", data={"csrf_token": token})
    assert client.get("/account").status_code == 303


@pytest.mark.usefixtures("person")
def test_a_wrong_password_keeps_the_user_name(client: FlaskClient, csrf: Csrf) -> None:
    answer = sign_in(client, csrf, "wrong")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert 'value="p1"' in answer.text  # type: ignore[attr-defined]
    assert "用户名或密码不正确" in answer.text  # type: ignore[attr-defined]


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_no_open_redirect_after_signing_in(client: FlaskClient, csrf: Csrf, target: str) -> None:
    assert sign_in(client, csrf, after=target).location == "/home"  # type: ignore[attr-defined]


@pytest.mark.usefixtures("person")
def test_a_form_without_its_token_does_nothing(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"username": "p1", "password": PASSWORD})
    assert answer.status_code == 422
    assert client.get("/account").status_code == 303


def test_a_first_password_must_be_changed_before_anything_else(
    client: FlaskClient, session: Session, csrf: Csrf
) -> None:
    units = make_tree(session)
    make_account(session, make_person(session, units["GZ-A"]), units["GZ-A"], must_change=True)
    session.commit()
    sign_in(client, csrf)
    assert client.get("/account").location == "/account/password"
    data = {
        "csrf_token": csrf(client, "/account/password"),
        "present": PASSWORD,
        "password": "Brand-New-Pass-7",
        "again": "Brand-New-Pass-7",
    }
    assert client.post("/account/password", data=data).status_code == 303
    assert client.get("/account").status_code == 200


def test_the_language_can_be_switched_without_signing_in(client: FlaskClient, csrf: Csrf) -> None:
    assert 'lang="zh-CN"' in client.get("/sign-in").text
    data = {
        "key": "locale",
        "value": "en",
        "back": "/sign-in",
        "csrf_token": csrf(client, "/sign-in"),
    }
    assert client.post("/preferences", data=data).location == "/sign-in"
    page = client.get("/sign-in").text
    assert 'lang="en"' in page
    assert "Sign in" in page


def choose(client: FlaskClient, csrf: Csrf, locale: str) -> None:
    data = {"key": "locale", "value": locale, "back": "/", "csrf_token": csrf(client, "/verify")}
    assert client.post("/preferences", data=data).status_code == 303


def test_the_language_can_be_switched_back(client: FlaskClient, csrf: Csrf) -> None:
    for locale, lang in (("en", "en"), ("zh_CN", "zh-CN"), ("en", "en")):
        choose(client, csrf, locale)
        assert f'<html lang="{lang}"' in client.get("/sign-in").text


@pytest.mark.usefixtures("person")
def test_the_language_is_kept_with_the_account(app: Flask, client: FlaskClient, csrf: Csrf) -> None:
    del client  # it binds the database; its kept context would be shared by other clients
    here, there = app.test_client(), app.test_client()
    sign_in(here, csrf)
    choose(here, csrf, "en")
    sign_in(there, csrf)
    assert '<html lang="en"' in there.get("/account").text
    choose(there, csrf, "zh_CN")
    assert '<html lang="zh-CN"' in here.get("/account").text


@pytest.mark.usefixtures("person")
def test_the_language_chosen_before_signing_in_stays(client: FlaskClient, csrf: Csrf) -> None:
    choose(client, csrf, "en")
    sign_in(client, csrf)
    assert '<html lang="en"' in client.get("/account").text


def test_an_unknown_preference_is_refused(client: FlaskClient, csrf: Csrf) -> None:
    data = {"key": "locale", "value": "xx", "csrf_token": csrf(client, "/sign-in")}
    assert client.post("/preferences", data=data).status_code == 400


def test_every_answer_carries_the_strict_headers(client: FlaskClient) -> None:
    headers = client.get("/sign-in").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_page_that_is_not_there_says_so_in_the_users_language(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "没有找到" in answer.text
