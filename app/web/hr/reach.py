"""What a personnel officer's page reads: the scope, the choice of the address, the filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for
from flask_babel import gettext

from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import Message, msg
from app.kernel.tier import Tier
from app.reports.base import Reach
from app.reports.choice import Choice
from app.web.access import current_actor
from app.web.display import tier_name
from app.web.i18n import translate
from app.web.unit_of_work import read_session

READ = Permission.RESULTS_RESULT_READ
OUTSIDE = msg("There is no such unit, or it is outside what you may see.")
Options = list[tuple[str, str]]
"""Value and name of what a filter offers."""
Label = TypeVar("Label", bound=StrEnum)


def current_reach(**fixed: object) -> Reach:
    """Return the reader's scope and what the address asks for; `fixed` overrides the address."""
    choice = Choice.read({**request.args.to_dict(), **fixed})
    reach = Reach(current_actor().scope(READ), choice)
    if choice.org_path:
        require_inside(reach.scope, choice.org_path)
    return reach


def require_inside(scope: Scope, org_path: str) -> None:
    """Refuse a unit outside the scope as if it were not there."""
    if not scope.contains(org_path):
        raise NotFoundError(OUTSIDE)


def unit_options(scope: Scope) -> Options:
    """Return the units in scope in tree order, indented by their depth below the reader's."""
    found = people.list_organizations(read_session(), scope=scope)
    depths = [unit.path.count("/") for unit in found]
    least = min(depths, default=0)
    return [
        (unit.path, "\u3000" * (depth - least) + unit.name)
        for unit, depth in zip(found, depths, strict=True)
    ]


def year_options(years: Iterable[int]) -> Options:
    """Return the years, the latest first."""
    ordered = sorted(years, reverse=True)
    return [(str(year), gettext("Year %(year)s", year=year)) for year in ordered]


def tier_options() -> Options:
    """Return the tiers."""
    return [(tier.value, tier_name(tier)) for tier in Tier]


def label_options(labels: Mapping[Label, Message]) -> Options:
    """Return what a mapping of labels offers."""
    return [(key.value, translate(label)) for key, label in labels.items()]


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
