from __future__ import annotations

import json

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.learning.models import HoursRecord
from app.domain.learning.rules import HoursState
from app.domain.people import services as people
from app.domain.people.models import Person
from app.kernel.actor import SYSTEM, Role
from tests.conftest import NOW
from tests.factories import learning as make
from tests.factories.people import make_person, make_tree

REASON = ("--reason", "值夜班，属实。")


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["hours", *args])


@pytest.fixture
def record(app: Flask, client: FlaskClient, session: Session) -> HoursRecord:
    """Hours of a person in Guangzhou, whom officers of two cities could look at."""
    units = make_tree(session)
    for code, unit in (("OFFICER", "440100"), ("STRANGER", "440300")):
        person = make_person(session, units[unit], code=code)
        people.grant_role(
            session, actor=SYSTEM, person=person, role=Role.PERSONNEL, organization=units[unit],
            now=NOW,
        )  # fmt: skip
    make.load_courses(session, "EG201")
    person = make_person(session, units["GZ-A"], code="LEARNER")
    made = make.make_hours(session, person.id, "EG201", path=units["GZ-A"].path)
    session.commit()
    return made


def test_what_waits_is_listed(app: Flask, record: HoursRecord) -> None:
    found = run(app, "list", "--unit", "440100", "--flag", "night", "--json")
    assert found.exit_code == 0, found.output
    (facts,) = [json.loads(line) for line in found.stdout.splitlines()]
    assert (facts["uuid"], facts["person"]) == (str(record.uuid), "LEARNER")
    assert (facts["state"], facts["flags"]) == ("pending", ["night"])
    assert "LEARNER" in run(app, "list", "--state", "all", "--module", "EG201").stdout
    assert run(app, "list", "--unit", "440300").stdout == "0 record(s)\n"
    assert run(app, "list", "--unit", "nowhere").exit_code == 1


def test_an_officer_decides(app: Flask, session: Session, record: HoursRecord) -> None:
    done = run(app, "decide", str(record.uuid), "--to", "verified", *REASON, "--by", "OFFICER")
    assert done.exit_code == 0, done.output
    session.refresh(record)
    assert record.state is HoursState.VERIFIED
    assert record.decisions[0].decided_by_id == person_id(session, "OFFICER")


@pytest.mark.parametrize(
    ("by", "to", "reason"),
    [
        ("STRANGER", "verified", "甲"),
        ("LEARNER", "verified", "甲"),
        ("NOBODY", "verified", "甲"),
        ("OFFICER", "revoked", "甲"),
        ("OFFICER", "verified", " "),
    ],
)
def test_what_is_not_allowed_changes_nothing(  # noqa: PLR0917 - a table of cases
    app: Flask, session: Session, record: HoursRecord, by: str, to: str, reason: str
) -> None:
    done = run(app, "decide", str(record.uuid), "--to", to, "--reason", reason, "--by", by)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ")
    session.refresh(record)
    assert record.state is HoursState.PENDING


def person_id(session: Session, code: str) -> int:
    return session.query(Person).filter_by(code=code).one().id
