"""The word documents made from a task: its starter, with or without further steps."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.practicals.data import load
from app.engines.practicals.language.find import FindSections
from app.engines.practicals.language.units import read_quantity
from app.engines.practicals.task.model import Step, Task
from app.engines.practicals.writer.blocks import read_blocks
from app.engines.practicals.writer.edit import chosen
from app.engines.practicals.writer.skeleton import Fonts, make_parts, pack
from app.engines.practicals.writer.stamp import stamp
from app.engines.practicals.writer.steps import apply_steps


def make_document(task: Task, seed: int, key: bytes, steps: Sequence[Step]) -> bytes:
    """Return the starter of a task bound to the seed, after these steps."""
    return pack(apply_steps(_starter_parts(task, seed, key), steps))


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
