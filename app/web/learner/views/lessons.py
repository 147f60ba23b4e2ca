"""A lesson, passage by passage, and the answers at its checkpoints."""

from __future__ import annotations

from uuid import uuid4

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.learning import services
from app.engines import items
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.answers import is_complete, read_answer
from app.web.forms import TokenForm
from app.web.i18n import translate
from app.web.learner import bp
from app.web.learner.lesson_page import read_lesson_page
from app.web.unit_of_work import read_session, unit_of_work

EMPTY = "Please answer the question first."


@bp.get("/courses/<code>/lessons/<int:number>")
@requires(Permission.LEARNING_MODULE_STUDY)
def lesson(code: str, number: int) -> str:
    """Show a lesson up to the first question that is not answered right."""
    return _show(code, number)


@bp.post("/courses/<code>/lessons/<int:number>/<checkpoint>")
@requires(Permission.LEARNING_MODULE_STUDY)
def answer(code: str, number: int, checkpoint: str) -> Response | tuple[str, int]:
    """Take an answer at a checkpoint; the page says how it was, in place."""
    page = read_lesson_page(read_session(), code, number)
    source = page.module.content.checkpoints.get(checkpoint)
    if source is None:
        abort(404)
    if not TokenForm().submitted():
        abort(400)
    view = items.present(source.content, page.seed)
    if not is_complete(view, request.form):
        return _show(code, number, (checkpoint, translate(EMPTY))), 422
    try:
        with unit_of_work() as session:
            services.answer_checkpoint(
                session,
                actor=current_actor(),
                code=code,
                checkpoint=checkpoint,
                raw=read_answer(view, request.form),
                now=now(),
            )
    except InvalidError as error:
        return _show(code, number, (checkpoint, translate(error.message))), 422
    back = url_for(".lesson", code=code, number=number, _anchor=checkpoint)
    return redirect(back, code=303)


def _show(code: str, number: int, fault: tuple[str, str] = ("", "")) -> str:
    page = read_lesson_page(read_session(), code, number)
    return render_template(
        "learner/lesson.html",
        page=page.module,
        lesson_page=page,
        place=page.lesson.code,
        page_id=uuid4(),
        fault_at=fault[0],
        fault=fault[1],
        given=request.form if fault[0] else None,
    )
