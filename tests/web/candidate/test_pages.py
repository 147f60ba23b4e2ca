from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.competencies import queries as competencies
from app.domain.exams import queries
from app.domain.exams.rules import RegistrationState, SittingState
from app.kernel.actor import Actor
from tests.factories.exams import (
    NOW,
    make_candidate,
    make_plan,
    make_registration,
    make_sitting,
    stop_clock,
)

Token = Callable[[FlaskClient, str], str]
HOUR = timedelta(hours=1)


@pytest.fixture
def candidate(session: Session) -> Actor:
    return make_candidate(session)


@pytest.fixture(autouse=True)
def _signed_in(
    app: Flask,
    candidate: Actor,
    sign_in_as: Callable[[Actor], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in_as(candidate)
    stop_clock(app, monkeypatch, NOW - HOUR)


@pytest.fixture
def require(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], None]:
    def use(codes: list[str]) -> None:
        monkeypatch.setattr(competencies, "list_required_for_exam", lambda *_, **__: codes)

    use([])
    return use


def test_registering_from_the_list(
    client: FlaskClient,
    session: Session,
    candidate: Actor,
    csrf: Token,
    require: Callable[[list[str]], None],
) -> None:
    plan = make_plan(session)
    token = csrf(client, "/exams")
    answer = client.post(f"/exams/{plan.uuid}/register", data={"csrf_token": token})
    assert answer.status_code == 303
    mine = queries.find_registration(session, plan_id=plan.id, person_id=candidate.person_id)
    assert mine is not None
    page = client.get("/exams").text
    assert mine.ticket_number in page
    assert mine.seat.label in page


def test_unfinished_modules_are_shown_instead_of_the_button(
    client: FlaskClient, session: Session, require: Callable[[list[str]], None]
) -> None:
    plan = make_plan(session)
    require(["EG201"])
    page = client.get("/exams").text
    assert "EG201" in page
    assert f"/exams/{plan.uuid}/register" not in page


def test_registering_without_a_form_token_does_nothing(
    client: FlaskClient,
    session: Session,
    candidate: Actor,
    require: Callable[[list[str]], None],
) -> None:
    plan = make_plan(session)
    client.post(f"/exams/{plan.uuid}/register")
    assert queries.list_registrations(session, plan.id) == []


def test_taking_the_registration_back(
    client: FlaskClient, session: Session, candidate: Actor, csrf: Token
) -> None:
    registration = make_registration(session, candidate)
    address = f"/exams/registrations/{registration.uuid}/withdraw"
    client.post(address, data={"csrf_token": csrf(client, "/exams")})
    session.refresh(registration)
    assert registration.state is RegistrationState.WITHDRAWN


def test_the_ticket_is_a_pdf_with_its_number_and_seat(
    client: FlaskClient, session: Session, candidate: Actor, tmp_path: object
) -> None:
    # A seat of a real room: the factory counts on through all tests, past the last letter of rows.
    registration = make_registration(session, candidate, seat_number=15)
    answer = client.get(f"/exams/registrations/{registration.uuid}/ticket.pdf")
    assert answer.mimetype == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert registration.ticket_number in text
    assert registration.seat.label in text


@pytest.mark.parametrize("page", ["ticket.pdf", "enter"])
def test_a_registration_of_another_person_is_not_there(
    client: FlaskClient, session: Session, page: str
) -> None:
    other = make_registration(session, make_candidate(session))
    assert client.get(f"/exams/registrations/{other.uuid}/{page}").status_code == 404


def test_the_receipt_shows_how_the_paper_was_handed_in(
    client: FlaskClient, session: Session, candidate: Actor
) -> None:
    done = make_sitting(
        session,
        candidate,
        state=SittingState.SUBMITTED,
        submitted_at=NOW,
        submitted_by="time",
        answered=5,
        journal_digest="0123456789abcdef" * 4,
    )
    page = client.get(f"/sitting/{done.uuid}/receipt").text
    assert "0123-4567-89AB-CDEF" in page
    assert "5 / 7" in page


def test_the_player_asks_for_few_things(
    client: FlaskClient, session: Session, candidate: Actor
) -> None:
    """Performance.md 10.2: at most ten requests; here page, styles, script, icon, open, paper."""
    sitting = make_sitting(session, candidate)
    page = client.get(f"/sitting/{sitting.uuid}").text
    asked = page.count("<link rel=") + page.count('<script type="module"')
    assert asked + 3 <= 10
    assert "http://" not in page
    assert "https://" not in page
    assert "<style" not in page
    assert " style=" not in page
