"""Forged input at the doors of a sitting: refused as 4xx JSON, nothing stored, nothing lost."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.exams.models import AnswerEvent, Sitting, SittingFile
from app.domain.exams.room_models import IntegrityFact
from app.domain.exams.rules import SittingState
from app.engines import items
from app.store.files import FileStore
from tests.factories.exams import (
    NOW,
    Pen,
    body,
    make_candidate,
    make_paper,
    make_plan,
    make_sitting,
    make_snapshot,
    stop_clock,
)
from tests.factories.practicals import TASKS

TASK = yaml.safe_load((TASKS / "gongwen-notice" / "task.yaml").read_text(encoding="utf-8"))
SCRIPT = {"X-Xuekao": "player"}
JSON = {"Content-Type": "application/json"}
DEEP = 20_000
LONG = 5_000
BODIES = {
    "empty": b"",
    "no JSON": b"client=pc-1",
    "cut off": b'{"client":"pc-1"',
    "a list": b"[]",
    "a text": b'"pc-1"',
    "a number": b"7",
    "null": b"null",
    "lists in lists": b"[" * DEEP,
    "lists in a field": b'{"client":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "objects in objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "just deep enough to be read": b'{"events":' + b"[" * 200 + b"]" * 200 + b"}",
    "no number": b'{"client":"pc-1","through":NaN,"events":[],"facts":[]}',
    "infinity": b'{"client":"pc-1","through":-Infinity,"events":[],"facts":[]}',
    "overflow": b'{"client":"pc-1","through":1e999,"events":[],"facts":[]}',
    "digits": b'{"through":' + b"9" * LONG + b"}",
    "twice": b'{"client":"a","client":"pc-1","events":[],"events":[],"facts":[],"facts":[]}',
    "UTF-16": '{"client":"pc-1","events":[],"facts":[]}'.encode("utf-16"),
    "Latin-1": '{"client":"pc-é","events":[],"facts":[]}'.encode("latin-1"),
    "half a character in bytes": b'{"client":"\xed\xa0\x80","events":[],"facts":[]}',
    "packed": gzip.compress(b'{"client":"pc-1","events":[],"facts":[]}'),
    "five megabytes": b'{"client":"' + b"x" * 5_000_000 + b'","events":[],"facts":[]}',
    "five megabytes of nothing": b" " * 5_000_000,
}
WAYS = {"open": "POST", "submit": "POST", "facts": "POST", "answers": "PUT"}


@dataclass
class Seat:
    """A sitting that goes on, and the machine at it."""

    client: FlaskClient
    session: Session
    sitting: Sitting
    token: str
    pen: Pen

    def send(self, name: str, raw: bytes, **headers: str) -> Any:
        """Send a body as it is."""
        return self.client.open(
            f"/sitting/{self.sitting.uuid}/{name}",
            method=WAYS[name],
            data=raw,
            headers={**SCRIPT, **JSON, "Authorization": f"Bearer {self.token}", **headers},
        )

    def say(self, name: str, **sent: Any) -> Any:
        """Send a body as JSON, half characters and NUL escaped."""
        return self.send(name, json.dumps(sent).encode())

    def count(self, model: type = AnswerEvent) -> int:
        return self.session.scalar(select(func.count()).select_from(model)) or 0

    def require_sound(self) -> None:
        """Nothing of it was stored, and the next honest requests are taken."""
        assert (self.count(), self.count(IntegrityFact)) == (0, 0)
        self.session.expire_all()
        assert (self.sitting.state, self.sitting.writer) == (SittingState.STARTED, "pc-1")
        assert self.say("open", client="pc-1").status_code == 200
        saved = self.say("answers", **body(self.pen.batch(self.pen.write(1))))
        assert (saved.status_code, saved.get_json()["through"]) == (200, 1)
        ended = self.say("submit", epoch=1, through=1, reason="candidate")
        assert ended.status_code == 200, ended.text


def require_refused(answer: Any, *among: int) -> None:
    """In words for a script: no server error, no page."""
    assert answer.status_code in (among or range(400, 500)), answer.text[:300]
    assert answer.mimetype == "application/json"
    told = answer.get_json()
    assert told["error"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture
def seat(  # noqa: PLR0917 - fixtures
    app: Flask,
    client: FlaskClient,
    session: Session,
    sign_in_as: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Seat:
    monkeypatch.setattr(FileStore, "_root", tmp_path)
    actor = make_candidate(session)
    sign_in_as(actor)
    stop_clock(app, monkeypatch, NOW)
    single = dict(items.KINDS["single"].EXAMPLES[0].content)
    contents = [single, {"kind": "practical", "task": TASK}]
    plan = make_plan(session, make_paper(session, make_snapshot(contents)))
    sitting = make_sitting(session, actor, plan)
    made = Seat(client, session, sitting, "", Pen(sitting))
    made.token = made.say("open", client="pc-1").get_json()["token"]
    return made


@pytest.fixture(params=["door", "view"])
def way(request: pytest.FixtureRequest, app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who answers: the door, or with the door closed the views behind it."""
    if request.param == "view":
        monkeypatch.setattr(app, "wsgi_app", app.wsgi_app.inner)  # type: ignore[attr-defined]
    return str(request.param)


