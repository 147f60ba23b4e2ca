"""Files of an exam graded anew with a mended task: preview, proposal, second officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from app.domain.exams import queries as exams
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules_plans import AFTER_EXAM
from app.domain.jobs import queries as jobs
from app.domain.jobs.rules import ENDED
from app.domain.marking import queries, services
from app.domain.marking.models import Regrade
from app.domain.marking.rules_regrades import MODE_NAMES, STATE_NAMES, Mode, RegradeState
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError, InvalidError
from app.reports import regrades as report
from app.web.access import current_actor, now, requires
from app.web.forms import TokenForm, require_token
from app.web.hr import bp
from app.web.hr.forms import ReasonForm
from app.web.i18n import translate
from app.web.unit_of_work import read_session, unit_of_work

RELEASE = Permission.RESULTS_RESULT_RELEASE
STATE_KINDS = {
    RegradeState.PREVIEWING: "info",
    RegradeState.READY: "info",
    RegradeState.PROPOSED: "warn",
    RegradeState.APPROVED: "info",
    RegradeState.APPLIED: "ok",
    RegradeState.CLOSED: "",
}


@bp.get("/exams/<uuid:plan>/regrades")
@requires(RELEASE)
def regrade_list(plan: UUID) -> str:
    """List the regrades of an exam, and begin one."""
    return _list(_plan(plan), "")


def _plan(uuid: UUID) -> ExamPlan:
    found = exams.get_plan(read_session(), uuid, scope=current_actor().scope(RELEASE))
    if found.state not in AFTER_EXAM:
        raise NotFound
    return found


def _list(plan: ExamPlan, problem: str) -> str:
    session, scope = read_session(), current_actor().scope(RELEASE)
    return render_template(
        "hr/regrades.html",
        plan=plan,
        rows=queries.list_regrades(session, plan_uuid=plan.uuid, scope=scope),
        options=report.list_options(session, plan=plan.uuid, scope=scope),
        problem=problem,
        chosen=request.form.get("what", ""),
        names=STATE_NAMES,
        kinds=STATE_KINDS,
        form=TokenForm(),
    )


@bp.post("/exams/<uuid:plan>/regrades")
@requires(RELEASE)
def begin_regrade(plan: UUID) -> BaseResponse | tuple[str, int]:
    """Have the files of a practical graded anew, as a preview."""
    require_token()
    found = _plan(plan)
    item, _colon, number = request.form.get("what", "").partition(":")
    if not number.isdecimal():
        return _list(found, _("Choose the practical and the version that grades it.")), 422
    try:
        with unit_of_work() as session:
            made = services.open_regrade(
                session, actor=current_actor(), plan_uuid=plan, item_uuid=UUID(item),
                number=int(number), now=now(),
            )  # fmt: skip
            uuid = made.uuid
    except ConflictError as error:
        return _list(found, translate(error.message)), 409
    flash(_("The files are being graded for a preview. No result changes."), "ok")
    return redirect(url_for("hr.regrade", uuid=uuid), code=303)


@bp.get("/regrades/<uuid:uuid>")
@requires(RELEASE)
def regrade(uuid: UUID) -> str:
    """Show how far a regrade is, what it would change, and the next step."""
    return _show(uuid, "")


def _show(uuid: UUID, problem: str) -> str:
    session, actor = read_session(), current_actor()
    scope = actor.scope(RELEASE)
    found = queries.get_regrade(session, uuid, scope=scope)
    job = jobs.find_job(session, found.job_id) if found.job_id else None
    is_running = job is not None and job.state not in ENDED
    is_counted = found.state is not RegradeState.PREVIEWING
    return render_template(
        "hr/regrade.html",
        regrade=found,
        job=job,
        is_running=is_running,
        may_stop=job is not None and job.owner_id == actor.person_id,
        report=report.get_regrade_report(session, found, scope=scope) if is_counted else None,
        effect=report.get_effect(session, found) if found.applied_at else None,
        problem=problem,
        names=STATE_NAMES,
        mode_names=MODE_NAMES,
        modes=list(Mode),
        kinds=STATE_KINDS,
        is_mine=found.proposed_by_id == actor.person_id,
        chosen=request.form.get("mode", Mode.FAVOUR.value),
        form=TokenForm(),
        reason_form=ReasonForm(),
        refuse_form=ReasonForm(prefix="refuse"),
        close_form=ReasonForm(prefix="close"),
    )


def _propose(session: Any, **about: Any) -> Regrade:  # noqa: ANN401 - who, which, when
    asked = request.form.get("mode", "")
    mode = Mode(asked) if asked in set(Mode) else Mode.FAVOUR
    reason = request.form.get("reason", "")
    return services.propose_regrade(session, mode=mode, reason=reason, **about)


def _refuse(session: Any, **about: Any) -> Regrade:  # noqa: ANN401 - who, which, when
    reason = request.form.get("refuse-reason", "")
    return services.refuse_regrade(session, reason=reason, **about)


def _close(session: Any, **about: Any) -> Regrade:  # noqa: ANN401 - who, which, when
    reason = request.form.get("close-reason", "")
    return services.close_regrade(session, reason=reason, **about)


STEPS: dict[str, Callable[..., Regrade]] = {
    "continue": services.continue_regrade,
    "propose": _propose,
    "approve": services.approve_regrade,
    "refuse": _refuse,
    "close": _close,
}


@bp.post("/regrades/<uuid:uuid>/<any(continue, propose, approve, refuse, close):step>")
@requires(RELEASE)
def regrade_step(uuid: UUID, step: str) -> BaseResponse | tuple[str, int]:
    """Take a step: go on, propose, approve, refuse, close."""
    require_token()
    try:
        with unit_of_work() as session:
            STEPS[step](session, actor=current_actor(), uuid=uuid, now=now())
    except InvalidError as error:
        return _show(uuid, " ".join(translate(one.reason) for one in error.problems)), 422
    except ConflictError as error:
        return _show(uuid, translate(error.message)), 409
    flash(_said(step), "ok")
    return redirect(url_for("hr.regrade", uuid=uuid), code=303)


def _said(step: str) -> str:
    return {
        "continue": _("It goes on where it was stopped."),
        "propose": _("Proposed. Another officer decides."),
        "approve": _("Approved. The new gradings come to count now, beside the old ones."),
        "refuse": _("Refused. It may be proposed in another way."),
        "close": _("Closed. No result has changed."),
    }[step]
