"""What the banks hold against what papers need, cell by cell."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, render_template, request

from app.domain.bank import queries, rules
from app.engines.assembly import Blueprint, read_blueprint
from app.kernel.actor import Permission
from app.web.access import now, requires
from app.web.author import bp
from app.web.unit_of_work import read_session


@bp.get("/coverage")
@requires(Permission.BANK_ITEM_READ)
def coverage() -> str:
    """Show, for one blueprint, what is published and what is missing."""
    blueprints = _blueprints()
    asked = request.args.get("blueprint", "")
    shown = next((b for b in blueprints if b.code == asked), blueprints[0] if blueprints else None)
    sections: list[rules.SectionCoverage] = []
    if shown:
        pool = queries.list_published(read_session(), tier=shown.tier, on=now().date())
        sections = rules.coverage(shown, pool)
    return render_template(
        "author/coverage.html",
        blueprints=blueprints,
        shown=shown,
        sections=sections,
        totals=_totals(sections),
        reserve=rules.RESERVE,
    )


def _blueprints() -> list[Blueprint]:
    folder = Path(current_app.config["QUESTION_BANKS"]) / "blueprints"
    paths = sorted(folder.glob("*.yaml"))
    return [read_blueprint(path.read_text(encoding="utf-8")) for path in paths]


def _totals(sections: list[rules.SectionCoverage]) -> dict[str, int]:
    cells = [cell for section in sections for cell in section.cells]
    return {
        "needed": sum(cell.needed for cell in cells),
        "cells": len(cells),
        "short": sum(cell.is_short for cell in cells),
        "thin": sum(cell.is_thin and not cell.is_short for cell in cells),
    }