@pytest.mark.parametrize("raw", BODIES.values(), ids=list(BODIES))
@pytest.mark.parametrize("name", list(WAYS))
def test_a_body_nobody_can_have_meant_is_refused(
    seat: Seat, way: str, name: str, raw: bytes
) -> None:
    require_refused(seat.send(name, raw), 400, 413, 422)
    seat.require_sound()


OPENINGS: dict[str, dict[str, Any]] = {
    "half a character": {"client": "\ud800"},
    "the other half": {"client": "pc\udfff"},
    "NUL": {"client": "pc\x00"},
    "a number": {"client": 7},
    "true": {"client": True},
    "null": {"client": None},
    "a list": {"client": ["pc-1"]},
    "an object": {"client": {"a": 1}},
    "too long": {"client": "x" * 33},
    "take over by a word": {"client": "pc-2", "take_over": "yes"},
    "take over by a number": {"client": "pc-2", "take_over": 1},
    "a name that cannot be kept": {"client": "pc-2", "take_over": True, "\ud800": 1},
}


@pytest.mark.parametrize("sent", OPENINGS.values(), ids=list(OPENINGS))
def test_a_machine_with_an_impossible_name_opens_nothing(
    seat: Seat, way: str, sent: dict[str, Any]
) -> None:
    require_refused(seat.say("open", **sent), 422)
    seat.require_sound()


@pytest.mark.parametrize("sent", OPENINGS.values(), ids=list(OPENINGS))
def test_neither_does_it_begin_a_sitting(seat: Seat, way: str, sent: dict[str, Any]) -> None:
    seat.sitting.state, seat.sitting.writer = SittingState.NOT_STARTED, ""
    seat.session.commit()
    require_refused(seat.say("open", **sent), 422)
    seat.session.expire_all()
    assert (seat.sitting.state, seat.sitting.writer) == (SittingState.NOT_STARTED, "")


ENDS: dict[str, dict[str, Any]] = {
    "through a text": {"through": "0"},
    "through a float": {"through": 0.0},
    "through true": {"through": True},
    "through null": {"through": None},
    "through below zero": {"through": -1},
    "through beyond all": {"through": 10**30},
    "through just beyond": {"through": 1_000_001},
    "through a list": {"through": [0]},
    "epoch below zero": {"epoch": -1},
    "epoch a text": {"epoch": "1"},
    "epoch true": {"epoch": True},
    "epoch beyond all": {"epoch": 10**30},
    "no epoch": {"epoch": None},
    "reason a number": {"reason": 7},
    "reason a list": {"reason": ["time"]},
    "reason nobody has": {"reason": "invigilator"},
    "half a character": {"reason": "\ud800"},
}


@pytest.mark.parametrize("sent", ENDS.values(), ids=list(ENDS))
def test_a_forged_hand_in_ends_nothing(seat: Seat, way: str, sent: dict[str, Any]) -> None:
    require_refused(seat.say("submit", **({"epoch": 1, "through": 0} | sent)), 422)
    seat.require_sound()


