"""Views of administrators and auditors."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.audit import queries as audit_queries
from app.domain.people import accounts as people_accounts
from app.domain.people import passwords, queries, services
from app.domain.people.rules import OrganizationKind
from app.kernel.actor import Permission, Role
from app.kernel.errors import ForbiddenError, InvalidError, NotFoundError
from app.kernel.scope import Scope
from app.web.access import current_actor, now, requires
from app.web.admin import bp
from app.web.admin.actions import ACTIONS
from app.web.admin.forms import KINDS, AccountForm, OrganizationForm, RoleForm, WithdrawForm
from app.web.display import role_name
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work


def _scope() -> Scope:
    return current_actor().scope(Permission.PEOPLE_ORGANIZATION_EDIT)


def _unit_choices() -> list[tuple[str, str]]:
    units = queries.list_organizations(read_session(), scope=_scope())
    return [(u.code, "　" * (u.path.count("/") - 2) + u.name) for u in units]


@bp.get("/organizations")
@requires(Permission.PEOPLE_ORGANIZATION_EDIT)
def organizations() -> str:
    """Show the part of the tree one is responsible for."""
    units = queries.list_organizations(read_session(), scope=_scope())
    return render_template("admin/organizations.html", units=units, kinds=KINDS)


@bp.route("/organizations/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_ORGANIZATION_EDIT)
def add_organization() -> Response | tuple[str, int]:
    """Add a unit."""
    form = OrganizationForm(data={"parent": request.args.get("parent", "")}).offer(_unit_choices())
    if form.submitted():
        try:
            with unit_of_work() as session:
                unit = services.add_organization(
                    session,
                    actor=current_actor(),
                    code=form.code.data or "",
                    name=form.name.data or "",
                    kind=OrganizationKind(form.kind.data),
                    parent=queries.get_organization(session, form.parent.data or ""),
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("%(name)s is added.", name=unit.name), "ok")
            return redirect(url_for(".organizations") + f"#{unit.code}", code=303)
    page = render_template("admin/add_organization.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/accounts")
@requires(Permission.PEOPLE_ACCOUNT_EDIT)
def accounts() -> str:
    """List the persons one may give accounts and roles."""
    scope = current_actor().scope(Permission.PEOPLE_ACCOUNT_EDIT)
    filters = queries.PersonFilters(
        text=request.args.get("q", "").strip(), org_path=request.args.get("unit", "")
    )
    session, on = read_session(), now().date()
    page = current_page(queries.count_postings(session, scope=scope, filters=filters, on=on))
    people = queries.list_postings(
        session, scope=scope, filters=filters, on=on, limit=page.size, offset=page.offset
    )
    cards = queries.account_cards(session, [person.person_id for person in people])
    units = queries.list_organizations(session, scope=_scope())
    return render_template(
        "admin/accounts.html", people=people, page=page, filters=filters, units=units, cards=cards
    )


def _posting(uuid: UUID) -> queries.Posting:
    """Return the person with the post held today, if within one's part of the tree."""
    person = queries.get_person(read_session(), uuid)
    posting = queries.get_posting(read_session(), person.id, now().date())
    if not current_actor().may(Permission.PEOPLE_ACCOUNT_EDIT, posting.org_path):
        raise NotFoundError
    return posting


@bp.get("/accounts/<uuid:uuid>")
@requires(Permission.PEOPLE_ACCOUNT_EDIT)
def account(uuid: UUID) -> str:
    """Show a person's account and roles."""
    return _account_page(uuid, _role_form(), AccountForm())


def _role_form() -> RoleForm:
    roles = [(role.value, role_name(role)) for role in Role]
    return RoleForm().offer(roles, _unit_choices())


def _account_page(uuid: UUID, role_form: RoleForm, account_form: AccountForm) -> str:
    posting = _posting(uuid)
    session = read_session()
    return render_template(
        "admin/account.html",
        posting=posting,
        account=queries.find_account_of(session, posting.person_id),
        grants=queries.list_grants(session, posting.person_id),
        role_form=role_form,
        account_form=account_form,
        withdraw_form=WithdrawForm(),
        token=TokenForm(),
        now=now(),
    )


