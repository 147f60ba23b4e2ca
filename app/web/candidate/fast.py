"""What the door answers besides saves: the start, the prepared paper, the hand-in.

Each function answers the plain case and gives None for everything else: no sign-in, a refusal, a
second machine, a paper that was not prepared. Then the view of the framework with the same address
decides, so there is one place for each refusal and its words.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from flask import Flask
from itsdangerous import BadSignature
from sqlalchemy import Connection
from werkzeug.http import parse_cookie

from app.domain.exams import rules
from app.domain.exams.batch import MAX_SEQ
from app.domain.exams.hot_end import EndAsk
from app.domain.exams.hot_start import MAX_CLIENT, StartAsk, Started
from app.domain.exams.prepared import open_paper
from app.domain.exams.queries.preparing import find_own_paper
from app.domain.exams.rules import SubmittedBy
from app.domain.people import accounts
from app.domain.people.identity import Identity, find_identity
from app.kernel import strict_json
from app.kernel.actor import Permission
from app.web import identity, script_json
from app.web.access import now
from app.web.candidate import answers, tokens
from app.web.candidate.tokens import SittingToken
from app.web.candidate.told import ENDED_BY, SCRIPT_HEADER, release, title_of
from app.web.display import clock
from app.web.extensions import login_manager
from app.web.i18n import DEFAULT, LOCALES
from app.web.unit_of_work import bind

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HEADER = "HTTP_X_XUEKAO"


@dataclass(frozen=True, slots=True)
class Answer:
    """A body that was made, with the headers that belong to it."""

    data: bytes
    headers: tuple[tuple[str, str], ...] = (("Vary", "Cookie"),)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in candidate, and the language of the answer."""

    identity: Identity
    locale: str


def begin(app: Flask, environ: WSGIEnvironment, uuid: UUID, raw: bytes) -> Answer | None:
    """Begin a sitting: the plain first start on one machine."""
    sent = _read(environ, raw)
    if sent is None or not _is_plain_start(sent):
        return None
    with reading() as connection:
        visitor = visit(app, environ, connection)
    if visitor is None:
        return None
    found = visitor.identity
    used = found.sign_in_id if identity.is_touch_due(found) else 0
    started = answers.start(StartAsk(found.actor, uuid, sent["client"], used))
    if started is None:
        return None
    return Answer(_json(_opened(started, visitor)))


def _is_plain_start(sent: Mapping[str, Any]) -> bool:
    client = sent.get("client")
    is_named = isinstance(client, str) and len(client) <= MAX_CLIENT
    return is_named and sent.get("take_over", False) is False


def _opened(started: Started, visitor: Visitor) -> dict[str, Any]:
    moment, actor = now(), visitor.identity.actor
    token = SittingToken(started.sitting_id, started.epoch, actor.person_id)
    told: dict[str, Any] = {
        "now": rules.milliseconds(moment),
        "epoch": started.epoch,
        "last": {"seq": 0, "hash": f"{started.uuid}:{started.epoch}"},
        "fold": {"answers": {}, "flags": []},
        "held_since": clock(moment),
        "sections": [
            section.to_json() | {"title": title_of(started.titles[section.code], visitor.locale)}
            for section in started.sections
        ],
        "files": {},
        "writer": True,
        "token": tokens.issue(token, moment),
    }
    if started.registration:
        told["paper_key"] = release(started.registration)
    return told


def paper(app: Flask, environ: WSGIEnvironment, uuid: UUID) -> Answer | None:
    """Give the paper that was prepared, once the sitting has been opened."""
    with reading() as connection:
        visitor = visit(app, environ, connection)
        if visitor is None:
            return None
        person_id = visitor.identity.actor.person_id
        found = find_own_paper(connection, uuid, person_id=person_id)
    if found is None or not found.is_open:
        return None
    try:
        packed = open_paper(found.name, found.body)
    except InvalidTag:  # the key of the installation was changed: made anew on the spot
        return None
    headers = (("Vary", "Accept-Encoding, Cookie"),)
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return Answer(packed, (*headers, ("Content-Encoding", "gzip")))
    return Answer(gzip.decompress(packed), headers)


def end(environ: WSGIEnvironment, raw: bytes) -> Answer | None:
    """Hand in: the plain case of an open sitting with nothing missing."""
    sent = _read(environ, raw)
    token = tokens.read_header(environ.get("HTTP_AUTHORIZATION", ""), now())
    if sent is None or token is None:
        return None
    epoch, through, by = sent.get("epoch"), sent.get("through"), sent.get("reason", "candidate")
    if type(epoch) is not int or type(through) is not int or by not in ENDED_BY:
        return None
    if not (epoch >= 0 and 0 <= through <= MAX_SEQ):
        return None
    ask = EndAsk(token.sitting_id, min(epoch, token.epoch), through, SubmittedBy(by))
    return Answer(_json({"state": "submitted"}), ()) if answers.end(ask) else None


def visit(app: Flask, environ: WSGIEnvironment, connection: Connection) -> Visitor | None:
    """Return who sent the cookie, if there is nothing about the sign-in that needs a page.

    Read anew for each request: an ended sign-in, a closed account or a role that was taken away
    leads to the framework, which refuses.
    """
    cookie = _session(app, environ)
    token = cookie.get("_user_id")
    if not isinstance(token, str) or login_manager.session_protection == "strong":
        return None
    found = find_identity(connection, accounts.token_digest(token), on=now().date())
    if (
        found is None
        or not found.is_enabled
        or accounts.is_expired(found, now())
        or identity.must_change(found)
        or not found.actor.has(Permission.EXAMS_SITTING_TAKE)
    ):
        return None
    chosen = found.preferences.get("locale") or cookie.get("locale")
    return Visitor(found, str(chosen) if chosen in LOCALES else DEFAULT)


def _session(app: Flask, environ: WSGIEnvironment) -> Mapping[str, Any]:
    """Return what the signed session cookie says; nothing if it was altered or is too old."""
    text = parse_cookie(environ.get("HTTP_COOKIE", "")).get(app.config["SESSION_COOKIE_NAME"])
    signer = app.extensions.get("session_signer")
    if signer is None:
        interface: Any = app.session_interface
        signer = app.extensions["session_signer"] = interface.get_signing_serializer(app)
    if not text or signer is None:
        return {}
    try:
        oldest = int(app.permanent_session_lifetime.total_seconds())
        held: Mapping[str, Any] = signer.loads(text, max_age=oldest)
    except BadSignature:
        return {}
    return held


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a connection that takes no write lock on SQLite."""
    target = bind()
    if isinstance(target, Connection):
        yield target
        return
    with target.execution_options(sqlite_begin="DEFERRED").connect() as connection:
        yield connection


def _read(environ: WSGIEnvironment, raw: bytes) -> dict[str, Any] | None:
    """Return the JSON object that our own script sent; other sites cannot send its header."""
    if environ.get(HEADER) != SCRIPT_HEADER:
        return None
    if not environ.get("CONTENT_TYPE", "").startswith("application/json"):
        return None
    if "HTTP_CONTENT_ENCODING" in environ or len(raw) > script_json.MOST:
        return None
    try:
        sent = strict_json.parse(raw)
        strict_json.require_storable(sent)
    except ValueError:
        return None
    return sent if isinstance(sent, dict) else None


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
