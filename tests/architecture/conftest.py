"""A visit of someone at an endpoint, made from the table of things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel.actor import Actor
from tests.architecture.things import ALL, Thing, rules_with_something
from tests.conftest import SignInAs
from tests.factories.exams import NOW, stop_clock


@dataclass
class Visit:
    """Calls endpoints as somebody, on the day of the exams of the factories."""

    app: Flask
    client: FlaskClient
    session: Session
    connection: Connection
    sign_in_as: SignInAs
    monkeypatch: pytest.MonkeyPatch
    token: Callable[[FlaskClient, str], str]

    def make(self, endpoint: str) -> Thing:
        """Make what the endpoint is about."""
        thing = ALL[endpoint](self.session, self.connection)
        self.session.commit()
        return thing

    @contextmanager
    def fresh(self) -> Iterator[None]:
        """Undo in the end what a block did to the database: for loops over endpoints."""
        self.session.commit()
        before = self.connection.begin_nested()
        yield
        self.session.rollback()
        before.rollback()
        self.session.expunge_all()

    def become(self, actor: Actor) -> None:
        """Make every further call as this person."""
        self.sign_in_as(actor)
        stop_clock(self.app, self.monkeypatch, NOW)

    def address(self, endpoint: str, thing: Thing) -> str:
        """Return the address of the thing there."""
        with self.app.test_request_context():
            return url_for(endpoint, **self.arguments(endpoint, thing))

    def arguments(self, endpoint: str, thing: Thing) -> dict[str, Any]:
        """Return what stands in the address."""
        rule = rules_with_something(self.app).get(endpoint)
        return {name: thing.values[name] for name in rule.arguments} if rule else {}

    def calls(self, endpoint: str, thing: Thing) -> list[TestResponse]:
        """Open the page, and press its button with the token of a page of ours."""
        methods = self.methods(endpoint)
        address = self.address(endpoint, thing)
        answers = [self.client.get(address)] if "GET" in methods else []
        return [*answers, self._press(address, thing)] if "POST" in methods else answers

    def methods(self, endpoint: str) -> set[str]:
        """Return the methods an endpoint with something in its address answers to."""
        return rules_with_something(self.app)[endpoint].methods or set()

    def _press(self, address: str, thing: Thing) -> TestResponse:
        sent: dict[str, Any] = {"data": {**thing.data, "csrf_token": self.csrf()}}
        if thing.json is not None:
            sent = {"json": thing.json, "headers": {"X-Xuekao": "player"}}
        answer: TestResponse = self.client.post(address, **sent)
        return answer

    def csrf(self) -> str:
        """Return a token of this browser."""
        return self.token(self.client, "/verify")


@pytest.fixture
def visit(
    app: Flask, client: FlaskClient, session: Session, request: pytest.FixtureRequest
) -> Visit:
    """Return a visitor of this test's application and database."""
    return Visit(
        app,
        client,
        session,
        connection=request.getfixturevalue("connection"),
        sign_in_as=request.getfixturevalue("sign_in_as"),
        monkeypatch=request.getfixturevalue("monkeypatch"),
        token=request.getfixturevalue("csrf"),
    )
