"""The presentations made from a task: its starter, with or without further steps."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.practicals.slides.plan import Plan
from app.engines.practicals.slides.writer.numbering import in_order
from app.engines.practicals.slides.writer.pages import add_slide
from app.engines.practicals.slides.writer.skeleton import MAIN_RELS, make_parts
from app.engines.practicals.slides.writer.steps import apply_steps
from app.engines.practicals.task.model import Step, Task
from app.engines.practicals.writer.skeleton import pack
from app.engines.practicals.writer.stamp import stamp


def make_presentation(task: Task, seed: int, key: bytes, steps: Sequence[Step]) -> bytes:
    """Return the starter of a task bound to the seed, after these steps."""
    plan = task.starter.plan if isinstance(task.starter.plan, Plan) else Plan()
    parts = make_parts(plan.frame, task.title)
    places = task.starter.marks
    parts = stamp(parts, task_id=task.id, seed=seed, places=places, key=key, rels=MAIN_RELS)
    for page in plan.pages:
        add_slide(parts, page, 0)
    return pack(in_order(apply_steps(parts, [*task.starter.format, *steps])))
