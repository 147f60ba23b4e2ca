"""What a script of ours sends as JSON, or the refusal of it, as JSON too.

The player knows what each code means: 413 and 415 are about the body as a whole, 422 about what it
says. None of them is a matter of trying again.
"""

from __future__ import annotations

from typing import Any, NoReturn

from flask import abort, jsonify, make_response, request
from flask_babel import gettext as _
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from app.kernel import strict_json

MOST = 64 * 1024
"""Bytes of what is not an answer: names, numbers, a few facts."""


def read_object(most: int = MOST) -> dict[str, Any]:
    """Return the JSON object of the request, or end it: 413, 415 or 422."""
    if request.mimetype != "application/json":
        refuse(415, "not_json")
    raw = read_body(most)
    try:
        found = strict_json.parse(raw)
        strict_json.require_storable(found)
    except ValueError:
        refuse(422, "malformed")
    if not isinstance(found, dict):
        refuse(422, "malformed")
    return found


def read_body(most: int) -> bytes:
    """Return the body as it was sent, or end the request: 400 cut off, 413 too long, 415 packed."""
    if request.content_encoding:
        refuse(415, "packed")
    request.max_content_length = most + 1  # of a body in pieces, werkzeug reads so much and stops
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge:
        refuse(413, "too_large")
    except ClientDisconnected:
        refuse(400, "cut_off")
    if len(raw) > most:
        refuse(413, "too_large")
    return raw


def text_of(sent: dict[str, Any], name: str, most: int) -> str:
    """Return a text of the object, empty if it is not there; anything else ends the request."""
    value = sent.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        refuse(422, "malformed")
    return value


def truth_of(sent: dict[str, Any], name: str) -> bool:
    """Return a yes or no of the object, no if it is not there; anything else ends the request."""
    value = sent.get(name, False)
    if not isinstance(value, bool):
        refuse(422, "malformed")
    return value


def number_of(sent: dict[str, Any], name: str, most: int) -> int:
    """Return a whole number from 0 to `most`; anything else ends the request."""
    value = sent.get(name)
    if type(value) is not int or not 0 <= value <= most:
        refuse(422, "malformed")
    return value


def refuse(status: int, error: str) -> NoReturn:
    """End the request with a word for the script, and a sentence for whoever looks at it."""
    abort(make_response(jsonify(error=error, detail=_("The request could not be read.")), status))
