"""Checks proposed from two files, against the checks that people wrote for the delivered tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml

from app.engines.practicals import (
    Task,
    bound,
    compose,
    grade,
    model_answer,
    propose,
    read_task,
    starter,
    with_files,
    wrong_answer,
)
from app.engines.practicals.authoring.folder import to_folder
from app.engines.practicals.checks.select import select as word_targets
from app.engines.practicals.folders.archive import to_archive
from app.engines.practicals.folders.doing import replay
from app.engines.practicals.folders.office import given_out, texts_of
from app.engines.practicals.preflight import load
from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.sheet.select import Block, Part
from app.engines.practicals.sheet.select import select as sheet_targets
from app.engines.practicals.sheet.submission import Submission
from app.engines.practicals.slides.select import select as slide_targets
from app.kernel.errors import InvalidError
from tests.factories.practicals import TASKS, bank_task, docx, para, run

SEED = 4
NAMES = [
    path.parent.name
    for path in sorted(TASKS.glob("*/task.yaml"))
    if bank_task(path.parent.name).module in {"word", "sheet", "slides", "files"}
]
ALIKE = {
    "page.width": "page.size",
    "page.height": "page.size",
    "position": "sheets.order",
    "cells.size": "cells.font.cjk",
    "outline": "style",
}
"""What a proposal says in another key: the paper by its name, the order of sheets as a whole."""
NOT_SHOWN = {
    ("files-archive", "secret"),
    ("files-yearbook", "memo"),
    ("slides-duty-report", "number-first"),
    ("word-roster", "page"),
}
"""Checks that something stayed as it was: two files cannot show that it matters."""


def pair(name: str) -> tuple[Task, bytes, bytes]:
    """Return a task and its start and final file; folders as the zip that an author packs."""
    task = bound(bank_task(name), SEED)
    if task.module != "files":
        return task, starter(task, SEED), model_answer(task, SEED)
    before = given_out(task)
    operations = [one for step in task.steps for one in step.action]  # type: ignore[attr-defined]
    after = replay(before, operations)[0]
    words = texts_of(task, before)
    return task, to_archive(before, words), to_archive(after, words)


@cache
def composed(name: str) -> tuple[Task, Task, Proposed]:
    """Return the delivered task, the task made from its two files, and the proposals."""
    task, start, final = pair(name)
    found = propose(start, final)
    made = compose(
        found, task_id=name, title=name, start=start, final=final, translate=lambda text: text
    )
    return task, read_task(made), found


@pytest.mark.parametrize("name", NAMES)
def test_two_files_make_a_task_that_the_final_file_solves_and_the_start_does_not(name: str) -> None:
    _task, made, _found = composed(name)
    full = grade(made, model_answer(made, 7), 7)
    assert full.score == made.points, [c.title for c in full.checks if c.score < c.points]
    assert all(guard.deducted == 0 for guard in full.guards)
    untouched = grade(made, starter(made, 7), 7)
    assert all(check.score < check.points for check in untouched.checks)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_changed_in_the_delivered_tasks_is_left_unsaid(name: str) -> None:
    assert composed(name)[2].unsaid == []


def wanted(task: Task) -> Iterator[tuple[str, str]]:
    """Yield id and key of everything that people check, what stays as it was left out."""
    for check in task.checks:
        if (task.id, check.id) in NOT_SHOWN:
            continue
        if check.text is not None:
            yield check.id, "#text"
        elif check.find is not None:
            yield from ((check.id, key) for key in check.expect)
        else:
            yield check.id, "#tree"


@pytest.mark.parametrize("name", NAMES)
def test_the_proposals_say_what_people_wrote(name: str) -> None:
    task, made, _found = composed(name)
    missed = [
        (check_id, key)
        for check_id, key in wanted(task)
        if not is_recalled(task, made, check_id, key)
    ]
    total = len(list(wanted(task)))
    assert len(missed) <= total * 0.05, missed


def is_recalled(task: Task, made: Task, check_id: str, key: str) -> bool:
    """Whether a proposal looks at the same thing on the same target."""
    check = next(c for c in task.checks if c.id == check_id)
    if key in {"#text", "#tree"}:
        return any(
            (other.text if key == "#text" else other.probe) is not None for other in made.checks
        )
    places = targets(task, check.find)
    names = {key, ALIKE.get(key, key)}
    return any(
        names & other.expect.keys()
        and (places & targets(task, other.find) or "sheets.order" in other.expect)
        for other in made.checks
        if other.find is not None
    )


@cache
def final_of(name: str) -> tuple[Any, Any]:
    """Return the final file of a task as read, and what its selectors look at."""
    task = bound(bank_task(name), SEED)
    document = load(model_answer(task, SEED), task.module).document
    if task.module != "sheet":
        return document, document
    return document, Submission(document, load(starter(task, SEED), "sheet").document)


def targets(task: Task, find: Any) -> set[object]:
    """Return what a selector means in the final file, as things that can be compared."""
    document, looked_at = final_of(task.id)
    if task.module == "word":
        return {_of_word(item) for item in word_targets(document, find)}
    if task.module == "slides":
        return {_of_slide(item) for item in slide_targets(document, find)}
    found: set[object] = set()
    for item in sheet_targets(looked_at, find):
        if isinstance(item, Block):
            found |= {(item.sheet.name, place) for place in item.cells}
        elif isinstance(item, Part):
            found.add((item.sheet.name, type(item.item).__name__))
        else:
            found.add(getattr(item, "name", "book"))
    return found


def _of_word(item: Any) -> object:
    number = getattr(item, "number", None)
    if hasattr(item, "table"):
        return ("table", item.table.number)
    if hasattr(item, "role"):
        return (item.role, item.kind)
    return ("section", number) if number is not None else item.text


def _of_slide(item: Any) -> object:
    if hasattr(item, "shape"):
        return (item.shape.slide.number, item.shape.number)
    return getattr(item, "number", "deck")


CAUGHT = [
    (name, number)
    for name in NAMES
    if bank_task(name).module != "files"
    for number in range(len(bank_task(name).wrong))
]
SLIPS = {
    ("slides-duty-report", "标题幻灯片也显示编号"),
    ("slides-training-deck", "所有文字都降为第二级"),
}
"""Wrong answers that only a check on what must stay as it was can see."""


@pytest.mark.parametrize(("name", "number"), CAUGHT)
def test_the_proposals_catch_the_wrong_answers_that_people_collected(
    name: str, number: int
) -> None:
    task, made, _found = composed(name)
    wrong = bound(task, SEED).wrong[number]
    if wrong.score == task.points:
        return
    graded = grade(made, wrong_answer(task, SEED, number), SEED)
    assert graded.score < made.points or (name, wrong.title) in SLIPS, wrong.title


@pytest.mark.parametrize("name", ["word-minutes", "sheet-annual-review", "files-archive"])
def test_the_folder_of_a_made_task_reads_as_the_same_task(name: str) -> None:
    _task, made, _found = composed(name)
    text, files = to_folder(made.mapping)
    again = read_task(practicals_mapping(text, files))
    assert again.version == made.version
    assert len(text.splitlines()) < 200


def practicals_mapping(text: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return a task as the command line reads it from a folder."""
    return with_files(yaml.safe_load(text), files.get)


