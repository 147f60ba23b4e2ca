"""`flask exams verify-draw`: recompute what was left to chance."""

from __future__ import annotations

import json

import click
from sqlalchemy.orm import Session

from app.cli.exams.group import cli
from app.domain.exams import queries, services
from app.domain.exams.models import ExamPlan
from app.domain.exams.queries import PlanFilters, Readiness
from app.kernel.actor import SYSTEM
from app.kernel.errors import ConflictError
from app.kernel.scope import EVERYTHING
from app.web.access import utc_now
from app.web.unit_of_work import read_session, unit_of_work

MOST = 100_000


@cli.command("verify-draw")
@click.argument("code")
def verify_draw(code: str) -> None:
    """Recompute papers, seats, invigilators and orders of the exam CODE from its secret."""
    session = read_session()
    plan = _plan(session, code)
    found = list(queries.verify_draw(session, plan))
    if not found:
        raise click.ClickException("nothing was drawn by lot for this exam")
    for name, is_same in found:
        click.echo(f"{'same' if is_same else 'DIFFERS'}  {name}")
    if not all(is_same for _, is_same in found):
        raise click.ClickException("what is kept is not what the secret gives")
    click.echo(f"{len(found)} drawings recomputed, all the same")


@cli.command("prepare")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of a bar.")
def prepare(code: str, *, as_json: bool) -> None:
    """Make and seal the papers of all candidates of the exam CODE before it begins.

    What lies ready is not made again: a run that was stopped goes on where it ended.
    """
    with unit_of_work() as session:
        plan_id = _plan(session, code).id
        ready = queries.count_prepared(session, _plan(session, code))
    found = ready.done
    with click.progressbar(length=ready.total, label=code, hidden=as_json) as bar:
        bar.update(ready.done)
        while not ready.is_whole:
            before = ready.done
            ready = _prepare_some(plan_id)
            bar.update(ready.done - before)
            if ready.done == before:
                break
    with unit_of_work() as session:
        plan = queries.get_plan_by_id(session, plan_id)
        services.finish_preparing(session, actor=SYSTEM, plan=plan, now=utc_now())
    _tell(ready, made=ready.done - found, as_json=as_json)


def _prepare_some(plan_id: int) -> Readiness:
    with unit_of_work() as session:
        plan = queries.get_plan_by_id(session, plan_id)
        try:
            services.require_preparable(plan)
        except ConflictError as error:
            raise click.ClickException(str(error)) from error
        return services.prepare_some(session, actor=SYSTEM, plan=plan, now=utc_now())


def _tell(ready: Readiness, *, made: int, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"prepared": ready.done, "of": ready.total, "made": made}))
    else:
        click.echo(f"{ready.done} of {ready.total} papers lie ready, {made} of them made now")
    if not ready.is_whole:
        missing = ready.total - ready.done
        raise click.ClickException(f"{missing} could not be made: is there a sealed paper?")


def _plan(session: Session, code: str) -> ExamPlan:
    plans = queries.list_plans(
        session, scope=EVERYTHING, filters=PlanFilters(), limit=MOST, offset=0
    )
    plan = next((one for one in plans if one.code == code), None)
    if plan is None:
        raise click.ClickException(f"no exam has the number {code}; it stands on the plan's page")
    return plan
