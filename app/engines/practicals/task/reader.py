"""Reading a task: schema `skilltask/1`, strict; every unknown key and unread value is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.engines.practicals.language.form import Form
from app.engines.practicals.task import attached
from app.engines.practicals.task.model import GUARD_SHARE, Check, Guard, Submit, Task
from app.engines.practicals.task.readers import READERS, Readers
from app.engines.practicals.task.seeds import check_params, filled, values_for
from app.engines.practicals.task.solution import read_solution
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

SCHEMA = "skilltask/1"
NAME_POLICIES = ("ignore", "warn")
DEFAULT_ROUNDING = 0.5
_SUM_SLACK = 1e-6


def read_task(mapping: Mapping[str, Any], seed: int = 0) -> Task:
    """Read a task, its texts filled in for a seed.

    Raises InvalidError with every problem found, each naming its key.
    """
    problems: list[Problem] = []
    form = Form(mapping, "", problems)
    check_params(form.form("params"))
    if problems:
        raise InvalidError(problems)
    task_id = str(mapping.get("id", ""))
    values = values_for(task_id, mapping.get("params") or {}, seed)
    words = {key: value for key, value in mapping.items() if key != attached.FILES}
    files = Form(mapping.get(attached.FILES) or {}, attached.FILES, problems)
    task = _read(Form(filled(words, values), "", problems), files, mapping, seed)
    files.close()
    if problems:
        raise InvalidError(problems)
    return task


def problems_of(mapping: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return what keeps a task from being read, nothing if it can be."""
    try:
        read_task(mapping)
    except InvalidError as error:
        return tuple(error.problems)
    return ()


def bound(task: Task, seed: int) -> Task:
    """Return the same task with the texts and values of another seed."""
    return task if task.seed == seed else read_task(task.mapping, seed)


def version_of(mapping: Mapping[str, Any]) -> str:
    """Return the version of a task: a digest of all it says."""
    text = json.dumps(mapping, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _read(form: Form, files: Form, mapping: Mapping[str, Any], seed: int) -> Task:
    form.choice("schema", (SCHEMA,), SCHEMA)
    form.raw("params")
    module = form.choice("module", tuple(READERS), "word")
    readers = READERS[module]
    variables = form.mapping("vars")
    checks = tuple(readers.check(item, variables) for item in form.forms("checks"))
    guards = tuple(readers.guard(item, variables) for item in form.forms("guards"))
    solution, given = form.form("solution"), form.form("starter")
    answer, start = (attached.read_file(part, files) for part in (solution, given))
    steps, wrong = read_solution(solution, variables, readers.step)
    task_id = form.text("id")
    task = Task(
        id=task_id,
        title=form.text("title"),
        points=form.number("points"),
        minutes=form.number("minutes", 0),
        module=module,
        instructions=form.text("instructions"),
        version=version_of(mapping),
        submit=_submit(form.form("submit"), readers, task_id),
        starter=replace(readers.starter(given, variables), file=start),
        checks=checks,
        guards=guards,
        steps=steps,
        wrong=wrong,
        rounding=form.number("rounding", DEFAULT_ROUNDING) or DEFAULT_ROUNDING,
        mapping=mapping,
        seed=seed,
        answer=answer,
        title_en=form.text("title_en", ""),
        instructions_en=form.text("instructions_en", ""),
    )
    form.close()
    _check_whole(form, task.points, checks, guards)
    return task


def _submit(form: Form, readers: Readers, task_id: str) -> Submit:
    usual = readers.extensions[0]
    accepted = form.texts("accept", [usual])
    for extension in accepted:
        if extension.lstrip(".") not in readers.extensions:
            form.refuse("accept", msg("“%(value)s” is not known here.", value=extension))
    submit = Submit(
        accept=tuple(f".{extension.lstrip('.')}" for extension in accepted),
        name=form.text("name", f"{task_id}.{usual}"),
        name_policy=form.choice("name_policy", NAME_POLICIES, "warn"),
    )
    form.close()
    return submit


def _check_whole(
    form: Form, points: float, checks: tuple[Check, ...], guards: tuple[Guard, ...]
) -> None:
    """Check what only the whole task can tell: sums, ids, and what requires what."""
    total = sum(check.points for check in checks)
    if not checks:
        form.refuse("checks", msg("A task needs at least one check."))
    elif abs(total - points) > _SUM_SLACK:
        form.refuse(
            "points",
            msg(
                "The checks add up to %(total)s points, not %(points)s.",
                total=f"{total:g}",
                points=f"{points:g}",
            ),
        )
    ids = [check.id for check in checks] + [guard.id for guard in guards]
    for double in sorted({name for name in ids if ids.count(name) > 1}):
        form.refuse("checks", msg("The id “%(id)s” is used twice.", id=double))
    for index, check in enumerate(checks):
        earlier = {other.id for other in checks[:index]}
        for name in check.requires:
            if name not in earlier:
                form.refuse("checks", msg("“%(id)s” is no earlier check.", id=name))
    if sum(guard.penalty for guard in guards) > GUARD_SHARE * points + _SUM_SLACK:
        form.refuse("guards", msg("Guards may take at most 20 %% of the points."))
