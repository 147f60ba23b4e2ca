"""Results: the list, one result, what a person must judge, checking and releasing."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from app.domain.certificates import queries as certificates
from app.domain.exams.queries import rooms
from app.domain.exams.room_models import RoomEvent
from app.domain.exams.room_rules import GRAVITY_NAMES, VIOLATIONS, Gravity
from app.domain.marking import services as marking
from app.domain.people.rules import Rank
from app.domain.results import queries, rules, services
from app.domain.results.models import Result
from app.domain.results.rules import ListCounts, Outcome, ResultState
from app.engines.items import Status
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError, NotFoundError
from app.reports import lists, words
from app.reports.choice import OUTCOME_LABELS, STATE_LABELS, Choice
from app.store.files import FileStore
from app.web import marks, reports_pdf
from app.web.access import current_actor, now, requires
from app.web.display import day_short
from app.web.forms import TokenForm, require_token
from app.web.hr import bp
from app.web.hr.forms import DecisionForm, ReasonForm
from app.web.hr.reach import (
    READ,
    current_reach,
    label_options,
    tier_options,
    unit_options,
    year_options,
)
from app.web.i18n import translate
from app.web.marks import MarkView
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

RELEASE = Permission.RESULTS_RESULT_RELEASE
STATE_KINDS = {
    ResultState.PROVISIONAL: "info",
    ResultState.CHECKED: "warn",
    ResultState.RELEASED: "ok",
    ResultState.CORRECTED: "",
    ResultState.SUPERSEDED: "",
}
OUTCOME_KINDS = {Outcome.PASSED: "ok", Outcome.FAILED: "bad", Outcome.ABSENT: "", Outcome.VOID: ""}


@bp.context_processor
def names() -> dict[str, object]:
    """Give the templates the names and colours of states, outcomes, grades and ranks."""
    return {
        "Outcome": Outcome,
        "OUTCOME_NAMES": rules.OUTCOME_NAMES,
        "OUTCOME_KINDS": OUTCOME_KINDS,
        "STATE_NAMES": rules.STATE_NAMES,
        "STATE_KINDS": STATE_KINDS,
        "GRADE_NAMES": rules.GRADE_NAMES,
        "STATUS_LABELS": marks.STATUS_LABELS,
        "domain_name": marks.domain_name,
        "title_of": marks.title_of,
        "rank_name": rank_name,
    }


def rank_name(rank: Rank | str) -> str:
    """The name of a rank."""
    return translate(words.RANKS[rank]) if rank in words.RANKS else "—"


@bp.get("/results")
@requires(Permission.RESULTS_RESULT_READ)
def result_list() -> str:
    """List registrations with their results; with one exam chosen, its list can be released."""
    actor, session, reach = current_actor(), read_session(), current_reach()
    page = current_page(lists.count_rows(session, reach))
    scope = actor.scope(READ)
    plans = lists.list_plans(session, scope, year=reach.choice.year)
    return render_template(
        "hr/results.html",
        rows=lists.list_rows(session, reach, limit=page.size, offset=page.offset),
        page=page,
        choice=reach.choice,
        years=year_options(lists.list_years(session, scope)),
        units=unit_options(scope),
        tiers=tier_options(),
        plans=[(str(plan.uuid), f"{plan.title} {day_short(plan.starts_at)}") for plan in plans],
        outcomes=label_options(OUTCOME_LABELS),
        states=label_options(STATE_LABELS),
        can_export=actor.has(Permission.RESULTS_RESULT_EXPORT),
        plan=next((plan for plan in plans if plan.uuid == reach.choice.plan), None),
        counts=_counts(reach.choice),
        form=TokenForm(),
        return_form=ReasonForm(),
    )


def _counts(choice: Choice) -> ListCounts | None:
    """How the list of the chosen exam stands, if the reader may release it."""
    actor = current_actor()
    if choice.plan is None or not actor.has(RELEASE):
        return None
    return queries.count_list_of(
        read_session(), choice.plan, scope=actor.scope(RELEASE), person_id=actor.person_id
    )


@bp.get("/results/<uuid:uuid>")
@requires(Permission.RESULTS_RESULT_READ)
def result(uuid: UUID) -> str:
    """Show one result: sections, the rule explained, every mark, who checked and released."""
    return _page(_find(uuid), DecisionForm())


@bp.get("/results/<uuid:uuid>/practicals/<int:position>")
@requires(Permission.RESULTS_RESULT_READ)
def practical(uuid: UUID, position: int) -> str:
    """Show the report on a practical."""
    found = _find(uuid)
    mark = marks.get_mark(read_session(), found, position)
    if mark.grading is None:
        raise NotFoundError
    return render_template("hr/practical.html", result=found, mark=mark)


@bp.get("/results/<uuid:uuid>/practicals/<int:position>.pdf")
@requires(Permission.RESULTS_RESULT_READ)
def practical_pdf(uuid: UUID, position: int) -> Response:
    """Give the report on a practical as PDF."""
    found = _find(uuid)
    mark = marks.get_mark(read_session(), found, position)
    if mark.grading is None:
        raise NotFoundError
    return reports_pdf.send(found, mark, own=False)


@bp.get("/results/<uuid:uuid>/files/<int:position>")
@requires(Permission.RESULTS_RESULT_READ)
def handed_in_file(uuid: UUID, position: int) -> Response:
    """Give the file that was handed in; leaves a trace."""
    found = _find(uuid)
    mark = marks.get_mark(read_session(), found, position)
    sitting_id = found.sitting_id or 0
    with unit_of_work() as session:
        digest = marking.note_reading(
            session, actor=current_actor(), sitting_id=sitting_id, position=position,
            now=now(),
        )  # fmt: skip
    data = io.BytesIO(FileStore.get(digest))
    return send_file(data, download_name=mark.file_name, as_attachment=True)


@bp.post("/results/<uuid:uuid>/decision")
@requires(Permission.RESULTS_RESULT_RELEASE)
def decide(uuid: UUID) -> BaseResponse | tuple[str, int]:
    """Give points to an answer that waits for a person."""
    found, form = _find(uuid), DecisionForm()
    sitting_id, plan = found.sitting_id, _plan_uuid(found)
    if form.submitted() and sitting_id is not None:
        try:
            with unit_of_work() as session:
                marking.decide(
                    session,
                    actor=current_actor(),
                    sitting_id=sitting_id,
                    position=form.position.data or 0,
                    points=form.points.data or 0,
                    reason=form.reason.data or "",
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("Your decision is kept; the result is being made anew."), "ok")
            return redirect(url_for(".result_list", plan=plan), code=303)
    return _page(found, form), 422


@bp.post("/results/<uuid:uuid>/void")
@requires(Permission.RESULTS_RESULT_RELEASE)
def void(uuid: UUID) -> BaseResponse | tuple[str, int]:
    """Declare a result void for a violation."""
    found, form = _find(uuid), ReasonForm()
    if form.submitted():
        with unit_of_work() as session:
            made = services.void_result(
                session, actor=current_actor(), uuid=uuid, reason=form.reason.data or "", now=now()
            )
            target = url_for(".result", uuid=made.uuid)
        flash(_("The result is void; it waits to be checked and released."), "ok")
        return redirect(target, code=303)
    return _page(found, DecisionForm(), form), 422


@bp.post("/lists/<uuid:plan>/check")
@requires(Permission.RESULTS_RESULT_RELEASE)
def check_list(plan: UUID) -> BaseResponse:
    """Check the list of an exam."""
    done = _change(services.check_list, plan)
    text = ngettext("%(num)s result checked.", "%(num)s results checked.", len(done))
    flash(f"{text} {_('Another officer releases them.')}", "ok")
    return _to_list(plan)


@bp.post("/lists/<uuid:plan>/release")
@requires(Permission.RESULTS_RESULT_RELEASE)
def release_list(plan: UUID) -> BaseResponse:
    """Release the list of an exam."""
    done = _change(services.release_list, plan)
    flash(ngettext("%(num)s result released.", "%(num)s results released.", len(done)), "ok")
    return _to_list(plan)


@bp.post("/lists/<uuid:plan>/return")
@requires(Permission.RESULTS_RESULT_RELEASE)
def return_list(plan: UUID) -> BaseResponse:
    """Give a checked list back, with a reason."""
    reason = ReasonForm().reason.data or ""
    done = _change(services.return_list, plan, reason=reason)
    flash(ngettext("%(num)s result given back.", "%(num)s results given back.", len(done)), "ok")
    return _to_list(plan)


def _change(verb: Callable[..., Sequence[Result]], plan: UUID, **details: str) -> Sequence[Result]:
    require_token()
    with unit_of_work() as session:
        return verb(session, actor=current_actor(), plan_uuid=plan, now=now(), **details)


def _to_list(plan: UUID) -> BaseResponse:
    return redirect(url_for(".result_list", plan=plan), code=303)


def _find(uuid: UUID) -> Result:
    return queries.get_result(read_session(), uuid, scope=current_actor().scope(READ))


def _plan_uuid(found: Result) -> UUID:
    return queries.plan_uuid(read_session(), found)


def _page(found: Result, form: DecisionForm, void_form: ReasonForm | None = None) -> str:
    session, actor = read_session(), current_actor()
    shown = marks.list_marks(session, found)
    may_judge = actor.may(RELEASE, found.org_path) and found.person_id != actor.person_id
    return render_template(
        "hr/result.html",
        result=found,
        reasons=marks.reasons(found),
        marks=shown,
        to_judge=_to_judge(found, shown, form.position.data),
        versions=queries.list_versions(session, found),
        certificate=certificates.find_by_result(session, found.id),
        corrected=certificates.find_by_result(session, found.corrects_id)
        if found.corrects_id
        else None,
        violations=_violations(found),
        plan_uuid=_plan_uuid(found),
        decision_form=form,
        void_form=void_form or ReasonForm(),
        can_decide=may_judge,
    )


def _violations(found: Result) -> list[tuple[RoomEvent, str, str]]:
    """Return what the invigilators recorded about the candidate: line, what, its class."""
    lines = rooms.list_violations_of(read_session(), found.registration_id)
    return [
        (one, translate(VIOLATIONS[one.details["code"]]),
         translate(GRAVITY_NAMES[Gravity(one.details["gravity"])]))
        for one in lines
    ]  # fmt: skip


def _to_judge(found: Result, shown: Sequence[MarkView], asked: int | None) -> MarkView | None:
    """Return the answer that a person must judge next: the one just tried, else the first."""
    if not found.is_current:
        return None
    waiting = [mark for mark in shown if mark.status is Status.REVIEW]
    return next((mark for mark in waiting if mark.position == asked), next(iter(waiting), None))
