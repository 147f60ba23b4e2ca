"""Practising practicals: fetch, work, have it checked at any time, see how it is done right."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.engines import practicals
from app.kernel import strict_json
from app.kernel.actor import Permission
from app.web.access import current_actor, requires
from app.web.desk import desk_texts
from app.web.extensions import limiter
from app.web.forms import TokenForm
from app.web.learner import bp
from app.web.learner import practical_page as pages
from app.web.learner.practical_page import Checked, PracticalPage
from app.web.security import allow_engine
from app.web.unit_of_work import read_session

CHECKS = "30 per minute"


@bp.get("/practicals")
@requires(Permission.LEARNING_MODULE_STUDY)
def list_practicals() -> str:
    """List the tasks that can be practised."""
    groups = pages.list_entries(read_session(), current_actor())
    return render_template("learner/practicals.html", groups=groups)


@bp.get("/practicals/<uuid:uuid>")
@requires(Permission.LEARNING_MODULE_STUDY)
def practical(uuid: UUID) -> str:
    """Show a task with the figures of one round."""
    return _show(_page(uuid))


@bp.post("/practicals/<uuid:uuid>")
@limiter.limit(CHECKS, methods=["POST"])
@requires(Permission.LEARNING_MODULE_STUDY)
def check_practical(uuid: UUID) -> str:
    """Check the work; nothing is kept."""
    page = _page(uuid)
    if not TokenForm().submitted():
        abort(400)
    if page.scene is not None:
        work = _work(request.form.get("work", ""))
        data = practicals.work_bytes(page.task.module, work)
        return _show(page, pages.check(page, data, ""), work)
    file = request.files.get("file")
    data = file.read(pages.MAX_BYTES + 1) if file else b""
    if file is None or not data:
        return _show(page, Checked(None, [_("Choose the file you worked on first.")]))
    return _show(page, pages.check(page, data, file.filename or ""))


@bp.get("/practicals/<uuid:uuid>/starter")
@requires(Permission.LEARNING_MODULE_STUDY)
def practical_starter(uuid: UUID) -> Response:
    """Give the file to work on."""
    page = _page(uuid)
    return _send(pages.starter(page), page.task.starter_name)


@bp.get("/practicals/<uuid:uuid>/answer")
@requires(Permission.LEARNING_MODULE_STUDY)
def practical_answer(uuid: UUID) -> Response:
    """Give the file as it is when all is done, to compare with."""
    page = _page(uuid)
    return _send(pages.model_answer(page), f"{_('Model answer')} {page.task.starter_name}")


def _page(uuid: UUID) -> PracticalPage:
    number = request.args.get("round", default=1, type=int)
    as_file = request.args.get("file") == "1"
    return pages.read_page(read_session(), current_actor(), uuid, number, as_file=as_file)


def _show(page: PracticalPage, checked: Checked | None = None, work: Any = None) -> str:  # noqa: ANN401
    desk = {"view": _view(page), "work": work}
    if page.scene is not None and page.scene["module"] == "sheet":
        allow_engine()
    return render_template(
        "learner/practical.html",
        page=page,
        checked=checked,
        desk=json.dumps(desk, ensure_ascii=False),
        texts=json.dumps(desk_texts(), ensure_ascii=False),
        module_name=pages.MODULE_NAMES.get(page.task.module, page.task.module),
    )


def _view(page: PracticalPage) -> dict[str, Any]:
    """Return what the page of the exam would show; its title stands above the page already."""
    return {"title": "", "instructions": str(page.instructions), "scene": page.scene}


def _work(raw: str) -> dict[str, Any]:
    """Return the work as the page sent it; anything else is no work at all."""
    try:
        found = strict_json.parse(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _send(data: bytes, name: str) -> Response:
    return send_file(io.BytesIO(data), download_name=name, as_attachment=True)
