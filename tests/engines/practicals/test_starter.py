"""Starters: valid files, the same bytes for a seed, marks that tell whose they are."""

from __future__ import annotations

import io

import pytest
from docx import Document as PythonDocx

from app.engines.practicals import grade, model_answer, owner, read_task, starter
from app.engines.practicals.authoring.variants import VARIANTS
from app.engines.practicals.preflight import load
from app.engines.practicals.writer.blocks import plain_text
from app.kernel.errors import ConflictError
from tests.factories.practicals import bank_task, mapping, packed, unpacked

KEY = b"secret of the platform"
TASK = bank_task("meeting-table")


def test_a_seed_always_gives_the_same_bytes_and_another_seed_others() -> None:
    assert starter(TASK, 5, key=KEY) == starter(TASK, 5, key=KEY)
    assert starter(TASK, 5, key=KEY) != starter(TASK, 6, key=KEY)
    assert starter(TASK, 5, key=KEY) != starter(TASK, 5, key=b"another")


def test_the_text_is_what_the_task_says() -> None:
    data = starter(TASK, 3)
    found = load(data).document
    assert len(found.tables) == 1
    assert [len(row) for row in found.tables[0].rows] == [3] * 6
    body = plain_text("甲\n\n|a|b|\n|c|")
    assert body == "甲\na\nb\nc"


def test_another_library_opens_starters_and_answers() -> None:
    for data in (starter(TASK, 1), model_answer(TASK, 1)):
        found = PythonDocx(io.BytesIO(data))
        assert found.paragraphs[0].text == "关于召开全市政务信息化工作会议的通知"
        assert len(found.tables[0].rows) == 6
    heading = PythonDocx(io.BytesIO(model_answer(TASK, 1))).paragraphs[3]
    assert heading.style is not None
    assert heading.style.name == "Heading 1"


def test_all_marks_of_a_fresh_starter_are_the_candidate_s_own() -> None:
    marks = grade(TASK, starter(TASK, 1, key=KEY), 1, key=KEY).marks
    assert marks.own == ("customxml", "docprops", "bookmark")
    assert marks.foreign == ()
    assert marks.lost == ()


def test_a_file_of_another_candidate_is_told_as_information_and_still_graded() -> None:
    answer = model_answer(TASK, 2, key=KEY)
    grading = grade(TASK, answer, 1, key=KEY)
    assert grading.marks.own == ()
    assert len(grading.marks.foreign) == 3
    assert {owner(TASK.id, m, range(1, 9), KEY) for m in grading.marks.foreign} == {2}
    assert owner(TASK.id, grading.marks.foreign[0], range(3, 9), KEY) is None
    assert grading.score > 0


def test_marks_that_a_program_dropped_are_lost_not_foreign() -> None:
    parts = {
        name: part
        for name, part in unpacked(starter(TASK, 1, key=KEY)).items()
        if not name.startswith("customXml/")
    }
    marks = grade(TASK, packed(parts), 1, key=KEY).marks
    assert marks.own == ("docprops", "bookmark")
    assert marks.lost == ("customxml",)
    assert marks.foreign == ()


def test_marks_cannot_be_made_without_the_key() -> None:
    marks = grade(TASK, starter(TASK, 1, key=b"guess"), 1, key=KEY).marks
    assert marks.own == ()
    assert len(marks.foreign) == 3


def test_a_task_without_a_solution_has_no_model_answer() -> None:
    with pytest.raises(ConflictError):
        model_answer(read_task(mapping()), 1)


@pytest.mark.parametrize("name", VARIANTS)
def test_each_other_encoding_really_is_another_file(name: str) -> None:
    """Else the tests of fairness would compare a file with itself."""
    answer = model_answer(TASK, 1)
    other = VARIANTS[name](answer)
    assert unpacked(other)["word/document.xml"] != unpacked(answer)["word/document.xml"]
    assert load(other).document.text == load(answer).document.text
