"""What the shipped blueprints draw from the shipped banks."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from app.engines.assembly import Blueprint, Drawn, PoolItem, draw, read_blueprint
from app.engines.bankfiles import ItemSource
from tests.banks.test_shipped import BANKS
from tests.conftest import ROOT

FILES = sorted((ROOT / "question_banks" / "blueprints").glob("*.yaml"))
BLUEPRINTS = {path.stem: read_blueprint(path.read_text(encoding="utf-8")) for path in FILES}
KINDS = {"CS101": "files", "CS102": "typing", "CS103": "word", "CS104": "sheet",
         "CS105": "slides", "CS106": "inbox"}  # fmt: skip


def pooled(number: int, source: ItemSource) -> PoolItem:
    return PoolItem(
        id=number, code=source.code, kind=source.kind, domain=source.domain,
        level=source.level.value, module=source.module, difficulty=source.difficulty,
        enemies=frozenset(source.enemies),
    )  # fmt: skip


@cache
def pool(code: str) -> tuple[PoolItem, ...]:
    tier = BLUEPRINTS[code].tier
    return tuple(pooled(n, one) for n, one in enumerate(BANKS.items, 1) if tier in one.tiers)


def papers(blueprint: Blueprint, count: int) -> list[list[Drawn]]:
    """So many papers of which no two share an item."""
    used: set[int] = set()
    found = []
    for seed in range(count):
        left = [item for item in pool(blueprint.code) if item.id not in used]
        found.append(draw(blueprint, left, seed))
        used |= {place.item.id for place in found[-1]}
    return found


@pytest.mark.parametrize(("code", "ways"), [("user-2026", 3), ("lead-2026", 2), ("mgmt-2026", 2)])
def test_the_bank_fills_the_blueprint(code: str, ways: int) -> None:
    blueprint = BLUEPRINTS[code]
    drawn = papers(blueprint, ways)
    assert {round(sum(place.points for place in paper), 2) for paper in drawn} == {100}


def test_every_shipped_blueprint_is_tried() -> None:
    assert set(BLUEPRINTS) == {"user-2026", "lead-2026", "mgmt-2026"}


def test_a_paper_for_general_users_asks_for_every_kind_of_office_work_in_order() -> None:
    for paper in papers(BLUEPRINTS["user-2026"], 3):
        kinds = [KINDS[place.item.module] for place in paper if place.item.kind == "practical"]
        assert kinds[:3] == ["word", "sheet", "slides"]
        assert set(kinds[3:]) <= {"files", "typing", "inbox"}


def test_all_six_kinds_come_up_in_the_papers_of_general_users() -> None:
    found = {
        KINDS[place.item.module]
        for paper in papers(BLUEPRINTS["user-2026"], 3)
        for place in paper
        if place.item.kind == "practical"
    }
    assert found == set(KINDS.values())


def test_leaders_are_asked_about_mail_and_files_only() -> None:
    (paper,) = papers(BLUEPRINTS["lead-2026"], 1)
    modules = [place.item.module for place in paper if place.item.kind == "practical"]
    assert modules == ["CS106", "CS101"]


@pytest.mark.parametrize(
    ("code", "domains"), [("lead-2026", [set()]), ("mgmt-2026", [{"D7"}, {"D5", "D11"}])]
)
def test_the_upper_tiers_decide_cases_between_questions_and_practicals(
    code: str, domains: list[set[str]]
) -> None:
    sections = BLUEPRINTS[code].sections
    assert [section.code for section in sections] == ["knowledge", "case", "practical"]
    for paper in papers(BLUEPRINTS[code], 2):
        cases = [place.item for place in paper if place.section == "case"]
        assert [case.kind for case in cases] == ["case"] * len(domains)
        for wanted in domains:
            assert not wanted or sum(case.domain in wanted for case in cases) == 1


def test_a_case_is_worth_in_the_bank_what_it_is_worth_on_the_paper() -> None:
    cases = [source for source in BANKS.items if source.kind == "case"]
    assert cases
    for source in cases:
        parts = source.content["parts"].values()
        assert sum(Decimal(str(part["points"])) for part in parts) == Decimal(str(source.points))


def test_time_suffices_for_the_longest_tasks() -> None:
    for blueprint in BLUEPRINTS.values():
        section = blueprint.sections[-1]
        minutes = {
            source.code: source.seconds / 60 for source in BANKS.items if source.kind == "practical"
        }
        most = 0.0
        for cell in section.cells():
            fitting = [i for i in pool(blueprint.code) if i.module in cell.modules]
            own = sorted((minutes[i.code] for i in fitting if i.kind == "practical"), reverse=True)
            most += sum(own[: cell.count])
        assert most <= section.minutes + 10, blueprint.code
