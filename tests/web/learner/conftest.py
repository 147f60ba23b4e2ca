"""A learner at a browser whose clock the test moves; answers as the forms send them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.learning import queries
from app.engines import items
from app.engines.lessons import Module
from app.kernel.actor import Actor
from tests.factories.learning import NOW, load_courses, make_learner

CODE = "EG201"
LESSON = f"/learn/courses/{CODE}/lessons/1"
QUIZ = f"/learn/courses/{CODE}/quiz"


@dataclass(slots=True)
class Reader:
    """A browser of one person, with the server's clock in the hands of the test."""

    app: Flask
    client: FlaskClient
    csrf: Callable[[FlaskClient, str], str]
    monkeypatch: pytest.MonkeyPatch
    now: datetime = NOW
    token: str = ""

    def at(self, moment: datetime) -> None:
        """Let all requests happen at a moment; again after another person signed in."""
        self.now = moment
        before = self.app.before_request_funcs
        functions = {**before, None: [*before[None], lambda: setattr(g, "now", self.now)]}
        self.monkeypatch.setattr(self.app, "before_request_funcs", functions)

    def pass_time(self, **parts: float) -> None:
        self.now += timedelta(**parts)

    def get(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.text

    def post(self, url: str, fields: dict[str, Any] | None = None) -> TestResponse:
        if not self.token:
            self.token = self.csrf(self.client, "/learn/courses")
        return self.client.post(url, data={**(fields or {}), "csrf_token": self.token})

    def sign(self, place: str, kind: str = "beat", **changed: Any) -> TestResponse:
        fields = {"page": "p1", "kind": kind, "visible": "1", "interactions": "3", **changed}
        return self.post(f"/learn/courses/{CODE}/activity/{place}", fields)

    def read(self, place: str, minutes: float, gap: int = 40) -> None:
        """Open a page and use it for some minutes, unevenly as people do."""
        self.sign(place, "opened")
        for number in range(round(minutes * 60 / gap)):
            self.pass_time(seconds=gap)
            self.sign(place, interactions=1 + number % 5)

    def answer(self, checkpoint: str, fields: dict[str, Any], lesson: int = 1) -> TestResponse:
        return self.post(f"/learn/courses/{CODE}/lessons/{lesson}/{checkpoint}", fields)

    def answer_all(self, module: Module) -> None:
        for number, lesson in enumerate(module.lessons, start=1):
            for code in lesson.checkpoints:
                given = fields_of(module.checkpoints[code].content)
                assert self.answer(code, given, number).status_code == 303, code


@pytest.fixture
def learner(session: Session, sign_in_as: Callable[[Actor], None]) -> Actor:
    load_courses(session)
    actor = make_learner(session)
    sign_in_as(actor)
    return actor


@pytest.fixture
def module(session: Session, learner: Actor) -> Module:
    return queries.get_content(queries.get_version(session, CODE))


@pytest.fixture
def reader(
    app: Flask,
    client: FlaskClient,
    learner: Actor,
    csrf: Callable[[FlaskClient, str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> Reader:
    made = Reader(app, client, csrf, monkeypatch)
    made.at(NOW)
    return made


def fields_of(content: dict[str, Any], prefix: str = "", *, wrong: bool = False) -> dict[str, Any]:
    """Return the form fields of a right answer, or of a wrong one."""
    value = items.full_response(content)["value"]
    kind = content["kind"]
    if kind in ("single", "judge", "multiple", "number"):
        return {f"{prefix}value": _chosen(content, value, wrong=wrong)}
    if kind == "order":
        order = reversed(value) if wrong else value
        return {f"{prefix}place-{place}": part for place, part in enumerate(order, start=1)}
    name = {"blank": "gap", "match": "pair"}[kind]
    pairs = dict(zip(value, reversed(list(value.values())), strict=True)) if wrong else value
    if wrong and kind == "blank":
        pairs = dict.fromkeys(value, "不对")
    return {f"{prefix}{name}-{key}": text for key, text in pairs.items()}


def _chosen(content: dict[str, Any], value: Any, *, wrong: bool) -> Any:
    if content["kind"] == "judge":
        return str(value is not wrong).lower()
    if not wrong:
        return value
    if content["kind"] == "number":
        return "-987654"
    options = sorted(content["options"])
    other = next(one for one in options if one not in value)
    return [other] if content["kind"] == "multiple" else other