def forged_answers() -> dict[str, dict[str, Any]]:
    """One field of one entry after the other, changed."""
    fields = ("seq", "item", "kind", "payload", "at", "mono", "wall", "hash")
    whole: dict[str, list[Any]] = {
        "seq": [0, -1, True, "1", 1.0, None, 1_000_001, 10**30, []],
        "item": [-1, True, "1", 1.5, None, 3, 1_000, 10**30, {}],
        "kind": ["note", None, 1, [], {}],
        "payload": [
            None, 1, {}, "", "nonsense", "[]", "true", '{"value":NaN}', '{"value":1e999}',
            '{"value":' + "9" * LONG + "}", '{"value":' + "9" * 300 + "}",
            '{"value":"a","value":"b"}', '{"value":"\\ud800"}', '{"value":"\\u0000"}',
            '{"value":"a\x00"}', '{"value":' + "[" * 900 + "]" * 900 + "}",
            '{"value":' + "[" * 60 + "]" * 60 + "}", json.dumps({"value": "x" * 70_000}),
        ],
        "at": [-1, True, "1", None, 2**60, 1e20],
        "mono": [-1, False, "1", None, 2**60],
        "wall": [-1, True, "1", None, 2**60],
        "hash": ["", "a" * 63, "A" * 64, None, 7, "\u0661" * 64],
    }  # fmt: skip
    place = {name: number for number, name in enumerate(fields)}
    return {
        f"{name} {str(value)[:24]!r}": {"place": place[name], "value": value}
        for name, values in whole.items()
        for value in values
    }


FORGED = forged_answers()


@pytest.mark.parametrize("changed", FORGED.values(), ids=list(FORGED))
def test_a_forged_entry_is_refused_with_its_batch_and_can_be_sent_again(
    seat: Seat, way: str, changed: dict[str, Any]
) -> None:
    sent = body(seat.pen.batch(seat.pen.write(1), seat.pen.write(2, of="practical")))
    forged = json.loads(json.dumps(sent))
    forged["events"][1][changed["place"]] = changed["value"]
    answer = seat.send("answers", json.dumps(forged).encode())
    require_refused(answer, 422)
    assert answer.get_json()["error"] == "malformed"
    assert seat.count() == 0
    again = seat.send("answers", json.dumps(sent).encode())
    assert (again.status_code, again.get_json()["through"]) == (200, 2)


ENVELOPES: dict[str, dict[str, Any]] = {
    "epoch beyond the token": {"epoch": 2},
    "epoch below zero": {"epoch": -1},
    "epoch true": {"epoch": True},
    "epoch a text": {"epoch": "1"},
    "waiting below zero": {"waiting": -1},
    "waiting a float": {"waiting": 1.5},
    "waiting beyond all": {"waiting": 10**30},
    "no entries": {"events": None},
    "entries an object": {"events": {}},
    "entries are numbers": {"events": [1]},
    "an entry is short": {"events": [[1]]},
    "too many entries": {"events": [[]] * 201},
}


@pytest.mark.parametrize("changed", ENVELOPES.values(), ids=list(ENVELOPES))
def test_a_forged_batch_is_refused(seat: Seat, way: str, changed: dict[str, Any]) -> None:
    sent = body(seat.pen.batch(seat.pen.write(1)))
    require_refused(seat.say("answers", **(sent | changed)), 422)
    assert seat.count() == 0


STRANGE = {
    "far longer than the item allows": {"kind": "single", "value": "x" * 60_000},
    "of another kind": {"kind": "essay", "value": "a text"},
    "of no kind": {"kind": 7, "value": None},
    "without anything": {},
    "an option that is not there": {"kind": "single", "value": "Z"},
    "a big number": {"kind": "single", "value": 10**20},
    "a tree": {"kind": "single", "value": [[[[{"a": [1]}]]]]},
    "a file that is not there": {"kind": "practical", "value": {"file": "a" * 64, "name": "x"}},
    "a file with a path": {"kind": "practical", "value": {"file": "../../etc/passwd", "name": ""}},
}


