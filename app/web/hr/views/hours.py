"""Hours that a person decides about: the list, one record, several together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from app.domain.learning import rules, services
from app.domain.learning.rules import HoursState
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.reports import hours
from app.reports.hours import HoursChoice, HoursRow
from app.web.access import current_actor, now, requires
from app.web.hr import bp, hours_page
from app.web.hr.forms import HoursForm, HoursTogetherForm
from app.web.hr.reach import label_options, require_inside, unit_options
from app.web.i18n import translate
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

READ = Permission.LEARNING_HOURS_READ
DONE = {
    HoursState.VERIFIED: "ok",
    HoursState.RETURNED: "ok",
    HoursState.REVOKED: "warn",
    HoursState.PENDING: "info",
}


@bp.get("/hours")
@requires(Permission.LEARNING_HOURS_READ)
def hours_list() -> str:
    """List hours of one's units by state; what waits for a decision is shown first."""
    session, scope = read_session(), current_actor().scope(READ)
    choice = HoursChoice.read(request.args)
    if choice.org_path:
        require_inside(scope, choice.org_path)
    counts = hours.count_by_state(session, scope, choice)
    wanted = [choice.state] if choice.state else list(HoursState)
    page = current_page(sum(counts[state].records for state in wanted))
    return render_template(
        "hr/hours.html",
        rows=hours.list_hours(session, scope, choice, limit=page.size, offset=page.offset),
        page=page,
        choice=choice,
        counts=counts,
        units=unit_options(scope),
        modules=hours_page.module_options(),
        flags=label_options(rules.FLAG_NAMES),
        is_filtered=choice.but(state=None) != HoursChoice(state=None),
        targets=_targets(choice),
        **_names(),
    )


def _names() -> dict[str, Any]:
    return {
        "HoursState": HoursState,
        "FLAG_NAMES": {flag.value: name for flag, name in rules.FLAG_NAMES.items()},
        "ACTS": hours_page.ACTS,
        "list_targets": hours_page.list_targets,
        "decider_of": hours_page.decider_of,
        "actor": current_actor(),
    }


def _targets(choice: HoursChoice) -> list[HoursState]:
    """Return what may be decided about several rows of the list together."""
    if not current_actor().has(hours_page.DECIDE):
        return []
    found = rules.TRANSITIONS[choice.state] if choice.state else set(hours_page.ACTS)
    return [state for state in hours_page.ACTS if state in found]


@bp.get("/hours/<uuid:uuid>")
@requires(Permission.LEARNING_HOURS_READ)
def hours_record(uuid: UUID) -> str:
    """Show the evidence of one record, why it is flagged, and what was decided so far."""
    return _page(_find(uuid), HoursForm())


@bp.post("/hours/<uuid:uuid>/decision")
@requires(Permission.LEARNING_HOURS_DECIDE)
def decide_hours(uuid: UUID) -> BaseResponse | tuple[str, int]:
    """Verify, return or revoke hours with a reason."""
    row, form, status = _find(uuid), HoursForm(), 422
    if form.submitted():
        try:
            with unit_of_work() as session:
                services.decide_hours(
                    session,
                    actor=current_actor(),
                    uuid=uuid,
                    state=form.target(),
                    reason=form.reason.data or "",
                    seen=form.seen.data or 0,
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        except ConflictError as error:
            form.form_errors.append(translate(error.message))
            row, status = _find(uuid), 409
        else:
            flash(_told(form.target(), row.full_name), DONE[form.target()])
            return redirect(_back(), code=303)
    return _page(row, form), status


def _told(state: HoursState, name: str) -> str:
    return {
        HoursState.VERIFIED: _("The hours of %(name)s are verified and count now.", name=name),
        HoursState.RETURNED: _(
            "The hours of %(name)s are returned; the person reads your reason and can hand them in"
            " again.",
            name=name,
        ),
        HoursState.REVOKED: _("The hours of %(name)s are revoked and no longer count.", name=name),
        HoursState.PENDING: _("The hours of %(name)s wait for a decision again.", name=name),
    }[state]


def _find(uuid: UUID) -> HoursRow:
    return hours.get_row(read_session(), current_actor().scope(READ), uuid)


def _page(row: HoursRow, form: HoursForm) -> str:
    choice = HoursChoice.read(request.args)
    return render_template(
        "hr/hours_record.html",
        row=row,
        record=row.record,
        evidence=hours_page.read_evidence(row.record),
        targets=hours_page.list_targets(row.record),
        reasons=hours_page.STANDARD_REASONS,
        refusal=hours_page.may_decide(row.record, HoursState.VERIFIED),
        form=form,
        rules=rules,
        choice=choice,
        back=_back(),
        **_names(),
    )


def _back() -> str:
    args: dict[str, Any] = {**HoursChoice.read(request.args).to_args()}
    return url_for(".hours_list", **args)


@bp.route("/hours/together", methods=["GET", "POST"])
@requires(Permission.LEARNING_HOURS_DECIDE)
def hours_together() -> BaseResponse | str | tuple[str, int]:
    """Show what a decision about the chosen rows would do; take it with a reason."""
    form = HoursTogetherForm()
    found, target, status = _chosen(form), form.target(), 422
    if form.submitted():
        try:
            with unit_of_work() as session:
                done = services.decide_many(
                    session,
                    actor=current_actor(),
                    chosen=form.seen_of(),
                    state=target,
                    reason=form.reason.data or "",
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        except ConflictError as error:
            form.form_errors.append(translate(error.message))
            found, status = _chosen(form), 409
        else:
            text = ngettext("%(num)s record decided.", "%(num)s records decided.", len(done))
            flash(text, DONE[target])
            return redirect(_back(), code=303)
    page = render_template(
        "hr/hours_together.html",
        preview=hours_page.preview(found, target),
        reasons=hours_page.STANDARD_REASONS,
        form=form,
        back=_back(),
        args=HoursChoice.read(request.args).to_args(),
        **_names(),
    )
    return (page, status) if form.errors else page


def _chosen(form: HoursTogetherForm) -> list[HoursRow]:
    """Return the chosen rows; one outside the officer's units is not there."""
    uuids = form.uuids()
    found = hours.list_rows(read_session(), current_actor().scope(hours_page.DECIDE), uuids)
    if len(found) != len(set(uuids)):
        raise NotFoundError
    return found
