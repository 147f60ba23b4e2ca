"""The exam year of the reports' tests, seen through the pages of personnel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel.actor import Actor
from tests.factories import results as make
from tests.reports.conftest import SHENZHEN, _files, statements, year

__all__ = ["_files", "statements", "year"]

Post = Callable[..., TestResponse]


@pytest.fixture
def officer(session: Session, sign_in_as: Callable[[Actor], None]) -> Actor:
    """A personnel officer of the province, signed in."""
    actor = make.officers(session)[0]
    sign_in_as(actor)
    return actor


@pytest.fixture
def outsider(session: Session, officer: Actor, sign_in_as: Callable[[Actor], None]) -> Actor:
    """A personnel officer of another city, signed in."""
    actor = make.officers(session, path=SHENZHEN)[0]
    sign_in_as(actor)
    return actor


@pytest.fixture
def post(client: FlaskClient, csrf: Callable[[FlaskClient, str], str]) -> Post:
    """Send a form with the token of the exports page."""

    def send(address: str, **fields: Any) -> TestResponse:
        token = csrf(client, "/hr/exports")
        return client.post(address, data={"csrf_token": token, **fields})

    return send
