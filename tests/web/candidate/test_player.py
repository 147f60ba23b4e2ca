from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.models import AnswerEvent, Sitting
from app.domain.exams.rules import SittingState
from app.engines import items, practicals
from app.kernel.actor import Actor
from app.store.files import FileStore
from app.store.libreoffice import NotConvertedError, Office, Reason
from tests.factories.exams import (
    NOW,
    Pen,
    body,
    make_candidate,
    make_paper,
    make_plan,
    make_registration,
    make_sitting,
    make_snapshot,
    stop_clock,
)
from tests.factories.legacy import compound
from tests.factories.practicals import TASKS, bank_task

TASK = yaml.safe_load((TASKS / "gongwen-notice" / "task.yaml").read_text(encoding="utf-8"))
SCRIPT = {"X-Xuekao": "player"}
Travel = Callable[[timedelta], None]


@pytest.fixture
def candidate(session: Session) -> Actor:
    return make_candidate(session)


@pytest.fixture
def travel(
    app: Flask,
    candidate: Actor,
    sign_in_as: Callable[[Actor], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Travel:
    """Sign in and be so long after the start of the exam."""
    sign_in_as(candidate)
    stop_clock(app, monkeypatch, NOW)
    return lambda span: stop_clock(app, monkeypatch, NOW + span)


@pytest.fixture
def waiting(session: Session, candidate: Actor, travel: Travel) -> Sitting:
    travel(timedelta())
    return make_sitting(
        session, candidate, state=SittingState.NOT_STARTED, epoch=0, writer="", sections=[],
        started_at=None, ends_at=None,
    )  # fmt: skip


def open_on(client: FlaskClient, sitting: Sitting, pc: str = "pc-1", **more: Any) -> Any:
    return client.post(f"/sitting/{sitting.uuid}/open", json={"client": pc, **more}, headers=SCRIPT)


def put(client: FlaskClient, sitting: Sitting, token: str, sent: dict[str, Any]) -> Any:
    return client.put(
        f"/sitting/{sitting.uuid}/answers",
        data=json.dumps(sent),
        headers={"Authorization": f"Bearer {token}"},
    )


def test_a_whole_sitting(client: FlaskClient, session: Session, waiting: Sitting) -> None:
    opened = open_on(client, waiting).get_json()
    assert opened["writer"]
    assert opened["fold"] == {"answers": {}, "flags": []}
    pen = Pen(waiting)
    saved = put(client, waiting, opened["token"], body(pen.batch(pen.write(1, "B"))))
    assert (saved.status_code, saved.get_json()["through"]) == (200, 1)

    again = open_on(client, waiting).get_json()  # a reload
    assert again["fold"]["answers"] == {"1": [1, 1, {"kind": "single", "value": "B"}]}
    assert again["last"]["seq"] == 1

    submit = client.post(
        f"/sitting/{waiting.uuid}/submit",
        json={"epoch": 1, "through": 1, "reason": "candidate"},
        headers={**SCRIPT, "Authorization": f"Bearer {opened['token']}"},
    )
    assert submit.status_code == 200
    receipt = client.get(f"/sitting/{waiting.uuid}/receipt").text
    session.refresh(waiting)
    assert waiting.journal_digest in receipt
    assert "1 / 7" in receipt


def test_the_paper_gives_no_key_away(client: FlaskClient, waiting: Sitting) -> None:
    address = f"/sitting/{waiting.uuid}/paper.json"
    assert client.get(address).status_code == 409  # not before the sitting was opened
    open_on(client, waiting)
    answer = client.get(address)
    paper = answer.get_json()
    assert [item["position"] for item in paper["items"]] == list(range(1, 8))
    for word in ("key", "why", "accept_answers", "explain", "tolerance"):
        assert f'"{word}"' not in answer.text
    assert len(answer.data) < 60_000


def test_options_are_shuffled_for_each_candidate_but_stay_for_one(
    client: FlaskClient, waiting: Sitting, session: Session
) -> None:
    open_on(client, waiting)
    address = f"/sitting/{waiting.uuid}/paper.json"
    first = client.get(address).text
    assert client.get(address).text == first
    orders = set()
    for seed in range(12):
        waiting.seed = seed
        session.flush()
        options = client.get(address).get_json()["items"][0]["view"]["options"]
        orders.add("".join(option["id"] for option in options))
    assert len(orders) > 1


def test_an_answer_in_the_grace_is_taken_and_a_late_one_is_told(
    client: FlaskClient, session: Session, waiting: Sitting, travel: Travel
) -> None:
    token = open_on(client, waiting).get_json()["token"]
    pen = Pen(waiting)
    in_time = pen.write(1, "B", at=NOW + timedelta(minutes=39))
    too_late = pen.write(2, "B", at=NOW + timedelta(minutes=41))
    travel(timedelta(minutes=43))
    told = put(client, waiting, token, body(pen.batch(in_time, too_late))).get_json()
    assert (told["through"], told["late"]) == (2, 1)
    assert set(queries.fold(session, waiting.id).answers) == {1}


def test_the_other_machine_is_told_that_it_was_taken_over(
    client: FlaskClient, waiting: Sitting
) -> None:
    token = open_on(client, waiting).get_json()["token"]
    looking = open_on(client, waiting, "pc-2").get_json()
    assert (looking["writer"], looking["token"]) == (False, None)
    assert looking["held_since"]
    taken = open_on(client, waiting, "pc-2", take_over=True).get_json()
    assert (taken["writer"], taken["epoch"]) == (True, 2)

    pen = Pen(waiting)
    answer = put(client, waiting, token, body(pen.batch(pen.write(1))))
    assert (answer.status_code, answer.get_json()["error"]) == (409, "taken")
    assert answer.get_json()["through"] == 1  # kept, and said so


def test_saving_needs_no_session_but_a_sound_token(
    client: FlaskClient, app: Flask, waiting: Sitting, session: Session
) -> None:
    token = open_on(client, waiting).get_json()["token"]
    pen = Pen(waiting)
    sent = body(pen.batch(pen.write(1)))
    stranger = app.test_client()  # no cookie at all
    assert put(stranger, waiting, token, sent).status_code == 200
    sitting_id, *rest = token.split(".")
    forged = ".".join([str(int(sitting_id) + 1), *rest])
    for wrong in ("", "x", forged, token[:-1], token.replace(".1.", ".2.", 1)):
        assert put(stranger, waiting, wrong, sent).status_code == 401
    assert len(session.scalars(select(AnswerEvent)).all()) == 1


def test_an_expired_token_is_refused(client: FlaskClient, waiting: Sitting, travel: Travel) -> None:
    token = open_on(client, waiting).get_json()["token"]
    travel(timedelta(hours=25))
    assert put(client, waiting, token, body(Pen(waiting).batch())).status_code == 401


@pytest.mark.parametrize("sent", [b"", b"[]", b'{"events":[[]]}', b"{" * 10_000])
def test_a_malformed_save_is_refused_and_stores_nothing(
    client: FlaskClient, waiting: Sitting, session: Session, sent: bytes
) -> None:
    token = open_on(client, waiting).get_json()["token"]
    answer = client.put(
        f"/sitting/{waiting.uuid}/answers",
        data=sent,
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 422
    assert session.scalars(select(AnswerEvent)).all() == []


@pytest.mark.parametrize("text", ["\ud800", "\\ud800", "\x00", "\\u0000", "a\\udfffb"])
def test_text_that_no_database_can_keep_is_refused_and_the_next_save_is_taken(
    client: FlaskClient, waiting: Sitting, session: Session, text: str
) -> None:
    token = open_on(client, waiting).get_json()["token"]
    pen = Pen(waiting)
    sent = body(pen.batch(pen.write(1)))
    forged = json.loads(json.dumps(sent))
    forged["events"][0][3] = '{"kind":"single","value":"' + text + '"}'
    answer = put(client, waiting, token, forged)
    assert (answer.status_code, answer.get_json()["error"]) == (422, "malformed")
    assert session.scalars(select(AnswerEvent)).all() == []
    assert put(client, waiting, token, sent).status_code == 200


def test_handing_in_with_a_missing_answer_says_what_to_wait_for(
    client: FlaskClient, waiting: Sitting
) -> None:
    token = open_on(client, waiting).get_json()["token"]
    answer = client.post(
        f"/sitting/{waiting.uuid}/submit",
        json={"epoch": 1, "through": 3, "reason": "candidate"},
        headers={**SCRIPT, "Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 409
    assert answer.get_json()["detail"]
    assert open_on(client, waiting).status_code == 200  # still open


def test_another_site_cannot_open_or_hand_in(client: FlaskClient, waiting: Sitting) -> None:
    """Both need a header that a form of another site cannot send."""
    assert client.post(f"/sitting/{waiting.uuid}/open", json={}).status_code == 400
    token = open_on(client, waiting).get_json()["token"]
    plain = client.post(
        f"/sitting/{waiting.uuid}/submit", json={}, headers={"Authorization": f"Bearer {token}"}
    )
    assert plain.status_code == 400


@pytest.mark.parametrize("page", ["", "/wait", "/receipt", "/paper.json", "/starter/1"])
def test_a_sitting_of_another_person_is_not_there(
    client: FlaskClient, session: Session, travel: Travel, page: str
) -> None:
    travel(timedelta())
    other = make_sitting(session)
    assert client.get(f"/sitting/{other.uuid}{page}").status_code == 404
    assert open_on(client, other).status_code == 404


def test_a_handed_in_sitting_leads_to_its_receipt(
    client: FlaskClient, session: Session, candidate: Actor, travel: Travel
) -> None:
    travel(timedelta())
    done = make_sitting(session, candidate, state=SittingState.SUBMITTED)
    for page in ("", "/wait"):
        assert client.get(f"/sitting/{done.uuid}{page}").location.endswith("/receipt")
    assert open_on(client, done).get_json()["error"] == "closed"


def test_the_waiting_page_saves_its_practice_answer_for_real(
    client: FlaskClient, session: Session, waiting: Sitting
) -> None:
    page = client.get(f"/sitting/{waiting.uuid}/wait").text
    token = page.split('data-token="')[1].split('"')[0]
    pen = Pen(waiting, epoch=0)
    told = put(client, waiting, token, body(pen.batch(pen.write(0, "A")))).get_json()
    assert (told["epoch"], told["through"]) == (0, 1)
    assert queries.fold(session, waiting.id).answers == {}
    assert put(client, waiting, token, body(pen.batch(pen.write(1, "A")))).status_code == 409


def test_checking_in_leads_from_the_ticket_to_the_waiting_page(
    client: FlaskClient,
    session: Session,
    candidate: Actor,
    travel: Travel,
    csrf: Callable[[FlaskClient, str], str],
) -> None:
    travel(timedelta(minutes=-10))
    registration = make_registration(session, candidate)
    address = f"/exams/registrations/{registration.uuid}/enter"
    assert candidate.full_name in client.get(address).text
    answer = client.post(address, data={"csrf_token": csrf(client, address)})
    assert answer.location.endswith("/wait")
    assert session.scalars(select(Sitting)).one().seed > 0


@pytest.fixture
def practical(
    session: Session,
    candidate: Actor,
    travel: Travel,
    tmp_path: object,
    monkeypatch: pytest.MonkeyPatch,
) -> Sitting:
    monkeypatch.setattr(FileStore, "_root", tmp_path)
    travel(timedelta(minutes=1))
    single = dict(items.KINDS["single"].EXAMPLES[0].content)
    content = {"kind": "practical", "task": TASK}
    paper = make_paper(session, make_snapshot([single, content]))
    return make_sitting(session, candidate, make_plan(session, paper))


@pytest.mark.skipif(Office.program() is None, reason="LibreOffice is not installed")
def test_a_file_of_another_format_is_converted_at_once_and_the_candidate_told(
    client: FlaskClient, practical: Sitting
) -> None:
    starter = client.get(f"/sitting/{practical.uuid}/starter/2").data
    data = Office.convert(starter, "docx", "doc")
    received = upload(client, practical, data)
    told = received.get_json()
    assert received.status_code == 201
    assert FileStore.get(told["sha256"]) == data
    assert "旧版 Word 或 WPS 文字格式" in told["notes"][0]["text"]
    made = FileStore.derived(told["sha256"], "docx")
    assert made is not None
    assert FileStore.get(made["sha256"]).startswith(b"PK")


def test_where_nothing_converts_a_candidate_hears_how_to_save_the_file(
    client: FlaskClient, practical: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Office, "program", lambda: None)
    refused = upload(client, practical, compound({"WordDocument": b""}))
    assert refused.status_code == 422
    assert "另存为" in refused.get_json()["detail"]


def test_when_too_many_are_converted_the_file_is_kept_all_the_same(
    client: FlaskClient, practical: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object, **_named: object) -> bytes:
        raise NotConvertedError(Reason.BUSY)

    monkeypatch.setattr(Office, "convert", busy)
    data = compound({"WordDocument": b""})
    received = upload(client, practical, data)
    assert received.status_code == 201
    assert "考试结束后转换" in received.get_json()["notes"][0]["text"]
    assert FileStore.get(received.get_json()["sha256"]) == data


def upload(client: FlaskClient, sitting: Sitting, data: bytes, position: int = 2) -> Any:
    token = open_on(client, sitting).get_json()["token"]
    return client.put(
        f"/sitting/{sitting.uuid}/files/{position}",
        data=data,
        headers={
            "Authorization": f"Bearer {token}",
            "X-File-Name": "%E9%80%9A%E7%9F%A5.docx",
            "Accept": "application/json",
        },
    )


def test_a_practical_is_fetched_worked_on_and_handed_in(
    client: FlaskClient, session: Session, practical: Sitting
) -> None:
    starter = client.get(f"/sitting/{practical.uuid}/starter/2")
    assert starter.data.startswith(b"PK")
    assert "attachment" in starter.headers["Content-Disposition"]
    assert client.get(f"/sitting/{practical.uuid}/starter/2").data == starter.data

    received = upload(client, practical, starter.data)
    told = received.get_json()
    assert received.status_code == 201
    assert (told["name"], told["size"]) == ("通知.docx", len(starter.data))
    assert FileStore.get(told["sha256"]) == starter.data
    assert open_on(client, practical).get_json()["files"]["2"]["sha256"] == told["sha256"]


@pytest.mark.parametrize("data", [b"", b"not a file", b"PK\x03\x04 broken"])
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(
    client: FlaskClient, session: Session, practical: Sitting, data: bytes
) -> None:
    answer = upload(client, practical, data)
    assert answer.status_code == 422
    assert answer.get_json()["detail"]
    assert queries.list_files(session, practical.id) == {}


def test_a_file_for_another_item_is_refused(client: FlaskClient, practical: Sitting) -> None:
    task = practicals.read_task(TASK)
    assert upload(client, practical, practicals.starter(task, 1), position=1).status_code == 404


def test_the_task_sheet_carries_the_candidate_s_own_figures(
    client: FlaskClient, practical: Sitting
) -> None:
    open_on(client, practical)
    view = client.get(f"/sitting/{practical.uuid}/paper.json").get_json()["items"][1]["view"]
    assert view["instructions"]
    assert "{" not in view["instructions"]
    assert "checks" not in json.dumps(view)


def test_the_door_answers_what_the_view_answers(
    client: FlaskClient, session: Session, waiting: Sitting
) -> None:
    """A save without a length, as a proxy may send it, takes the long way and is saved too."""
    token = open_on(client, waiting).get_json()["token"]
    pen = Pen(waiting)
    first = put(client, waiting, token, body(pen.batch(pen.write(1, "B"))))
    assert "set-cookie" not in first.headers  # the door: no session is opened
    assert first.headers["Content-Security-Policy"].startswith("default-src 'none'")
    second = client.put(
        f"/sitting/{waiting.uuid}/answers",
        input_stream=io.BytesIO(json.dumps(body(pen.batch(pen.write(2, "A")))).encode()),
        environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (second.status_code, second.get_json()["through"]) == (200, 2)
    assert set(first.get_json()) == set(second.get_json())


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer 1.1.1.9", "Basic abc", "Bearer a.b.c.d.e"]
)
def test_a_save_without_a_valid_token_is_refused(
    client: FlaskClient, waiting: Sitting, header: str
) -> None:
    answer = client.put(
        f"/sitting/{waiting.uuid}/answers", data="{}", headers={"Authorization": header}
    )
    assert (answer.status_code, answer.get_json()) == (401, {"error": "token"})


@pytest.mark.parametrize("name", ["files-archive", "typing-notice", "inbox-phishing"])
def test_work_of_the_page_is_shown_without_its_answers_and_asks_for_no_file(
    client: FlaskClient, session: Session, candidate: Actor, travel: Travel, name: str
) -> None:
    travel(timedelta(minutes=1))
    content = {"kind": "practical", "task": dict(bank_task(name).mapping)}
    paper = make_paper(session, make_snapshot([content]))
    sitting = make_sitting(session, candidate, make_plan(session, paper))
    view = client.get(f"/sitting/{sitting.uuid}/paper.json").get_json()["items"][0]["view"]
    assert view["scene"]["module"] == name.partition("-")[0]
    assert view["accept"] == []
    assert "solution" not in json.dumps(view)
    assert "correct" not in json.dumps(view["scene"])
    assert client.get(f"/sitting/{sitting.uuid}/starter/1").status_code == 404
    assert upload(client, sitting, b"PK", position=1).status_code == 404


@pytest.fixture
def _converts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Office, "program", lambda: "soffice")


def hand_in(client: FlaskClient, sitting: Sitting, token: str) -> Any:
    return client.post(
        f"/sitting/{sitting.uuid}/submit",
        json={"epoch": 1, "through": 0, "reason": "candidate"},
        headers={**SCRIPT, "Authorization": f"Bearer {token}"},
    )


@pytest.mark.usefixtures("_converts")
def test_a_file_counts_though_the_paper_is_handed_in_while_it_is_converted(
    client: FlaskClient, session: Session, practical: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = open_on(client, practical).get_json()["token"]
    handed = []

    def slow(*_given: object, **_named: object) -> bytes:
        handed.append(hand_in(client, practical, token).status_code)
        raise NotConvertedError(Reason.BUSY)

    monkeypatch.setattr(Office, "convert", slow)
    data = compound({"WordDocument": b""})
    received = upload(client, practical, data)
    assert (handed, received.status_code) == ([200], 201)
    session.expire_all()
    response = queries.get_handed_in(session, practical.id).responses[2]
    assert response is not None
    assert FileStore.get(response["value"]["file"]) == data


@pytest.mark.usefixtures("_converts")
def test_a_file_that_cannot_be_converted_is_kept_and_the_candidate_told(
    client: FlaskClient, session: Session, practical: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> bytes:
        raise NotConvertedError(Reason.FAILED)

    monkeypatch.setattr(Office, "convert", broken)
    data = compound({"WordDocument": b""})
    assert upload(client, practical, data).status_code == 422
    kept = open_on(client, practical).get_json()["files"]["2"]
    assert FileStore.get(kept["sha256"]) == data
    assert "人工判定" in kept["notes"][-1]["text"]
