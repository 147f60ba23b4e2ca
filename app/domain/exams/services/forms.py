"""The papers of an exam: form A and its parallel forms, drawn by the exam's own secret."""

from __future__ import annotations

import string
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import chance, policy, queries
from app.domain.exams.models import ExamPlan, PlanForm
from app.domain.exams.rules_plans import PlanState
from app.domain.exams.services.draws import commit_draw
from app.domain.papers import queries as papers
from app.domain.papers import services as paper_services
from app.domain.papers.models import Paper
from app.engines import assembly
from app.engines.assembly import Blueprint, PoolItem
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg

TRIES = 20
MOST_FORMS = 6
FIRST = "A"
MORE_FORMS = frozenset(
    {PlanState.APPROVED, PlanState.PUBLISHED, PlanState.REGISTRATION_CLOSED}
)  # fmt: skip


def assemble_paper(
    session: Session, *, actor: Actor, uuid: UUID, now: datetime, seed: int | None = None
) -> Paper:
    """Draw form A of an approved plan and seal it.

    :param seed: only for tests and the demo; by itself it follows from the secret of the exam.
    :raises InvalidError: the bank cannot fill the blueprint; one problem for each short cell.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if plan.state is not PlanState.APPROVED:
        raise ConflictError(
            msg("Papers are drawn for approved plans, before the registration opens.")
        )
    for old in queries.list_forms(session, plan.id):
        old.replaced_at = now
    session.flush()
    paper = _draw(session, actor, plan, FIRST, seed, now, is_reserve=False)
    plan.paper_id = paper.id
    plan.minutes = papers.read_paper(session, paper.id).minutes
    _audit(session, actor, "exams.plan.paper-sealed", plan, now, paper=paper.code, form=FIRST)
    return paper


def add_form(
    session: Session, *, actor: Actor, uuid: UUID, is_reserve: bool, now: datetime
) -> tuple[Paper, int]:
    """Draw a parallel form that is as hard as form A and shares no item with the others.

    Where the bank is too small for that, the cells that are short, and only they, may repeat
    items. Returns the paper and how many items it shares.

    :param is_reserve: kept for an emergency instead of lying at every second seat.
    :raises InvalidError: the bank is too small for one more; one problem for each short cell.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    known = queries.list_forms(session, plan.id)
    if plan.state not in MORE_FORMS or plan.paper_id is None:
        raise ConflictError(
            msg("Further forms are drawn after form A and before the seats are arranged.")
        )
    if len(known) >= MOST_FORMS:
        raise ConflictError(msg("An exam has at most %(most)s forms.", most=MOST_FORMS))
    taken = {FIRST, *(one.letter for one in known)}
    letter = next(one for one in string.ascii_uppercase if one not in taken)
    others = papers.list_item_codes(session, _papers_in_use(session, plan))
    paper = _draw(session, actor, plan, letter, None, now, is_reserve=is_reserve)
    shared = len(others & papers.list_item_codes(session, [paper.id]))
    details = {"paper": paper.code, "form": letter, "shared": shared}
    _audit(session, actor, "exams.plan.paper-sealed", plan, now, **details)
    return paper, shared


def _draw(  # noqa: PLR0917 - what a drawing depends on
    session: Session,
    actor: Actor,
    plan: ExamPlan,
    letter: str,
    seed: int | None,
    now: datetime,
    *,
    is_reserve: bool,
) -> Paper:
    secret = commit_draw(session, actor=actor, plan=plan, now=now).secret
    number = len(queries.list_all_forms(session, plan.id)) + 1
    seeds = [seed] if seed is not None else chance.paper_seeds(secret, number)
    used = _papers_in_use(session, plan)
    pool = papers.list_pool(
        session,
        plan.blueprint_code,
        on=plan.starts_at.date(),
        without=papers.list_item_codes(session, used),
    )
    near = papers.mean_difficulty(session, plan.paper_id) if letter != FIRST else None
    blueprint = papers.read_blueprint(session, plan.blueprint_code)
    try:
        chosen, _ = assembly.draw_alike(blueprint, pool, seeds, near)
    except InvalidError as short:
        if letter == FIRST:
            raise
        pool = _relaxed(session, plan, blueprint, pool, {one.where for one in short.problems})
        chosen, _ = assembly.draw_alike(blueprint, pool, seeds, near)
    paper = _seal(session, actor, plan, chosen, pool, now)
    session.add(
        PlanForm(
            plan_id=plan.id,
            letter=letter,
            paper_id=paper.id,
            number=number,
            pool=[item.to_json() for item in pool],
            made_at=now,
            is_reserve=is_reserve,
        )
    )
    session.flush()
    return paper


def _seal(  # noqa: PLR0917 - one paper
    session: Session,
    actor: Actor,
    plan: ExamPlan,
    seed: int,
    pool: list[PoolItem],
    now: datetime,
) -> Paper:
    paper = paper_services.assemble(
        session,
        actor=actor,
        blueprint_code=plan.blueprint_code,
        org_path=plan.org_path,
        seed=seed,
        on=plan.starts_at.date(),
        now=now,
        pool=pool,
    )
    return paper_services.seal(session, actor=actor, paper=paper, now=now)


def _relaxed(
    session: Session,
    plan: ExamPlan,
    blueprint: Blueprint,
    pool: list[PoolItem],
    short: set[str],
) -> list[PoolItem]:
    """Return the pool with items of other forms allowed again in the cells that are short."""
    cells = [cell for cell in blueprint.cells() if cell.key in short]
    known = {item.code for item in pool}
    everything = papers.list_pool(session, plan.blueprint_code, on=plan.starts_at.date())
    return [
        item
        for item in everything
        if item.code in known or any(assembly.fits(item, cell) for cell in cells)
    ]


def _papers_in_use(session: Session, plan: ExamPlan) -> list[int]:
    """Papers whose items this one must not repeat: the other forms, and those of the first exam."""
    used = [one.paper_id for one in queries.list_forms(session, plan.id)]
    used += [plan.paper_id] if plan.paper_id and plan.state is not PlanState.APPROVED else []
    if plan.resit_of_id is not None:
        used += [one.paper_id for one in queries.list_all_forms(session, plan.resit_of_id)]
        first = session.get_one(ExamPlan, plan.resit_of_id)
        used += [first.paper_id] if first.paper_id else []
    return used


def open_paper(
    session: Session, *, actor: Actor, uuid: UUID, letter: str, reason: str, now: datetime
) -> Paper:
    """Give out a sealed form to be printed or looked at; who and why stands in the audit log.

    :raises InvalidError: without a reason.
    """
    plan = _get(session, actor, uuid)
    policy.can_plan_or_approve(actor, org_path=plan.org_path).require()
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    paper_id, _ = queries.list_papers(session, plan).get(letter, (0, False))
    paper = papers.find_paper(session, paper_id)
    if paper is None:
        raise NotFoundError(msg("This exam has no such form."))
    details = {"form": letter, "paper": paper.code, "reason": reason.strip()}
    _audit(session, actor, "exams.paper.opened", plan, now, **details)
    return paper


def _get(session: Session, actor: Actor, uuid: UUID) -> ExamPlan:
    scope = actor.scope(Permission.EXAMS_PLAN_READ)
    return queries.get_plan(session, uuid, scope=scope, lock=True)


def _audit(
    session: Session, actor: Actor, action: str, plan: ExamPlan, now: datetime, **details: object
) -> None:
    audit.record(session, actor=actor, action=action, subject=plan.code, at=now, details=details)
