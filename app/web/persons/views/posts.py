"""Posts with dates: moved, corrected, left, taken back; the tier set by hand."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.people import queries, services
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError, NotFoundError
from app.web.access import current_actor, now, requires
from app.web.display import day_short
from app.web.forms import require_token
from app.web.persons import bp
from app.web.persons.desk import get_dossier, today, unit_options
from app.web.persons.forms import LeavingForm, PostForm, TierForm
from app.web.unit_of_work import unit_of_work

Page = Response | str | tuple[str, int]


@bp.route("/<uuid:uuid>/move", methods=["GET", "POST"])
@requires(Permission.PEOPLE_PERSON_EDIT)
def move(uuid: UUID) -> Page:
    """Give a person another post from a day on; the present one ends the day before."""
    dossier = get_dossier(uuid)
    start = max(today(), dossier.latest.starts_on + timedelta(days=1))
    form = PostForm(data={**PostForm.of_post(dossier.latest), "starts_on": start})
    form.offer_posts(unit_options())
    if form.submitted():
        post = form.post()
        try:
            with unit_of_work() as session:
                services.move_person(
                    session,
                    actor=current_actor(),
                    person=queries.get_person(session, uuid),
                    organization=queries.get_organization(session, form.organization.data or ""),
                    post_title=post.title,
                    starts_on=post.starts_on,
                    post_level=post.level,
                    rank=post.rank,
                    duty=post.duty,
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("The new post begins on %(day)s.", day=day_short(post.starts_on)), "ok")
            return redirect(url_for(".person", uuid=uuid), code=303)
    page = render_template("persons/move.html", form=form, dossier=dossier)
    return (page, 422) if form.errors else page


@bp.route("/<uuid:uuid>/post", methods=["GET", "POST"])
@requires(Permission.PEOPLE_PERSON_EDIT)
def correct_post(uuid: UUID) -> Page:
    """Correct a mistake in the latest post."""
    dossier = get_dossier(uuid)
    form = PostForm(data=PostForm.of_post(dossier.latest))
    form.offer_posts(unit_options())
    if form.submitted():
        try:
            with unit_of_work() as session:
                services.correct_post(
                    session,
                    actor=current_actor(),
                    person=queries.get_person(session, uuid),
                    organization=queries.get_organization(session, form.organization.data or ""),
                    post=form.post(),
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("The post is corrected."), "ok")
            return redirect(url_for(".person", uuid=uuid), code=303)
    page = render_template("persons/correct_post.html", form=form, dossier=dossier)
    return (page, 422) if form.errors else page


@bp.route("/<uuid:uuid>/leave", methods=["GET", "POST"])
@requires(Permission.PEOPLE_PERSON_EDIT)
def leave(uuid: UUID) -> Page:
    """Record that a person retires, is transferred or leaves for another reason."""
    dossier = get_dossier(uuid)
    form = LeavingForm(data={"last_day": today()}).offer()
    if form.submitted():
        try:
            with unit_of_work() as session:
                services.leave_person(
                    session,
                    actor=current_actor(),
                    person=queries.get_person(session, uuid),
                    last_day=form.last_day.data or today(),
                    ending=form.chosen(),
                    note=form.note.data or "",
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("The leaving is recorded."), "ok")
            return redirect(url_for(".person", uuid=uuid), code=303)
    page = render_template("persons/leave.html", form=form, dossier=dossier)
    return (page, 422) if form.errors else page


@bp.post("/<uuid:uuid>/take-back")
@requires(Permission.PEOPLE_PERSON_EDIT)
def take_back(uuid: UUID) -> Response:
    """Take back a leaving, or a post that has not begun."""
    get_dossier(uuid)
    require_token()
    with unit_of_work() as session:
        services.take_back(
            session, actor=current_actor(), person=queries.get_person(session, uuid), now=now()
        )
    flash(_("It is taken back; the post before goes on."), "ok")
    return redirect(url_for(".person", uuid=uuid), code=303)


@bp.route("/<uuid:uuid>/tier", methods=["GET", "POST"])
@requires(Permission.PEOPLE_TIER_SET)
def tier(uuid: UUID) -> Page:
    """Set a person's tier by hand, with a reason, or go back to the rule."""
    dossier = get_dossier(uuid)
    post = dossier.post
    data = {"tier": post.tier.value if post.tier_override_reason else ""}
    form = TierForm(data={**data, "reason": post.tier_override_reason}).offer(dossier.by_rule.tier)
    if form.submitted():
        try:
            with unit_of_work() as session:
                person = queries.get_person(session, uuid)
                current = queries.find_assignment(session, person.id, today())
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
            flash(_("The tier of %(name)s is set.", name=dossier.person.full_name), "ok")
            return redirect(url_for(".person", uuid=uuid), code=303)
    page = render_template("persons/tier.html", form=form, post=post, by_rule=dossier.by_rule)
    return (page, 422) if form.errors else page
