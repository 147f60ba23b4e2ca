"""`flask exams verify-draw`: recompute what was left to chance."""

from __future__ import annotations

import click

from app.cli.exams.group import cli
from app.domain.exams import queries
from app.domain.exams.queries import PlanFilters
from app.kernel.scope import EVERYTHING
from app.web.unit_of_work import read_session

MOST = 100_000


@cli.command("verify-draw")
@click.argument("code")
def verify_draw(code: str) -> None:
    """Recompute papers, seats, invigilators and orders of the exam CODE from its secret."""
    session = read_session()
    plans = queries.list_plans(
        session, scope=EVERYTHING, filters=PlanFilters(), limit=MOST, offset=0
    )
    plan = next((one for one in plans if one.code == code), None)
    if plan is None:
        raise click.ClickException(f"no exam has the number {code}; it stands on the plan's page")
    found = list(queries.verify_draw(session, plan))
    if not found:
        raise click.ClickException("nothing was drawn by lot for this exam")
    for name, is_same in found:
        click.echo(f"{'same' if is_same else 'DIFFERS'}  {name}")
    if not all(is_same for _, is_same in found):
        raise click.ClickException("what is kept is not what the secret gives")
    click.echo(f"{len(found)} drawings recomputed, all the same")
