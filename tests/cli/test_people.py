from __future__ import annotations

import re

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.people import passwords, queries
from app.kernel.actor import Role
from tests.conftest import NOW


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["people", "administrator", *args])


def test_a_new_installation_gets_its_first_administrator(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    made = run(app, "root", "--name", "黄志远", "--unit", "440000", "--unit-name", "广东省")
    assert made.exit_code == 0, made.output
    password = re.findall(r"root: (\S+)", made.stdout)[0]
    account = queries.find_account(session, "root")
    assert account is not None
    assert account.must_change
    assert passwords.matches(account.password_digest, password)
    actor = queries.make_actor(session, account.person, NOW.date())
    assert [(grant.role, grant.org_path) for grant in actor.grants] == [
        (Role.ADMINISTRATOR, "/440000/")
    ]


def test_a_name_that_is_taken_is_refused_and_changes_nothing(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    run(app, "root", "--name", "黄志远", "--unit", "440000")
    again = run(app, "root", "--name", "林静", "--unit", "441900")
    assert again.exit_code == 1
    assert "root" in again.stderr
    assert queries.find_organization(session, "441900") is None
