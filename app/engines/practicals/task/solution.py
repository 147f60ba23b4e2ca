"""Reading the solution kept with a task: the steps of the model answer, the wrong answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.engines.practicals.language.form import Form
from app.engines.practicals.task.model import Step, WrongAnswer
from app.kernel.text import msg

ReadStep = Callable[[Form, Mapping[str, Any]], Step]


def read_solution(
    form: Form, variables: Mapping[str, Any], read_step: ReadStep
) -> tuple[tuple[Step, ...], tuple[WrongAnswer, ...]]:
    """Read the model answer and the wrong answers kept with the task."""
    steps = tuple(read_step(item, variables) for item in form.forms("steps"))
    names = {step.id for step in steps}
    wrong = tuple(_wrong(item, variables, names, read_step) for item in form.forms("wrong"))
    form.close()
    return steps, wrong


def _wrong(
    form: Form, variables: Mapping[str, Any], names: set[str], read_step: ReadStep
) -> WrongAnswer:
    without = form.texts("without")
    for name in without:
        if name not in names:
            form.refuse("without", msg("There is no step “%(name)s”.", name=name))
    wrong = WrongAnswer(
        title=form.text("title"),
        score=form.number("score"),
        without=without,
        steps=tuple(read_step(item, variables) for item in form.forms("steps")),
    )
    form.close()
    return wrong