@bp.post("/accounts/<uuid:uuid>/roles")
@requires(Permission.PEOPLE_ROLE_GRANT)
def grant_role(uuid: UUID) -> Response | tuple[str, int]:
    """Grant a role; a combination that the rules forbid is explained on the page."""
    _posting(uuid)
    form = _role_form()
    if form.submitted():
        try:
            with unit_of_work() as session:
                services.grant_role(
                    session,
                    actor=current_actor(),
                    person=queries.get_person(session, uuid),
                    role=form.chosen,
                    organization=queries.get_organization(session, form.organization.data or ""),
                    reason=form.reason.data or "",
                    now=now(),
                )
        except ForbiddenError as error:
            form.form_errors.append(translate(error.message))
        else:
            flash(_("The role is granted."), "ok")
            return redirect(url_for(".account", uuid=uuid), code=303)
    return _account_page(uuid, form, AccountForm()), 422


@bp.post("/accounts/<uuid:uuid>/roles/<int:grant_id>/revoke")
@requires(Permission.PEOPLE_ROLE_GRANT)
def revoke_role(uuid: UUID, grant_id: int) -> Response:
    """End a role, with the reason; without one nothing is changed."""
    _posting(uuid)
    form = WithdrawForm()
    if not form.submitted():
        require_token()
        flash(_("Please give a reason."), "bad")
        return redirect(url_for(".account", uuid=uuid), code=303)
    with unit_of_work() as session:
        person = queries.get_person(session, uuid)
        grant = queries.get_grant(session, grant_id, person_id=person.id)
        services.revoke_role(
            session, actor=current_actor(), person=person, grant=grant,
            reason=form.reason.data or "", now=now(),
        )  # fmt: skip
    flash(_("The role is withdrawn."), "ok")
    return redirect(url_for(".account", uuid=uuid), code=303)


@bp.post("/accounts/<uuid:uuid>/open")
@requires(Permission.PEOPLE_ACCOUNT_EDIT)
def open_account(uuid: UUID) -> Response | tuple[str, int]:
    """Give a person an account with a first password, shown once."""
    posting = _posting(uuid)
    form = AccountForm()
    if form.submitted():
        password = passwords.first_password()
        try:
            with unit_of_work() as session:
                people_accounts.open_account(
                    session,
                    actor=current_actor(),
                    person=queries.get_person(session, uuid),
                    org_path=posting.org_path,
                    username=form.username.data or "",
                    password=password,
                    now=now(),
                )
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("First password, shown only now: %(password)s", password=password), "warn")
            return redirect(url_for(".account", uuid=uuid), code=303)
    return _account_page(uuid, _role_form(), form), 422


@bp.post("/accounts/<uuid:uuid>/reset")
@requires(Permission.PEOPLE_ACCOUNT_EDIT)
def reset_password(uuid: UUID) -> Response:
    """Set a new first password, shown once; open sign-ins end."""
    posting = _posting(uuid)
    require_token()
    password = passwords.first_password()
    with unit_of_work() as session:
        people_accounts.reset_password(
            session,
            actor=current_actor(),
            person_id=posting.person_id,
            org_path=posting.org_path,
            password=password,
            now=now(),
        )
    flash(_("First password, shown only now: %(password)s", password=password), "warn")
    return redirect(url_for(".account", uuid=uuid), code=303)


@bp.post("/accounts/<uuid:uuid>/enable")
@requires(Permission.PEOPLE_ACCOUNT_EDIT)
def enable_account(uuid: UUID) -> Response:
    """Close or reopen an account."""
    posting = _posting(uuid)
    require_token()
    with unit_of_work() as session:
        people_accounts.set_enabled(
            session,
            actor=current_actor(),
            person_id=posting.person_id,
            org_path=posting.org_path,
            is_enabled=request.form.get("enabled") == "yes",
            now=now(),
        )
    flash(_("The account is changed."), "ok")
    return redirect(url_for(".account", uuid=uuid), code=303)


@bp.get("/audit")
@requires(Permission.AUDIT_EVENT_READ)
def audit_log() -> str:
    """Read the audit log; auditors only."""
    filters = audit_queries.Filters(
        action=request.args.get("action", "").strip(),
        person=request.args.get("person", "").strip(),
        subject=request.args.get("subject", "").strip(),
    )
    scope = current_actor().scope(Permission.AUDIT_EVENT_READ)
    session = read_session()
    page = current_page(audit_queries.count_events(session, scope=scope, filters=filters), 50)
    events = audit_queries.list_events(
        session, scope=scope, filters=filters, limit=page.size, offset=page.offset
    )
    broken = audit_queries.find_broken_link(session) if "verify" in request.args else None
    return render_template(
        "admin/audit.html",
        ACTIONS=ACTIONS,
        events=events,
        page=page,
        filters=filters,
        verified="verify" in request.args,
        broken=broken,
    )
