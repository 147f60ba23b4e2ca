"""What SQL says of the items for papers is what the rule of drawing says of each of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bank import queries, rules
from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.engines import assembly
from app.engines.assembly import ANY_LEVEL, LEVELS, Blueprint, Cell, PoolItem
from app.engines.bankfiles import Level, Secrecy, Use
from app.kernel.tier import Tier
from tests.factories.bank import NOW, OTHER_CITY, make_bank, make_source, make_version

TODAY = NOW.date()
DAY = timedelta(days=1)
DATES: tuple[tuple[date | None, date | None], ...] = (
    *(((None, None),) * 4),
    (TODAY, TODAY),
    (TODAY - DAY, None),
    (TODAY + DAY, None),
    (None, TODAY - DAY),
    (None, TODAY + DAY),
)
TIERS = ("USER", "USER LEAD", "LEAD", "MGMT USER TECH", "TECH")
STATES = (State.PUBLISHED,) * 6 + tuple(State)
USES = (Use.EXAM,) * 4 + (Use.QUIZ, Use.CHECKPOINT)
TEXT = """
schema: xuekao-blueprint/1
code: small
version: 1
tier: USER
title: {zh: 小卷, en: Small}
pass: {total: 60}
sections:
- code: knowledge
  title: {zh: 知识, en: Knowledge}
  minutes: 10
  points: 4
  kinds: [single, judge]
  areas:
  - {code: one, title: {zh: 一, en: One}, domains: [D2], points: 1, items: {K: 1, A: 0, any: 1}}
  - {code: two, title: {zh: 二, en: Two}, domains: [D1, D11], points: 1, items: {C: 1, A: 1}}
- code: cases
  title: {zh: 案例, en: Cases}
  minutes: 10
  points: 5
  kinds: [case]
  areas:
  - {code: case, title: {zh: 例, en: Case}, modules: [CS103], points: 5, items: {any: 1}}
"""
BLUEPRINT = assembly.read_blueprint(TEXT)


def cells() -> Iterator[Cell]:
    """Every way in which a cell can narrow."""
    kinds = ((), ("single",), ("case", "practical"), ("single", "judge", "case"))
    domains = ((), ("D2",), ("D1", "D11"), ("D9",))
    modules = ((), ("EG201",), ("CS103", "EG802"), ("",))
    for place, (kind, domain, module, level) in enumerate(
        product(kinds, domains, modules, (*LEVELS, ANY_LEVEL))
    ):
        yield Cell(
            key=f"s/{place}/{level}",
            section="s",
            area=str(place),
            level=level,
            count=1,
            points=1.0,
            kinds=frozenset(kind),
            domains=frozenset(domain),
            modules=frozenset(module),
        )


@pytest.fixture
def held(session: Session) -> list[ItemVersion]:
    """A bank of items of every sort, some of them with several versions."""
    dice = random.Random(7)  # noqa: S311 - a fixed sequence
    make_bank(session, "sz", OTHER_CITY)
    banks = [make_bank(session), queries.get_bank(session, "sz")]
    for number in range(160):
        source = make_source(f"Q-{dice.randrange(10**6):06}-{number}")
        item = None
        for state in dice.choice(((dice.choice(STATES),), (State.RETIRED, State.PUBLISHED))):
            version = make_version(
                session, state=state, source=source, item=item, bank=dice.choice(banks)
            )
            item = version.item
            item.secrecy = dice.choice(list(Secrecy))
            version.kind = dice.choice(("single", "judge", "case", "practical"))
            version.domain = dice.choice(("D1", "D2", "D11"))
            version.level = dice.choice(list(Level))
            version.module = dice.choice(("", "EG201", "CS103"))
            version.tier_names = dice.choice(TIERS)
            version.valid_from, version.valid_to = dice.choice(DATES)
            version.use = dice.choice(USES)
            version.difficulty = dice.choice((0.4, 0.6, 0.8))
    session.flush()
    return list(session.scalars(select(ItemVersion)))


def may_be_drawn(version: ItemVersion, tier: Tier, on: date) -> bool:
    """The rule, in words of Python."""
    return (
        version.state is State.PUBLISHED
        and version.use is Use.EXAM
        and tier in version.tiers
        and (version.valid_from is None or version.valid_from <= on)
        and (version.valid_to is None or version.valid_to >= on)
    )


def pooled(version: ItemVersion) -> PoolItem:
    return PoolItem(
        id=version.id,
        code=version.item.code,
        kind=version.kind,
        domain=version.domain,
        module=version.module,
        level=version.level.value,
        difficulty=version.difficulty,
        enemies=frozenset(version.enemies),
    )


def expected(held: list[ItemVersion], tier: Tier, on: date) -> list[PoolItem]:
    found = [pooled(one) for one in held if may_be_drawn(one, tier, on)]
    return sorted(found, key=lambda item: item.code)


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize("on", [TODAY - DAY, TODAY, TODAY + DAY])
def test_the_pool_is_what_the_rule_lets_through(
    session: Session, held: list[ItemVersion], tier: Tier, on: date
) -> None:
    pool = expected(held, tier, on)
    assert queries.list_published(session, tier=tier, on=on) == pool
    groups = queries.count_published(session, tier=tier, on=on)
    assert sum(group.count for group in groups) == len(pool)
    sorts = [(one.kind, one.domain, one.module, one.level) for one in groups]
    assert len(set(sorts)) == len(sorts)


def test_every_cell_holds_what_fits_it_page_by_page(
    session: Session, held: list[ItemVersion]
) -> None:
    pool = expected(held, Tier.USER, TODAY)
    sizes = []
    for cell in cells():
        fitting = [item.code for item in pool if assembly.fits(item, cell)]
        pages = [
            queries.list_cell(session, cell, tier=Tier.USER, on=TODAY, limit=7, offset=start)
            for start in range(0, len(fitting) + 1, 7)
        ]
        assert [code for page in pages for code in page] == fitting, cell
        assert queries.count_cell(session, cell, tier=Tier.USER, on=TODAY) == len(fitting), cell
        sizes.append(len(fitting))
    assert 0 in sizes
    assert max(sizes) > 14


def test_the_board_counts_each_cell_as_the_rule_does(
    session: Session, held: list[ItemVersion]
) -> None:
    pool = expected(held, Tier.USER, TODAY)
    groups = queries.count_published(session, tier=Tier.USER, on=TODAY)
    shown = {
        f"{section.code}/{area.code}/{level}": (one.needed, one.published)
        for section in rules.coverage(BLUEPRINT, groups)
        for area in section.areas
        for level, one in area.cells.items()
    }
    assert shown == {
        cell.key: (cell.count, sum(assembly.fits(item, cell) for item in pool))
        for cell in BLUEPRINT.cells()
        if cell.count
    }


def test_a_narrowed_pool_holds_what_fits_and_gives_the_same_papers(
    session: Session, held: list[ItemVersion]
) -> None:
    pool = expected(held, Tier.USER, TODAY)
    narrowed = queries.list_published(session, tier=Tier.USER, on=TODAY, blueprint=BLUEPRINT)
    assert narrowed == [item for item in pool if fits_somewhere(BLUEPRINT, item)]
    assert len(narrowed) < len(pool)
    for seed in range(20):
        assert assembly.draw(BLUEPRINT, narrowed, seed) == assembly.draw(BLUEPRINT, pool, seed)


def fits_somewhere(blueprint: Blueprint, item: PoolItem) -> bool:
    return any(assembly.fits(item, cell) for cell in blueprint.cells())
