"""Signs of activity of the pages of a module, sent by js/lesson.js."""

from __future__ import annotations

from flask import Response, abort, jsonify, request

from app.domain.learning import services
from app.domain.learning.rules import EventKind, Sign
from app.kernel.actor import Permission
from app.web.access import current_actor, now, requires
from app.web.forms import TokenForm
from app.web.learner import bp
from app.web.unit_of_work import unit_of_work

LONGEST_PAGE = 36


@bp.post("/courses/<code>/activity/<place>")
@requires(Permission.LEARNING_MODULE_STUDY)
def activity(code: str, place: str) -> Response:
    """Take one sign of activity and say what counts; the server's clock measures."""
    page, kind = request.form.get("page", ""), request.form.get("kind", "")
    count = request.form.get("interactions", 0, type=int)
    known = kind in set(EventKind) and 0 < len(page) <= LONGEST_PAGE and count >= 0
    if not known or not TokenForm().submitted():
        abort(400)
    sign = Sign(
        page=page,
        kind=EventKind(kind),
        at=now(),
        is_visible=request.form.get("visible") == "1",
        interactions=count,
    )
    with unit_of_work() as session:
        done = services.record_activity(
            session, actor=current_actor(), code=code, place=place, sign=sign, now=now()
        )
    return jsonify(
        seconds=done.seconds,
        place=done.place_seconds,
        total=done.total_seconds,
        superseded=done.is_superseded,
    )
