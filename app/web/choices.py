"""What filters and forms offer to choose from: units, tiers, values with names."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.domain.people import queries as people
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import Message, msg
from app.kernel.tier import Tier
from app.web.display import tier_name
from app.web.i18n import translate
from app.web.unit_of_work import read_session

OUTSIDE = msg("There is no such unit, or it is outside what you may see.")
Options = list[tuple[str, str]]
"""Value and name of what a filter offers."""
Label = TypeVar("Label", bound=StrEnum)


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


def tier_options() -> Options:
    """Return the tiers."""
    return [(tier.value, tier_name(tier)) for tier in Tier]


def label_options(labels: Mapping[Label, Message]) -> Options:
    """Return what a mapping of labels offers."""
    return [(key.value, translate(label)) for key, label in labels.items()]
