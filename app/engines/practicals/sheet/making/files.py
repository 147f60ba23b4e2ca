"""The workbooks made from a task: its starter, with or without further steps, marks included."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.practicals.marks import mark
from app.engines.practicals.sheet.making.actions import Action, Workshop
from app.engines.practicals.sheet.making.draft import Draft
from app.engines.practicals.sheet.making.pivoting import add_pivots
from app.engines.practicals.sheet.making.plan import BookPlan, draft_of
from app.engines.practicals.sheet.making.writing import Parts, write
from app.engines.practicals.task.model import Step, Task
from app.engines.practicals.writer.skeleton import pack
from app.engines.practicals.writer.stamp import stamp

WORKBOOK, WORKBOOK_RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
NAME = "name"
"""The place of a mark in a hidden name; the other places are those of every office file."""


def starter_draft(task: Task, seed: int) -> Draft:
    """Return the starter of a seed."""
    plan = task.starter.plan
    if not isinstance(plan, BookPlan):
        return Draft()
    draft = draft_of(plan, task.id, seed, task.title)
    if not task.starter.format:
        return draft
    return worked(draft, draft_of(plan, task.id, seed, task.title), task.starter.format)


def worked(draft: Draft, starter: Draft, steps: Sequence[Step]) -> Draft:
    """Return the draft after these steps. Raises KeyError if one cannot be done by machine."""
    workshop = Workshop(draft, starter)
    for step in steps:
        if isinstance(step.action, Action):
            workshop.do(step.action)
    return draft


def make_workbook(task: Task, seed: int, key: bytes, steps: Sequence[Step]) -> bytes:
    """Return the starter of a task bound to the seed, after these steps."""
    draft = worked(starter_draft(task, seed), starter_draft(task, seed), steps)
    parts = write(draft)
    add_pivots(parts, draft)
    return pack(stamped(parts, task, seed, key))


def stamped(parts: Parts, task: Task, seed: int, key: bytes) -> Parts:
    """Return the parts with the marks of the task."""
    places = task.starter.marks
    parts = stamp(
        parts,
        task_id=task.id,
        seed=seed,
        places=[place for place in places if place != NAME],
        key=key,
        rels=WORKBOOK_RELS,
    )
    if NAME in places:
        _hidden_name(parts, mark(task.id, seed, NAME, key))
    return parts


def _hidden_name(parts: Parts, value: str) -> None:
    """Put the mark into the name of a hidden constant."""
    item = f'<definedName name="_{value}" hidden="1">1</definedName>'
    text = parts[WORKBOOK].decode()
    if "<definedNames>" in text:
        text = text.replace("<definedNames>", f"<definedNames>{item}", 1)
    else:
        text = text.replace("</sheets>", f"</sheets><definedNames>{item}</definedNames>", 1)
    parts[WORKBOOK] = text.encode()
