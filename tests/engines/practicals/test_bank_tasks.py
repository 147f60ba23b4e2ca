"""The delivered tasks prove themselves: full answer, untouched starter, wrong answers, 20 seeds."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from app.engines.practicals import (
    bound,
    grade,
    inspect,
    model_answer,
    read_task,
    scene,
    starter,
    wrong_answer,
)
from app.engines.practicals.authoring.lint import lint
from app.engines.practicals.offices import OFFICES
from tests.factories.practicals import TASKS, bank_task

NAMES = sorted(path.parent.name for path in TASKS.glob("*/task.yaml"))
OFFICE = [name for name in NAMES if bank_task(name).module in {"word", "sheet", "slides"}]
ENCODINGS = [(name, way) for name in NAMES for way in OFFICES[bank_task(name).module].variants]
WRONG = [(name, number) for name in NAMES for number in range(len(bank_task(name).wrong))]
SEEDS = range(1, 21)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_every_seed_gives_a_task_that_can_be_solved_and_is_not_solved(name: str, seed: int) -> None:
    task = bank_task(name)
    full = grade(task, model_answer(task, seed), seed)
    assert full.score == task.points, [str(c.found) for c in full.checks if c.score < c.points]
    assert all(guard.deducted == 0 for guard in full.guards)
    assert grade(task, starter(task, seed), seed).score == task.starter.floor
    assert task.starter.floor <= task.points / 10


@pytest.mark.parametrize(("name", "number"), WRONG)
def test_wrong_answers_get_the_score_written_beside_them(name: str, number: int) -> None:
    task = bank_task(name)
    for seed in (1, 8):
        wrong = bound(task, seed).wrong[number]
        grading = grade(task, wrong_answer(task, seed, number), seed)
        assert grading.score == wrong.score, wrong.title


@pytest.mark.parametrize(("name", "encoding"), ENCODINGS)
def test_the_encoding_of_an_answer_does_not_change_its_score(name: str, encoding: str) -> None:
    task = bank_task(name)
    rewrite = OFFICES[task.module].variants[encoding]
    assert grade(task, rewrite(model_answer(task, 4)), 4).score == task.points
    wrong = wrong_answer(task, 4, 0)
    assert grade(task, rewrite(wrong), 4).score == grade(task, wrong, 4).score


@pytest.mark.parametrize("name", OFFICE)
def test_the_answer_to_another_seed_does_not_pass(name: str) -> None:
    task = bank_task(name)
    texts = {json.dumps(inspect(starter(task, seed))) for seed in SEEDS}
    assert len(texts) == len(SEEDS)
    grading = grade(task, model_answer(task, 2), 3)
    assert grading.score < task.points


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(OFFICE)))
def test_what_the_page_shows_differs_between_candidates(name: str) -> None:
    task = bank_task(name)
    shown = {json.dumps(scene(task, seed), sort_keys=True) for seed in SEEDS}
    assert len(shown) > 5


@pytest.mark.parametrize("name", OFFICE)
def test_the_instructions_tell_everything_that_is_checked(name: str) -> None:
    task = bank_task(name)
    assert len(task.checks) >= 10
    assert len(task.wrong) >= 4
    assert f"扣 {task.guards[0].penalty:g} 分" in task.instructions


def broken(name: str, **changes: Any) -> list[str]:
    mapping = copy.deepcopy(dict(bank_task(name).mapping))
    for path, value in changes.items():
        mapping[path] = value
    return [str(problem) for problem in lint(read_task(mapping), range(1, 3))]


def test_lint_is_silent_on_sound_tasks() -> None:
    assert lint(bank_task("meeting-table"), range(1, 3)) == []


def test_lint_finds_a_solution_that_does_not_solve() -> None:
    solution = copy.deepcopy(dict(bank_task("meeting-table").mapping["solution"]))
    solution["steps"] = solution["steps"][:-1]
    solution["wrong"] = []
    found = broken("meeting-table", solution=solution)
    assert any("model answer gets 18 of 20" in line and "page-number" in line for line in found)
    assert any("At least 3 common wrong answers" in line for line in found)


def test_lint_finds_wrong_scores_and_idle_checks() -> None:
    solution = copy.deepcopy(dict(bank_task("meeting-table").mapping["solution"]))
    solution["wrong"][0]["score"] = 1
    found = broken("meeting-table", solution=solution)
    assert any("gets 17 points, not 1" in line for line in found)
    checks = copy.deepcopy(bank_task("meeting-table").mapping["checks"])
    checks[0]["expect"] = {"bold": False}
    idle = broken("meeting-table", checks=checks)
    assert any("“title” costs no points" in line for line in idle)
    assert any("starter gets 2 points, floor 0" in line for line in idle)


def test_lint_asks_for_a_solution_and_refuses_steps_it_cannot_do() -> None:
    assert "declares no solution" in broken("meeting-table", solution={})[0]
    steps = [{"id": "a", "find": {"tables": {"index": 1}}, "set": {"rows": 3}}]
    assert "cannot set “rows”" in broken("meeting-table", solution={"steps": steps})[0]