@pytest.mark.parametrize("answer", STRANGE.values(), ids=list(STRANGE))
def test_an_answer_the_item_does_not_allow_is_kept_and_harms_nothing(
    seat: Seat, answer: dict[str, Any]
) -> None:
    """What a candidate wrote is evidence: it is stored, a person looks at it; all else goes on."""
    seq = seat.pen.seq + 1
    for item in (1, 2):
        batch = body(seat.pen.batch(seat.pen.write(item)))
        batch["events"][0][3] = json.dumps(answer)
        assert seat.say("answers", **batch).status_code == 200
    assert seat.say("open", client="pc-1").get_json()["fold"]["answers"]["1"] == [1, seq, answer]
    assert seat.say("submit", epoch=1, through=2).status_code == 200
    assert seat.client.get(f"/sitting/{seat.sitting.uuid}/receipt").status_code == 200


FACTS: dict[str, dict[str, Any]] = {
    "kind a list": {"kind": []},
    "kind an object": {"kind": {}},
    "kind unknown": {"kind": "cheated"},
    "kind for the server alone": {"kind": "unsafe_browser"},
    "number zero": {"number": 0},
    "number true": {"number": True},
    "number beyond all": {"number": 10**9},
    "number a text": {"number": "1"},
    "at below zero": {"at": -1},
    "at beyond all": {"at": 2**60},
    "at null": {"at": None},
}


@pytest.mark.parametrize("changed", FACTS.values(), ids=list(FACTS))
def test_a_forged_fact_is_left_out_and_the_others_are_kept(
    seat: Seat, changed: dict[str, Any]
) -> None:
    good = {"number": 1, "kind": "pasted", "at": 1_000, "chars": 3}
    forged = {"number": 2, "kind": "pasted", "at": 1_000} | changed
    answer = seat.say("facts", client="pc-1", facts=[forged, good, None, [], 7])
    assert answer.status_code == 200, answer.text
    assert seat.session.scalars(select(IntegrityFact.number)).all() == [1]


@pytest.mark.parametrize("value", [-1, 10**20, "3", 1.5, None, [], True])
def test_a_forged_figure_of_a_fact_is_left_out(seat: Seat, value: object) -> None:
    fact = {"number": 1, "kind": "pasted", "at": 1_000, "chars": value, "item": 1}
    assert seat.say("facts", client="pc-1", facts=[fact]).status_code == 200
    assert seat.session.scalars(select(IntegrityFact.details)).all() == [{"item": 1}]


REPORTS: dict[str, dict[str, Any]] = {
    "name with half a character": {"client": "\ud800"},
    "name with NUL": {"client": "a\x00"},
    "name a list": {"client": []},
    "page with half a character": {"page": "http://localhost/\ud800", "seb": "a"},
    "page a number": {"page": 7},
    "proof a list": {"seb": []},
    "no facts": {"facts": None},
    "facts an object": {"facts": {}},
    "too many facts": {"facts": [{}] * 51},
}


@pytest.mark.parametrize("changed", REPORTS.values(), ids=list(REPORTS))
def test_a_forged_report_is_refused(
    seat: Seat, app: Flask, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]
) -> None:
    monkeypatch.setitem(app.config, "SEB_CONFIG_KEYS", ("a" * 64,))
    good = {"number": 1, "kind": "opened", "at": 1_000}
    require_refused(seat.say("facts", **({"client": "pc-1", "facts": [good]} | changed)), 422)
    seat.require_sound()


