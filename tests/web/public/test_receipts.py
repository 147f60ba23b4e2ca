from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams import queries, services
from app.domain.exams.models import Sitting
from app.domain.exams.receipts import Signed
from app.domain.exams.rules import PlanState, SubmittedBy
from app.kernel.actor import Actor, Role
from tests.factories.exams import (
    NOW,
    make_candidate,
    make_plan,
    make_sitting,
    make_staff,
    stop_clock,
)

Token = Callable[[FlaskClient, str], str]
PAGE = "/verify/receipt"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def candidate(session: Session) -> Actor:
    return make_candidate(session)


@pytest.fixture
def sitting(session: Session, candidate: Actor) -> Sitting:
    return make_sitting(session, candidate, make_plan(session, state=PlanState.IN_PROGRESS))


def seal(session: Session, sitting: Sitting, by: SubmittedBy = SubmittedBy.CANDIDATE) -> Signed:
    officer = make_staff(session, Role.INVIGILATOR)
    services.seal_sitting(session, actor=officer, sitting=sitting, by=by, now=NOW + MINUTE)
    found = queries.find_receipt(session, sitting.id)
    assert found is not None
    return found


def test_the_code_of_a_receipt_leads_to_its_verdict_and_names_nobody(
    client: FlaskClient, session: Session, sitting: Sitting
) -> None:
    page = client.get(PAGE, query_string={"r": seal(session, sitting).token()}).text
    assert "回执属实" in page
    assert sitting.registration.ticket_number in page
    assert sitting.registration.full_name not in page


def test_an_altered_one_is_refused_as_forged(
    client: FlaskClient, session: Session, sitting: Sitting
) -> None:
    text, signature = seal(session, sitting).token().split(".")
    changed = "A" if signature[5] != "A" else "B"
    word = f"{text}.{signature[:5]}{changed}{signature[6:]}"
    assert "不是本平台签发" in client.get(PAGE, query_string={"r": word}).text


@pytest.mark.parametrize("word", ["x", "a.b.c", "é.é", "." * 500])
def test_nonsense_is_told_what_to_do(client: FlaskClient, word: str) -> None:
    answer = client.get(PAGE, query_string={"r": word})
    assert answer.status_code == 422
    assert "这不是本平台的回执" in answer.text


def test_the_downloaded_file_is_checked(  # noqa: PLR0917 - fixtures
    client: FlaskClient,
    session: Session,
    sitting: Sitting,
    candidate: Actor,
    csrf: Token,
    sign_in_as: Callable[[Actor], None],
) -> None:
    signed = seal(session, sitting)
    sign_in_as(candidate)
    answer = client.get(f"/sitting/{sitting.uuid}/receipt.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert json.loads(answer.text)["text"] == signed.text
    sent = {"csrf_token": csrf(client, PAGE), "file": (BytesIO(answer.data), "receipt.json")}
    assert "回执属实" in client.post(PAGE, data=sent).text
    sent = {"csrf_token": csrf(client, PAGE), "text": signed.token()}
    assert "回执属实" in client.post(PAGE, data=sent).text


@pytest.mark.parametrize(
    ("by", "says"),
    [(SubmittedBy.TIME, "您没有自行交卷"), (SubmittedBy.INVIGILATOR, "监考员代为交卷")],
)
def test_who_did_not_hand_in_is_told_so(  # noqa: PLR0917 - fixtures
    client: FlaskClient,
    session: Session,
    sitting: Sitting,
    candidate: Actor,
    sign_in_as: Callable[[Actor], None],
    by: SubmittedBy,
    says: str,
) -> None:
    signed = seal(session, sitting, by)
    sign_in_as(candidate)
    page = client.get(f"/sitting/{sitting.uuid}/receipt").text
    assert says in page
    assert signed.receipt.answers in page
    assert "<svg viewBox" in page


def test_a_reopened_sitting_leads_from_the_receipt_back_to_the_exam(  # noqa: PLR0917 - fixtures
    app: Flask,
    client: FlaskClient,
    session: Session,
    sitting: Sitting,
    candidate: Actor,
    sign_in_as: Callable[[Actor], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seal(session, sitting)
    sign_in_as(candidate)
    stop_clock(app, monkeypatch, NOW + 2 * MINUTE)
    state = f"/sitting/{sitting.uuid}/receipt/state.json"
    assert client.get(state).get_json() == {"is_open": False, "number": 1, "is_final": False}
    services.reopen_sitting(
        session,
        actor=make_staff(session, Role.INVIGILATOR),
        uuid=sitting.uuid,
        minutes=5,
        reason="误交卷",
        now=NOW + 2 * MINUTE,
    )
    session.commit()
    assert client.get(state).get_json()["is_open"] is True
    assert client.get(f"/sitting/{sitting.uuid}/receipt").location.endswith(str(sitting.uuid))
