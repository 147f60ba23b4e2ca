"""The pages, by what a person does: find, look, write, review, see what is missing."""

from app.engines.bankfiles import Secrecy
from app.web.author import bp, names
from app.web.author.views import (
    bulk,
    checks,
    coverage,
    duplicates,
    editing,
    exporting,
    exposure,
    finding,
    importing,
    items,
    practical_sources,
    practicals,
    reviews,
)

__all__ = [
    "bulk",
    "checks",
    "coverage",
    "duplicates",
    "editing",
    "exporting",
    "exposure",
    "finding",
    "importing",
    "items",
    "practical_sources",
    "practicals",
    "reviews",
]


@bp.context_processor
def field_names() -> dict[str, object]:
    """Give the pages of this audience the names of kinds, areas, levels and states."""
    return {
        "kind_name": names.kind_name,
        "state_name": names.state_name,
        "state_badges": names.STATE_BADGES,
        "domain_name": names.domain_name,
        "level_name": names.level_name,
        "scoring_name": names.scoring_name,
        "change_name": names.change_name,
        "bank_name": names.bank_name,
        "action_name": names.action_name,
        "secrecy_name": names.secrecy_name,
        "secrecy_badges": names.SECRECY_BADGES,
        "secrecy_labels": list(Secrecy),
    }
