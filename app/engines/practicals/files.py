"""The files made from a task: the starter of a seed, the model answer, the wrong answers."""

from __future__ import annotations

from app.engines.practicals.offices import OFFICES
from app.engines.practicals.task.model import Task, WrongAnswer
from app.engines.practicals.task.reader import bound
from app.kernel.errors import ConflictError
from app.kernel.text import msg


def starter(task: Task, seed: int, *, key: bytes = b"") -> bytes:
    """Return the file given to the candidate of this seed; the same bytes every time.

    `key` signs the marks in it; grading needs the same key to know them.
    """
    return OFFICES[task.module].make(bound(task, seed), seed, key, ())


def model_answer(task: Task, seed: int, *, key: bytes = b"") -> bytes:
    """Return the starter after the steps of the task's own solution: it gets all the points.

    Raises ConflictError if the task declares no solution.
    """
    task = bound(task, seed)
    if not task.steps:
        raise ConflictError(msg("The task declares no solution."))
    return OFFICES[task.module].make(task, seed, key, task.steps)


def wrong_answer(task: Task, seed: int, number: int, *, key: bytes = b"") -> bytes:
    """Return the file of one of the task's wrong answers, counted from 0."""
    task = bound(task, seed)
    wrong: WrongAnswer = task.wrong[number]
    kept = [step for step in task.steps if step.id not in wrong.without]
    return OFFICES[task.module].make(task, seed, key, [*kept, *wrong.steps])
