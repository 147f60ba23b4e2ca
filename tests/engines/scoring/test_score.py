from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.scoring import (
    USER_RULE,
    Grade,
    ItemScore,
    PassRule,
    half_steps,
    score,
)


def make_marks(knowledge: float, practical: float, security: float = 8) -> list[ItemScore]:
    """A paper of 40 knowledge points (8 of them D6) and 60 practical points."""
    return [
        ItemScore(1, "knowledge", "D6", security, 8),
        ItemScore(2, "knowledge", "D2", knowledge - security, 32),
        ItemScore(41, "practical", "D8", practical, 60),
    ]


@pytest.mark.parametrize(
    ("knowledge", "practical", "security", "grade"),
    [
        (40, 60, 8, Grade.EXCELLENT),
        (36, 54, 8, Grade.EXCELLENT),
        (36, 53.5, 8, Grade.GOOD),
        (36, 44, 8, Grade.GOOD),
        (35.5, 44, 8, Grade.PASS),
        (24, 36, 4, Grade.PASS),
        (24, 35.5, 4, Grade.FAIL),  # practical below 60 %
        (23.5, 36, 4, Grade.FAIL),  # total below 60
        (30, 40, 3.5, Grade.FAIL),  # security below 50 %
        (40, 35, 8, Grade.FAIL),  # 75 points, practical too low
        (0, 0, 0, Grade.FAIL),
    ],
)
def test_the_rule_of_the_user_tier(
    knowledge: float, practical: float, security: float, grade: Grade
) -> None:
    assert score(make_marks(knowledge, practical, security), USER_RULE).grade is grade


def test_every_condition_is_told_with_its_numbers() -> None:
    got = score(make_marks(30, 40, 3.5), USER_RULE)
    assert [(reason.rule, reason.is_met) for reason in got.reasons] == [
        ("total", True),
        ("section.practical", True),
        ("domain.D6", False),
    ]
    assert str(got.reasons[2].text) == ("Domain D6: 3.5 of 8 points; at least 4 are required.")


@pytest.mark.parametrize(
    ("raw", "rounded"),
    [("59.749", "59.5"), ("59.75", "60.0"), ("0.25", "0.5"), ("0.2499", "0.0"), ("0", "0.0")],
)
def test_a_tie_is_rounded_up_to_the_half_point(raw: str, rounded: str) -> None:
    assert str(half_steps(Decimal(raw))) == rounded


def test_the_total_is_rounded_once() -> None:
    marks = [ItemScore(n, f"s{n}", "D1", 0.2, 1) for n in range(1, 6)]
    got = score(marks, PassRule(total=0))
    assert got.total.points == 1
    assert [part.points for part in got.sections] == [0, 0, 0, 0, 0]


def test_binary_noise_does_not_decide() -> None:
    marks = [ItemScore(n, "s", "D1", 0.1, 0.1) for n in range(1, 8)]  # 0.1 * 7 < 0.7 in floats
    marks.append(ItemScore(8, "s", "D1", 0.05, 0.55))
    assert score(marks, PassRule(total=60)).total.points == Decimal("1.0")


@pytest.mark.parametrize("points", [-0.5, 1.5])
def test_a_mark_outside_its_item_is_refused(points: float) -> None:
    with pytest.raises(ValueError, match="item 1"):
        score([ItemScore(1, "s", "D1", points, 1)], PassRule())


def test_two_marks_for_one_item_are_refused() -> None:
    with pytest.raises(ValueError, match="two marks"):
        score([ItemScore(1, "s", "D1", 1, 1)] * 2, PassRule())


def test_a_paper_without_the_section_that_the_rule_names_is_not_passed() -> None:
    got = score([ItemScore(1, "knowledge", "D6", 1, 1)], USER_RULE)
    assert got.grade is Grade.FAIL


def test_the_rule_reads_back_what_it_stores() -> None:
    assert PassRule.from_json(USER_RULE.to_json()) == USER_RULE


halves = st.integers(0, 2)


@given(st.lists(st.tuples(halves, st.sampled_from("ab"), st.sampled_from(["D1", "D6"]))))
def test_parts_add_up_and_more_points_never_hurt(
    rows: list[tuple[int, str, str]],
) -> None:
    marks = [ItemScore(n, s, d, half / 2, 1) for n, (half, s, d) in enumerate(rows, start=1)]
    rule = PassRule(total=60, domains={"D6": 50}, grades={Grade.GOOD: 80, Grade.EXCELLENT: 90})
    got = score(marks, rule)
    better = score([ItemScore(m.position, m.section, m.domain, 1, 1) for m in marks], rule)

    assert sum((part.points for part in got.sections), Decimal(0)) == got.total.points
    assert sum((part.points for part in got.domains), Decimal(0)) == got.total.points
    order = [Grade.FAIL, Grade.PASS, Grade.GOOD, Grade.EXCELLENT]
    assert order.index(better.grade) >= order.index(got.grade)
    assert score(reversed(marks), rule) == got
