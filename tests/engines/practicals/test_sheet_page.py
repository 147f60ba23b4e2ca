"""A workbook worked on in the page becomes the file that the same steps make in a program."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engines import items, practicals
from app.engines.practicals.sheet import page
from app.kernel.errors import InvalidError
from tests.factories.practicals import bank_task

NAME, SEED, KEY = "sheet-training-hours", 5, b"k"
LOOK = {"bold": True, "align.horizontal": "center", "fill.color": "#DDEBF7"}
EDGES = {f"edge.{side}": "thin" for side in ("left", "right", "top", "bottom")}


def task() -> practicals.Task:
    return practicals.bound(bank_task(NAME), SEED)


def solved() -> dict[str, Any]:
    """The work of somebody who does all that is asked, as the page hands it in."""
    base = next(n for n in (85, 90, 95) if f"不小于 {n} 的" in task().instructions)
    hours = {
        "cells": [
            ["F2:F25", "f", "D2+E2"],
            ["G2:G25", "f", f'IF(F2>={base},"达标","未达标")'],
            ["H2:H25", "f", f"F2/{base}"],
        ],
        "looks": [["A1:H25", EDGES], ["A1:H1", LOOK], ["H2:H25", {"numfmt.code": "0.0%"}]],
        "widths": [[8, 12.5]],
        "rules": [["F2:F25", "<", base, {"color": "#FF0000"}]],
        "freeze": [1, 0],
    }
    means = {
        "cells": [
            ["B2:B4", "f", "COUNTIF(学时!$C$2:$C$25,A2)"],
            ["C2:C4", "f", 'COUNTIFS(学时!$C$2:$C$25,A2,学时!$G$2:$G$25,"达标")'],
            ["D2:D4", "f", "AVERAGEIF(学时!$C$2:$C$25,A2,学时!$F$2:$F$25)"],
        ],
        "looks": [["D2:D4", {"numfmt.code": "0.0"}]],
    }
    return {"sheets": [hours, means]}


def grade(work: dict[str, Any]) -> practicals.Grading:
    return practicals.grade(bank_task(NAME), page.to_json(work), SEED, key=KEY)


def failed(grading: practicals.Grading) -> list[str]:
    return [check.id for check in grading.checks if check.score < check.points]


def test_all_that_is_asked_can_be_done_in_the_page() -> None:
    graded = grade(solved())
    assert failed(graded) == []
    assert graded.score == graded.points
    assert (
        graded.marks.to_json()
        == practicals.grade(
            bank_task(NAME), practicals.starter(bank_task(NAME), SEED, key=KEY), SEED, key=KEY
        ).marks.to_json()
    )


def test_nothing_done_earns_the_floor() -> None:
    assert grade({"sheets": []}).score == 0


@pytest.mark.parametrize(
    ("part", "place", "lost"),
    [
        ("cells", 0, {"total"}),
        ("cells", 1, {"reached"}),
        ("looks", 0, {"lines"}),
        ("looks", 1, {"header"}),
        ("looks", 2, {"share-format"}),
        ("rules", 0, {"red"}),
    ],
)
def test_each_step_left_out_costs_its_check(part: str, place: int, lost: set[str]) -> None:
    work = solved()
    del work["sheets"][0][part][place]
    assert lost <= set(failed(grade(work)))


def test_changing_what_was_given_is_found() -> None:
    work = solved()
    work["sheets"][0]["cells"].append(["D5", "n", "11"])
    assert [guard.deducted for guard in grade(work).guards] == [2]


def test_the_page_shows_what_the_file_holds() -> None:
    shown = practicals.scene(bank_task(NAME), SEED)
    assert shown is not None
    first = shown["sheets"][0]
    assert [one["name"] for one in shown["sheets"]] == ["学时", "汇总"]
    assert first["cells"][:2] == [[1, 1, "s", "工号"], [1, 2, "s", "姓名"]]
    assert len(json.dumps(shown)) < 12_000


def test_a_task_of_the_page_and_of_files_takes_either_answer() -> None:
    content = {"kind": "practical", "task": dict(bank_task(NAME).mapping)}
    work = {"kind": "practical", "value": {"work": {"module": "sheet", "sheets": []}}}
    file = {"kind": "practical", "value": {"file": "0" * 64, "name": "a.xlsx", "size": 3}}
    assert items.read_response(content, work) == work
    assert items.read_response(content, file) == file
    with pytest.raises(InvalidError):
        items.read_response(content, {"kind": "practical", "value": {"work": {"module": "files"}}})


def test_young_functions_are_written_as_files_name_them() -> None:
    assert page.prefixed('ifs(A1>1,"IFS(",TRUE,TEXTJOIN("",1,B1))') == (
        '_xlfn.IFS(A1>1,"IFS(",TRUE,_xlfn.TEXTJOIN("",1,B1))'
    )


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)
RUNS = st.lists(st.tuples(st.sampled_from(["A1", "A1:C9", "ZZ99999", "x"]), JUNK, JUNK).map(list))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional=dict.fromkeys((*page._PARTS, "freeze"), RUNS | JUNK)))  # noqa: SLF001
def test_whatever_a_page_sends_is_graded_without_a_fault(done: dict[str, Any]) -> None:
    graded = grade({"sheets": [done]})
    assert 0 <= graded.score <= graded.points


def test_far_too_much_is_refused() -> None:
    runs = [["A1:CV2000", "n", "1"]]
    assert "review" in {check.status.value for check in grade({"sheets": [{"cells": runs}]}).checks}
