"""Practical tasks from what there is: a task of a bank, or a task folder that comes back."""

from __future__ import annotations

import re
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.bank import services as bank
from app.engines.bankfiles.interchange import UnreadableError
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.web.access import current_actor, now, requires
from app.web.author import bp, taskfolder
from app.web.author.views.practicals import MAX_BYTES, problem_text, show_list
from app.web.forms import require_token
from app.web.i18n import translate
from app.web.unit_of_work import unit_of_work

Page = Response | tuple[str, int]
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@bp.post("/practicals/copy")
@requires(Permission.BANK_ITEM_EDIT)
def copy_practical() -> Page:
    """Begin a task like one of a bank, under a code of its own."""
    require_token()
    code, task = request.form.get("code", "").strip(), _uuid(request.form.get("task", ""))
    if task is None or not CODE.fullmatch(code):
        return show_list([_("Choose the task to go on from, and give the new one a code.")]), 422
    name = bank.Name(code, request.form.get("title", "").strip()[:80])
    try:
        with unit_of_work() as session:
            made = bank.copy_practical(
                session,
                actor=current_actor(),
                uuid=task,
                bank_code=request.form.get("bank", ""),
                name=name,
                now=now(),
            )
            uuid = made.uuid
    except InvalidError as error:
        return show_list([problem_text(problem) for problem in error.problems]), 422
    flash(_("The copy is yours to change. The task it came from stays as it is."), "ok")
    return redirect(url_for("author.practical", uuid=uuid), code=303)


@bp.post("/practicals/folder")
@requires(Permission.BANK_ITEM_EDIT)
def bring_practical() -> Page:
    """Begin a task from its folder, or go on with the task that has its code."""
    require_token()
    upload = request.files.get("folder")
    try:
        data = upload.read(MAX_BYTES + 1) if upload else b""
        task = taskfolder.read(data, (upload and upload.filename) or "task.zip")
        with unit_of_work() as session:
            made = bank.bring_practical(
                session,
                actor=current_actor(),
                bank_code=request.form.get("bank", ""),
                task=task,
                now=now(),
            )
            uuid, is_known = made.uuid, made.item_id is not None
    except UnreadableError as error:
        return show_list([_told(error.problem)]), 422
    except InvalidError as error:
        return show_list([_told(problem) for problem in error.problems]), 422
    text = _("The task is opened as a new version of the one in the bank.")
    flash(text if is_known else _("The task is read. Have it checked, then hand it in."), "ok")
    return redirect(url_for("author.practical", uuid=uuid), code=303)


def _told(problem: Problem) -> str:
    return problem.render(translate)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
