"""The files made from a task: the starter of a seed, the model answer, the wrong answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.engines.practicals.offices import OFFICES
from app.engines.practicals.ooxml.archive import unpack
from app.engines.practicals.slides.writer.steps import apply_steps as slides_steps
from app.engines.practicals.task.model import Step, Task, WrongAnswer
from app.engines.practicals.task.reader import bound
from app.engines.practicals.writer.adopt import marked
from app.engines.practicals.writer.skeleton import pack
from app.engines.practicals.writer.steps import apply_steps as word_steps
from app.kernel.errors import ConflictError
from app.kernel.text import msg


def starter(task: Task, seed: int, *, key: bytes = b"") -> bytes:
    """Return the file given to the candidate of this seed; the same bytes every time.

    `key` signs the marks in it; grading needs the same key to know them.
    """
    task = bound(task, seed)
    if task.starter.file:
        return _marked(task, task.starter.file, seed, key)
    return OFFICES[task.module].make(task, seed, key, ())


def model_answer(task: Task, seed: int, *, key: bytes = b"") -> bytes:
    """Return the starter after the steps of the task's own solution: it gets all the points.

    Raises ConflictError if the task declares no solution.
    """
    task = bound(task, seed)
    if task.answer:
        return _marked(task, task.answer, seed, key)
    if not task.steps:
        raise ConflictError(msg("The task declares no solution."))
    return OFFICES[task.module].make(task, seed, key, task.steps)


def wrong_answer(task: Task, seed: int, number: int, *, key: bytes = b"") -> bytes:
    """Return the file of one of the task's wrong answers, counted from 0."""
    task = bound(task, seed)
    wrong: WrongAnswer = task.wrong[number]
    kept = [step for step in task.steps if step.id not in wrong.without]
    if task.answer:
        return changed(task.module, task.answer, wrong.steps)
    return OFFICES[task.module].make(task, seed, key, [*kept, *wrong.steps])


def changed(module: str, data: bytes, steps: Sequence[Step]) -> bytes:
    """Return an uploaded file after these steps. Raises KeyError where no machine can do one."""
    if module not in _CHANGERS:
        raise KeyError(module)
    return pack(_CHANGERS[module](unpack(data), steps))


_CHANGERS: Mapping[str, Callable[[dict[str, bytes], Sequence[Step]], dict[str, bytes]]] = {
    "word": word_steps,
    "slides": slides_steps,
}


def _marked(task: Task, data: bytes, seed: int, key: bytes) -> bytes:
    places = task.starter.marks
    return marked(data, task_id=task.id, seed=seed, places=places, key=key)
