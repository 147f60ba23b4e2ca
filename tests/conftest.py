"""Fixtures of the whole suite: one database per run, a savepoint per test, actors by role."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
VAR = Path(tempfile.mkdtemp(prefix="xuekao-test-"))
"""A folder for this process alone: test processes that run side by side must not meet."""
(VAR / "fonts").symlink_to(ROOT / "var" / "fonts")
os.environ["XUEKAO_VAR"] = str(VAR)

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from app.factory import create_app
from app.kernel.actor import Actor, Grant, Role
from app.schema import Base
from app.store import crypto
from app.store.engine import make_engine
from app.web import catalogue
from app.web.extensions import db
from config import Testing
from tests import postgres, scheduling

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
]  # fmt: skip
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
GUANGDONG = "/440000/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep tests together that share a server (a hook of xdist)."""
    return scheduling.make(config, log)


@pytest.fixture(scope="session", autouse=True)
def _field_key() -> None:
    crypto.FieldKey.set(Testing().FIELD_KEY)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process: Playwright allows one at a time."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("the journeys need Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """SQLite in memory, or with XUEKAO_TEST_DATABASE=postgresql a server of its own."""
    with ExitStack() as stack:
        url = "sqlite://"
        if os.environ.get("XUEKAO_TEST_DATABASE") == "postgresql":
            url = stack.enter_context(postgres.server())
        engine = make_engine(url)
        Base.metadata.create_all(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture(scope="session")
def app() -> Flask:
    config = Testing()
    catalogue.compile_to(config.BABEL_TRANSLATION_DIRECTORIES)
    return create_app(config)


@pytest.fixture
def client(
    app: Flask, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlaskClient]:
    """A browser without JavaScript, on the connection of the test."""
    with app.app_context():
        monkeypatch.setitem(db.engines, None, connection)
    with app.test_client() as client:
        yield client


SignInAs = Callable[[Actor], None]


@pytest.fixture
def sign_in_as(app: Flask, monkeypatch: pytest.MonkeyPatch) -> SignInAs:
    """Make every request of the test that person's, without a password."""

    def use(actor: Actor) -> None:
        functions = {**app.before_request_funcs, None: [lambda: setattr(g, "actor", actor)]}
        monkeypatch.setattr(app, "before_request_funcs", functions)

    return use


@pytest.fixture
def csrf(app: Flask) -> Callable[[FlaskClient, str], str]:
    """Return the token of a form on a page of the client."""

    def token(client: FlaskClient, url: str) -> str:
        page = client.get(url).text
        mark = 'name="csrf_token" type="hidden" value="'
        return page.split(mark)[1].split('"')[0]

    return token


def make_actor(role: Role, *, person_id: int = 1, org_path: str = GUANGDONG) -> Actor:
    """An actor with one role in one unit; no row in the database stands behind it."""
    return Actor(
        person_id=person_id,
        full_name=f"{role.value} {person_id}",
        org_path=org_path,
        grants=(Grant(role, org_path),),
    )
