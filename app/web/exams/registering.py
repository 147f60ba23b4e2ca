"""Registrations of an exam: listed, reviewed, brought by the unit or from a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.domain.exams import policy, services
from app.domain.exams import queries as exams
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.roster import Failure, Reading, read
from app.domain.exams.rules_plans import STAGE_NAMES, Origin, PlanState, Stage, stage
from app.domain.exams.services import Preview
from app.domain.people import queries as people
from app.domain.results import queries as results
from app.engines.bankfiles.interchange.model import UnreadableError
from app.engines.bankfiles.interchange.table.plain import read_rows
from app.kernel.actor import Permission
from app.kernel.errors import DomainError
from app.web.access import current_actor, now, requires
from app.web.exams import bp
from app.web.exams.forms_people import PeopleForm, ReviewForm, UploadForm
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.unit_of_work import read_session, unit_of_work

BADGES = {
    Stage.PENDING: "warn", Stage.UNIT_REVIEWED: "warn", Stage.REJECTED: "bad",
    Stage.WITHDRAWN: "", Stage.ABSENT: "bad", Stage.HANDED_IN: "ok", Stage.QUALIFIED: "ok",
}  # fmt: skip
ORIGINS: dict[Origin, LazyString] = {
    Origin.OWN: lazy_gettext("registered themselves"),
    Origin.UNIT: lazy_gettext("by the personnel office"),
    Origin.IMPORT: lazy_gettext("from a file"),
}
TEMPLATE = "工号,公民身份号码,姓名\r\n"
MOST_FAILED = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list."""

    registration: Registration
    stage: Stage
    waits: bool


@bp.get("/<uuid:uuid>/registrations")
@requires(Permission.EXAMS_PLAN_EDIT)
def registrations(uuid: UUID) -> str:
    """Show who of one's part is registered, and how far each one is."""
    return _show(_plan(uuid))


@bp.post("/<uuid:uuid>/registrations/add")
@requires(Permission.EXAMS_PLAN_EDIT)
def add_people(uuid: UUID) -> BaseResponse | tuple[str, int]:
    """Register persons by their staff numbers, all or none."""
    form = PeopleForm()
    if not form.submitted():
        return _show(_plan(uuid), people_form=form), 422
    codes = (form.codes.data or "").replace("，", ",").replace(",", " ").split()
    reading = read([["工号"], *([code] for code in codes)])
    return _bring(uuid, reading, Origin.UNIT)


@bp.post("/<uuid:uuid>/registrations/import")
@requires(Permission.EXAMS_PLAN_EDIT)
def import_people(uuid: UUID) -> BaseResponse | tuple[str, int]:
    """Register the persons of a file, all or none."""
    form = UploadForm()
    if not form.submitted():
        return _show(_plan(uuid), upload_form=form), 422
    try:
        rows = read_rows(form.file.data.read(), form.file.data.filename or "")
    except UnreadableError as error:
        problem = error.problem
        text = f"{translate(problem.reason)} {translate(problem.cure) if problem.cure else ''}"
        form.file.errors = [*form.file.errors, text]
        return _show(_plan(uuid), upload_form=form), 422
    return _bring(uuid, read(rows), Origin.IMPORT)


def _bring(uuid: UUID, reading: Reading, origin: Origin) -> BaseResponse | tuple[str, int]:
    preview = Preview((), (), ())
    if reading.lines:
        preview = services.preview_registrations(
            read_session(), actor=current_actor(), uuid=uuid, lines=reading.lines, now=now()
        )
    failures = sorted([*reading.failures, *preview.failures], key=lambda one: one.row)
    if failures:
        return _show(_plan(uuid), failures=failures, preview=preview), 422
    with unit_of_work() as session:
        count = services.register_people(
            session,
            actor=current_actor(),
            uuid=uuid,
            lines=reading.lines,
            origin=origin,
            now=now(),
        )
    known = len(preview.known)
    flash(_("%(n)s registered, %(known)s were registered before.", n=count, known=known), "ok")
    return redirect(url_for(".registrations", uuid=uuid), code=303)


@bp.post("/<uuid:uuid>/registrations/resit")
@requires(Permission.EXAMS_PLAN_EDIT)
def bring_unsuccessful(uuid: UUID) -> BaseResponse | tuple[str, int]:
    """Register for a resit those who were absent from the first exam or failed it."""
    require_token()
    plan, session = _plan(uuid), read_session()
    ids = results.list_unsuccessful(session, plan.resit_of_id or 0)
    codes = sorted(people.person_codes(session, ids).values())
    return _bring(uuid, read([["工号"], *([code] for code in codes)]), Origin.UNIT)


