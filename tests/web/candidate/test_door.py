"""The door answers as the views do: same bytes, same rows, same refusals; nothing is remembered."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.audit import queries as audit
from app.domain.audit.models import AuditEvent
from app.domain.exams import services
from app.domain.exams.models import ExamPlan, PreparedPaper, Sitting
from app.domain.exams.rules import PlanState, SittingState
from app.domain.jobs.models import OutboxFact
from app.domain.people.accounts import token_digest
from app.domain.people.models import Account, RoleGrant, SignIn
from app.kernel.actor import Actor, Role
from app.store import sealing
from app.web.candidate import fast
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    Pen,
    body,
    make_candidate,
    make_organization,
    make_plan,
    make_sitting,
)

SCRIPT = {"X-Xuekao": "player"}
TOKEN = "a-token-of-the-test"


def stop_clock(app: Flask, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let every request happen at this moment, from the look at the sign-in on."""
    before = app.before_request_funcs.get(None, [])
    rest = [one for one in before if one.__name__ != "<lambda>"]
    first = [lambda: setattr(g, "now", moment), *rest]
    monkeypatch.setattr(app, "before_request_funcs", {**app.before_request_funcs, None: first})
    monkeypatch.setattr(app.wsgi_app, "clock", lambda: moment)


@dataclass
class Seat:
    """A signed-in candidate at a seat, and whether the door or the framework is to answer."""

    client: FlaskClient
    session: Session
    actor: Actor
    sitting: Sitting
    counted: list[str]

    def open(self, **more: Any) -> Any:
        sent = {"client": "pc-1", **more}
        return self.client.post(f"/sitting/{self.sitting.uuid}/open", json=sent, headers=SCRIPT)

    def paper(self, **headers: str) -> Any:
        return self.client.get(f"/sitting/{self.sitting.uuid}/paper.json", headers=headers)

    def save(self, token: str, pen: Pen) -> None:
        sent = body(pen.batch(pen.write(1), pen.write(2, ["A"], of="multiple")))
        answer = self.client.put(
            f"/sitting/{self.sitting.uuid}/answers",
            data=json.dumps(sent),
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 200, answer.text

    def submit(self, token: str, **sent: Any) -> Any:
        return self.client.post(
            f"/sitting/{self.sitting.uuid}/submit",
            json={"epoch": 1, "through": 2, **sent},
            headers={**SCRIPT, "Authorization": f"Bearer {token}"},
        )

    def row(self) -> dict[str, Any]:
        """The sitting as it stands in the database."""
        self.session.expire_all()
        names = ("state", "started_at", "sections", "ends_at", "epoch", "writer", "writer_since",
                 "submitted_at", "submitted_by", "answered", "is_chain_whole")  # fmt: skip
        return {name: getattr(self.sitting, name) for name in names}


def make_seat(client: FlaskClient, session: Session, counted: list[str], **plan: Any) -> Seat:
    actor = make_candidate(session)
    sitting = make_sitting(
        session, actor, make_plan(session, **plan), state=SittingState.NOT_STARTED, epoch=0,
        writer="", sections=[], started_at=None, ends_at=None,
    )  # fmt: skip
    account = Account(person_id=actor.person_id, username=f"u{actor.person_id}",
                      password_digest="x", password_set_at=NOW, must_change=False)  # fmt: skip
    unit = make_organization(session)
    grant = RoleGrant(person_id=actor.person_id, role=Role.LEARNER, organization_id=unit.id,
                      granted_by_id=0, granted_at=NOW)  # fmt: skip
    session.add_all([account, grant])
    session.flush()
    token = f"{TOKEN}-{actor.person_id}"
    session.add(SignIn(account_id=account.id, token_digest=token_digest(token), created_at=NOW,
                       seen_at=NOW))  # fmt: skip
    services.keep_paper(session, sitting.registration, now=NOW, seed=sitting.seed)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    counted.clear()
    return Seat(client, session, actor, sitting, counted)


@pytest.fixture
def counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which requests the door answered."""
    answered: list[str] = []
    for name in ("begin", "paper", "end"):
        original = getattr(fast, name)

        def noting(*args: Any, name: str = name, original: Any = original) -> Any:
            made = original(*args)
            answered.extend([name] if made is not None else [])
            return made

        monkeypatch.setattr(fast, name, noting)
    stop_clock(app, monkeypatch, NOW)
    return answered


@pytest.fixture
def seat(client: FlaskClient, session: Session, counted: list[str]) -> Seat:
    return make_seat(client, session, counted)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Close the door: the framework answers everything."""

    def close() -> None:
        for name in ("begin", "paper", "end"):
            monkeypatch.setattr(fast, name, lambda *_: None)

    return close


def whole_sitting(seat: Seat) -> list[Any]:
    """Play a sitting; returns all that came back and all that is stored."""
    opened = seat.open().get_json()
    token = opened.pop("token")
    after_start = seat.row()
    paper = seat.paper().data
    seat.save(token, Pen(seat.sitting))
    ended = seat.submit(token)
    name = str(seat.sitting.uuid)
    opened["last"].pop("hash")
    opened["paper_key"] = set(opened["paper_key"])
    events = seat.session.execute(
        select(AuditEvent.action, AuditEvent.person_name, AuditEvent.org_path, AuditEvent.details)
        .where(AuditEvent.subject == f"sitting:{name}").order_by(AuditEvent.id)
    ).all()  # fmt: skip
    told = [(a, n, o, {k: v for k, v in d.items() if k != "journal"}) for a, n, o, d in events]
    facts = seat.session.scalars(
        select(OutboxFact.kind).where(OutboxFact.subject == f"sitting:{seat.sitting.id}")
    ).all()
    plan = seat.session.get_one(ExamPlan, seat.sitting.plan_id).state
    return [opened, after_start, paper, ended.get_json(), seat.row(), told, facts, plan]


def test_a_whole_sitting_is_the_same_with_and_without_the_door(
    client: FlaskClient, session: Session, counted: list[str], slow: Callable[[], None]
) -> None:
    fast_one = make_seat(client, session, counted)
    by_door = whole_sitting(fast_one)
    assert fast_one.counted == ["begin", "paper", "end"]
    slow_one = make_seat(client, session, counted)
    slow()
    assert whole_sitting(slow_one) == by_door
    assert slow_one.counted == []
    assert by_door[-1] is PlanState.IN_PROGRESS
    assert audit.find_broken_link(session) is None


def test_the_prepared_paper_is_the_paper_byte_for_byte(
    seat: Seat, slow: Callable[[], None]
) -> None:
    seat.open()
    plain = seat.paper().data
    packed = seat.paper(**{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain
    assert seat.counted == ["begin", "paper", "paper"]
    slow()
    assert seat.paper().data == plain


def test_the_sealed_paper_opens_only_with_the_key_of_the_start(seat: Seat) -> None:
    address = f"/sitting/{seat.sitting.uuid}/paper.sealed"
    before = seat.client.get(address)
    assert before.status_code == 200
    release = seat.open().get_json()["paper_key"]
    key = base64.b64decode(release["key"])
    opened = sealing.open_sealed(key, before.data, bound_to=release["name"])
    assert gzip.decompress(opened) == seat.paper().data
    with pytest.raises(InvalidTag):
        sealing.open_sealed(key, before.data, bound_to="another")
    assert b"options" not in before.data


def test_no_paper_before_the_start(seat: Seat) -> None:
    assert seat.paper().status_code == 409
    assert seat.counted == []


SIGN_IN = "UPDATE sign_in SET {} WHERE account_id = (SELECT max(id) FROM account)"
ACCOUNT = "UPDATE account SET {} WHERE id = (SELECT max(id) FROM account)"
HARM = {
    "sign-in ended": (SIGN_IN.format("ended_at = '2026-11-24 00:00:00.000000'"), {401}),
    "account closed": (ACCOUNT.format("is_enabled = false"), {401}),
    "password to be changed": (ACCOUNT.format("must_change = true"), {303}),
    "role taken away": (
        "UPDATE role_grant SET revoked_at = '2026-11-24 00:00:00.000000'", {403},
    ),
    "idle too long": (SIGN_IN.format("seen_at = '2026-11-23 20:00:00.000000'"), {401}),
    "too long signed in": (SIGN_IN.format("created_at = '2026-11-23 10:00:00.000000'"), {401}),
}  # fmt: skip


@pytest.mark.parametrize("harm", list(HARM))
def test_what_happens_to_a_sign_in_counts_from_the_next_request_on(seat: Seat, harm: str) -> None:
    assert seat.open().status_code == 200
    assert seat.paper().status_code == 200
    seat.counted.clear()
    statement, refused = HARM[harm]
    seat.session.execute(text(statement))
    seat.session.commit()
    assert {seat.paper().status_code, seat.open().status_code} <= refused | {303}
    assert seat.counted == []


def test_a_cookie_that_was_altered_opens_nothing(seat: Seat) -> None:
    cookie = seat.client.get_cookie("xuekao")
    assert cookie is not None
    seat.client.set_cookie("xuekao", cookie.value[:-2] + "xx")
    assert seat.open().status_code == 401
    assert seat.counted == []


def test_another_person_and_another_site_are_refused(
    seat: Seat, client: FlaskClient, session: Session, counted: list[str]
) -> None:
    foreign = client.post(f"/sitting/{seat.sitting.uuid}/open", json={"client": "pc-1"})
    assert foreign.status_code == 400  # without the header of our own script
    stranger = make_seat(client, session, counted)
    stranger.sitting = seat.sitting
    assert (stranger.open().status_code, stranger.paper().status_code) == (404, 404)
    assert counted == []


TIMES = {
    "before the start": (timedelta(seconds=-1), {}, 409),
    "at the start": (timedelta(), {}, 200),
    "at the last moment": (timedelta(minutes=30), {}, 200),
    "after the entry": (timedelta(minutes=30, seconds=1), {}, 409),
    "not published": (timedelta(), {"state": PlanState.DRAFT}, 409),
    "called off": (timedelta(), {"state": PlanState.CANCELLED}, 409),
    "ready": (timedelta(), {"state": PlanState.PAPERS_SEALED}, 200),
}


@pytest.mark.parametrize("is_fast", [True, False])
@pytest.mark.parametrize("case", list(TIMES))
def test_both_ways_let_in_the_same(
    case: str, *, is_fast: bool, client: FlaskClient, session: Session, counted: list[str],
    slow: Callable[[], None], app: Flask, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    span, plan, status = TIMES[case]
    seat = make_seat(client, session, counted, **plan)
    moment: datetime = NOW + span
    session.execute(
        text("UPDATE sign_in SET seen_at = :at"), {"at": f"{moment:%Y-%m-%d %H:%M:%S}.000000"}
    )
    session.commit()
    stop_clock(app, monkeypatch, moment)
    if not is_fast:
        slow()
    assert seat.open().status_code == status
    assert counted == (["begin"] if is_fast and status == 200 else [])


def test_a_second_machine_looks_on_and_a_takeover_goes_the_long_way(seat: Seat) -> None:
    assert seat.open().get_json()["writer"]
    assert not seat.open(client="pc-2").get_json()["writer"]
    taken = seat.open(client="pc-2", take_over=True).get_json()
    assert (taken["writer"], taken["epoch"]) == (True, 2)
    assert seat.counted == ["begin"]


def test_a_hand_in_with_something_missing_is_refused_in_words(seat: Seat) -> None:
    token = seat.open().get_json()["token"]
    seat.save(token, Pen(seat.sitting))
    refused = seat.submit(token, through=3)
    assert refused.status_code == 409
    assert "还没有" in refused.text or "尚未" in refused.text or "detail" in refused.text
    assert seat.submit(token).status_code == 200
    assert seat.submit(token).status_code == 200  # once more changes nothing
    assert seat.counted == ["begin", "end"]
    assert seat.submit("x.y").status_code == 401


def test_a_paper_that_was_not_prepared_or_is_outdated_is_made_on_the_spot(seat: Seat) -> None:
    seat.open()
    known = seat.paper().data
    copy = seat.session.get_one(PreparedPaper, seat.sitting.registration_id)
    copy.layout = "0"
    seat.session.commit()
    seat.counted.clear()
    assert seat.paper().data == known
    seat.session.delete(copy)
    seat.session.commit()
    assert seat.paper().data == known
    assert seat.client.get(f"/sitting/{seat.sitting.uuid}/paper.sealed").status_code == 204
    assert seat.counted == []


def test_the_unit_of_the_audit_event_is_that_of_the_post(seat: Seat) -> None:
    seat.open()
    event = seat.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "exams.sitting.started")
    ).one()
    assert (event.person_id, event.org_path) == (seat.actor.person_id, GUANGZHOU)


def test_the_use_of_a_sign_in_is_written_down_with_the_start(
    seat: Seat, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = NOW + timedelta(minutes=5)
    stop_clock(app, monkeypatch, moment)
    assert seat.open().status_code == 200
    assert seat.counted == ["begin"]
    seat.session.expire_all()
    assert seat.session.scalars(select(SignIn.seen_at)).all()[-1] == moment
