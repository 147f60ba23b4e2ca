from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.journal_store import Memory, store
from app.domain.exams.models import ExamPlan, Sitting
from app.domain.exams.queries import rooms
from app.domain.exams.queries.tally import Tally
from app.domain.exams.rules import PlanState, SittingState, milliseconds
from app.domain.people.models import Account
from app.kernel.actor import Actor, Role
from app.store.hot import HotStatement
from app.web.candidate import tokens
from app.web.candidate.tokens import SittingToken
from app.web.invigilator import seats as boards
from app.web.invigilator import views
from tests.factories.exams import (
    NOW,
    Pen,
    make_candidate,
    make_plan,
    make_registration,
    make_sitting,
    make_staff,
    stop_clock,
)

Token = Callable[[FlaskClient, str], str]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def invigilator(
    app: Flask,
    session: Session,
    sign_in_as: Callable[[Actor], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Actor:
    actor = make_staff(session, Role.INVIGILATOR)
    sign_in_as(actor)
    stop_clock(app, monkeypatch, NOW + MINUTE)
    return actor


@pytest.fixture
def plan(session: Session, invigilator: Actor) -> ExamPlan:
    return make_plan(session, state=PlanState.IN_PROGRESS)


def save(
    session: Session, sitting: Sitting, count: int, *, waiting: int = 0, ago: timedelta = MINUTE * 0
) -> None:
    pen = Pen(sitting)
    at = NOW + MINUTE - ago
    events = [pen.write(n + 1, at=at) for n in range(count)]
    batch = pen.batch(*events)
    batch = type(batch)(batch.sitting_id, 1, 1, count + waiting, batch.events)
    store(session.connection(), [batch], at, Memory())


def seats(client: FlaskClient, plan: ExamPlan) -> dict[str, dict[str, object]]:
    state = client.get(f"/rooms/{plan.uuid}/1/state.json").get_json()
    return {key: dict(seat) for key, seat in state["seats"].items()}


def test_each_seat_shows_its_trouble(client: FlaskClient, session: Session, plan: ExamPlan) -> None:
    fine, slow, off, done = (make_sitting(session, plan=plan) for _ in range(4))
    save(session, fine, 3)
    save(session, slow, 2, waiting=4)
    save(session, off, 1, ago=timedelta(minutes=5))
    done.state, done.answered = SittingState.SUBMITTED, 7
    absent = make_registration(session, make_candidate(session), plan)
    session.flush()

    shown = seats(client, plan)
    by = {name: shown[str(one.registration.uuid)] for name, one in
          (("fine", fine), ("slow", slow), ("off", off), ("done", done))}  # fmt: skip
    assert {name: seat["state"] for name, seat in by.items()} == {
        "fine": "ok", "slow": "slow", "off": "off", "done": "fin"}  # fmt: skip
    assert shown[str(absent.uuid)]["state"] == "none"
    assert (by["fine"]["answered"], by["fine"]["total"]) == (3, 7)
    assert by["fine"]["left"] == 39 * 60
    assert by["fine"]["ends"] == milliseconds(NOW + 40 * MINUTE)
    assert by["slow"]["waiting"] == 4
    assert by["done"]["answered"] == 7


def test_a_cleared_answer_is_not_counted(
    client: FlaskClient, session: Session, plan: ExamPlan
) -> None:
    sitting = make_sitting(session, plan=plan)
    pen = Pen(sitting)
    batch = pen.batch(pen.write(1, "A"), pen.write(2, "A"), pen.write(1, None))
    store(session.connection(), [batch], NOW, Memory())
    (seat,) = seats(client, plan).values()
    assert seat["answered"] == 1


def test_more_time_with_a_reason(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan)
    room = f"/rooms/{plan.uuid}/1"
    seat = f"{room}?seat={sitting.registration.uuid}"
    sent = {
        "csrf_token": csrf(client, seat), "minutes": "15", "reason": "断电",
        "who": str(sitting.registration.uuid),
    }  # fmt: skip
    refused = client.post(f"{room}/time/extend", data={**sent, "minutes": "900"})
    assert refused.status_code == 303
    session.refresh(sitting)
    assert sitting.ends_at == NOW + 40 * MINUTE
    client.post(f"{room}/time/extend", data=sent)
    session.refresh(sitting)
    assert sitting.ends_at == NOW + 55 * MINUTE
    page = client.get(seat).text
    assert "断电" in page  # the log of the room


def test_handing_in_for_a_candidate(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan)
    save(session, sitting, 1)
    room = f"/rooms/{plan.uuid}/1"
    token = csrf(client, f"{room}?seat={sitting.registration.uuid}")
    client.post(f"{room}/{sitting.uuid}/hand-in", data={"csrf_token": token, "reason": "违纪"})
    session.refresh(sitting)
    assert sitting.state is SittingState.SUBMITTED


def test_late_answers_are_decided_at_the_seat(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan, state=SittingState.SUBMITTED)
    save(session, sitting, 1)
    room = f"/rooms/{plan.uuid}/1"
    token = csrf(client, f"{room}?seat={sitting.registration.uuid}")
    sent = {"csrf_token": token, "reason": "断网", "admit": "yes"}
    assert client.post(f"{room}/{sitting.uuid}/late", data=sent).status_code == 303
    session.refresh(sitting)
    assert sitting.answered == 1


def test_a_room_of_another_city_is_not_there(
    client: FlaskClient, session: Session, invigilator: Actor, sign_in_as: Callable[[Actor], None]
) -> None:
    plan = make_plan(session)
    sign_in_as(make_staff(session, Role.INVIGILATOR, path="/440000/440300/"))
    for page in ("", "/state.json"):
        assert client.get(f"/rooms/{plan.uuid}/1{page}").status_code == 404
    assert plan.title not in client.get("/rooms/").text


@pytest.mark.parametrize("number", [0, 2])
def test_a_room_that_does_not_exist(client: FlaskClient, plan: ExamPlan, number: int) -> None:
    assert client.get(f"/rooms/{plan.uuid}/{number}").status_code == 404


def bearer(app: Flask, sitting: Sitting) -> dict[str, str]:
    with app.app_context():
        token = tokens.issue(SittingToken(sitting.id, 1, sitting.person_id), NOW + MINUTE)
    return {"Authorization": f"Bearer {token}"}


def chosen(plan: ExamPlan, sitting: Sitting) -> str:
    return f"/rooms/{plan.uuid}/1?seat={sitting.registration.uuid}"


def test_a_quiet_room_is_answered_with_304(
    client: FlaskClient, session: Session, plan: ExamPlan
) -> None:
    sitting = make_sitting(session, plan=plan)
    save(session, sitting, 2)
    url = f"/rooms/{plan.uuid}/1/state.json"
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    pen = Pen(sitting, epoch=2)
    store(session.connection(), [pen.batch(pen.write(5), writer=2)], NOW + MINUTE, Memory())
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_silence_changes_the_version_though_nothing_is_written(
    app: Flask, client: FlaskClient, session: Session, plan: ExamPlan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    save(session, make_sitting(session, plan=plan), 1)
    url = f"/rooms/{plan.uuid}/1/state.json"
    tag = client.get(url).headers["ETag"]
    stop_clock(app, monkeypatch, NOW + MINUTE + timedelta(seconds=16))
    answer = client.get(url, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert [seat["state"] for seat in answer.get_json()["seats"].values()] == ["off"]


def test_a_poll_that_finds_nothing_new_is_one_query_of_its_own(
    client: FlaskClient, session: Session, plan: ExamPlan
) -> None:
    for _ in range(60):
        save(session, make_sitting(session, plan=plan), 3)
    url = f"/rooms/{plan.uuid}/1/state.json"
    tag = client.get(url).headers["ETag"]
    asked: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert len([one for one in asked if one.lstrip().startswith("SELECT")]) == 1


def test_viewers_of_one_moment_share_one_state_and_each_is_asked_for_the_scope(  # noqa: PLR0917
    app: Flask, client: FlaskClient, session: Session, plan: ExamPlan,
    sign_in_as: Callable[[Actor], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sitting = make_sitting(session, plan=plan)
    save(session, sitting, 2)
    url = f"/rooms/{plan.uuid}/1/state.json"
    made: list[int] = []
    original = boards.get_room

    def counting(uuid: UUID, number: int, tally: Tally | None = None) -> boards.Room:
        made.append(number)
        return original(uuid, number, tally)

    monkeypatch.setattr(boards, "get_room", counting)
    first = client.get(url)
    assert (client.get(url).data, made) == (first.data, [1])
    with monkeypatch.context() as patch:
        patch.setattr(views, "choose_locale", lambda: "en")
        assert client.get(url).status_code == 200
    assert len(made) == 2
    pen = Pen(sitting, epoch=2)
    store(session.connection(), [pen.batch(pen.write(5), writer=2)], NOW + MINUTE, Memory())
    assert client.get(url).get_json()["seats"] != first.get_json()["seats"]
    assert len(made) == 3
    for span, count in ((timedelta(seconds=0.9), 3), (timedelta(seconds=1), 4)):
        stop_clock(app, monkeypatch, NOW + MINUTE + span)
        assert client.get(url).status_code == 200
        assert len(made) == count
    sign_in_as(make_staff(session, Role.INVIGILATOR, path="/440000/440300/"))
    stop_clock(app, monkeypatch, NOW + MINUTE + timedelta(seconds=1))
    assert client.get(url).status_code == 404
    assert len(made) == 4


def test_a_look_at_a_changed_room_asks_the_same_for_forty_as_for_one(
    client: FlaskClient, session: Session, plan: ExamPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is asked, by the statements that are compiled once too."""
    asked: list[str] = []
    original = HotStatement.rows

    def rows(self: HotStatement, *given: Any) -> Any:
        asked.append("hot")
        return original(self, *given)

    monkeypatch.setattr(HotStatement, "rows", rows)
    event.listen(session.connection(), "before_cursor_execute", lambda *a: asked.append(a[2]))
    url, counts = f"/rooms/{plan.uuid}/1/state.json", []
    for count in (1, 39):
        for _ in range(count):
            save(session, make_sitting(session, plan=plan), 3)
        asked.clear()
        assert len(client.get(url).get_json()["seats"]) == (1 if count == 1 else 40)
        looks = [one for one in asked if one == "hot" or one.lstrip().startswith("SELECT")]
        counts.append(len(looks))
    assert counts == [9, 9]


REASONED = {
    "time/extend": {"minutes": "5", "whole": "yes"},
    "time/pause": {"whole": "yes"},
    "time/resume": {"whole": "yes"},
    "time/incident": {"whole": "yes"},
    "note": {},
    "absent": {},
    "people/{person}/absent": {},
    "people/{person}/present": {},
    "people/{person}/admit": {},
    "people/{person}/relogin": {},
    "people/{person}/machine": {},
    "people/{person}/violation": {"code": "G8"},
    "people/{person}/facts": {},
    "{sitting}/hand-in": {},
    "{sitting}/late": {},
    "{sitting}/reopen": {"minutes": "5"},
}


@pytest.mark.parametrize("path", REASONED)
def test_nothing_is_done_without_a_reason(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token, path: str
) -> None:
    sitting = make_sitting(session, plan=plan)
    before = (sitting.state, sitting.ends_at, sitting.epoch)
    where = path.format(person=sitting.registration.uuid, sitting=sitting.uuid)
    sent = {**REASONED[path], "csrf_token": csrf(client, chosen(plan, sitting)), "reason": " "}
    answer = client.post(f"/rooms/{plan.uuid}/1/{where}", data=sent, follow_redirects=True)
    assert re.search("请填写原因|请说明|未作变更", answer.text)
    session.refresh(sitting)
    assert (sitting.state, sitting.ends_at, sitting.epoch) == before
    assert rooms.list_room_events(session, plan.id, 1) == []


def test_some_are_paused_and_all_go_on(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    first, second = make_sitting(session, plan=plan), make_sitting(session, plan=plan)
    base = f"/rooms/{plan.uuid}/1"
    sent = {"csrf_token": csrf(client, f"{base}/people"), "reason": "断电"}
    client.post(f"{base}/time/pause", data={**sent, "who": str(first.registration.uuid)})
    states = {key: seat["state"] for key, seat in seats(client, plan).items()}
    assert states[str(first.registration.uuid)] == "hold"
    assert states[str(second.registration.uuid)] != "hold"
    client.post(f"{base}/time/resume", data={**sent, "whole": "yes"})
    assert "hold" not in {seat["state"] for seat in seats(client, plan).values()}


def test_choosing_nobody_changes_nobody(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    make_sitting(session, plan=plan)
    base = f"/rooms/{plan.uuid}/1"
    sent = {"csrf_token": csrf(client, f"{base}/people"), "reason": "断电"}
    client.post(f"{base}/time/pause", data=sent)
    assert "hold" not in {seat["state"] for seat in seats(client, plan).values()}


def test_a_message_reaches_the_player_and_its_confirmation_the_record(
    app: Flask, client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan)
    base = f"/rooms/{plan.uuid}/1"
    sent = {"csrf_token": csrf(client, base), "text": "请安静"}
    client.post(f"{base}/message", data=sent)
    by = bearer(app, sitting)
    place = f"/sitting/{sitting.uuid}/instructions"
    told = client.get(place, headers=by).get_json()
    assert [one["text"] for one in told["messages"]] == ["请安静"]
    read = client.post(f"{place}/{told['messages'][0]['id']}/read", headers=by)
    assert read.status_code == 200
    assert client.get(place, headers=by).get_json()["messages"] == []
    assert "1 人中 1 人已确认" in client.get(f"{base}/record").text


def test_facts_are_shown_at_the_seat_as_facts(
    app: Flask, client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan)
    by = bearer(app, sitting)
    fact = {"number": 1, "kind": "focus_lost", "at": 0, "seconds": 23, "item": 4, "text": "secret"}
    place = f"/sitting/{sitting.uuid}/facts"
    assert client.post(place, headers=by, json={"client": "a", "facts": "x"}).status_code == 422
    sent = {"client": "a", "facts": [fact, {"number": 2, "kind": "void"}]}
    assert client.post(place, headers=by, json=sent).status_code == 200
    assert client.post(place, json=sent).status_code == 401
    page = client.get(chosen(plan, sitting)).text
    assert "离开考试页面（23 秒, 第 4 题）" in page.replace("，", ", ").replace("、", ", ")
    assert "secret" not in page
    (seat,) = seats(client, plan).values()
    assert seat["marks"] == ["待核查"]
    person = sitting.registration.uuid
    sent = {"csrf_token": csrf(client, chosen(plan, sitting)), "reason": "误触任务栏"}
    client.post(f"/rooms/{plan.uuid}/1/people/{person}/facts", data=sent)
    (seat,) = seats(client, plan).values()
    assert seat["marks"] == []


@pytest.mark.parametrize(("key", "kinds"), [("k1", ["opened"]), ("", ["opened"]),
                                            ("k2", ["opened", "unsafe_browser"])])  # fmt: skip
def test_the_prescribed_browser_proves_its_configuration(  # noqa: PLR0917 - fixtures
    app: Flask,
    client: FlaskClient,
    session: Session,
    plan: ExamPlan,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    kinds: list[str],
) -> None:
    sitting = make_sitting(session, plan=plan)
    monkeypatch.setitem(app.config, "SEB_CONFIG_KEYS", (key,) if key else ())
    place = f"/sitting/{sitting.uuid}/facts"
    proof = hashlib.sha256(f"http://localhost{place}k1".encode()).hexdigest()
    by = {**bearer(app, sitting), "X-SafeExamBrowser-ConfigKeyHash": proof}
    facts = [{"number": 1, "kind": "opened", "at": 0}]
    client.post(place, headers=by, json={"client": "a", "facts": facts})
    kept = rooms.list_facts(session, [sitting.id])[sitting.id]
    assert [one.kind.value for one in kept] == kinds


def test_a_code_opens_the_exam_on_another_computer(
    app: Flask, client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan)
    account = Account(
        person_id=sitting.person_id, username="kaosheng", password_digest="x",
        password_set_at=NOW, must_change=False,
    )  # fmt: skip
    session.add(account)
    session.flush()
    place = f"/rooms/{plan.uuid}/1/people/{sitting.registration.uuid}/machine"
    sent = {"csrf_token": csrf(client, chosen(plan, sitting)), "reason": "死机"}
    told = client.post(place, data=sent, follow_redirects=True).text
    code = re.findall(r"验证码为 (\d{4} \d{4})", told)[0]
    with app.test_client() as other:
        form = {
            "csrf_token": csrf(other, "/rooms/resume"),
            "ticket": sitting.registration.ticket_number,
        }
        wrong = other.post("/rooms/resume", data={**form, "code": "1"})
        assert (wrong.status_code, "不符" in wrong.text) == (422, True)
        right = other.post("/rooms/resume", data={**form, "code": code})
        assert right.headers["Location"].endswith(f"/sitting/{sitting.uuid}/wait")


def test_the_count_names_who_stands_in_the_way_and_the_room_closes(  # noqa: PLR0917 - fixtures
    app: Flask,
    client: FlaskClient,
    session: Session,
    plan: ExamPlan,
    csrf: Token,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sitting = make_sitting(session, make_candidate(session, "潘伟杰"), plan=plan)
    make_registration(session, make_candidate(session, "罗思敏"), plan)
    stop_clock(app, monkeypatch, NOW + 31 * MINUTE)
    base = f"/rooms/{plan.uuid}/1"
    page = client.get(f"{base}/end").text
    assert "潘伟杰" in page
    assert "罗思敏" in page
    sent = {"csrf_token": csrf(client, f"{base}/end"), "reason": "未到场"}
    client.post(f"{base}/finish", data=sent)
    assert queries.find_closing(session, plan.id, 1) is None
    client.post(f"{base}/absent", data=sent)
    client.post(f"{base}/{sitting.uuid}/hand-in", data=sent)
    client.post(f"{base}/finish", data=sent)
    closing = queries.find_closing(session, plan.id, 1)
    assert closing
    assert (closing.expected, closing.present, closing.absent, closing.handed_in) == (2, 1, 1, 1)
    assert "考场已关闭" in client.get(f"{base}/end").text


@pytest.mark.parametrize("page", ["", "/state.json", "/people", "/record", "/end"])
def test_no_page_of_a_room_is_there_for_another_city(
    client: FlaskClient, session: Session, plan: ExamPlan,
    sign_in_as: Callable[[Actor], None], page: str,
) -> None:  # fmt: skip
    sign_in_as(make_staff(session, Role.INVIGILATOR, path="/440000/440300/"))
    assert client.get(f"/rooms/{plan.uuid}/1{page}").status_code == 404