NAMES = {
    "NUL": "a%00.docx",
    "a line": "a%0Ab.docx",
    "another control": "a%1B.docx",
    "too long": "x" * 201,
    "none": "",
    "NUL alone": "%00",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_file_with_an_impossible_name_is_refused_with_what_to_do(seat: Seat, name: str) -> None:
    starter = seat.client.get(f"/sitting/{seat.sitting.uuid}/starter/2").data
    answer = put_file(seat, starter, {"X-File-Name": name})
    require_refused(answer, 422)
    assert answer.get_json()["detail"]
    assert seat.count(SittingFile) == 0


@pytest.mark.parametrize("made_at", ["-5", "abc", "9" * LONG, "1e999", "NaN", "9" * 40, ""])
def test_a_forged_moment_of_a_file_harms_nothing(seat: Seat, made_at: str) -> None:
    starter = seat.client.get(f"/sitting/{seat.sitting.uuid}/starter/2").data
    headers = {"X-File-Name": "%ED%A0%80%FF.docx", "X-Made-At": made_at}
    assert put_file(seat, starter, headers).status_code == 201
    assert seat.count(SittingFile) == 1


@pytest.mark.parametrize("position", ["0", "1", "3", "9" * 20, "9" * LONG, "-1", "x"])
def test_a_file_for_an_item_that_is_not_there_is_refused(seat: Seat, position: str) -> None:
    answer = put_file(seat, b"PK", {}, position)
    assert answer.status_code == 404
    assert seat.count(SittingFile) == 0


def put_file(seat: Seat, data: bytes, headers: dict[str, str], position: str = "2") -> Any:
    return seat.client.put(
        f"/sitting/{seat.sitting.uuid}/files/{position}",
        data=data,
        headers={"Authorization": f"Bearer {seat.token}", "X-File-Name": "a.docx", **headers},
    )


LENGTHS = {
    "no length": "",
    "no number": "many",
    "below zero": "-5",
    "digits": "9" * LONG,
    "more than there is": "999",
    "other digits": "\u0661",
    "a sign": "+5",
}


@pytest.mark.parametrize("length", LENGTHS.values(), ids=list(LENGTHS))
@pytest.mark.parametrize("name", list(WAYS))
def test_a_wrong_length_harms_nothing(seat: Seat, name: str, length: str) -> None:
    answer = seat.client.open(
        f"/sitting/{seat.sitting.uuid}/{name}",
        method=WAYS[name],
        input_stream=io.BytesIO(b'{"client":'),
        environ_overrides={"CONTENT_LENGTH": length},
        headers={**SCRIPT, **JSON, "Authorization": f"Bearer {seat.token}"},
    )
    require_refused(answer, 400, 411, 413, 422)
    seat.require_sound()


@pytest.mark.parametrize("name", list(WAYS))
def test_a_body_in_pieces_is_read_and_measured(seat: Seat, name: str) -> None:
    """Chunked, as a proxy may send it: without a length, and the server knows where it ends."""
    for raw, among in ((b'{"facts":7,"events":7,"client":7}', (422,)), (b" " * 5_000_000, (413,))):
        answer = seat.client.open(
            f"/sitting/{seat.sitting.uuid}/{name}",
            method=WAYS[name],
            input_stream=io.BytesIO(raw),
            environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
            headers={**SCRIPT, **JSON, "Authorization": f"Bearer {seat.token}"},
        )
        require_refused(answer, *among)
    seat.require_sound()


@pytest.mark.parametrize("name", list(WAYS))
def test_a_packed_body_is_refused_as_such(seat: Seat, way: str, name: str) -> None:
    answer = seat.send(name, gzip.compress(b"{}"), **{"Content-Encoding": "gzip"})
    require_refused(answer, 415)
    seat.require_sound()


@pytest.mark.parametrize("name", ["open", "submit", "facts"])
@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_what_is_not_called_json_is_refused(seat: Seat, way: str, name: str, kind: str) -> None:
    raw = json.dumps({"client": "pc-2", "epoch": 1, "through": 0, "facts": []}).encode()
    require_refused(seat.send(name, raw, **{"Content-Type": kind}), 415)
    seat.require_sound()


@pytest.mark.parametrize("page", ["instructions", "starter/1", "paper.json", "receipt/state.json"])
def test_what_only_reads_minds_no_body(seat: Seat, page: str) -> None:
    answer = seat.client.get(
        f"/sitting/{seat.sitting.uuid}/{page}",
        data=b"[" * DEEP,
        headers={"Authorization": f"Bearer {seat.token}", **JSON},
    )
    assert answer.status_code < 500
