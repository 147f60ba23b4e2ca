"""Tokens, headers, cookies, rates and sign-ins, asked of every endpoint there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, request, url_for
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

import config
from app.domain.exams.models import SittingPresence
from app.domain.people import accounts, queries, services
from app.domain.people.models import Account
from app.factory import create_app
from app.kernel.actor import SYSTEM, Actor, Role
from app.web import access
from app.web.extensions import db, limiter
from app.web.identity import EXEMPT
from app.web.security import CSP, CSP_WITH_ENGINE
from tests.architecture.conftest import Visit
from tests.architecture.things import ALL, GUANGZHOU, Thing, someone
from tests.factories import exams as make_exams
from tests.factories import people as make_people
from tests.factories.people import PASSWORD

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
OWN_POLICY = {"learner.figure": "a drawing may do even less than a page"}
WITH_ENGINE = {
    "candidate.play": "the calculation engine of the spreadsheet, decision 0013",
    "practice.play": "the same in a mock exam",
}
"""Pages that may compile an engine of ours, and nothing else."""
Csrf = Callable[[FlaskClient, str], str]


def rules(app: Flask) -> dict[str, Rule]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


def writing_endpoints(app: Flask) -> list[str]:
    return sorted(n for n, rule in rules(app).items() if (rule.methods or set()) & WRITES)


@contextmanager
def written(connection: Connection) -> Iterator[list[str]]:
    """Collect the statements of a block that change rows."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(connection, "before_cursor_execute", note)


def _sent_bare(visit: Visit, endpoint: str) -> int:
    """Send what the form would send, but nothing that proves where it came from."""
    thing = visit.make(endpoint) if endpoint in ALL else Thing({})
    with visit.app.test_request_context():
        address = url_for(endpoint, **visit.arguments(endpoint, thing))
    visit.become(thing.owner or someone(visit.session, GUANGZHOU))
    visit.session.commit()
    visit.client.get("/verify")
    with written(visit.connection) as statements:
        for method in sorted((rules(visit.app)[endpoint].methods or set()) & WRITES):
            data = {**thing.data, "username": "p1", "password": PASSWORD}
            answer = visit.client.open(address, method=method, data=data)
    assert statements == []
    return answer.status_code


def test_nothing_is_changed_without_the_token_of_a_page(app: Flask, visit: Visit) -> None:
    answers = {}
    for name in writing_endpoints(app):
        with visit.fresh():
            answers[name] = _sent_bare(visit, name)
    assert {name: code for name, code in answers.items() if code not in {400, 401, 422}} == {}


def _opened(visit: Visit, endpoint: str) -> TestResponse:
    """Open an endpoint as a person it belongs to."""
    thing = visit.make(endpoint) if endpoint in ALL else Thing({})
    visit.become(thing.owner or someone(visit.session, GUANGZHOU))
    visit.session.commit()
    with visit.app.test_request_context():
        address = url_for(endpoint, **visit.arguments(endpoint, thing))
    return visit.client.get(address)


def test_every_kind_of_answer_carries_the_strict_policy(app: Flask, visit: Visit) -> None:
    """Pages, files, JSON, redirects, errors, static files: nothing inline, nothing from outside."""
    assert "unsafe" not in CSP
    weak = {}
    for name, rule in rules(app).items():
        if "GET" not in (rule.methods or ()) or name == "static":
            continue
        with visit.fresh():
            headers = _opened(visit, name).headers
        policy = headers.get("Content-Security-Policy", "")
        if policy != CSP or headers.get("X-Content-Type-Options") != "nosniff":
            weak[name] = policy
    for name in WITH_ENGINE:
        assert weak.pop(name) == CSP_WITH_ENGINE
    assert set(weak) == set(OWN_POLICY)
    assert all(
        "unsafe" not in policy and "default-src 'none'" in policy for policy in weak.values()
    )
    for address in ("/nowhere", "/static/css/base.css", "/static/nothing.css"):
        assert visit.client.get(address).headers["Content-Security-Policy"] == CSP


@pytest.mark.parametrize("is_https", [True, False])
def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, *, is_https: bool
) -> None:
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", is_https)
    answer = client.get("/sign-in")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) == is_https
    assert ("Strict-Transport-Security" in answer.headers) == is_https


def test_production_asks_for_secure_cookies_by_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEKAO_HTTPS", "1")
    assert config.Config().SESSION_COOKIE_SECURE


class Limited(config.Testing):
    """The test suite's settings, with the limit on sign-ins in force."""

    def __init__(self) -> None:
        super().__init__()
        self.RATELIMIT_ENABLED = True
        self.SIGN_IN_RATE = "3 per minute"


