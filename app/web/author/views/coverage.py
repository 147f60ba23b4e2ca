"""What the banks hold against what papers need, cell by cell."""

from __future__ import annotations

from pathlib import Path

from flask import abort, current_app, render_template, request

from app.domain.bank import queries, rules
from app.domain.bank.queries import pairs
from app.engines.assembly import ANY_LEVEL, Blueprint, Cell, read_blueprint
from app.kernel.actor import Permission
from app.web.access import current_actor, now, requires
from app.web.author import bp
from app.web.author.forms import FORMS
from app.web.paging import current_page
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
        pool = queries.count_published(read_session(), tier=shown.tier, on=now().date())
        sections = rules.coverage(shown, pool)
    return render_template(
        "author/coverage.html",
        blueprints=blueprints,
        shown=shown,
        sections=sections,
        totals=_totals(sections),
        reserve=rules.RESERVE,
    )


@bp.get("/coverage/cell")
@requires(Permission.BANK_ITEM_READ)
def coverage_cell() -> str:
    """List the items of one cell, and lead to writing one more for it."""
    code, key = request.args.get("blueprint", ""), request.args.get("cell", "")
    blueprint = next((one for one in _blueprints() if one.code == code), None)
    cell = rules.cell_of(blueprint, key) if blueprint else None
    if blueprint is None or cell is None:
        abort(404)
    session, actor = read_session(), current_actor()
    scope = actor.scope(Permission.BANK_ITEM_READ)
    tier, today = blueprint.tier, now().date()
    published = queries.count_cell(session, cell, tier=tier, on=today)
    page = current_page(published)
    codes = queries.list_cell(
        session, cell, tier=tier, on=today, limit=page.size, offset=page.offset
    )
    versions = pairs.newest_of(session, codes, scope=scope)
    section = next(one for one in blueprint.sections if one.code == cell.section)
    banks = queries.list_banks(session, scope=actor.scope(Permission.BANK_ITEM_EDIT))
    return render_template(
        "author/coverage_cell.html",
        blueprint=blueprint,
        section=section,
        area=next(one for one in section.areas if one.code == cell.area),
        cell=cell,
        coverage=rules.Coverage(needed=cell.count, published=published),
        reserve=rules.RESERVE,
        page=page,
        rows=[versions[code] for code in codes if code in versions],
        banks=[one for one in banks if one.tier is blueprint.tier] or banks,
        kinds=[kind for kind in (*FORMS, "practical") if kind in cell.kinds],
        given=_given(blueprint, cell),
    )


def _given(blueprint: Blueprint, cell: Cell) -> dict[str, str]:
    """Return what the form of a new item is filled with."""
    given = {"tiers": blueprint.tier.value}
    if cell.domains:
        given["domain"] = min(cell.domains, key=lambda domain: int(domain[1:]))
    if cell.level != ANY_LEVEL:
        given["level"] = cell.level
    if len(cell.modules) == 1:
        given["module"] = next(iter(cell.modules))
    return given


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
