"""Forged input at the console: refused with what to do, no error of the server, nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams import emergency, queries
from app.domain.exams.models import Sitting
from app.domain.exams.queries import rooms
from app.domain.exams.services import exam_key
from app.engines import sealing
from app.web.sitting_tokens import SittingToken, issue
from tests.factories.exams import NOW, Pen, body, make_emergency
from tests.web.invigilator.test_emergency import page_of, sitting

Token = Callable[[FlaskClient, str], str]
__all__ = ["sitting"]
DEEP = 20_000
HUGE = "9" * 5_000


def room_of(one: Sitting) -> str:
    return f"/rooms/{one.registration.plan.uuid}/{one.registration.room}"


REASON = {"reason": "网络中断"}
ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "minutes of many digits": ("time/extend", {**REASON, "whole": "yes", "minutes": HUGE}),
    "minutes below zero": ("time/extend", {**REASON, "whole": "yes", "minutes": "-5"}),
    "minutes of no size": ("time/extend", {**REASON, "whole": "yes", "minutes": "1e999"}),
    "minutes with NUL": ("time/extend", {**REASON, "whole": "yes", "minutes": "5\x00"}),
    "a reason with NUL": ("time/pause", {"reason": "a\x00b", "whole": "yes"}),
    "a reason too long": ("time/pause", {"reason": "x" * 5_000, "whole": "yes"}),
    "no reason": ("time/pause", {"whole": "yes"}),
    "nobody": ("time/pause", REASON),
    "no such person": ("time/pause", {**REASON, "who": "00000000-0000-4000-8000-000000000000"}),
    "a person of no form": ("time/pause", {**REASON, "who": "1; DROP TABLE"}),
    "no such act": ("time/explode", {**REASON, "whole": "yes"}),
    "a message with NUL": ("message", {"text": "a\x00b"}),
    "a message too long": ("message", {"text": "x" * 100_000}),
    "a message to nobody of this form": ("message", {"text": "请注意", "who": "abc"}),
    "a remark with NUL": ("note", {"reason": "\x00"}),
    "a violation not on the list": ("people/{person}/violation", {**REASON, "code": "Z9"}),
    "a violation with NUL": ("people/{person}/violation", {"reason": "a\x00", "code": "G1"}),
    "a person with NUL": ("people/{person}/facts", {"reason": "\x00\x00"}),
    "handed in with NUL": ("{sitting}/hand-in", {"reason": "a\x00"}),
    "opened again for ever": ("{sitting}/reopen", {**REASON, "minutes": HUGE}),
}


@pytest.mark.parametrize(("path", "sent"), ACTS.values(), ids=list(ACTS))
def test_a_forged_act_changes_nothing(  # noqa: PLR0917 - fixtures and a table
    client: FlaskClient, session: Session, csrf: Token, sitting: Sitting,
    path: str, sent: dict[str, Any],
) -> None:  # fmt: skip
    room = room_of(sitting)
    path = path.format(person=sitting.registration.uuid, sitting=sitting.uuid)
    before = sitting.ends_at
    token = csrf(client, page_of(sitting))
    answer = client.post(f"{room}/{path}", data={"csrf_token": token, **sent})
    assert answer.status_code in {303, 400, 404, 422}, answer.text[:300]
    session.expire_all()
    assert sitting.ends_at == before
    assert not rooms.list_room_events(session, sitting.plan_id, sitting.registration.room)
    assert client.get(room).status_code == 200


@pytest.mark.parametrize("number", [HUGE, "9" * 20, str(2**31), "-1", "1.5", "\u0661"])
def test_a_room_of_no_number_is_not_there(
    client: FlaskClient, sitting: Sitting, number: str
) -> None:
    plan = sitting.registration.plan.uuid
    for page in ("", "/state.json", "/people", "/emergency"):
        assert client.get(f"/rooms/{plan}/{number}{page}").status_code == 404


@pytest.mark.parametrize("seat", ["\x00", HUGE, "'", "a" * 100])
def test_a_seat_of_no_name_is_not_shown(client: FlaskClient, sitting: Sitting, seat: str) -> None:
    assert client.get(room_of(sitting), query_string={"seat": seat}).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"ticket": "1\x00", "code": "1"},
        {"ticket": "\uff11\uff12", "code": "\u0661" * 8},
        {"ticket": HUGE, "code": HUGE},
        {"ticket": "', '", "code": "é"},
    ],
)
def test_a_code_of_no_form_opens_nothing(
    client: FlaskClient, csrf: Token, sitting: Sitting, sent: dict[str, str]
) -> None:
    token = csrf(client, "/rooms/resume")
    answer = client.post("/rooms/resume", data={"csrf_token": token, **sent})
    assert answer.status_code == 422


def envelope(one: Sitting, inner: bytes, head: dict[str, Any] | None = None) -> bytes:
    """An envelope for the exam with anything in it: its key is public."""
    plan = one.registration.plan
    outside = {"format": emergency.FORMAT, "exam": plan.code, "sitting": str(one.uuid),
               "ticket": one.registration.ticket_number}  # fmt: skip
    line = json.dumps(outside | (head or {})).encode()
    return line + b"\n" + sealing.seal(inner, exam_key(plan.uuid), line)


FORGED: dict[str, dict[str, Any]] = {
    "token of no letters": {"token": "1.1.1.9.é"},
    "token of half a character": {"token": "1.1.1.9\ud800.x"},
    "token a number": {"token": 7},
    "client a list": {"client": []},
    "client half a character": {"client": "\ud800"},
    "saved at no time": {"saved_at": float("inf")},
    "saved at beyond": {"saved_at": 10**30},
    "saved at a text": {"saved_at": "now"},
    "journal a number": {"journal": 7},
    "journal a text": {"journal": "abc"},
    "journal of numbers": {"journal": [1]},
    "entries an object": {"journal": [{"epoch": 1, "events": {"a": 1}}]},
    "a later writer": {"journal": [{"epoch": 2, "events": [[1]]}]},
    "an item of another paper": {"item": 9},
    "an item below zero": {"item": -1},
    "files a number": {"files": 7},
    "a file of no place": {"files": [{"position": True, "size": 2, "name": "a"}]},
    "a file of no size": {"files": [{"position": 1, "size": float("inf"), "name": "a"}]},
    "a file larger than the rest": {"files": [{"position": 1, "size": 99, "name": "a"}]},
    "a file of no name": {"files": [{"position": 1, "size": 2, "name": None}]},
    "a file named by half a character": {"files": [{"position": 1, "size": 2, "name": "\ud800"}]},
    "a file named by NUL": {"files": [{"position": 1, "size": 2, "name": "\x00"}]},
}


def inner_of(app: Flask, one: Sitting, changed: dict[str, Any]) -> bytes:
    with app.app_context():
        token = issue(SittingToken(one.id, 1, one.person_id), NOW)
    pen = Pen(one)
    batch = body(pen.batch(pen.write(changed.get("item", 1)), pen.write(2)))
    inner = {
        "token": token,
        "client": "pc-1",
        "saved_at": 1,
        "journal": [{"epoch": 1, "events": batch["events"]}],
        "files": [],
    }
    return json.dumps(inner | changed).encode() + b"\nPK"


RAW = {
    "lists in lists": b"[" * DEEP,
    "a deep journal": b'{"token":"a","client":"a","saved_at":1,"files":[],"journal":'
    + b"[" * 700 + b"]" * 700 + b"}\n",
    "no JSON": b"\xff\xfe\n",
    "empty": b"",
    "a list": b"[]\n",
    "null": b"null\n",
}  # fmt: skip
HEADS: dict[str, dict[str, Any]] = {
    "sitting a list": {"sitting": []},
    "sitting a number": {"sitting": 7},
    "exam half a character": {"exam": "\ud800"},
    "ticket an object": {"ticket": {}},
    "ticket with NUL": {"ticket": "\x00"},
    "deep": {"more": json.loads("[" * 90 + "]" * 90)},
}


def make_forged(app: Flask, one: Sitting, case: str) -> bytes:
    kind, _, name = case.partition(": ")
    if kind == "field":
        return envelope(one, inner_of(app, one, FORGED[name]))
    if kind == "raw":
        return envelope(one, RAW[name])
    if kind == "head":
        return envelope(one, inner_of(app, one, {}), HEADS[name])
    return {"brackets": b"[" * 1_000, "NUL": b"\0" * 100, "line": b"\n" * 9}[name]


CASES = [
    *(f"field: {one}" for one in FORGED),
    *(f"raw: {one}" for one in RAW),
    *(f"head: {one}" for one in HEADS),
    *("outside: brackets", "outside: NUL", "outside: line"),
]


@pytest.mark.parametrize("case", CASES)
def test_a_forged_emergency_file_is_refused_and_the_sound_one_beside_it_taken(  # noqa: PLR0917
    app: Flask, client: FlaskClient, session: Session, csrf: Token, sitting: Sitting, case: str
) -> None:  # fmt: skip
    page = page_of(sitting)

    def bring(data: bytes, name: str) -> Any:
        sent = {"csrf_token": csrf(client, page), "file": [(BytesIO(data), name)]}
        return client.post(page, data=sent, follow_redirects=True)

    answer = bring(make_forged(app, sitting, case), "x.xke")
    assert answer.status_code == 200
    assert "x.xke：" in answer.text
    session.expire_all()
    assert not queries.fold(session, sitting.id).answers
    assert not rooms.list_room_events(session, sitting.plan_id, sitting.registration.room)
    with app.app_context():
        token = issue(SittingToken(sitting.id, 1, sitting.person_id), NOW)
    pen = Pen(sitting)
    answer = bring(make_emergency(sitting, token, pen.batch(pen.write(1))), "y.xke")
    assert "新增 1 条记录" in answer.text
