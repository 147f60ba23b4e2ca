from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel.actor import Actor
from tests.conftest import SignInAs
from tests.factories.bank import make_reviewer, make_trainer

Post = Callable[..., TestResponse]


@pytest.fixture
def trainer(session: Session, sign_in_as: SignInAs) -> Actor:
    """A trainer of the province, signed in."""
    actor = make_trainer(session)
    session.commit()
    sign_in_as(actor)
    return actor


@pytest.fixture
def reviewer(session: Session, sign_in_as: SignInAs) -> Actor:
    """A reviewer of the province, signed in."""
    actor = make_reviewer(session)
    session.commit()
    sign_in_as(actor)
    return actor


@pytest.fixture
def post(client: FlaskClient, csrf: Callable[[FlaskClient, str], str]) -> Post:
    """Post a form with the token of the page it stands on."""

    def send(url: str, page: str, **data: Any) -> TestResponse:
        fields = {name.replace("__", "-"): value for name, value in data.items()}
        return client.post(url, data={"csrf_token": csrf(client, page), **fields})

    return send
