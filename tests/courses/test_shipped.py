"""Every shipped module reads, draws and sums; every right answer earns, every quiz differs."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from app.engines import items, lessons
from app.engines.items import Status
from app.engines.lessons import Module
from tests.factories.learning import shipped

MODULES = [pytest.param(module, id=module.code) for module in shipped().modules]


def test_the_shipped_folder_is_free_of_errors() -> None:
    assert [str(problem) for problem in shipped().errors] == []
    assert len(shipped().modules) >= 6


@pytest.mark.parametrize("module", MODULES)
def test_minutes_sum_to_the_credit_hours(module: Module) -> None:
    assert module.minutes.total == module.credit_hours * 45
    assert sum(lesson.minutes for lesson in module.lessons) == module.minutes.lessons


@pytest.mark.parametrize("module", MODULES)
def test_every_draw_follows_the_blueprint(module: Module) -> None:
    draws = set()
    for seed in range(30):
        drawn = lessons.draw_quiz(module, seed)
        levels = Counter(item.level.value for item in drawn)
        assert levels == Counter(module.quiz.blueprint)
        codes = {item.code for item in drawn}
        assert not any(enemy in codes for item in drawn for enemy in item.enemies)
        draws.add(frozenset(codes))
    assert len(draws) > 5


@pytest.mark.parametrize("module", MODULES)
def test_every_item_takes_its_own_key(module: Module) -> None:
    for item in (*module.checkpoints.values(), *module.pool):
        full = items.full_response(item.content)
        assert items.mark(item.content, full, 1).status is Status.RIGHT, item.code
        assert items.mark(item.content, full, 1).points == Decimal("1.00")
        view = items.present(item.content, 1)
        assert view["stem"] or view["parts"], item.code


@pytest.mark.parametrize("module", MODULES)
def test_every_lesson_shows_its_passages_with_a_figure_or_a_table(module: Module) -> None:
    for lesson in module.lessons:
        assert len(lesson.checkpoints) == 2
        assert all(segment.html for segment in lesson.segments)
        html = "".join(segment.html for segment in lesson.segments)
        assert "<figure>" in html or "<table" in html
        assert html.count("<img") == html.count("<figcaption>")
    assert module.figures
    assert module.practice
    assert "<h1" not in "".join(part.html for part in (*module.practice, *module.notes))
