"""What the invigilator has to say to a machine, and what the machine has to report. JSON."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from uuid import UUID

from flask import Response, current_app, jsonify, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.exams import queries as exams
from app.domain.exams import room_rules, services
from app.domain.exams.models import Sitting
from app.domain.exams.queries import rooms
from app.domain.exams.room_models import RoomEvent
from app.domain.exams.room_rules import Act, FactKind
from app.domain.exams.rules import SittingState, milliseconds
from app.domain.exams.services import Fact
from app.web import script_json
from app.web.access import now, with_token
from app.web.candidate import bp, tokens
from app.web.display import clock
from app.web.unit_of_work import read_session, unit_of_work

MAX_FACTS = 50
MAX_CLIENT = 32
MAX_PAGE = 2_000
MAX_NUMBER = 1_000_000_000
"""Numbers above are the facts that are noted here, not there."""
DETAILS = {"seconds": int, "chars": int, "item": int, "practical": bool}
"""What a fact may carry besides its kind; nothing of what a candidate wrote."""


@bp.get("/sitting/<uuid:uuid>/instructions")
@with_token
def instructions(uuid: UUID) -> Response:
    """Give what holds for this sitting now, and the messages that were not confirmed."""
    del uuid  # the token says which sitting
    token = tokens.require(now())
    session = read_session()
    sitting = exams.get_sitting(session, token.sitting_id)
    control = rooms.find_control(session, sitting.id)
    paused_at = control.paused_at if control else None
    ends_at = sitting.ends_at or now()
    return jsonify(
        now=milliseconds(now()),
        number=control.instructions if control else 0,
        is_open=sitting.state is SittingState.STARTED,
        paused=paused_at is not None,
        left_ms=room_rules.left_ms(ends_at, paused_at, now()),
        sections=sitting.sections,
        messages=_messages(session, sitting),
    )


def _messages(session: Session, sitting: Sitting) -> list[dict[str, Any]]:
    return [
        {"id": str(one.uuid), "text": _text(one), "at": clock(one.at)[:5]}
        for one in rooms.list_messages(session, sitting)
    ]


def _text(event: RoomEvent) -> str:
    if event.act is Act.EXTENDED:
        return gettext("You have been given %(n)s more minutes.", n=int(event.details["minutes"]))
    if event.act is Act.INCIDENT:
        minutes = -(-int(event.details["seconds"]) // 60)
        return gettext("The time without a connection is given back: %(n)s min.", n=minutes)
    return str(event.details["text"])


@bp.post("/sitting/<uuid:uuid>/instructions/<uuid:event>/read")
@with_token
def confirm_message(uuid: UUID, event: UUID) -> Response:
    """Keep that the candidate has read a message."""
    del uuid
    token = tokens.require(now())
    with unit_of_work() as session:
        services.confirm_message(
            session,
            actor=exams.get_candidate(session, token.sitting_id),
            sitting_id=token.sitting_id,
            event_uuid=event,
            now=now(),
        )
    return jsonify(state="read")


@bp.post("/sitting/<uuid:uuid>/facts")
@with_token
def report_facts(uuid: UUID) -> Response:
    """Keep what a machine reports about itself; shown to the invigilator, never judged here."""
    del uuid
    token = tokens.require(now())
    body = script_json.read_object()
    client = script_json.text_of(body, "client", MAX_CLIENT)
    rows = body.get("facts")
    if not isinstance(rows, list) or len(rows) > MAX_FACTS:
        script_json.refuse(422, "malformed")
    facts = [fact for row in rows if (fact := _fact(row)) is not None]
    if any(one.kind is FactKind.OPENED for one in facts) and not _is_prescribed(body):
        last = max(one.number for one in facts)
        moment = milliseconds(now())
        facts.append(Fact(last + MAX_NUMBER, FactKind.UNSAFE_BROWSER, moment))
    with unit_of_work() as session:
        services.record_facts(
            session,
            actor=exams.get_candidate(session, token.sitting_id),
            sitting_id=token.sitting_id,
            client=client,
            address=(request.remote_addr or "")[:45],
            facts=facts,
            now=now(),
        )
    return jsonify(state="kept")


def _fact(row: object) -> Fact | None:
    """Read one fact; what is not in the agreed form is left out."""
    if not isinstance(row, dict):
        return None
    number, kind, at = row.get("number"), row.get("kind"), row.get("at")
    known = {FactKind.OPENED, FactKind.FOCUS_LOST, FactKind.PASTED, FactKind.COPIED,
             FactKind.FULL_SCREEN_LEFT}  # fmt: skip
    if type(number) is not int or type(at) is not int:
        return None
    if not isinstance(kind, str) or kind not in known:
        return None
    if not 0 < number < MAX_NUMBER or not 0 <= at < 2**53:
        return None
    details = {
        key: row[key] for key, kind_of in DETAILS.items() if _is_figure(row.get(key), kind_of)
    }
    return Fact(number, FactKind(kind), at, details)


def _is_figure(value: object, kind_of: type) -> bool:
    return type(value) is kind_of and (not isinstance(value, int) or 0 <= value < MAX_NUMBER)


def _is_prescribed(body: dict[str, Any]) -> bool:
    """Whether Safe Exam Browser proves one of the prescribed configurations, if any is.

    SEB sends SHA-256 over address and configuration key: in a header with each request, or to
    scripts, for the address of the page (docs/kiosk.md).
    """
    keys: tuple[str, ...] = current_app.config["SEB_CONFIG_KEYS"]
    if not keys:
        return True
    header = request.headers.get("X-SafeExamBrowser-ConfigKeyHash", "")
    public = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    page, seb = (script_json.text_of(body, name, MAX_PAGE) for name in ("page", "seb"))
    proofs = [(request.url, header), (f"{public}{request.path}", header)]
    if page.startswith((request.host_url, f"{public}/")):
        proofs.append((page, seb))
    return any(
        hmac.compare_digest(hashlib.sha256(f"{url}{key}".encode()).hexdigest(), given.lower())
        for url, given in proofs
        for key in keys
        if given.isascii()
    )
