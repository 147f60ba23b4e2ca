"""The receipt of a hand-in: on the screen, on paper, as a file."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Response, current_app, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.documents import qr
from app.domain.exams import queries as exams
from app.domain.exams import receipts, rules
from app.domain.exams.models import Sitting
from app.domain.exams.receipt_store import signing_key
from app.domain.exams.receipts import Signed
from app.domain.exams.rules import PlanState, SittingState
from app.kernel.actor import Permission
from app.kernel.errors import NotFoundError
from app.web.access import current_actor, requires
from app.web.candidate import bp
from app.web.unit_of_work import read_session


@bp.get("/sitting/<uuid:uuid>/receipt")
@requires(Permission.EXAMS_SITTING_TAKE)
def receipt(uuid: UUID) -> str | BaseResponse:
    """Show what was handed in, for the candidate to keep; an open sitting leads to the exam."""
    sitting = _own(uuid)
    if sitting.state is not SittingState.SUBMITTED:
        return redirect(url_for(".play", uuid=uuid), code=303)
    signed = exams.find_receipt(read_session(), sitting.id)
    address = _address(signed)
    return render_template(
        "candidate/receipt.html",
        sitting=sitting,
        plan=sitting.registration.plan,
        registration=sitting.registration,
        total=max(section.last for section in rules.read_sections(sitting.sections)),
        signed=signed,
        address=address,
        code=qr.outline(address) if address else None,
        waiting=exams.count_undecided(read_session(), sitting.id),
        may_reopen=sitting.registration.plan.state is PlanState.IN_PROGRESS,
    )


@bp.get("/sitting/<uuid:uuid>/receipt/state.json")
@requires(Permission.EXAMS_SITTING_TAKE)
def receipt_state(uuid: UUID) -> Response:
    """Say whether the sitting has been opened again, which receipt holds, and if it is the last."""
    sitting = _own(uuid)
    signed = exams.find_receipt(read_session(), sitting.id)
    return jsonify(
        is_open=sitting.state is SittingState.STARTED,
        number=signed.receipt.number if signed else 0,
        is_final=sitting.registration.plan.state is not PlanState.IN_PROGRESS,
    )


@bp.get("/sitting/<uuid:uuid>/receipt.json")
@requires(Permission.EXAMS_SITTING_TAKE)
def receipt_file(uuid: UUID) -> Response:
    """Give the newest receipt as a file that can be checked without this page."""
    sitting = _own(uuid)
    signed = exams.find_receipt(read_session(), sitting.id)
    if signed is None:
        raise NotFoundError
    facts = {
        "format": receipts.FORMAT,
        "text": signed.text,
        "signature": signed.signature.hex(),
        "key": signing_key().hex(),
        "token": signed.token(),
        "verify": _address(signed),
    }
    data = json.dumps(facts, ensure_ascii=False, indent=2)
    response = Response(data, mimetype="application/json")
    name = f"receipt-{signed.receipt.ticket}-{signed.receipt.number}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _address(signed: Signed | None) -> str:
    """Return where anyone can check a receipt, as it stands in the QR code."""
    return f"{current_app.config['PUBLIC_URL']}/verify/receipt?r={signed.token()}" if signed else ""


def _own(uuid: UUID) -> Sitting:
    return exams.get_own_sitting(read_session(), uuid, person_id=current_actor().person_id)
