"""The quiz of a module: rules, one attempt on one page, the explanations after it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.learning import queries, rules, services
from app.domain.learning.models import QuizAttempt
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.forms import TokenForm
from app.web.i18n import translate
from app.web.learner import bp
from app.web.learner.module_page import read_module_page
from app.web.learner.quiz_page import Sheet, read_review, read_sheet
from app.web.unit_of_work import read_session, unit_of_work


@bp.get("/courses/<code>/quiz")
@requires(Permission.LEARNING_MODULE_STUDY)
def quiz(code: str) -> str:
    """Show the rules of the quiz, or the attempt that is open."""
    page = read_module_page(read_session(), code)
    if page.open_attempt is None:
        return render_template("learner/quiz_rules.html", page=page, rules=rules)
    return _show(code, read_sheet(page.open_attempt))


@bp.post("/courses/<code>/quiz")
@requires(Permission.LEARNING_MODULE_STUDY)
def begin_quiz(code: str) -> Response:
    """Draw a new quiz."""
    if not TokenForm().submitted():
        abort(400)
    with unit_of_work() as session:
        services.begin_quiz(
            session, actor=current_actor(), code=code, seed=secrets.randbits(31), now=now()
        )
    return redirect(url_for(".quiz", code=code), code=303)


@bp.route("/courses/<code>/quiz/<uuid:uuid>", methods=["GET", "POST"])
@requires(Permission.LEARNING_MODULE_STUDY)
def quiz_result(code: str, uuid: UUID) -> Response | str | tuple[str, int]:
    """Take the answers of an attempt; show how they were marked, with the reasons."""
    if request.method == "POST":
        return _submit(code, uuid)
    page, attempt = read_module_page(read_session(), code), _own(code, uuid)
    if attempt.submitted_at is None:
        return redirect(url_for(".quiz", code=code), code=303)
    return render_template(
        "learner/quiz_result.html",
        page=page,
        attempt=attempt,
        reviews=read_review(attempt),
        rules=rules,
    )


def _own(code: str, uuid: UUID) -> QuizAttempt:
    """Return the person's attempt at this module's quiz, or refuse."""
    attempt = queries.get_attempt(read_session(), uuid, person_id=current_actor().person_id)
    if attempt.module_id != queries.get_version(read_session(), code).module_id:
        abort(404)
    return attempt


def _submit(code: str, uuid: UUID) -> Response | tuple[str, int]:
    attempt = _own(code, uuid)
    sheet = read_sheet(attempt)
    if not TokenForm().submitted():
        abort(400)
    if missing := sheet.missing(request.form):
        fault = _("Some questions are not answered yet. Nothing you entered was lost.")
        return _show(code, sheet, fault, missing), 422
    try:
        with unit_of_work() as session:
            done = services.submit_quiz(
                session,
                actor=current_actor(),
                uuid=uuid,
                responses=sheet.responses(request.form),
                now=now(),
            )
    except InvalidError as error:
        return _show(code, sheet, translate(error.message)), 422
    if done.is_passed:
        flash(_("The quiz is passed."), "ok")
    return redirect(url_for(".quiz_result", code=code, uuid=uuid), code=303)


def _show(code: str, sheet: Sheet, fault: str = "", missing: Sequence[int] = ()) -> str:
    return render_template(
        "learner/quiz.html",
        page=read_module_page(read_session(), code),
        sheet=sheet,
        fault=fault,
        missing=missing,
        given=request.form if request.method == "POST" else None,
        place="quiz",
        page_id=uuid4(),
    )
