"""The door of the hot path: what all candidates do at once, without the rest of the framework.

Every answer of every candidate passes here, thousands at once; so do all starts at T0, the papers
after them and the hand-ins when the time is over. What a page needs (routing, session, user, rate
limits, templates) costs more than the thing itself. The views with the same addresses stay the
documented endpoints: the door answers the plain case with the same words, and hands on the rest.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Flask, g

from app.domain.exams.journal_writer import NotSavedError
from app.web.access import utc_now
from app.web.candidate import answers, fast, tokens
from app.web.candidate.fast import Answer
from app.web.candidate.lanes import Lanes
from app.web.extensions import db
from app.web.sitting_tokens import SittingToken

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = re.compile(r"/sitting/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z.]+)")
LENGTH = re.compile("[0-9]{1,9}")
STATUS = {200: "200 OK", 401: "401 UNAUTHORIZED", 404: "404 NOT FOUND", 409: "409 CONFLICT",
          422: "422 UNPROCESSABLE ENTITY", 503: "503 SERVICE UNAVAILABLE"}  # fmt: skip
HEADERS = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]
WHAT = {
    ("PUT", "answers"): "save",
    ("POST", "open"): "open",
    ("GET", "paper.json"): "paper",
    ("POST", "submit"): "submit",
}


class Door:
    """WSGI middleware: answers four requests of the player, hands everything else on."""

    def __init__(self, app: Flask) -> None:
        self.clock = utc_now
        self._app = app
        self.lanes = Lanes()
        self.inner: WSGIApplication = app.wsgi_app
        with app.app_context():
            self._engines = db.engines

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer what is plain, or let the framework answer."""
        found = PATH.fullmatch(environ["PATH_INFO"])
        what = WHAT.get((environ["REQUEST_METHOD"], found[2])) if found else None
        if found is None or what is None:
            return self._hand_on(environ, start)
        size = 0 if what == "paper" else _length(environ)
        if size is None:
            return self._hand_on(environ, start)
        raw = environ["wsgi.input"].read(size) if size else b""
        if what == "save":
            return self._save(environ, start, raw)
        with self._app.app_context():
            g.now = self.clock()
            answer = self._answer(what, environ, UUID(found[1]), raw)
        if answer is None:
            environ["wsgi.input"] = io.BytesIO(raw)
            return self._hand_on(environ, start)
        return self._send(start, 200, answer.data, answer.headers)

    def _hand_on(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with self.lanes.enter():
            return self.inner(environ, start)

    def _answer(self, what: str, environ: WSGIEnvironment, uuid: UUID, raw: bytes) -> Answer | None:
        try:
            if what == "open":
                return fast.begin(self._app, environ, uuid, raw)
            if what == "paper":
                with self.lanes.enter():
                    return fast.paper(self._app, environ, uuid)
            return fast.end(environ, raw)
        except NotSavedError:  # the view tries by itself and says what is wrong
            return None

    def _save(self, environ: WSGIEnvironment, start: StartResponse, raw: bytes) -> Iterable[bytes]:
        moment, secret = self.clock(), self._app.config["SECRET_KEY"]
        token = tokens.read_header(environ.get("HTTP_AUTHORIZATION", ""), moment, secret)
        body, status = self._kept(token, raw, moment) if token else ({"error": "token"}, 401)
        return self._send(start, status, json.dumps(body, separators=(",", ":")).encode())

    def _kept(
        self, token: SittingToken, raw: bytes, moment: datetime
    ) -> tuple[dict[str, object], int]:
        writer = answers.running_writer(self._app, self._engines[None])
        if writer is not None:
            return answers.save(token, raw, moment, writer.save)
        with self._app.app_context():
            g.now = moment
            return answers.save(token, raw, moment)

    def _send(
        self,
        start: StartResponse,
        status: int,
        data: bytes,
        headers: Iterable[tuple[str, str]] = (),
    ) -> list[bytes]:
        sent = [*HEADERS, *headers, ("Content-Length", str(len(data)))]
        if self._app.config["SESSION_COOKIE_SECURE"]:
            sent.append(("Strict-Transport-Security", "max-age=31536000"))
        start(STATUS[status], sent)
        return [data]


def _length(environ: WSGIEnvironment) -> int | None:
    """Return how long a body is; None if the framework is to look at it, and to refuse it."""
    length = environ.get("CONTENT_LENGTH", "")
    if not LENGTH.fullmatch(length) or "HTTP_CONTENT_ENCODING" in environ:
        return None
    return int(length) if int(length) <= answers.MOST else None


def init_app(app: Flask) -> None:
    """Put the door in front of the application."""
    app.wsgi_app = Door(app)  # type: ignore[method-assign, assignment]
