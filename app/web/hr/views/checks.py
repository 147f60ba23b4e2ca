"""What the checks of the practicals of an exam came to, over the candidates of one's units."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.exams import queries as exams
from app.kernel.actor import Permission
from app.kernel.errors import NotFoundError
from app.reports import checks
from app.reports.checks import CheckFilters, CheckReach
from app.web import check_figures
from app.web.access import current_actor, requires
from app.web.hr import bp
from app.web.tables import send_table
from app.web.unit_of_work import read_session

READ = Permission.RESULTS_RESULT_READ


@bp.get("/exams/<uuid:plan>/checks")
@requires(READ)
def exam_practicals(plan: UUID) -> str:
    """List the practicals of an exam that is over."""
    session, reach = read_session(), _reach()
    title = checks.get_plan_title(session, plan, reach=reach)
    return render_template(
        "checks/list.html",
        title=_("Practicals of this exam"),
        text=title,
        crumbs=_crumbs(plan, title),
        rows=checks.list_asked(session, reach=reach, plan=plan),
        regrade_url=_regrade_url(plan),
        url_of=lambda uuid: url_for("hr.exam_practical", plan=plan, uuid=uuid),
    )


@bp.get("/exams/<uuid:plan>/checks/<uuid:uuid>")
@requires(READ)
def exam_practical(plan: UUID, uuid: UUID) -> str:
    """Show the figures of the checks of one practical in an exam."""
    session, chosen = read_session(), _filters(plan)
    title = checks.get_plan_title(session, plan, reach=_reach())
    report = checks.get_check_report(session, uuid, reach=_reach(), filters=chosen)
    crumbs = (
        *_crumbs(plan, title),
        (url_for("hr.exam_practicals", plan=plan), _("Practicals of this exam")),
    )
    return render_template(
        "checks/report.html",
        **check_figures.page(report, chosen),
        crumbs=crumbs,
        choose_exam=False,
        task_url="",
        gradings_url=url_for("hr.result_list", plan=plan),
        file_url=lambda ending: url_for(
            "hr.exam_practical_file", plan=plan, uuid=uuid, version=chosen.version, **{"as": ending}
        ),
        part_url=lambda part: url_for(
            "hr.exam_practical", plan=part.plan, uuid=uuid, version=part.version
        ),
    )


@bp.get("/exams/<uuid:plan>/checks/<uuid:uuid>/file")
@requires(READ)
def exam_practical_file(plan: UUID, uuid: UUID) -> Response:
    """Give the figures as a table: `?as=csv`, or a workbook."""
    report = checks.get_check_report(read_session(), uuid, reach=_reach(), filters=_filters(plan))
    columns, rows = check_figures.columns(), check_figures.rows(report)
    return send_table(f"checks-{report.code}", report.title, columns, rows)


def _regrade_url(plan: UUID) -> str:
    """Where files are graded anew, for the officers of the unit of the exam."""
    scope = current_actor().scope(Permission.RESULTS_RESULT_RELEASE)
    try:
        exams.get_plan(read_session(), plan, scope=scope)
    except NotFoundError:
        return ""
    return url_for("hr.regrade_list", plan=plan)


def _reach() -> CheckReach:
    return CheckReach(units=current_actor().scope(READ))


def _filters(plan: UUID) -> CheckFilters:
    return replace(check_figures.filters(), plan=plan)


def _crumbs(plan: UUID, title: str) -> tuple[tuple[str, str], ...]:
    return (
        (url_for("hr.result_list"), _("Exam results")),
        (url_for("hr.result_list", plan=plan), title),
    )
