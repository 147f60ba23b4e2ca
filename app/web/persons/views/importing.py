"""A roster from a file: one review screen, nothing written before it is confirmed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.jobs import queries as jobs
from app.domain.people import queries, services
from app.domain.people.handlers import read_file
from app.domain.people.models import RosterFile
from app.domain.people.roster import RosterReading
from app.domain.people.roster_plan import Effect, RosterPlan, plan_roster
from app.engines.bankfiles.interchange import UnreadableError
from app.kernel.actor import Permission
from app.web.access import current_actor, now, requires
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.persons import bp, tables
from app.web.persons.desk import today
from app.web.persons.forms import RosterForm
from app.web.unit_of_work import read_session, unit_of_work

Page = Response | str | tuple[str, int]
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Review:
    """What a file holds and what it would do."""

    reading: RosterReading
    plan: RosterPlan


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.PEOPLE_PERSON_EDIT)
def import_roster() -> Page:
    """Send a file; it is shown before anything is written."""
    form = RosterForm()
    if form.submitted():
        data, name = form.file.data.read(), form.file.data.filename or ""
        try:
            read_file(data, name, now())
        except UnreadableError as error:
            problem = error.problem
            cure = translate(problem.cure) if problem.cure else ""
            form.file.errors = [*form.file.errors, f"{translate(problem.reason)} {cure}"]
        else:
            with unit_of_work() as session:
                uuid = services.stage_roster(
                    session, actor=current_actor(), name=name, data=data, now=now()
                ).uuid
            return redirect(url_for(".roster", uuid=uuid), code=303)
    held = queries.list_rosters(read_session(), person_id=current_actor().person_id)
    page = render_template("persons/import.html", form=form, held=held)
    return (page, 422) if form.errors else page


@bp.get("/import/template.csv")
@requires(Permission.PEOPLE_PERSON_EDIT)
def roster_template() -> Response:
    """Give an empty table with the headings and one example."""
    return tables.template()


@bp.get("/import/<uuid:uuid>")
@requires(Permission.PEOPLE_PERSON_EDIT)
def roster(uuid: UUID) -> str:
    """Show what a file would do, or how far it is, or what came of it."""
    held = _held(uuid)
    job = jobs.get_job_by_id(read_session(), held.job_id) if held.job_id else None
    review = None if job else _review(held)
    return render_template(
        "persons/roster.html",
        held=held,
        job=job,
        review=review,
        failures=[
            (one, translate(one.reason), translate(one.cure))
            for one in (review.plan.failures[:MOST_SHOWN] if review else ())
        ],
        has_slips=bool(held.slips),
        Effect=Effect,
        MOST_SHOWN=MOST_SHOWN,
        form=TokenForm(),
    )


@bp.post("/import/<uuid:uuid>")
@requires(Permission.PEOPLE_PERSON_EDIT)
def decide_roster(uuid: UUID) -> Response:
    """Confirm a file, throw it away, or fetch the rows that failed."""
    held = _held(uuid)
    require_token()
    action = request.form.get("action", "")
    if action == "failed":
        review = _review(held)
        return tables.failed(review.reading, review.plan.failures)
    if action == "discard":
        with unit_of_work() as session:
            services.discard_roster(session, actor=current_actor(), uuid=uuid)
        flash(_("The file was thrown away. Nobody was added or moved."), "ok")
        return redirect(url_for(".import_roster"), code=303)
    if _review(held).plan.failures:
        flash(_("Nobody was added or moved: some rows are to be corrected first."), "bad")
    else:
        with unit_of_work() as session:
            services.confirm_roster(session, actor=current_actor(), uuid=uuid, now=now())
    return redirect(url_for(".roster", uuid=uuid), code=303)


@bp.post("/import/<uuid:uuid>/passwords.csv")
@requires(Permission.PEOPLE_PERSON_EDIT)
def roster_slips(uuid: UUID) -> Response:
    """Give the first passwords of those who were added, once."""
    _held(uuid)
    require_token()
    with unit_of_work() as session:
        rows = services.fetch_slips(session, actor=current_actor(), uuid=uuid, now=now())
    return tables.slips(rows)


def _held(uuid: UUID) -> RosterFile:
    return queries.get_roster(read_session(), uuid, person_id=current_actor().person_id)


def _review(held: RosterFile) -> Review:
    reading = read_file(base64.b64decode(held.data), held.name, now())
    plan = plan_roster(read_session(), actor=current_actor(), lines=reading.lines, today=today())
    plan.failures = sorted([*reading.failures, *plan.failures], key=lambda one: one.row)
    return Review(reading, plan)
