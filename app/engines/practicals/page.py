"""Work that is done in the page of the candidate: what the page shows, and what it hands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.engines.practicals.folders import office as folders
from app.engines.practicals.inbox import office as inbox
from app.engines.practicals.preflight import PAGE
from app.engines.practicals.sheet import page as sheet
from app.engines.practicals.task.model import Task
from app.engines.practicals.task.reader import bound
from app.engines.practicals.typing import office as typing
from app.engines.practicals.work.package import to_bytes

_SCENES: Mapping[str, Callable[[Task], dict[str, Any]]] = {
    folders.MODULE: folders.scene,
    inbox.MODULE: inbox.scene,
    sheet.MODULE: sheet.scene,
    typing.MODULE: typing.scene,
}


def is_done_in_page(task: Task) -> bool:
    """Whether a task can be worked on in the page."""
    return task.module in _SCENES and PAGE in task.submit.accept


def takes_files(task: Task) -> bool:
    """Whether a file may be handed in; a workbook may be worked on either way."""
    return any(extension != PAGE for extension in task.submit.accept)


def scene(task: Task, seed: int) -> dict[str, Any] | None:
    """Return what the page of this candidate shows; None where only a file is asked for."""
    if not is_done_in_page(task):
        return None
    return {"module": task.module, **_SCENES[task.module](bound(task, seed))}


def work_bytes(module: str, work: Mapping[str, Any]) -> bytes:
    """Return what a page handed in as the bytes that are graded."""
    return to_bytes(module, {key: value for key, value in work.items() if key != "module"})
