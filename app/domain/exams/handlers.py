"""Jobs of the exams room. Safe to run twice."""

from __future__ import annotations

from typing import Any

from app.domain.exams import queries, services
from app.domain.jobs.runner import JobContext
from app.kernel.actor import SYSTEM


def prepare_papers(ctx: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Prepare the papers of an exam, some at a time; a job that was stopped goes on from there."""
    plan_id = int(args["plan_id"])
    before = -1
    while True:
        with ctx.session() as session:
            plan = queries.get_plan_by_id(session, plan_id)
            ready = services.prepare_some(session, actor=SYSTEM, plan=plan, now=ctx.now())
        ctx.progress(ready.done, ready.total)
        if ready.is_whole or ready.done == before:  # nothing more can be made
            break
        before = ready.done
    with ctx.session() as session:
        plan = queries.get_plan_by_id(session, plan_id)
        services.finish_preparing(session, actor=SYSTEM, plan=plan, now=ctx.now())
    return {"done": ready.done, "total": ready.total}
