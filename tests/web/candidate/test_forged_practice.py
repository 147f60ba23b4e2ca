"""Forged input at the doors of a practice run, and files that have to be converted first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.practice.models import PracticeEvent, PracticeFile
from app.store.files import FileStore
from app.store.libreoffice import NotConvertedError, Office, Reason
from app.web.candidate import practicals
from tests.factories.legacy import compound
from tests.web.candidate.test_forged import BODIES, SCRIPT, require_refused
from tests.web.candidate.test_practice import Desk, begin, learner, load_blueprint, reader
from tests.web.learner.conftest import Reader
from tests.web.learner.test_practicals import publish

__all__ = ["learner", "reader"]
JSON = {"Content-Type": "application/json"}
WAYS = {"open": "POST", "check/1": "POST", "submit": "POST", "answers": "PUT"}


@pytest.fixture
def desk(session: Session, reader: Reader, client: FlaskClient) -> Desk:
    return Desk(client, begin(reader, session, module="EG201"))


def send(desk: Desk, name: str, raw: bytes, **headers: str) -> Any:
    return desk.client.open(
        f"{desk.base}/{name}",
        method=WAYS[name],
        data=raw,
        headers={**SCRIPT, **JSON, **desk.token, **headers},
    )


def test_a_body_nobody_can_have_meant_is_refused(desk: Desk, session: Session) -> None:
    harmless = {"five megabytes", "just deep enough to be read"}  # see the test of fields
    for name in WAYS:
        for label, raw in BODIES.items():
            if label not in harmless or name != "check/1":
                require_refused(send(desk, name, raw), 400, 413, 422)
    assert session.scalar(select(func.count(PracticeEvent.id))) == 0
    assert desk.write(1, {"kind": "single", "value": "A"}).status_code == 200
    assert desk.submit().status_code == 200


FIELDS = [
    ("open", {"client": "\ud800"}),
    ("open", {"client": "a\x00"}),
    ("open", {"client": []}),
    ("open", {"client": "x" * 33}),
    ("open", {"client": "pc-2", "take_over": "yes"}),
    ("check/1", {"response": "\ud800"}),
    ("check/1", {"response": 10**30}),
    ("submit", {}),
    ("submit", {"through": True}),
    ("submit", {"through": "1"}),
    ("submit", {"through": -1}),
    ("submit", {"through": 10**30}),
    ("answers", {"epoch": 1, "events": [[1, 11, "answer", "{}", 0, 0, 0, "a" * 64]]}),
    ("answers", {"epoch": 9, "events": [[1, 1, "answer", "{}", 0, 0, 0, "a" * 64]]}),
    ("answers", {"epoch": 1, "events": [[1, 1, "answer", '{"a":"\\u0000"}', 0, 0, 0, "a" * 64]]}),
]


@pytest.mark.parametrize(("name", "sent"), FIELDS, ids=[f"{a} {str(b)[:40]}" for a, b in FIELDS])
def test_a_forged_field_is_refused(
    desk: Desk, session: Session, name: str, sent: dict[str, Any]
) -> None:
    require_refused(send(desk, name, json.dumps(sent).encode()), 422)
    assert session.scalar(select(func.count(PracticeEvent.id))) == 0
    assert desk.write(1, {"kind": "single", "value": "A"}).status_code == 200


@pytest.fixture
def practical(session: Session, reader: Reader, client: FlaskClient) -> tuple[Desk, int]:
    """A mock exam with a practical, opened, and where the practical stands."""
    load_blueprint(session)
    for code in ("word-roster",):
        publish(session, code)
    desk = Desk(client, begin(reader, session, mode="mock"))
    items = client.get(f"{desk.base}/paper.json").get_json()["items"]
    return desk, next(one["position"] for one in items if one["kind"] == "practical")


def upload(desk: Desk, position: int, data: bytes, name: str = "a.doc") -> Any:
    headers = {**desk.token, "X-File-Name": name}
    return desk.client.put(f"{desk.base}/files/{position}", data=data, headers=headers)


def test_a_file_with_an_impossible_name_is_refused(
    practical: tuple[Desk, int], session: Session
) -> None:
    desk, position = practical
    starter = desk.client.get(f"{desk.base}/starter/{position}").data
    for name in ("a%00.docx", "%0A", "", "x" * 201):
        require_refused(upload(desk, position, starter, name), 422)
    assert session.scalar(select(func.count(PracticeFile.id))) == 0


def test_a_file_of_another_format_is_kept_before_it_is_converted(
    practical: tuple[Desk, int], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the conversion does, even taking the process with it, the file is there."""
    desk, position = practical
    data, there = compound({"WordDocument": b""}), []

    def convert(*_given: object, **_named: object) -> bytes:
        there.append(session.scalar(select(func.count(PracticeFile.id))))
        raise NotConvertedError(Reason.BUSY)

    monkeypatch.setattr(Office, "program", lambda: "soffice")
    monkeypatch.setattr(Office, "convert", convert)
    received = upload(desk, position, data)
    assert (received.status_code, there) == (201, [1])
    assert FileStore.get(received.get_json()["sha256"]) == data
    file = session.scalars(select(PracticeFile)).one()
    assert [note["text"] for note in received.get_json()["notes"]]
    assert len(file.notes) == 1


def test_one_that_does_not_open_is_kept_and_its_owner_told(
    practical: tuple[Desk, int], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, position = practical

    def convert(*_given: object, **_named: object) -> bytes:
        raise NotConvertedError(Reason.FAILED)

    monkeypatch.setattr(Office, "program", lambda: "soffice")
    monkeypatch.setattr(Office, "convert", convert)
    require_refused(upload(desk, position, compound({"WordDocument": b""})), 422)
    file = session.scalars(select(PracticeFile)).one()
    assert file.notes[-1] == practicals.NOT_OPENED.to_json()
