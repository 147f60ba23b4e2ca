"""The signed token of a sitting: what the player shows instead of a session on the hot path.

It names the sitting, the writer and the candidate, and is checked with one keyed digest: no user
is loaded and no cookie read when an answer is saved.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from flask import abort, current_app, make_response, request

LIFETIME = timedelta(hours=24)
"""Longer than any sitting: an answer that comes after a long outage is still taken."""


@dataclass(frozen=True, slots=True)
class SittingToken:
    """Who may write into which sitting, as which writer."""

    sitting_id: int
    epoch: int
    person_id: int


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), person=b"xuekao-sitting").digest()


def _sign(body: str, secret: str = "") -> str:
    key = _key(secret or current_app.config["SECRET_KEY"])
    return hashlib.blake2b(body.encode(), key=key, digest_size=20).hexdigest()


def issue(token: SittingToken, now: datetime) -> str:
    """Return the text of a token that holds for a day."""
    expires = int((now + LIFETIME).timestamp())
    body = f"{token.sitting_id}.{token.epoch}.{token.person_id}.{expires}"
    return f"{body}.{_sign(body)}"


def read(text: str, now: datetime, secret: str = "") -> SittingToken | None:
    """Return what a token says; None if it was altered, is malformed or has expired.

    :param secret: of the installation, for those who are not within the application.
    """
    body, _, signature = text.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _sign(body, secret).encode()):
        return None
    sitting_id, epoch, person_id, expires = (int(part) for part in body.split("."))
    if now.timestamp() > expires:
        return None
    return SittingToken(sitting_id, epoch, person_id)


def vouch(sitting_id: int, text: str) -> int | None:
    """Return which writer of a sitting a token proves, even one that has expired; None if none.

    For emergency files: they may be brought in days later, and prove who wrote, not when.
    """
    body, _, signature = text.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _sign(body).encode()):
        return None
    found, epoch, *_ = (int(part) for part in body.split("."))
    return epoch if found == sitting_id else None


def read_header(header: str, now: datetime, secret: str = "") -> SittingToken | None:
    """Return what the token of an Authorization header says; None if there is no valid one."""
    scheme, _, text = header.partition(" ")
    return read(text, now, secret) if scheme == "Bearer" else None


def require(now: datetime) -> SittingToken:
    """Return the token of the request, or end it with 401, as JSON: only scripts come here."""
    token = read_header(request.headers.get("Authorization", ""), now)
    if token is None:
        abort(make_response({"error": "token"}, 401))
    return token
