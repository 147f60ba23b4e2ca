"""Persons and their tiers."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.domain.people import queries, rules, services
from app.domain.people.models import Assignment
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError, NotFoundError
from app.kernel.tier import Tier
from app.reports.persons import PersonChoice, count_persons, list_persons
from app.web.access import current_actor, now, requires
from app.web.display import local
from app.web.hr import bp
from app.web.hr.forms import TierForm
from app.web.hr.reach import require_inside, tier_options, unit_options
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

EDIT = Permission.PEOPLE_PERSON_EDIT


@bp.get("/persons")
@requires(Permission.PEOPLE_PERSON_EDIT)
def persons() -> str:
    """List persons with their tier and the reason for it."""
    session, scope, choice = read_session(), current_actor().scope(EDIT), _choice()
    if choice.org_path:
        require_inside(scope, choice.org_path)
    today = local(now()).date()
    page = current_page(count_persons(session, scope, choice, on=today))
    return render_template(
        "hr/persons.html",
        rows=list_persons(session, scope, choice, on=today, limit=page.size, offset=page.offset),
        page=page,
        choice=choice,
        units=unit_options(scope),
        tiers=tier_options(),
        is_filtered=choice != PersonChoice(),
    )


@bp.route("/persons/<uuid:uuid>/tier", methods=["GET", "POST"])
@requires(Permission.PEOPLE_PERSON_EDIT)
def tier(uuid: UUID) -> BaseResponse | str | tuple[str, int]:
    """Set a person's tier by hand, with a reason, or go back to the rule."""
    post = _assignment(uuid)
    by_rule = rules.derive_tier(post.post_level, post.duty)
    data = {"tier": post.tier.value if post.tier_override_reason else ""}
    form = TierForm(data={**data, "reason": post.tier_override_reason}).offer(by_rule.tier)
    if form.submitted():
        try:
            with unit_of_work() as session:
                person = queries.get_person(session, uuid)
                current = queries.find_assignment(session, person.id, local(now()).date())
                if current is None:
                    raise NotFoundError
                services.override_tier(
                    session,
                    actor=current_actor(),
                    assignment=current,
                    tier=form.chosen(),
                    reason=form.reason.data or "",
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("The tier of %(name)s is set.", name=post.person.full_name), "ok")
            return redirect(url_for(".persons"), code=303)
    page = render_template("hr/tier.html", form=form, post=post, by_rule=by_rule)
    return (page, 422) if form.errors else page


def _assignment(uuid: UUID) -> Assignment:
    """Return the post a person holds today, if it is in the officer's units."""
    session = read_session()
    person = queries.get_person(session, uuid)
    found = queries.find_assignment(session, person.id, local(now()).date())
    if found is None or not current_actor().may(EDIT, found.organization.path):
        raise NotFoundError
    return found


def _choice() -> PersonChoice:
    chosen = request.args.get("tier", "")
    return PersonChoice(
        text=request.args.get("text", "").strip(),
        org_path=request.args.get("unit", ""),
        tier=Tier(chosen) if chosen in set(Tier) else None,
        overridden_only=request.args.get("by") == "hand",
    )
