"""Typing: the passage and what was typed laid side by side, and how that becomes points."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from app.engines.practicals import Status, Task, bound, grade, inspect, read_task
from app.engines.practicals.typing.align import align
from app.engines.practicals.typing.office import passage_of
from app.engines.practicals.typing.text import counted
from app.engines.practicals.work.package import to_bytes
from app.kernel.errors import InvalidError
from tests.factories.practicals import bank_task, mapping

PASSAGE = (
    "各单位要认真落实会议精神，结合实际制定方案，明确责任，倒排工期，确保按时完成年度目标任务。" * 2
)
TEXT = st.text(alphabet="的一是在不了有和人这中大", min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("model", "typed", "expected"),
    [
        ("公务员培训", "公务员培训", (5, 0, 0, 0)),
        ("公务员培训", "公务员", (3, 0, 0, 0)),
        ("公务员培训", "公员培训", (4, 0, 1, 0)),
        ("公务员培训", "公务务员培训", (5, 0, 0, 1)),
        ("公务员培训", "公务圆培训", (4, 1, 0, 0)),
        ("公务员培训", "", (0, 0, 0, 0)),
        ("公务员", "公务员培训班", (3, 0, 0, 3)),
        ("甲乙丙丁戊己庚辛", "乙丙丁戊己庚辛", (7, 0, 1, 0)),
    ],
)
def test_one_slip_costs_one_slip(
    model: str, typed: str, expected: tuple[int, int, int, int]
) -> None:
    found = align(model, typed)
    assert (found.correct, found.wrong, found.missing, found.extra) == expected


def test_slips_are_told_with_their_place() -> None:
    found = align("甲乙丙丁", "甲丙丁")
    assert [(s.kind, s.place, s.wanted, s.typed) for s in found.slips] == [("-", 1, "乙", "")]


@over(TEXT, TEXT)
def test_letters_add_up_whatever_is_typed(model: str, typed: str) -> None:
    found = align(model, typed)
    assert found.correct + found.wrong + found.extra == len(typed)
    assert found.correct + found.wrong + found.missing == found.reached <= len(model)
    assert found.errors <= max(len(typed), 1)


@over(TEXT, st.integers(0, 59))
def test_a_letter_left_out_never_costs_more_than_itself(model: str, place: int) -> None:
    place %= len(model)
    found = align(model, model[:place] + model[place + 1 :])
    assert found.errors <= 1
    assert found.correct >= len(model) - 2


def test_spaces_never_count_and_other_ways_of_writing_only_if_asked() -> None:
    assert counted("甲 乙\n丙　丁", ()) == "甲乙丙丁"
    assert counted("“甲”——乙", ("quotes", "dashes")) == '"甲"-乙'
    assert counted("\uff11\uff12mm", ("width",)) == "12mm"
    assert counted("“甲”", ()) == "“甲”"


def task(**check: Any) -> Task:
    checks = [{"id": "c", "title": "C", "points": 4, **check}]
    return read_task(
        mapping(module="typing", minutes=1, starter={"passages": [PASSAGE]}, checks=checks)
    )


def work(text: str, seconds: float = 30, *, at_once: bool = False, **more: Any) -> bytes:
    step = len(text) if at_once else 2
    log = [[100, len(text[at : at + step]), 0] for at in range(0, len(text), max(step, 1))]
    return to_bytes("typing", {"text": text, "elapsed": round(seconds * 1000), "log": log, **more})


SPEED = {"speed": {"bands": [[0, 0], [60, 1]]}}


@pytest.mark.parametrize(
    ("check", "text", "seconds", "score"),
    [
        (SPEED, PASSAGE, 60, 4),
        (SPEED, PASSAGE[:30], 60, 2),
        (SPEED, PASSAGE[:30], 10, 2),
        (SPEED, "", 0, 0),
        ({"speed": {"bands": [[30, 0.5], [60, 1]]}}, PASSAGE[:15], 60, 1),
        ({"accuracy": {"floor": 0.5, "full": 1}}, PASSAGE, 60, 4),
        ({"accuracy": {"floor": 0.5, "full": 1}}, "误" * len(PASSAGE), 60, 0),
        ({"completion": {"full": 1}}, PASSAGE[: len(PASSAGE) // 2], 60, 2),
        ({"errors": {"max": 1}}, PASSAGE.replace("实际", "事际"), 60, 2),
        ({"errors": {"max": 2, "of": "wrong"}}, PASSAGE.replace("实际", "事际"), 60, 4),
        ({"errors": {"max": 0, "of": "missing"}}, PASSAGE.replace("实际", "际"), 60, 0),
    ],
)
def test_measures_become_points(
    check: dict[str, Any], text: str, seconds: float, score: float
) -> None:
    result = grade(task(**check), work(text, seconds), 1).checks[0]
    assert result.score == score, str(result.found)
    assert "letters a minute" in str(result.found)


def test_speed_counts_less_where_much_is_wrong() -> None:
    bands = {"bands": [[0, 0], [30, 1]], "accuracy": {"floor": 0.5, "full": 1}}
    sloppy = "".join("误" if n % 4 == 0 else letter for n, letter in enumerate(PASSAGE))
    result = grade(task(speed=bands), work(sloppy, 60), 1).checks[0]
    assert result.score == 2


def test_slips_are_named_in_the_finding() -> None:
    result = grade(task(errors={"max": 0}), work(PASSAGE.replace("实际", "事际"), 60), 1).checks[0]
    assert "事" in str(result.where[0].label)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (to_bytes("typing", {"text": PASSAGE, "elapsed": 60_000, "log": []}), "log"),
        (work(PASSAGE, 60, at_once=True), "came at once"),
        (work(PASSAGE, 1), "faster than hands"),
        (to_bytes("typing", {"text": PASSAGE, "elapsed": 60_000, "log": [[1, 2, 0]] * 9}), "log"),
    ],
)
def test_a_text_that_nobody_typed_goes_to_a_person(data: bytes, words: str) -> None:
    result = grade(task(**SPEED), data, 1).checks[0]
    assert (result.status, result.score) == (Status.REVIEW, 0)
    assert words in str(result.found)


@pytest.mark.parametrize(
    "broken",
    [
        {"text": 3, "elapsed": "x", "log": "y", "blocked": -1},
        {"log": [[1], "x", None, [1, 2, 3, 4], [-5, True, "z"]]},
        {},
    ],
)
def test_nonsense_from_a_browser_is_worth_nothing(broken: dict[str, Any]) -> None:
    result = grade(task(**SPEED), to_bytes("typing", broken), 1).checks[0]
    assert (result.score, result.status) == (0, Status.FAIL)


def test_every_candidate_gets_one_of_the_passages_and_always_the_same() -> None:

    task_ = bank_task("typing-notice")
    drawn = [passage_of(bound(task_, seed)) for seed in range(60)]
    assert len(set(drawn)) == 12
    assert drawn == [passage_of(bound(task_, seed)) for seed in range(60)]


def test_twenty_passages_and_more_are_delivered() -> None:
    texts = [
        text
        for name in ("typing-notice", "typing-rules")
        for text in bank_task(name).mapping["starter"]["passages"]
    ]
    assert len(set(texts)) == len(texts) >= 20
    assert all(240 <= len(counted(text, ())) <= 330 for text in texts)


def test_what_was_typed_can_be_looked_at() -> None:
    found = inspect(work("甲乙", 3, blocked=2, blurs=1))
    assert (found["module"], found["text"], found["blocked"]) == ("typing", "甲乙", 2)
    assert json.dumps(found)


@pytest.mark.parametrize(
    "change",
    [
        {"starter": {"passages": []}},
        {"starter": {"passages": ["短"]}},
        {"starter": {"passages": [PASSAGE], "let_pass": ["all"]}},
        {"checks": [{"id": "c", "title": "C", "points": 4}]},
        {"checks": [{"id": "c", "title": "C", "points": 4, "speed": {"bands": []}}]},
        {"checks": [{"id": "c", "title": "C", "points": 4, "speed": {"bands": [[1, 0.5]]}}]},
        {"checks": [{"id": "c", "title": "C", "points": 4, "accuracy": {"floor": 1}}]},
        {"guards": [{"id": "g", "title": "G", "penalty": 1}]},
        {"solution": {"steps": [{"id": "s", "type": {"per_minute": 0}}]}},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(change: dict[str, Any]) -> None:
    base = {"module": "typing", "starter": {"passages": [PASSAGE]}}
    checks = [{"id": "c", "title": "C", "points": 4, "completion": {"full": 1}}]
    with pytest.raises(InvalidError):
        read_task(mapping(**{**base, "checks": checks, **change}))
