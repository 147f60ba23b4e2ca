"""The same bytes and the same version of a task give the same grading, letter by letter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from app.domain.jobs.runner import JobContext
from app.domain.marking import handlers, rules
from app.domain.marking.queries import Submission
from app.engines import practicals
from app.store.crypto import MARKS, purpose_key
from app.store.files import FileStore
from app.store.libreoffice import Office
from tests.factories.practicals import bank_task

SEED = 7
CONVERTED = pytest.mark.skipif(Office.program() is None, reason="LibreOffice is not installed")


class Context:
    """Of a job, all that grading asks for."""

    def progress(self, _done: int, _total: int) -> None:
        """Nobody watches."""


def grade(task: dict[str, Any], digest: str) -> str:
    """Grade as the marker does: from the file store, in a child with its own order of sets."""
    submission = Submission(1, 2, digest, task, SEED)
    graded = handlers._grade(cast("JobContext", Context()), submission, 1, 1)  # noqa: SLF001
    assert graded.is_sound
    return rules.canonical(graded.grading)


@pytest.mark.parametrize(
    ("name", "make", "old"),
    [
        ("gongwen-notice", practicals.model_answer, None),
        ("gongwen-notice", practicals.starter, None),
        ("sheet-training-hours", practicals.model_answer, None),
        ("sheet-budget-execution", practicals.starter, None),
        ("slides-training-deck", practicals.model_answer, None),
        ("slides-duty-report", practicals.starter, None),
        pytest.param("gongwen-notice", practicals.model_answer, ("docx", "doc"), marks=CONVERTED),
    ],
)
def test_a_stored_file_is_graded_the_same_again(
    name: str,
    make: Callable[..., bytes],
    old: tuple[str, str] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FileStore, "_root", tmp_path)
    task = bank_task(name)
    data = make(task, SEED, key=purpose_key(MARKS))
    digest = FileStore.put(Office.convert(data, *old) if old else data)
    stored = json.dumps(dict(task.mapping))  # a version of a task is read from its paper each time
    assert grade(json.loads(stored), digest) == grade(json.loads(stored), digest)
