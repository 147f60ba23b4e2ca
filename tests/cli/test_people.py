from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.people import passwords, queries
from app.kernel.actor import Role
from tests.conftest import NOW
from tests.domain.test_roster_files import as_csv
from tests.factories.people import make_tree


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


def people(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["people", *args])


def test_a_person_is_added_listed_and_moved(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_tree(session)
    session.commit()
    options = ["--name", "张䶮", "--unit", "GZ-A", "--post", "科员", "--from", "2026-01-05"]
    made = people(app, "add", "GZ1", *options, "--id-number", "11010519491231002X")
    assert made.exit_code == 0, made.output
    password = re.findall(r"gz1: (\S+)", made.stdout)[0]
    account = queries.find_account(session, "gz1")
    assert account is not None
    assert passwords.matches(account.password_digest, password)
    again = people(app, "add", "GZ1", *options)
    assert (again.exit_code, "工号" in again.stderr or "staff number" in again.stderr) == (1, True)
    moved = people(app, "move", "GZ1", "--unit", "SZ-A", "--post", "处长", "--level", "县处级正职",
                   "--from", "2026-02-01")  # fmt: skip
    assert moved.exit_code == 0, moved.output
    row = json.loads(people(app, "list", "--unit", "440300", "--json").stdout)
    assert row["id_number"] == "1101**********002X"
    assert (row["full_name"], row["tier"]) == ("张䶮", "LEAD")
    assert (
        people(app, "move", "GZ1", "--unit", "SZ-A", "--post", "x", "--rank", "特级").exit_code == 1
    )
    assert people(app, "move", "GZ9", "--unit", "SZ-A", "--post", "x").exit_code == 1


def test_a_roster_is_taken_as_a_whole_or_not_at_all(
    app: Flask, client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    make_tree(session)
    session.commit()
    file, slips = tmp_path / "a.csv", tmp_path / "slips.csv"
    file.write_bytes(as_csv({}, {"code": "GZ8002", "unit": "XX", "id_number": ""}))
    bad = people(app, "import", str(file), "--passwords", str(slips))
    assert bad.exit_code == 1
    assert "XX" in bad.stderr
    assert not slips.exists()
    file.write_bytes(as_csv({}, {"code": "GZ8002", "id_number": ""}))
    assert people(app, "import", str(file), "--dry-run").exit_code == 0
    assert people(app, "import", str(file)).exit_code == 1
    assert queries.find_person_by_code(session, "GZ8001") is None
    good = people(app, "import", str(file), "--passwords", str(slips))
    assert good.exit_code == 0, good.output
    assert json.loads(good.stdout)["add"] == 2
    assert slips.stat().st_mode & 0o077 == 0
    assert queries.find_account(session, "gz8002") is not None
