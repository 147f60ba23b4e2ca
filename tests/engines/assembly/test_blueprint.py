from __future__ import annotations

from pathlib import Path

import pytest

from app.engines import assembly
from app.kernel.errors import InvalidError

SHIPPED = sorted(Path("question_banks/blueprints").glob("*.yaml"))
USER = Path("question_banks/blueprints/user-2026.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_blueprint_reads(path: Path) -> None:
    blueprint = assembly.read_blueprint(path.read_text(encoding="utf-8"))
    assert blueprint.code == path.stem
    assert blueprint.points == 100


def test_the_user_blueprint_is_that_of_the_domain_book() -> None:
    blueprint = assembly.read_blueprint(USER)
    knowledge, practical = blueprint.sections
    assert (knowledge.minutes, knowledge.points) == (40, 40)
    assert (practical.minutes, practical.points) == (120, 60)
    by_level = {
        level: sum(cell.count for cell in knowledge.cells() if cell.level == level)
        for level in assembly.LEVELS
    }
    assert by_level == {"K": 12, "C": 17, "A": 11, "E": 0}
    tasks = [cell.points for cell in practical.cells() for _ in range(cell.count)]
    assert tasks == [20, 17, 11, 6, 6]


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ("tier: USER", "tier: BOSS", "tier", "BOSS is not known here."),
        ("minutes: 40", "minutes: none", "sections[1].minutes", "A number of at least 1"),
        ("minutes: 40", "minuets: 40", "sections[1].minuets", "Unknown field."),
        ("points: 40", "points: 41", "sections[1].points", "The cells add up to 40 points"),
        ("{K: 2, C: 2}}", "{K: 2, X: 2}}", "sections[1].areas[1].items.X", "Unknown field."),
        ("{practical: 60}", "{pratical: 60}", "pass.sections.pratical", "pratical is not known"),
        ("min: 0.55", "min: 0.95", "sections[1].difficulty", "The lower bound is above"),
        ("code: data,", "code: policy,", "knowledge/policy/K", "Two cells have the same place."),
        ("version: 2", "", "version", "This field is missing."),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, where: str, reason: str) -> None:
    assert old in USER
    with pytest.raises(InvalidError) as refusal:
        assembly.read_blueprint(USER.replace(old, new, 1))
    told = {problem.where: str(problem.reason) for problem in refusal.value.problems}
    assert where in told
    assert told[where].startswith(reason)


def test_all_mistakes_are_told_at_once() -> None:
    text = USER.replace("tier: USER", "tier: BOSS").replace("minutes: 120", "minutes: 0")
    with pytest.raises(InvalidError) as refusal:
        assembly.read_blueprint(text)
    assert {problem.where for problem in refusal.value.problems} >= {
        "tier",
        "sections[2].minutes",
    }


@pytest.mark.parametrize("text", ["", "[]", "schema: other/1", "a: [1", "schema: {x: 1}"])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        assembly.read_blueprint(text)
