"""The hours ledger, and a word about hours that were returned."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.domain.competencies import queries as competencies
from app.domain.competencies.rules import required_hours
from app.domain.learning import policy, queries, rules, services
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.learner import bp
from app.web.learner.forms import WordForm
from app.web.learner.pages import own_tier
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work


@bp.get("/hours")
@requires(Permission.LEARNING_MODULE_STUDY)
def hours() -> str:
    """Show the person's ledger of hours, by year."""
    session, person_id = read_session(), current_actor().person_id
    today = rules.local_day(now())
    years = queries.list_hours_years(session, person_id) or [today.year]
    year = request.args.get("year", type=int)
    page = current_page(queries.count_hours(session, person_id, year=year))
    own = own_tier(session, person_id, today)
    syllabus = competencies.list_syllabus(session, tier=own.tier, on=today)
    return render_template(
        "learner/hours.html",
        records=queries.list_hours(
            session, person_id, year=year, limit=page.size, offset=page.offset
        ),
        totals=queries.hours_totals(session, person_id, year=year),
        page=page,
        years=years,
        year=year,
        own=own,
        required=required_hours(syllabus),
        rules=rules,
    )


@bp.route("/hours/<uuid:uuid>/word", methods=["GET", "POST"])
@requires(Permission.LEARNING_MODULE_STUDY)
def resubmit_hours(uuid: UUID) -> BaseResponse | str | tuple[str, int]:
    """Hand returned hours in again with a word of one's own."""
    actor = current_actor()
    record = queries.get_own_hours(read_session(), uuid, person_id=actor.person_id)
    form = WordForm()
    if form.submitted():
        try:
            with unit_of_work() as session:
                services.resubmit_hours(
                    session, actor=actor, uuid=uuid, words=form.reason.data or "", now=now()
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("Your hours are handed in again and wait for a decision."), "ok")
            return redirect(url_for(".hours"), code=303)
    allowed = policy.can_resubmit_hours(actor, person_id=record.person_id, state=record.state)
    page = render_template("learner/hours_word.html", record=record, form=form, allowed=allowed)
    return (page, 422) if form.errors else page
