"""What the checks of practicals came to, for those who write and review them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel.actor import Permission
from app.reports import checks
from app.reports.checks import CheckFilters, CheckReach
from app.web import check_figures
from app.web.access import current_actor, requires
from app.web.author import bp
from app.web.tables import send_table
from app.web.unit_of_work import read_session

READ = Permission.BANK_ITEM_READ


@bp.get("/checks")
@requires(READ)
def check_list() -> str:
    """List the practicals that were asked in exams that are over."""
    return render_template(
        "checks/list.html",
        title=_("Checks of practicals"),
        text=_(
            "How the checks of each practical came out in exams that are over: what is too hard, "
            "too easy, or perhaps wrong. Nobody is named."
        ),
        crumbs=(),
        rows=checks.list_asked(read_session(), reach=_reach()),
        regrade_url="",
        url_of=lambda uuid: url_for("author.check_report", uuid=uuid),
    )


@bp.get("/checks/<uuid:uuid>")
@requires(READ)
def check_report(uuid: UUID) -> str:
    """Show the figures of the checks of one practical."""
    chosen = check_figures.filters()
    report = checks.get_check_report(read_session(), uuid, reach=_reach(), filters=chosen)
    return render_template(
        "checks/report.html",
        **check_figures.page(report, chosen),
        crumbs=((url_for("author.check_list"), _("Checks of practicals")),),
        choose_exam=True,
        task_url=url_for("author.item", uuid=uuid),
        gradings_url="",
        file_url=lambda ending: url_for(
            "author.check_file", uuid=uuid, **{"as": ending}, **_args(chosen)
        ),
        part_url=lambda part: url_for(
            "author.check_report", uuid=uuid, plan=part.plan, version=part.version
        ),
    )


@bp.get("/checks/<uuid:uuid>/file")
@requires(READ)
def check_file(uuid: UUID) -> Response:
    """Give the figures as a table: `?as=csv`, or a workbook."""
    report = checks.get_check_report(
        read_session(), uuid, reach=_reach(), filters=check_figures.filters()
    )
    columns, rows = check_figures.columns(), check_figures.rows(report)
    return send_table(f"checks-{report.code}", report.title, columns, rows)


def _reach() -> CheckReach:
    return CheckReach(banks=current_actor().scope(READ))


def _args(chosen: CheckFilters) -> dict[str, Any]:
    return {"plan": chosen.plan, "version": chosen.version}
