"""`flask bank duplicates` and `coverage`: what a bank holds too often, and too little of."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app

from app.cli.bank.group import cli
from app.domain.bank import queries, rules
from app.engines.assembly import Blueprint, read_blueprint
from app.engines.bankfiles.duplicates import THRESHOLD, find_duplicates, words_of
from app.kernel.errors import DomainError
from app.kernel.scope import EVERYTHING
from app.web.i18n import translate
from app.web.unit_of_work import read_session


@cli.command("duplicates")
@click.argument("code", required=False)
@click.option("--threshold", type=click.FloatRange(0.3, 1), default=THRESHOLD, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def duplicates(code: str | None, *, threshold: float, as_json: bool) -> None:
    """List items whose words are almost the same, in one bank or in all; exit 1 when there are."""
    session = read_session()
    try:
        banks = [queries.get_bank(session, code)] if code else None
    except DomainError as error:
        raise click.ClickException(translate(error.message)) from error
    all_banks = banks or list(queries.list_banks(session, scope=EVERYTHING))
    contents = queries.newest_contents(session, [bank.id for bank in all_banks])
    pairs = find_duplicates({c: words_of(content) for c, content in contents.items()}, threshold)
    if as_json:
        listed = [
            {"first": one.first, "second": one.second, "similarity": one.similarity}
            for one in pairs
        ]
        click.echo(json.dumps({"items": len(contents), "pairs": listed}, ensure_ascii=False))
    else:
        for one in pairs:
            click.echo(f"{one.similarity:.0%} {one.first} {one.second}")
        click.echo(f"{len(contents)} items, {len(pairs)} pairs")
    raise SystemExit(1 if pairs else 0)


@cli.command("coverage")
@click.argument("blueprint", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def coverage(blueprint: str | None, *, as_json: bool) -> None:
    """Show per cell of a blueprint what is published and what papers need; exit 1 when short."""
    blueprints = [one for one in _blueprints() if blueprint in (None, one.code)]
    if not blueprints:
        raise click.ClickException(f"there is no blueprint {blueprint or ''}".strip())
    today = datetime.now(UTC).date()
    cells: list[dict[str, Any]] = []
    for one in blueprints:
        pool = queries.count_published(read_session(), tier=one.tier, on=today)
        cells += [{"blueprint": one.code, **cell} for cell in _cells(rules.coverage(one, pool))]
    short = [cell for cell in cells if cell["state"] == "short"]
    if as_json:
        counts = {name: sum(cell["state"] == name for cell in cells) for name in STATES}
        click.echo(json.dumps({"cells": cells, **counts}, ensure_ascii=False))
    else:
        for cell in cells:
            areas = " ".join(cell["domains"])
            click.echo(
                f"{cell['blueprint']} {cell['section']} {areas} {cell['level']}:"
                f" {cell['published']} of {cell['needed']} ({cell['state']})"
            )
        click.echo(f"{len(cells)} cells, {len(short)} short")
    raise SystemExit(1 if short else 0)


STATES = ("short", "thin", "full")


def _cells(sections: list[rules.SectionCoverage]) -> list[dict[str, Any]]:
    return [
        {
            "section": section.title.get("zh", ""),
            "domains": list(area.domains),
            "level": level,
            "needed": cell.needed,
            "published": cell.published,
            "reserve": round(cell.reserve, 2),
            "state": "short" if cell.is_short else "thin" if cell.is_thin else "full",
        }
        for section in sections
        for area in section.areas
        for level, cell in area.cells.items()
    ]


def _blueprints() -> list[Blueprint]:
    folder = Path(current_app.config["QUESTION_BANKS"]) / "blueprints"
    paths = sorted(folder.glob("*.yaml"))
    return [read_blueprint(path.read_text(encoding="utf-8")) for path in paths]
