"""The account of a person: opened, given a new first password, unlocked, closed."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.people import accounts, passwords, queries, services
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.forms import require_token
from app.web.persons import bp
from app.web.persons.desk import get_dossier
from app.web.persons.forms import UserNameForm
from app.web.persons.slip import show_slip
from app.web.persons.views.listing import show
from app.web.unit_of_work import unit_of_work

MAY = (Permission.PEOPLE_LEARNER_EDIT, Permission.PEOPLE_ACCOUNT_EDIT)


def _whose(uuid: UUID) -> tuple[int, str]:
    """Return the person and the unit, read before anything is written."""
    dossier = get_dossier(uuid)
    return dossier.person.id, dossier.latest.organization.path


@bp.post("/<uuid:uuid>/account/open")
@requires(*MAY)
def open_account(uuid: UUID) -> Response | tuple[str, int]:
    """Give a person an account and the role of a learner; the first password is shown once."""
    get_dossier(uuid)
    form = UserNameForm()
    if form.submitted():
        password = passwords.first_password()
        try:
            with unit_of_work() as session:
                services.give_account(
                    session,
                    actor=current_actor(),
                    person=queries.get_person(session, uuid),
                    username=form.username.data or "",
                    password=password,
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            return show_slip(uuid, password)
    return show(get_dossier(uuid), form), 422


@bp.post("/<uuid:uuid>/account/reset")
@requires(*MAY)
def reset_password(uuid: UUID) -> Response:
    """Set a new first password, shown once; open sign-ins end."""
    person_id, org_path = _whose(uuid)
    require_token()
    password = passwords.first_password()
    with unit_of_work() as session:
        accounts.reset_password(
            session,
            actor=current_actor(),
            person_id=person_id,
            org_path=org_path,
            password=password,
            now=now(),
        )
    return show_slip(uuid, password)


@bp.post("/<uuid:uuid>/account/unlock")
@requires(*MAY)
def unlock(uuid: UUID) -> Response:
    """Lift the lock after wrong passwords."""
    person_id, org_path = _whose(uuid)
    require_token()
    with unit_of_work() as session:
        accounts.unlock(
            session,
            actor=current_actor(),
            person_id=person_id,
            org_path=org_path,
            now=now(),
        )
    flash(_("The account is unlocked; the password is the one before."), "ok")
    return redirect(url_for(".person", uuid=uuid), code=303)


@bp.post("/<uuid:uuid>/account/enable")
@requires(*MAY)
def enable(uuid: UUID) -> Response:
    """Close or reopen an account."""
    person_id, org_path = _whose(uuid)
    require_token()
    with unit_of_work() as session:
        accounts.set_enabled(
            session,
            actor=current_actor(),
            person_id=person_id,
            org_path=org_path,
            is_enabled=request.form.get("enabled") == "yes",
            now=now(),
        )
    flash(_("The account is changed."), "ok")
    return redirect(url_for(".person", uuid=uuid), code=303)