def test_one_change_on_many_paragraphs_is_one_check() -> None:
    lines = ["标题", *(f"第{n}段文字" for n in range(1, 9))]
    start = docx("".join(map(para, lines)))
    bold = "".join([para(lines[0]), *(para(line, rpr="<w:b/>") for line in lines[1:])])
    found = propose(start, docx(bold))
    assert [proposal.keys for proposal in found.checks] == [
        {
            "find": {"paragraphs": {"after": {"text": "标题"}}},
            "expect": {"bold": True},
            "count": {"min": 8},
        }
    ]


def test_noise_of_saving_again_is_no_difference() -> None:
    start = docx(para("甲") + para("乙"))
    noisy = docx(
        '<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"><w:pPr/>'
        '<w:proofErr w:type="spellStart"/>'
        "<w:r><w:t>甲</w:t></w:r></w:p>"
        '<w:p w:rsidR="00AB12CE"><w:bookmarkStart w:id="0" w:name="_GoBack"/>'
        '<w:bookmarkEnd w:id="0"/><w:r><w:t>乙</w:t></w:r></w:p>'
    )
    found = propose(start, noisy)
    assert (found.checks, found.unsaid) == ([], [])


def test_what_cannot_be_said_is_told() -> None:
    start = docx(para("甲乙丙丁戊己庚辛") + para("第二段"))
    half = f"<w:p>{run('甲乙丙丁')}{run('戊己庚辛', '<w:b/>')}</w:p>"
    noted = '<w:p><w:r><w:t>第二段</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    found = propose(start, docx(half + noted))
    assert found.checks == []
    said = [reason.msgid for reason in found.unsaid]
    assert any("only a part" in text for text in said)
    assert any("No check can say it" in text for text in said)


def test_files_of_two_kinds_and_strange_files_are_refused_with_a_cure() -> None:
    _task, word, _final = pair("word-minutes")
    _other, sheet, _done = pair("sheet-annual-review")
    with pytest.raises(InvalidError) as mixed:
        propose(word, sheet)
    assert mixed.value.problems[0].where == "final"
    with pytest.raises(InvalidError) as strange:
        propose(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), word)
    assert strange.value.problems[0].where == "start"
    assert strange.value.problems[0].cure is not None