@pytest.fixture
def limited(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    app = create_app(Limited())
    with app.app_context():
        monkeypatch.setitem(db.engines, None, connection)
    limiter.reset()
    yield app.test_client()
    limiter.reset()
    limiter.enabled = False


def test_signing_in_is_limited_by_address(limited: FlaskClient, csrf: Csrf) -> None:
    client = limited
    data = {"csrf_token": csrf(client, "/sign-in"), "username": "nobody", "password": "x"}
    codes = [client.post("/sign-in", data=data).status_code for _ in range(5)]
    assert codes == [422, 422, 422, 429, 429]
    assert client.get("/sign-in").status_code == 200  # only tries are counted


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "10.1.2.3")])
def test_only_our_own_proxies_are_believed_about_who_asks(proxies: int, seen: str) -> None:
    """Else a forged header would step around the limit on sign-ins and write into the audit log."""
    settings = config.Testing()
    settings.PROXIES = proxies
    app = create_app(settings)
    found: list[str | None] = []
    app.before_request(lambda: found.append(request.remote_addr))
    app.test_client().get("/static/css/base.css", headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"})
    assert found == [seen]


@pytest.fixture
def account(session: Session) -> Account:
    units = make_people.make_tree(session)
    person = make_people.make_person(session, units["GZ-A"])
    made = make_people.make_account(session, person, units["GZ-A"])
    session.commit()
    return made


def sign_in(client: FlaskClient, csrf: Csrf) -> None:
    data = {"csrf_token": csrf(client, "/sign-in"), "username": "p1", "password": PASSWORD}
    assert client.post("/sign-in", data=data).location == "/home"


class Clock:
    """The time of the web, moved by the test."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(access, "utc_now", made)
    return made


@pytest.mark.usefixtures("account")
def test_a_sign_in_ends_after_fifteen_idle_minutes(
    client: FlaskClient, csrf: Csrf, clock: Clock
) -> None:
    sign_in(client, csrf)
    for _ in range(3):
        clock.later(minutes=14)
        assert client.get("/account").status_code == 200
    clock.later(minutes=16)
    answer = client.get("/account")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account?")


def test_an_exam_is_no_idleness(
    client: FlaskClient, csrf: Csrf, clock: Clock, session: Session, account: Account
) -> None:
    """Answers are saved without the sign-in; the page after them must still be the candidate's."""
    sign_in(client, csrf)
    candidate = Actor(account.person_id, "陈晓明", GUANGZHOU)
    sitting = make_exams.make_sitting(session, candidate, make_exams.make_plan(session))
    session.add(SittingPresence(sitting_id=sitting.id, seen_at=clock.now))
    session.commit()
    for _ in range(4):
        clock.later(minutes=20)
        session.get_one(SittingPresence, sitting.id).seen_at = clock.now - timedelta(seconds=30)
        session.commit()
        assert client.get("/account").status_code == 200
    clock.later(minutes=16)
    assert client.get("/account").status_code == 303


@pytest.mark.usefixtures("account")
def test_a_sign_in_ends_after_eight_hours_of_work(
    client: FlaskClient, csrf: Csrf, clock: Clock
) -> None:
    sign_in(client, csrf)
    for _ in range(8 * 5 - 1):
        clock.later(minutes=12)
        assert client.get("/account").status_code == 200
    clock.later(minutes=13)
    assert client.get("/account").status_code == 303


@pytest.mark.usefixtures("account")
def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    app: Flask, client: FlaskClient, csrf: Csrf
) -> None:
    del client  # it binds the database; its kept context would be shared by other clients
    victim, thief = app.test_client(), app.test_client()
    sign_in(victim, csrf)
    cookie = victim.get_cookie("xuekao")
    assert cookie is not None
    thief.set_cookie("xuekao", cookie.value)
    assert thief.get("/account").status_code == 200
    victim.post("/sign-out", data={"csrf_token": csrf(victim, "/account")})
    assert thief.get("/account").status_code == 303


def test_a_closed_account_ends_its_open_sign_ins(
    client: FlaskClient, csrf: Csrf, session: Session, account: Account
) -> None:
    sign_in(client, csrf)
    accounts.set_enabled(
        session, actor=SYSTEM, person_id=account.person_id, org_path="/440000/440100/GZ-A/",
        is_enabled=False, now=datetime.now(UTC),
    )  # fmt: skip
    session.commit()
    assert client.get("/account").status_code == 303


def test_a_token_from_before_signing_in_is_worth_nothing_after(
    client: FlaskClient, csrf: Csrf, account: Account
) -> None:
    before = csrf(client, "/sign-in")
    data = {"csrf_token": before, "username": account.username, "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 303
    data = {"csrf_token": before, "key": "locale", "value": "en"}
    assert client.post("/preferences", data=data).status_code == 400


@pytest.mark.parametrize("days", [89, 91])
def test_an_old_password_has_to_be_changed_at_the_next_sign_in(
    client: FlaskClient, csrf: Csrf, session: Session, account: Account, days: int
) -> None:
    account.password_set_at = datetime.now(UTC) - timedelta(days=days)
    session.commit()
    sign_in(client, csrf)
    leads = "/account/password" if days > 90 else None
    assert client.get("/account").location == leads
    assert ("超过 90 天" in client.get("/account/password").text) == bool(leads)


def test_nobody_is_led_away_while_signed_in(
    client: FlaskClient, csrf: Csrf, session: Session, account: Account, clock: Clock
) -> None:
    account.password_set_at = clock.now - timedelta(days=90) + timedelta(minutes=5)
    session.commit()
    sign_in(client, csrf)
    clock.later(minutes=10)
    assert client.get("/account").status_code == 200


def test_with_a_first_password_every_page_leads_to_its_change(
    app: Flask, client: FlaskClient, csrf: Csrf, session: Session, account: Account
) -> None:
    for role in Role:
        if role not in {Role.ADMINISTRATOR, Role.AUDITOR}:
            services.grant_role(
                session, actor=SYSTEM, person=account.person, role=role,
                organization=queries.get_organization(session, "GZ-A"), now=datetime.now(UTC),
            )  # fmt: skip
    account.must_change = True
    session.commit()
    sign_in(client, csrf)
    free = {}
    for name, rule in rules(app).items():
        if (
            rule.arguments
            or name in EXEMPT
            or getattr(app.view_functions[name], "access", 0) == "token"
        ):
            continue
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = client.open(rule.rule, method=method)
        if answer.location != "/account/password":
            free[name] = answer.status_code
    assert free == {}
