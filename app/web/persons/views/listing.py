"""Find persons of one's units; one person with everything the roster says."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask_babel import gettext as _

from app.domain.people import policy, queries, wording
from app.kernel.actor import Permission
from app.kernel.checkdigit import mask_id
from app.kernel.tier import Tier
from app.reports.persons import PersonChoice, Standing, count_persons, list_persons
from app.reports.words import RANKS
from app.web.access import current_actor, now, requires
from app.web.choices import require_inside, tier_options
from app.web.choices import unit_options as unit_paths
from app.web.forms import TokenForm
from app.web.paging import current_page
from app.web.persons import bp
from app.web.persons.desk import EDIT, Dossier, get_dossier, history_lines, scope, today
from app.web.persons.forms import UserNameForm
from app.web.unit_of_work import read_session


@bp.get("")
@requires(Permission.PEOPLE_PERSON_EDIT)
def person_list() -> str:
    """List persons with their posts, their tiers and the reason for them."""
    session, reach, choice, on = read_session(), scope(), _choice(), today()
    if choice.org_path:
        require_inside(reach, choice.org_path)
    page = current_page(count_persons(session, reach, choice, on=on))
    return render_template(
        "persons/list.html",
        rows=list_persons(session, reach, choice, on=on, limit=page.size, offset=page.offset),
        page=page,
        choice=choice,
        units=unit_paths(reach),
        tiers=tier_options(),
        standings=_standings(),
        is_filtered=choice != PersonChoice(),
        may_set_tier=current_actor().has(Permission.PEOPLE_TIER_SET),
        RANKS=RANKS,
        Standing=Standing,
    )


def _standings() -> list[tuple[str, str]]:
    return [
        (Standing.SERVING.value, _("In service")),
        (Standing.COMING.value, _("Begins later")),
        (Standing.LEFT.value, _("Has left")),
    ]


def _choice() -> PersonChoice:
    tier, standing = request.args.get("tier", ""), request.args.get("standing", "")
    return PersonChoice(
        text=request.args.get("text", "").strip(),
        org_path=request.args.get("unit", ""),
        tier=Tier(tier) if tier in set(Tier) else None,
        overridden_only=request.args.get("by") == "hand",
        standing=Standing(standing) if standing in set(Standing) else Standing.SERVING,
    )


@bp.get("/<uuid:uuid>")
@requires(Permission.PEOPLE_PERSON_EDIT)
def person(uuid: UUID) -> str:
    """Show a person: posts, tier with its reason, account, roles."""
    return show(get_dossier(uuid), UserNameForm())


def show(dossier: Dossier, username_form: UserNameForm) -> str:
    """Return the page of a person; the form of the user name may hold an error."""
    session, actor = read_session(), current_actor()
    grants = queries.list_grants(session, dossier.person.id)
    held = frozenset(grant.role for grant in grants)
    path = dossier.latest.organization.path
    return render_template(
        "persons/person.html",
        dossier=dossier,
        person=dossier.person,
        masked=mask_id(dossier.person.id_number or ""),
        lines=history_lines(dossier.history),
        account=queries.find_account_of(session, dossier.person.id),
        grants=grants,
        can_account=policy.can_edit_account(actor, org_path=path, held=held),
        may_set_tier=bool(policy.can_set_tier(actor, org_path=path, person_id=dossier.person.id)),
        may_grant=actor.may(Permission.PEOPLE_ROLE_GRANT, path),
        is_within=actor.may(EDIT, path),
        username_form=username_form,
        token_form=TokenForm(),
        words=wording,
        now=now(),
    )
