"""Other formats: converted once, kept beside the original, graded the same ever after."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from app.domain.marking import converting, grader, preflighting
from app.engines import practicals
from app.engines.practicals.checks.run import Status
from app.store.files import FileStore
from app.store.libreoffice import NotConvertedError, Office, Reason

BANK = Path("question_banks/practicals")
KEY = b"key"
OWN = {"word": "docx", "sheet": "xlsx", "slides": "pptx"}
FORMATS = {"word": ("doc", "odt"), "sheet": ("xls", "ods"), "slides": ("ppt", "odp")}
TO_A_PERSON = {
    ("slides-duty-report", "ppt"): {"body-font", "body-line", "bullet", "animation"},
    ("slides-policy-brief", "ppt"): {"link", "contact"},
    ("slides-training-deck", "ppt"): {
        *("levels", "first-level", "second-level", "picture", "numbers", "animation"),
    },
}
"""What no .ppt brings back: content placeholders and alternative texts."""
needs_libreoffice = pytest.mark.skipif(
    Office.program() is None, reason="LibreOffice is not installed"
)


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[None]:
    before = FileStore._root  # noqa: SLF001
    FileStore.set_root(tmp_path)
    yield
    FileStore._root = before  # noqa: SLF001
    Office.use("")


@cache
def read(name: str) -> practicals.Task:
    return practicals.read_task(yaml.safe_load((BANK / name / "task.yaml").read_text("utf-8")))


@cache
def saved_as(name: str, ending: str, *, is_answer: bool = True) -> bytes:
    """The model answer, or the starter, as LibreOffice saves it in another format."""
    task = read(name)
    made = practicals.model_answer if is_answer else practicals.starter
    return Office.convert(made(task, 1, key=KEY), OWN[task.module], ending)


TASKS = sorted(
    path.parent.name
    for path in BANK.glob("*/task.yaml")
    if yaml.safe_load(path.read_text("utf-8"))["module"] in OWN
)
ALL = [(name, ending) for name in TASKS for ending in FORMATS[read(name).module]]
FEW = [
    *[("gongwen-notice", "doc"), ("word-roster", "odt"), ("meeting-table", "doc")],
    *[("sheet-petitions", "xls"), ("sheet-budget-execution", "ods")],
    *[("slides-training-deck", "ppt"), ("slides-policy-brief", "odp")],
]
CASES = ALL if os.environ.get("XUEKAO_ALL_CONVERSIONS") else FEW
"""All of them take minutes, as each is a LibreOffice started twice."""


@needs_libreoffice
@pytest.mark.parametrize(("name", "ending"), CASES, ids=["-".join(case) for case in CASES])
def test_a_model_answer_in_another_format_loses_nothing_unseen(name: str, ending: str) -> None:
    task = read(name)
    ready = converting.prepare(task.module, saved_as(name, ending))
    assert ready.converted is not None
    assert ready.converted.kind == ending
    grading = practicals.grade(task, ready.data, 1, key=KEY, converted=ready.converted)
    open_checks = {check.id for check in grading.checks if check.status is Status.REVIEW}
    assert open_checks == TO_A_PERSON.get((name, ending), set())
    assert all(c.status in {Status.PASS, Status.REVIEW} for c in grading.checks), grading.checks
    assert not any(guard.deducted for guard in grading.guards)
    assert (grading.marks.foreign, grading.marks.lost) == ((), ())
    assert len(grading.marks.own) == 2
    assert grading.marks.unkept == ("customxml",)
    assert grading.notes[0].msgid.startswith("The file was handed in as")


@needs_libreoffice
@pytest.mark.parametrize(
    ("name", "ending"),
    [("gongwen-notice", "doc"), ("sheet-petitions", "xls"), ("slides-duty-report", "odp")],
)
def test_the_untouched_starter_in_another_format_earns_its_floor(name: str, ending: str) -> None:
    task = read(name)
    ready = converting.prepare(task.module, saved_as(name, ending, is_answer=False))
    grading = practicals.grade(task, ready.data, 1, key=KEY, converted=ready.converted)
    assert grading.score <= task.starter.floor


@needs_libreoffice
def test_a_second_grading_needs_no_libreoffice_and_is_the_same() -> None:
    task, data = read("sheet-training-hours"), saved_as("sheet-training-hours", "xls")
    first = grader.grade(task.mapping, data, 1, key=KEY)
    assert first.is_sound
    assert first.grading["converted"]["source"] == hashlib.sha256(data).hexdigest()
    Office.use("off")
    second = grader.grade(task.mapping, data, 1, key=KEY)
    assert second.grading == first.grading
    assert first.grading["score"] == task.points


@needs_libreoffice
def test_what_was_converted_and_is_lost_goes_to_a_person_and_is_not_made_anew() -> None:
    data = saved_as("gongwen-notice", "odt")
    converting.prepare("word", data)
    known = FileStore.derived(hashlib.sha256(data).hexdigest(), "docx")
    assert known is not None
    FileStore.path(known["sha256"]).unlink()
    graded = grader.grade(read("gongwen-notice").mapping, data, 1, key=KEY)
    assert not graded.is_sound
    assert graded.grading["status"] == "review"


@needs_libreoffice
def test_practising_keeps_nothing(tmp_path: Path) -> None:
    converting.prepare("word", saved_as("gongwen-notice", "doc"), keeps=False)
    assert not list(tmp_path.rglob("*.json"))


def test_who_is_first_to_say_what_was_made_of_a_file_is_believed() -> None:
    source = "a" * 64
    assert FileStore.derived(source, "docx") is None
    assert FileStore.derive(source, "docx", {"sha256": "1"}) == {"sha256": "1"}
    assert FileStore.derive(source, "docx", {"sha256": "2"}) == {"sha256": "1"}
    assert FileStore.derived(source, "docx") == {"sha256": "1"}


OLD = practicals.Old("doc", "docx")


@pytest.mark.parametrize("reason", list(Reason))
def test_why_a_file_was_not_converted_says_what_to_do(
    reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    def convert(*_args: object, **_named: object) -> bytes:
        raise NotConvertedError(reason)

    monkeypatch.setattr(Office, "convert", convert)
    monkeypatch.setattr(practicals, "recognise", lambda _module, _data: OLD)
    task, data = read("gongwen-notice"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    if reason is Reason.BUSY:
        with pytest.raises(NotConvertedError):
            preflighting.look(task, data, "通知.doc")
        problems = preflighting.not_converted(task, data, reason)
        assert "minute" in str(problems[0].cure)
        return
    found = preflighting.look(task, data, "通知.doc")
    assert not found.ok
    cure = found.problems[0].cure
    assert cure is not None
    assert "WPS" in cure.msgid
    assert "LibreOffice" in cure.msgid


def test_without_libreoffice_the_grading_waits_for_a_person() -> None:
    Office.use("off")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
    graded = grader.grade(read("gongwen-notice").mapping, data, 1, key=KEY)
    assert graded.is_sound
    assert graded.grading["status"] == "review"
    assert graded.grading["score"] == 0