@bp.post("/<uuid:uuid>/registrations/failed.csv")
@requires(Permission.EXAMS_PLAN_EDIT)
def failed_rows(uuid: UUID) -> Response:
    """Give the lines that could not be taken, as a table that a spreadsheet opens."""
    require_token()
    _plan(uuid)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Reason")])
    for line in request.form.getlist("failed")[:MOST_FAILED]:
        writer.writerow([_safe(cell) for cell in line.split("\t")])
    headers = {"Content-Disposition": 'attachment; filename="failed.csv"'}
    return Response(("\ufeff" + out.getvalue()).encode(), mimetype="text/csv", headers=headers)


def _safe(cell: str) -> str:
    """A cell that begins like a formula stays text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


@bp.get("/registrations/template.csv")
@requires(Permission.EXAMS_PLAN_EDIT)
def people_template() -> Response:
    """Give an empty table with the headings."""
    headers = {"Content-Disposition": 'attachment; filename="registrations.csv"'}
    return Response(("\ufeff" + TEMPLATE).encode(), mimetype="text/csv", headers=headers)


@bp.post("/registrations/<uuid:uuid>/<any(pass, reject, withdraw):step>")
@requires(Permission.EXAMS_PLAN_EDIT)
def decide_registration(uuid: UUID, step: str) -> BaseResponse | tuple[str, int]:
    """Pass a registration on, turn it down, or take it back."""
    form = ReviewForm()
    if not form.submitted():
        require_token()
    reason = form.reason.data or ""
    with unit_of_work() as session:
        actor = current_actor()
        if step == "withdraw":
            found = services.withdraw_for(session, actor=actor, uuid=uuid, reason=reason, now=now())
        else:
            found = services.review_registration(
                session, actor=actor, uuid=uuid, is_passed=step == "pass", reason=reason, now=now()
            )
        place = found.plan.uuid
    flash(_("Done."), "ok")
    return redirect(url_for(".registrations", uuid=place), code=303)


def _plan(uuid: UUID) -> ExamPlan:
    scope = current_actor().scope(Permission.EXAMS_PLAN_EDIT)
    return exams.get_plan_reaching(read_session(), uuid, scope=scope)


def _entries(plan: ExamPlan, *, is_final: bool) -> list[Entry]:
    session = read_session()
    scope = current_actor().scope(Permission.EXAMS_PLAN_EDIT)
    sittings = {one.registration_id: one for one in exams.list_sittings(session, plan.id)}
    waiting = {Stage.PENDING, Stage.UNIT_REVIEWED} if is_final else {Stage.PENDING}
    entries = []
    for one in exams.list_all_registrations(session, plan.id, scope=scope):
        sitting = sittings.get(one.id)
        came_to = stage(
            plan=plan.state,
            state=one.state,
            review=one.review,
            sitting=sitting.state.value if sitting else None,
            entry_over=now() > plan.entry_ends_at,
        )
        entries.append(Entry(one, came_to, came_to in waiting))
    return entries


def _checked(plan: ExamPlan) -> tuple[object, str]:
    """Explain one person on request; what went wrong is said beside the field."""
    code = request.args.get("code", "").strip()
    if not code:
        return None, ""
    try:
        found = services.check_person(
            read_session(), actor=current_actor(), uuid=plan.uuid, code=code, now=now()
        )
    except DomainError as error:
        return None, translate(error.message)
    return found, ""


def _show(
    plan: ExamPlan,
    *,
    people_form: PeopleForm | None = None,
    upload_form: UploadForm | None = None,
    failures: Sequence[Failure] = (),
    preview: Preview | None = None,
) -> str:
    is_final = bool(policy.can_edit_plan(current_actor(), org_path=plan.org_path))
    entries = _entries(plan, is_final=is_final)
    checked, not_found = _checked(plan)
    return render_template(
        "exams/registrations.html",
        plan=plan,
        entries=entries,
        counts=_counts(entries),
        is_final=is_final,
        is_open=plan.state is PlanState.PUBLISHED,
        may_withdraw=plan.state in {PlanState.PUBLISHED, PlanState.REGISTRATION_CLOSED,
                                    PlanState.ARRANGED},
        checked=checked,
        not_found=not_found,
        code=request.args.get("code", ""),
        failures=[(one, translate(one.reason)) for one in failures],
        preview=preview,
        people_form=people_form or PeopleForm(),
        upload_form=upload_form or UploadForm(),
        review_form=ReviewForm(),
        token_form=TokenForm(),
        stage_names=STAGE_NAMES,
        badges=BADGES,
        origins=ORIGINS,
        Stage=Stage,
    )  # fmt: skip


def _counts(entries: Sequence[Entry]) -> dict[Stage, int]:
    counts: dict[Stage, int] = {}
    for one in entries:
        counts[one.stage] = counts.get(one.stage, 0) + 1
    return counts
