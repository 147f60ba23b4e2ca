"""The files made from a task: the starter of a seed, the model answer, the wrong answers."""

from __future__ import annotations

from app.engines.practicals.data import load
from app.engines.practicals.language.find import FindSections
from app.engines.practicals.language.units import read_quantity
from app.engines.practicals.task.model import Step, Task, WrongAnswer
from app.engines.practicals.task.reader import bound
from app.engines.practicals.writer.blocks import read_blocks
from app.engines.practicals.writer.edit import chosen
from app.engines.practicals.writer.skeleton import Fonts, make_parts, pack
from app.engines.practicals.writer.stamp import stamp
from app.engines.practicals.writer.steps import apply_steps
from app.kernel.errors import ConflictError
from app.kernel.text import msg


def starter(task: Task, seed: int, *, key: bytes = b"") -> bytes:
    """Return the file given to the candidate of this seed; the same bytes every time.

    `key` signs the marks in it; grading needs the same key to know them.
    """
    return pack(_starter_parts(bound(task, seed), seed, key))


def model_answer(task: Task, seed: int, *, key: bytes = b"") -> bytes:
    """Return the starter after the steps of the task's own solution: it gets all the points.

    Raises ConflictError if the task declares no solution.
    """
    task = bound(task, seed)
    if not task.steps:
        raise ConflictError(msg("The task declares no solution."))
    return pack(apply_steps(_starter_parts(task, seed, key), task.steps))


def wrong_answer(task: Task, seed: int, number: int, *, key: bytes = b"") -> bytes:
    """Return the file of one of the task's wrong answers, counted from 0."""
    task = bound(task, seed)
    wrong: WrongAnswer = task.wrong[number]
    kept = [step for step in task.steps if step.id not in wrong.without]
    return pack(apply_steps(_starter_parts(task, seed, key), [*kept, *wrong.steps]))


def _starter_parts(task: Task, seed: int, key: bytes) -> dict[str, bytes]:
    parts = make_parts(read_blocks(task.starter.text), _fonts(task), task.title)
    parts = stamp(parts, task_id=task.id, seed=seed, places=task.starter.marks, key=key)
    page = Step("page", FindSections(), set=task.starter.page)
    steps = [*([page] if task.starter.page else []), *task.starter.format]
    return apply_steps(parts, steps)


def _fonts(task: Task) -> Fonts:
    wishes, usual = task.starter.font, Fonts()
    size = wishes.get("size", usual.size)
    return Fonts(
        cjk=str(chosen(wishes.get("font.cjk", usual.cjk))),
        latin=str(chosen(wishes.get("font.latin", usual.latin))),
        size=load("sizes").get(size) or read_quantity(size).amount,
    )
