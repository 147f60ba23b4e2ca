"""Add a person, or correct what the roster says of one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.people import passwords, queries, services
from app.domain.people.models import Person
from app.domain.people.rules_posts import contradicts_gender
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.persons import bp
from app.web.persons.desk import get_dossier, today, unit_options
from app.web.persons.forms import FactsForm, PersonForm
from app.web.persons.slip import show_slip
from app.web.unit_of_work import unit_of_work

Page = Response | str | tuple[str, int]


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_PERSON_EDIT)
def add() -> Page:
    """Add a person; the first password is shown once, on a slip to hand over."""
    form = PersonForm(data={"starts_on": today(), "organization": request.args.get("unit", "")})
    form.offer_genders()
    form.offer_posts(unit_options())
    if form.submitted():
        try:
            return _take_over(form) if form.takes_over.data else _admit(form)
        except InvalidError as error:
            form.take(error)
    page = render_template("persons/add.html", form=form)
    return (page, 422) if form.errors else page


def _admit(form: PersonForm) -> Response:
    password = passwords.first_password()
    with unit_of_work() as session:
        made = services.admit_person(
            session,
            actor=current_actor(),
            facts=form.facts(),
            organization=queries.get_organization(session, form.organization.data or ""),
            post=form.post(),
            username=form.username.data or "",
            password=password,
            now=now(),
        )
        uuid = made.uuid
    if contradicts_gender(form.facts().tidied()):
        flash(_("The gender is not the one the ID number says. Check both."), "warn")
    return show_slip(uuid, password)


def _take_over(form: PersonForm) -> Response:
    with unit_of_work() as session:
        taken: Person = services.take_over(
            session,
            actor=current_actor(),
            facts=form.facts(),
            organization=queries.get_organization(session, form.organization.data or ""),
            post=form.post(),
            now=now(),
        )
        uuid, name = taken.uuid, taken.full_name
    flash(_("%(name)s is taken over, with hours, results and account.", name=name), "ok")
    return redirect(url_for(".person", uuid=uuid), code=303)


@bp.route("/<uuid:uuid>/correct", methods=["GET", "POST"])
@requires(Permission.PEOPLE_PERSON_EDIT)
def correct(uuid: UUID) -> Page:
    """Correct name, numbers or gender."""
    dossier = get_dossier(uuid)
    form = FactsForm(data=FactsForm.of_person(dossier.person))
    form.offer_genders()
    if form.submitted():
        try:
            with unit_of_work() as session:
                changed = services.correct_person(
                    session,
                    actor=current_actor(),
                    person=queries.get_person(session, uuid),
                    facts=form.facts(),
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("The entry is corrected.") if changed else _("Nothing was changed."), "ok")
            return redirect(url_for(".person", uuid=uuid), code=303)
    page = render_template("persons/correct.html", form=form, person=dossier.person)
    return (page, 422) if form.errors else page
