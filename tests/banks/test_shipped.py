"""Every shipped item: it reads, has a key that earns all, and no wrong option that earns any."""

from __future__ import annotations

import pytest

from app.cli.bank import READERS, read_texts
from app.engines import bankfiles, items
from app.engines.bankfiles import ItemSource
from tests.conftest import ROOT

BANKS = bankfiles.read_folder(read_texts(ROOT / "question_banks"), READERS)
COURSE_FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for name in ("quiz", "checkpoints")
    for path in sorted((ROOT / "courses").glob(f"*/{name}.yaml"))
}
COURSES = bankfiles.read_folder(COURSE_FILES)
SHIPPED = [*BANKS.items, *COURSES.items]
WRITTEN = [item for item in SHIPPED if item.kind != "practical"]


def by_code(source: ItemSource) -> str:
    return source.code


def test_the_banks_have_no_errors() -> None:
    assert [str(problem) for problem in BANKS.errors] == []


@pytest.mark.parametrize("bank", ["user", "lead", "mgmt", "tech", "practicals"])
def test_each_bank_can_be_loaded_without_the_others(bank: str) -> None:
    alone = bankfiles.read_folder(read_texts(ROOT / "question_banks" / bank), READERS)
    assert alone.items
    assert [str(problem) for problem in alone.errors] == []


def test_the_courses_have_no_errors() -> None:
    assert [str(problem) for problem in COURSES.errors] == []


def test_no_code_is_used_by_a_bank_and_a_course() -> None:
    assert not {item.code for item in BANKS.items} & {item.code for item in COURSES.items}


def test_there_is_something_to_test() -> None:
    assert len(WRITTEN) > 100


@pytest.mark.parametrize("source", WRITTEN, ids=by_code)
def test_the_key_earns_all_and_nothing_else_does(source: ItemSource) -> None:
    content = source.content
    full = items.mark(content, items.full_response(content), source.points)
    assert full.points == full.max_points
    if source.kind == "single":
        for letter in set(content["options"]) - {content["key"]}:
            response = {"kind": "single", "value": letter}
            assert items.mark(content, response, source.points).points == 0
    if source.kind == "judge":
        response = {"kind": "judge", "value": not content["key"]}
        assert items.mark(content, response, source.points).points == 0


@pytest.mark.parametrize("source", WRITTEN, ids=by_code)
def test_the_candidate_does_not_see_the_reasons(source: ItemSource) -> None:
    view = str(items.present(source.content, 7))
    for option in source.content.get("options", {}).values():
        assert option["why"] not in view


def test_writing_and_reading_all_of_them_changes_nothing() -> None:
    again, problems = bankfiles.read_items(bankfiles.write_items(WRITTEN), "all")
    assert [str(problem) for problem in problems if problem.is_error] == []
    assert again == WRITTEN
    assert [item.digest for item in again] == [item.digest for item in WRITTEN]
