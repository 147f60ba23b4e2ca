"""The lint of tasks made from two files: what is sound is green, planted faults are red."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from app.engines.practicals import compose, propose, read_task
from app.engines.practicals.authoring.lint import lint
from app.engines.practicals.authoring.mutants import Forms, mutants
from app.engines.practicals.authoring.proof import Light, Row, is_sound, prove, size
from app.engines.practicals.files import model_answer, starter
from tests.engines.practicals.test_proposing import pair

NAMES = [
    "word-minutes",
    "word-roster",
    "sheet-annual-review",
    "slides-duty-report",
    "files-archive",
]


@cache
def made(name: str) -> dict[str, Any]:
    _task, start, final = pair(name)
    return compose(
        propose(start, final),
        task_id=name,
        title=name,
        start=start,
        final=final,
        translate=lambda text: text,
    )


def proof(mapping: dict[str, Any]) -> list[Row]:
    return list(prove(read_task(mapping)))


@pytest.mark.parametrize("name", NAMES)
def test_proposals_are_proved_and_every_check_is_told_by_a_mutant(name: str) -> None:
    rows = proof(made(name))
    assert is_sound(rows), [(row.name, row.says.msgid) for row in rows if row.light is Light.RED]
    assert len(rows) == size(read_task(made(name)))
    assert all(row.told for row in rows if row.kind == "check")
    assert all(row.light is Light.GREEN for row in rows if row.kind in {"final", "start", "guard"})


def test_a_check_that_the_start_file_passes_is_red() -> None:
    mapping = copy.deepcopy(made("word-minutes"))
    mapping["checks"].append(
        {
            "id": "idle",
            "title": "idle",
            "points": 1,
            "find": {"paragraphs": {}},
            "expect": {"strike": False},
            "mode": "any",
            "coverage": 0.01,
        }
    )
    mapping["checks"][-1]["expect"] = {"font.latin": {"not": "Wingdings"}}
    mapping["points"] += 1
    rows = proof(mapping)
    assert not is_sound(rows)
    assert [row.name for row in rows if row.light is Light.RED and row.kind == "check"] == ["idle"]
    assert next(row for row in rows if row.kind == "start").light is Light.RED


def test_a_check_that_the_final_file_fails_is_red_and_named() -> None:
    mapping = copy.deepcopy(made("word-minutes"))
    mapping["checks"][0]["expect"]["margin.top"] = "10mm ± 1mm"
    final = proof(mapping)[0]
    assert final.light is Light.RED
    assert final.advice is not None
    assert mapping["checks"][0]["title"] in str(final.advice.params)


def test_a_round_trip_that_loses_something_is_for_the_author_to_judge() -> None:
    mapping = made("word-minutes")
    task = read_task(mapping)
    lossy = list(prove(task, lambda _data: starter(task, 1)))[-1]
    assert (lossy.name, lossy.light) == ("libreoffice", Light.AMBER)
    refused = list(prove(task, lambda _data: None))[-1]
    assert refused.light is Light.GREEN


def test_mutants_are_different_files() -> None:
    task = read_task(made("sheet-annual-review"))
    forms = Forms(model_answer(task, 1), starter(task, 1))
    for check in task.checks:
        files = [data for _words, data in mutants(task, check, forms)]
        assert files
        assert len(set(files)) == len(files)
        assert forms.final not in files


def test_the_lint_of_the_command_line_says_the_same() -> None:
    mapping = copy.deepcopy(made("word-minutes"))
    assert lint(read_task(mapping)) == []
    mapping["checks"][0]["expect"]["margin.top"] = "10mm ± 1mm"
    problems = lint(read_task(mapping))
    assert any(problem.is_error and problem.where == "final" for problem in problems)
