from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.domain.bank.rules import State
from app.domain.papers import queries, rules, services
from app.domain.papers.models import Paper
from app.engines import assembly
from app.engines.bankfiles import Level
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError
from tests.factories.bank import make_source, make_version
from tests.factories.exams import GUANGZHOU, NOW, make_staff

TEXT = """
schema: xuekao-blueprint/1
code: small
version: 1
tier: USER
title: {zh: 小卷, en: Small}
pass: {total: 60, domains: {D2: 50}, grades: {GOOD: 80}}
sections:
- code: knowledge
  title: {zh: 知识, en: Knowledge}
  minutes: 10
  points: 3
  kinds: [single]
  areas:
  - {code: nets, title: {zh: 网, en: Nets}, domains: [D2], points: 1, items: {K: 3}}
"""


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL)


def publish(session: Session, count: int = 5) -> None:
    for number in range(count):
        source = replace(make_source(f"P-{number}"), level=Level("K"))
        make_version(session, state=State.PUBLISHED, source=source)


def draw(session: Session, actor: Actor, seed: int = 1) -> Paper:
    return services.assemble(
        session,
        actor=actor,
        blueprint_code="small",
        org_path=GUANGZHOU,
        seed=seed,
        on=NOW.date(),
        now=NOW,
    )


def test_loading_a_blueprint_twice_changes_nothing(session: Session) -> None:
    one = services.load_blueprint(session, actor=SYSTEM, text=TEXT, now=NOW)
    session.flush()
    assert services.load_blueprint(session, actor=SYSTEM, text=TEXT, now=NOW) is one


def test_a_changed_text_needs_a_higher_version(session: Session) -> None:
    services.load_blueprint(session, actor=SYSTEM, text=TEXT, now=NOW)
    session.flush()
    changed = TEXT.replace("minutes: 10", "minutes: 12")
    with pytest.raises(ConflictError):
        services.load_blueprint(session, actor=SYSTEM, text=changed, now=NOW)
    newer = changed.replace("version: 1", "version: 2")
    services.load_blueprint(session, actor=SYSTEM, text=newer, now=NOW)
    session.flush()
    assert queries.get_blueprint(session, "small").version == 2
    assert [one.version for one in queries.list_blueprints(session)] == [2]


def test_an_unsound_blueprint_is_refused(session: Session) -> None:
    with pytest.raises(InvalidError):
        services.load_blueprint(session, actor=SYSTEM, text="schema: x", now=NOW)


def test_a_paper_holds_a_copy_of_what_it_asks(session: Session, officer: Actor) -> None:
    publish(session)
    services.load_blueprint(session, actor=SYSTEM, text=TEXT, now=NOW)
    paper = draw(session, officer)
    services.seal(session, actor=officer, paper=paper, now=NOW)

    sealed = queries.read_paper(session, paper.id)
    assert (sealed.points, sealed.minutes, len(sealed.items)) == (3, 10, 3)
    assert all(item.content["key"] for item in sealed.items)
    assert [row.item_version_id for row in paper.items] == [i.version_id for i in sealed.items]
    assert sealed.pass_rule.domains == {"D2": 50}
    assert (paper.sealed_at, paper.sealed_by_id) == (NOW, officer.person_id)


def test_the_same_seed_draws_the_same_items(session: Session, officer: Actor) -> None:
    publish(session)
    services.load_blueprint(session, actor=SYSTEM, text=TEXT, now=NOW)
    one, two = (rules.read_snapshot(draw(session, officer, 7).snapshot) for _ in range(2))
    assert [item.code for item in one.items] == [item.code for item in two.items]


def test_a_shortage_names_its_cell(session: Session, officer: Actor) -> None:
    publish(session, 2)
    services.load_blueprint(session, actor=SYSTEM, text=TEXT, now=NOW)
    with pytest.raises(InvalidError) as refusal:
        draw(session, officer)
    assert [problem.where for problem in refusal.value.problems] == ["knowledge/nets/K"]


def test_an_altered_paper_is_not_sealed(session: Session, officer: Actor) -> None:
    publish(session)
    services.load_blueprint(session, actor=SYSTEM, text=TEXT, now=NOW)
    paper = draw(session, officer)
    altered = {**paper.snapshot, "seed": 99}
    paper.snapshot = altered
    with pytest.raises(ConflictError):
        services.seal(session, actor=officer, paper=paper, now=NOW)


def test_the_digest_is_that_of_the_snapshot(session: Session, officer: Actor) -> None:
    publish(session)
    services.load_blueprint(session, actor=SYSTEM, text=TEXT, now=NOW)
    paper = draw(session, officer)
    session.flush()
    session.expire(paper)  # as it comes back from the database
    assert assembly.digest(paper.snapshot) == paper.digest


def test_learners_draw_no_papers(session: Session) -> None:
    learner = make_staff(session, Role.LEARNER)
    with pytest.raises(ForbiddenError):
        draw(session, learner)


def test_a_snapshot_of_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="not a paper"):
        rules.read_snapshot({"schema": "xuekao-paper/2"})
