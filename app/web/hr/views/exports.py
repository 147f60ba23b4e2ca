"""Workbooks: asked for, written by a job, stopped, asked for again, fetched."""

from __future__ import annotations

import io
from uuid import UUID

from flask import (
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from app.domain.jobs import services as jobs
from app.domain.results import services
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError
from app.kernel.text import msg
from app.reports.base import Reach
from app.reports.choice import Choice
from app.reports.exporting import ExportFiles, count_exports, get_job_of, list_exports
from app.reports.workbook import describe
from app.web.access import current_actor, now, requires
from app.web.display import local
from app.web.forms import TokenForm, require_token
from app.web.hr import bp
from app.web.hr.reach import require_inside, unit_name
from app.web.i18n import choose_locale
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

EXPORT = Permission.RESULTS_RESULT_EXPORT
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {
    "queued": (lazy_gettext("Waiting"), "info"),
    "running": (lazy_gettext("Being written"), "info"),
    "done": (lazy_gettext("Ready"), "ok"),
    "failed": (lazy_gettext("Failed"), "bad"),
    "cancelled": (lazy_gettext("Stopped"), ""),
    "expired": (lazy_gettext("No longer kept"), ""),
}


@bp.get("/exports")
@requires(Permission.RESULTS_RESULT_EXPORT)
def export_list() -> str:
    """List one's own exports with progress, digest and download."""
    person_id, session = current_actor().person_id, read_session()
    page = current_page(count_exports(session, person_id=person_id))
    lines = list_exports(session, person_id=person_id, limit=page.size, offset=page.offset)
    choices = {line.export.id: Choice.read(line.export.filters) for line in lines}
    return render_template(
        "hr/exports.html",
        lines=lines,
        choices=choices,
        descriptions={key: describe(_, choice) for key, choice in choices.items()},
        everything=Choice(),
        STATES=STATES,
        days=current_app.config["EXPORT_DAYS"],
        page=page,
        now=now(),
        form=TokenForm(),
    )


@bp.post("/exports")
@requires(Permission.RESULTS_RESULT_EXPORT)
def request_export() -> BaseResponse:
    """Ask for a workbook of what the page before showed."""
    require_token()
    choice = Choice.read(request.form)
    reach = Reach(current_actor().scope(EXPORT), choice)
    if choice.org_path:
        require_inside(reach.scope, choice.org_path)
    named = unit_name(reach)
    with unit_of_work() as session:
        services.request_export(
            session,
            actor=current_actor(),
            scope=reach.narrowed,
            filters=choice.to_args(),
            unit_name=named,
            locale=choose_locale(),
            now=now(),
            page=url_for(".export_list"),
        )
    flash(_("The workbook is being written. You can leave this page."), "ok")
    return redirect(url_for(".export_list"), code=303)


@bp.post("/exports/<uuid:uuid>/cancel")
@requires(Permission.RESULTS_RESULT_EXPORT)
def cancel_export(uuid: UUID) -> BaseResponse:
    """Stop the writing of one's own workbook."""
    require_token()
    with unit_of_work() as session:
        job = get_job_of(session, uuid, person_id=current_actor().person_id)
        jobs.cancel(session, actor=current_actor(), uuid=job, now=now())
    flash(_("The export is being stopped."), "ok")
    return redirect(url_for(".export_list"), code=303)


@bp.get("/exports/<uuid:uuid>/file")
@requires(Permission.RESULTS_RESULT_EXPORT)
def export_file(uuid: UUID) -> Response:
    """Give the workbook; the right to it is asked again and the download leaves a trace."""
    with unit_of_work() as session:
        made = services.record_download(session, actor=current_actor(), uuid=uuid, now=now())
        digest, asked_at, unit = made.sha256, made.requested_at, made.unit_name
        try:
            data = ExportFiles.get(digest)
        except FileNotFoundError as error:
            raise ConflictError(msg("This workbook has expired. Export it again.")) from error
    day = local(asked_at).strftime("%Y%m%d-%H%M")
    name = _("Results %(unit)s %(day)s", unit=unit, day=day)
    return send_file(
        io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx"
    )
