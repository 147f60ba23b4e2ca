"""One chart must meet all that a check asks of a chart: two wrong ones do not make a right one."""

from __future__ import annotations

import copy
from typing import Any

from app.engines import practicals
from tests.factories.practicals import bank_task

SHEET = {"sheet": "科室汇总"}
RIGHT = {
    "type": "簇状柱形图",
    "title": "各科室预算与支出",
    "categories": "$S.科室",
    "values": ["$S.预算合计", "$S.支出合计"],
    "legend": "底部",
    "at": "E2",
}


def graded(*charts: dict[str, Any]) -> practicals.CheckResult:
    mapping = copy.deepcopy(dict(bank_task("sheet-budget-execution").mapping))
    steps = [{"find": SHEET, "chart": one} for one in charts]
    wrong = {"title": "图表", "without": ["chart"], "steps": steps, "score": 30}
    mapping["solution"]["wrong"] = [wrong]
    task = practicals.read_task(mapping)
    grading = practicals.grade(task, practicals.wrong_answer(task, 1, 0), 1)
    assert [c.id for c in grading.checks if c.status != "pass" and c.id != "chart"] == []
    return next(check for check in grading.checks if check.id == "chart")


def test_two_charts_do_not_meet_a_check_together() -> None:
    other_kind = {**RIGHT, "type": "饼图", "values": ["$S.预算合计"], "at": "E20"}
    untitled = {**RIGHT, "title": "表", "legend": "右侧"}
    found = graded({**untitled, "at": "E2"}, {**other_kind, "title": RIGHT["title"]})
    assert found.status == "partial"
    assert found.score < found.points


def test_a_right_chart_beside_others_is_enough_wherever_it_stands() -> None:
    other = {**RIGHT, "type": "饼图", "values": ["$S.预算合计"], "at": "E20"}
    assert graded(RIGHT, other).status == "pass"
    assert graded(other, RIGHT).status == "pass"
    assert graded(RIGHT).status == "pass"
