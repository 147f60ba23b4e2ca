"""Parallel forms share nothing, are as hard as the first, and can be recomputed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank import queries as bank
from app.domain.bank.rules import State
from app.domain.exams import queries, services
from app.domain.exams.arrangement import Method
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState
from app.domain.papers import queries as papers
from app.domain.papers.models import StoredBlueprint
from app.engines.assembly.parallel import TOLERANCE
from app.engines.bankfiles import Level
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.tier import Tier
from tests.factories.bank import make_source, make_version
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    make_candidate,
    make_plan,
    make_registration,
    make_staff,
)

BLUEPRINT = """
schema: xuekao-blueprint/1
code: forms
version: 1
tier: USER
title: {zh: 卷, en: Paper}
pass: {total: 60}
sections:
- code: knowledge
  title: {zh: 知识, en: Knowledge}
  minutes: 10
  points: 4
  kinds: [single]
  areas:
  - {code: nets, title: {zh: 网, en: Nets}, domains: [D2], points: 1, items: {K: 4}}
"""


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL)


@pytest.fixture
def plan(session: Session) -> ExamPlan:
    for number in range(12):
        source = replace(make_source(f"F-{number:02}"), level=Level("K"))
        make_version(session, state=State.PUBLISHED, source=source)
    session.add(
        StoredBlueprint(
            code="forms", version=1, tier=Tier.USER, title="卷", title_en="Paper", text=BLUEPRINT,
            loaded_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    return make_plan(session, state=PlanState.APPROVED, blueprint_code="forms", paper_id=None)


def codes(session: Session, paper_id: int) -> set[str]:
    return papers.list_item_codes(session, [paper_id])


def test_forms_share_no_item_and_are_equally_hard(
    session: Session, officer: Actor, plan: ExamPlan
) -> None:
    one = services.assemble_paper(session, actor=officer, uuid=plan.uuid, now=NOW)
    two, _ = services.add_form(session, actor=officer, uuid=plan.uuid, is_reserve=False, now=NOW)
    three, _ = services.add_form(session, actor=officer, uuid=plan.uuid, is_reserve=True, now=NOW)
    sets = [codes(session, paper.id) for paper in (one, two, three)]
    assert len(set.union(*sets)) == 12
    means = [papers.mean_difficulty(session, paper.id) or 0 for paper in (one, two, three)]
    assert max(means) - min(means) <= TOLERANCE
    assert [(form.letter, form.is_reserve) for form in queries.list_forms(session, plan.id)] == [
        ("A", False), ("B", False), ("C", True),
    ]  # fmt: skip
    _, shared = services.add_form(session, actor=officer, uuid=plan.uuid, is_reserve=True, now=NOW)
    assert shared == 4


def test_a_resit_repeats_nothing_of_the_first_exam(
    session: Session, officer: Actor, plan: ExamPlan
) -> None:
    first = services.assemble_paper(session, actor=officer, uuid=plan.uuid, now=NOW)
    resit = make_plan(
        session, state=PlanState.APPROVED, blueprint_code="forms", paper_id=None,
        resit_of_id=plan.id,
    )  # fmt: skip
    again = services.assemble_paper(session, actor=officer, uuid=resit.uuid, now=NOW)
    assert codes(session, first.id) & codes(session, again.id) == set()


def test_everything_drawn_is_recomputed_and_a_change_is_seen(
    session: Session, officer: Actor, plan: ExamPlan
) -> None:
    services.assemble_paper(session, actor=officer, uuid=plan.uuid, now=NOW)
    services.add_form(session, actor=officer, uuid=plan.uuid, is_reserve=False, now=NOW)
    plan.state = PlanState.REGISTRATION_CLOSED
    for number in range(4):
        make_registration(session, make_candidate(session, path=f"{GUANGZHOU}U{number}/"), plan)
    row = services.arrange_seats(
        session, actor=officer, uuid=plan.uuid, method=Method.SERPENTINE, keep_units_apart=True,
        now=NOW,
    )  # fmt: skip
    found = dict(queries.verify_draw(session, plan))
    assert found == dict.fromkeys(["commitment", "form A 1", "form B 2", "seats 1"], True)
    row.placed = [[*row.placed[0][:2], 39, "A"], *row.placed[1:]]
    assert dict(queries.verify_draw(session, plan))["seats 1"] is False


def test_forms_are_drawn_before_the_seats(session: Session, officer: Actor) -> None:
    for state in (PlanState.ARRANGED, PlanState.IN_PROGRESS, PlanState.DRAFT):
        plan = make_plan(session, state=state)
        with pytest.raises(ConflictError):
            services.add_form(session, actor=officer, uuid=plan.uuid, is_reserve=False, now=NOW)


def test_opening_a_paper_needs_a_reason_that_is_kept(session: Session, officer: Actor) -> None:
    plan = make_plan(session)

    def take(letter: str, reason: str) -> None:
        services.open_paper(
            session, actor=officer, uuid=plan.uuid, letter=letter, reason=reason, now=NOW
        )

    with pytest.raises(InvalidError):
        take("A", " ")
    with pytest.raises(NotFoundError):
        take("B", "停电")
    take("A", "停电")
    details = session.scalars(
        select(AuditEvent.details).where(AuditEvent.action == "exams.paper.opened")
    ).one()
    assert details["reason"] == "停电"


def test_the_bank_is_asked_for_the_day_of_the_exam(
    session: Session, officer: Actor, plan: ExamPlan
) -> None:
    later = plan.starts_at.date() + timedelta(days=1)
    assert bank.list_published(session, tier=Tier.USER, on=later)
