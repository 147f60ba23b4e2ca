"""The door of the hot path: saving answers without the rest of the web framework.

Every answer of every candidate passes here, thousands at once. What a page needs (routing, session,
user, rate limits, templates) costs more than storing the answer; none of it is used, since a save
brings a signed token of its own. The view `candidate.save_answers` stays the documented endpoint:
the door answers the same requests with the same words, and hands on what it does not understand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, g

from app.web.access import utc_now
from app.web.candidate import answers, tokens

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = re.compile(r"/sitting/[0-9a-f-]{36}/answers")
STATUS = {200: "200 OK", 401: "401 UNAUTHORIZED", 404: "404 NOT FOUND", 409: "409 CONFLICT",
          422: "422 UNPROCESSABLE ENTITY", 503: "503 SERVICE UNAVAILABLE"}  # fmt: skip
HEADERS = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]


class AnswerDoor:
    """WSGI middleware: takes `PUT /sitting/<uuid>/answers`, hands everything else on."""

    def __init__(self, app: Flask) -> None:
        self.clock = utc_now
        self._app = app
        self._inner: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a save, or let the framework answer."""
        if environ["REQUEST_METHOD"] != "PUT" or not PATH.fullmatch(environ["PATH_INFO"]):
            return self._inner(environ, start)
        size = environ.get("CONTENT_LENGTH") or ""
        if not size.isdecimal() or int(size) > self._app.config["MAX_CONTENT_LENGTH"]:
            return self._inner(environ, start)
        body, status = self._save(environ, int(size))
        data = json.dumps(body, separators=(",", ":")).encode()
        start(STATUS[status], [*HEADERS, ("Content-Length", str(len(data)))])
        return [data]

    def _save(self, environ: WSGIEnvironment, size: int) -> tuple[dict[str, object], int]:
        raw = environ["wsgi.input"].read(size)
        with self._app.app_context():
            g.now = self.clock()
            token = tokens.read_header(environ.get("HTTP_AUTHORIZATION", ""), g.now)
            return answers.save(token, raw) if token else ({"error": "token"}, 401)


def init_app(app: Flask) -> None:
    """Put the door in front of the application."""
    app.wsgi_app = AnswerDoor(app)  # type: ignore[method-assign, assignment]
