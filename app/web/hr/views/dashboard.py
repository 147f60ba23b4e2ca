"""The board of the year."""

from __future__ import annotations

from flask import current_app, render_template
from flask_babel import gettext as _

from app.domain.certificates import queries as certificates
from app.domain.certificates.queries import CertificateFilters
from app.domain.certificates.rules import SOON
from app.kernel.actor import Permission
from app.reports import lists
from app.reports.base import Reach
from app.reports.board import Board, get_board
from app.web.access import current_actor, now, requires
from app.web.display import local
from app.web.forms import TokenForm
from app.web.hr import bp, figures
from app.web.hr.figures import Tile
from app.web.hr.reach import (
    READ,
    current_reach,
    tier_options,
    unit_name,
    unit_options,
    year_options,
)
from app.web.hr.waiting import hours_waiting
from app.web.unit_of_work import read_session

CERTIFICATES = Permission.CERTIFICATES_CERTIFICATE_READ


@bp.get("")
@requires(Permission.RESULTS_RESULT_READ)
def dashboard() -> str:
    """Show the figures of a year by unit and tier."""
    actor, session = current_actor(), read_session()
    scope = actor.scope(READ)
    years = lists.list_years(session, scope)
    year = current_reach().choice.year or (years[0] if years else local(now()).year)
    reach = current_reach(year=year, outcome="", state="", plan="", text="")
    found = get_board(session, reach)
    target = int(current_app.config["PASS_TARGET"])
    unit = unit_name(reach)
    return render_template(
        "hr/dashboard.html",
        board=found,
        choice=reach.choice,
        years=year_options({*years, year}),
        units=unit_options(scope),
        tiers=tier_options(),
        tiles=_tiles(found, reach),
        heads=figures.heads(),
        lines=figures.lines(found, reach.choice, target),
        total=figures.total_line(found, reach.choice, target),
        rates=figures.rates(found, reach.choice),
        chart=figures.chart(found, reach.choice, target),
        most_units=figures.MOST_UNITS,
        rule=figures.rule(),
        target=target,
        to_do=lists.list_to_do(session, scope, person_id=actor.person_id),
        hours_waiting=hours_waiting(),
        now=now(),
        can_plan=actor.has(Permission.EXAMS_PLAN_EDIT),
        form=TokenForm(),
        title=_("%(unit)s in %(year)s", unit=unit, year=year),
    )


def _tiles(board: Board, reach: Reach) -> list[Tile]:
    found = figures.tiles(board, reach.choice)
    actor = current_actor()
    if actor.has(CERTIFICATES):
        scope = actor.scope(CERTIFICATES)
        path, tier = reach.choice.org_path, reach.choice.tier
        ending = certificates.count_certificates(
            read_session(),
            scope=scope.within(path) if path else scope,
            filters=CertificateFilters(on=local(now()).date(), tier=tier, ending_only=True),
        )
        found.append(figures.ending_tile(ending, SOON.days, reach.choice))
    return found
