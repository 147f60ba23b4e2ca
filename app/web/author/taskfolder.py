"""A task folder that comes back packed: `task.yaml` and the files beside it, pure."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from app.engines import practicals
from app.engines.bankfiles import is_task, mapping_of
from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.yamltext import YamlError
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

TASK = "task.yaml"


def read(data: bytes, name: str) -> dict[str, Any]:
    """Return the task of a packed folder, or of a `task.yaml` alone, with its files.

    :raises InvalidError: it is no sound task, with everything that is wrong.
    :raises UnreadableError: it is no archive that can be opened.
    """
    text, files = _unpacked(data, name)
    if not is_task(text):
        raise InvalidError([Problem(name, NO_TASK, NO_TASK_CURE)])
    try:
        mapping = mapping_of(practicals.inlined(text, files.get))
    except YamlError as error:
        reason = msg("The file cannot be read: %(reason)s.", reason=error.reason)
        raise InvalidError([Problem(f"{TASK}:{error.line}", reason)]) from error
    if problems := practicals.problems_of(mapping):
        raise InvalidError(list(problems))
    return dict(mapping)


NO_TASK = msg("There is no task in it.")
NO_TASK_CURE = msg("Pack the folder with its task.yaml and the files that it names.")


def _unpacked(data: bytes, name: str) -> tuple[str, dict[str, bytes]]:
    """Return the text of the task and the files beside it by name."""
    if not guard.is_zip(data):
        return guard.decode(data, name)[0], {}
    archive = Archive(data, name)
    tasks = [one for one in archive.names if PurePosixPath(one).name == TASK]
    if len(tasks) != 1:
        raise InvalidError([Problem(name, NO_TASK, NO_TASK_CURE)])
    folder = PurePosixPath(tasks[0]).parent
    files = {
        PurePosixPath(one).name: archive.read(one)
        for one in archive.names
        if PurePosixPath(one).parent == folder and one != tasks[0]
    }
    return guard.decode(archive.read(tasks[0]), TASK)[0], files
