"""What a personnel officer's page reads: the scope, the choice of the address, the filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.reports.base import Reach
from app.reports.choice import Choice
from app.web.access import current_actor
from app.web.choices import (
    Options,
    label_options,
    require_inside,
    tier_options,
    unit_options,
)
from app.web.unit_of_work import read_session

__all__ = [
    "READ",
    "Options",
    "board_url",
    "current_reach",
    "label_options",
    "list_url",
    "require_inside",
    "tier_options",
    "unit_name",
    "unit_options",
    "year_options",
]
READ = Permission.RESULTS_RESULT_READ


def current_reach(**fixed: object) -> Reach:
    """Return the reader's scope and what the address asks for; `fixed` overrides the address."""
    choice = Choice.read({**request.args.to_dict(), **fixed})
    reach = Reach(current_actor().scope(READ), choice)
    if choice.org_path:
        require_inside(reach.scope, choice.org_path)
    return reach


def year_options(years: Iterable[int]) -> Options:
    """Return the years, the latest first."""
    ordered = sorted(years, reverse=True)
    return [(str(year), gettext("Year %(year)s", year=year)) for year in ordered]


def unit_name(reach: Reach) -> str:
    """Return what the chosen unit is called, or the reader's own."""
    paths = reach.narrowed.paths
    names = people.organization_names(read_session(), paths)
    if len(paths) == 1:
        return names.get(paths[0], paths[0])
    return gettext("My units")


def list_url(choice: Choice, **changed: object) -> str:
    """Return the address of the results list for a choice."""
    args: dict[str, Any] = {**choice.but(**changed).to_args()}
    return url_for("hr.result_list", **args)


def board_url(choice: Choice) -> str:
    """Return the address of the board for a choice."""
    args: dict[str, Any] = {**choice.to_args()}
    return url_for("hr.dashboard", **args)
