"""Wrong forms of a final file, made by machine: every check must tell at least one from the right.

Each mutant spoils what one check is about and leaves the rest alone. Documents and presentations
are changed with the setters that make model answers, workbooks part by part, folders by leaving
out one operation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.engines.practicals.authoring.chart_mutants import chart_mutants
from app.engines.practicals.authoring.near import near_misses
from app.engines.practicals.authoring.sheet_mutants import sheet_mutants
from app.engines.practicals.authoring.word_mutants import furniture_mutants
from app.engines.practicals.files import changed
from app.engines.practicals.folders.office import MODULE as FOLDERS
from app.engines.practicals.language.find import FindFurniture
from app.engines.practicals.offices import OFFICES
from app.engines.practicals.task.model import Check, Step, Task
from app.kernel.text import Message, msg

MAX_PER_CHECK = 6
MAX_OPERATIONS = 60
"""Of a folder: each is left out once, since any check may be about it."""
Mutant = tuple[Message, bytes]


@dataclass(frozen=True, slots=True)
class Forms:
    """The final file of a task, and the start file."""

    final: bytes
    start: bytes


def mutants(task: Task, check: Check, forms: Forms) -> list[Mutant]:
    """Return wrong files for a check, each with what is wrong in it; few and different ones."""
    found: list[Mutant] = []
    for words, data in _mutants(task, check, forms):
        if data not in (forms.final, *(other for _words, other in found)):
            found.append((words, data))
        if len(found) == (MAX_OPERATIONS if task.module == FOLDERS else MAX_PER_CHECK):
            break
    return found or [(msg("the start file"), forms.start)]


def _mutants(task: Task, check: Check, forms: Forms) -> Iterator[Mutant]:
    if task.module == FOLDERS:
        yield from _without_operations(task)
    elif task.module == "sheet":
        yield from sheet_mutants(check, forms.final, forms.start)
    elif check.text is not None:
        yield from _replaced_back(task, check, forms)
    elif isinstance(check.find, FindFurniture):
        yield from furniture_mutants(check, forms.final)
    else:
        yield from _near(task, check, forms)
        yield from chart_mutants(check, forms.final) if task.module == "slides" else ()


def _near(task: Task, check: Check, forms: Forms) -> Iterator[Mutant]:
    for key, wanted in check.expect.items():
        for raw in near_misses(key, wanted):
            wishes = {key: raw}
            if key == "anim.effect":
                wishes = {"anim.effect": {"entr:1": "出现", "entr:2": "飞入"}[str(raw)]}
            step = Step("", check.find, set=wishes)
            try:
                yield (
                    msg("%(key)s: %(value)s", key=key, value=_said(raw)),
                    changed(task.module, forms.final, [step]),
                )
            except (KeyError, ValueError, StopIteration, AttributeError, TypeError):
                continue  # this value cannot be set by machine; others may


def _said(raw: object) -> str:
    return {True: "✓", False: "✗"}.get(raw, str(raw)) if isinstance(raw, bool) else str(raw)


def _replaced_back(task: Task, check: Check, forms: Forms) -> Iterator[Mutant]:
    """Put a replaced word back, and take out what must be there."""
    text = check.text
    if text is None:
        return
    olds = text.absent or ("",)
    for new in (*text.count, *text.contains):
        for old in olds[:1]:
            step = Step("", None, replace={new[:200]: old})
            words = msg("“%(new)s” back to “%(old)s”", new=new[:12], old=old)
            yield words, changed(task.module, forms.final, [step])
    if not text.count and not text.contains:
        yield msg("the start file"), forms.start


def _without_operations(task: Task) -> Iterator[Mutant]:
    """Leave out one operation after the other."""
    office = OFFICES[task.module]
    operations = [
        one
        for step in task.steps
        for one in (step.action if isinstance(step.action, tuple) else ())
    ]
    for number, left_out in enumerate(operations):
        rest = (*operations[:number], *operations[number + 1 :])
        step = replace(task.steps[0], action=rest)
        words = msg("without “%(operation)s”", operation=" ".join(map(str, left_out))[:40])
        yield words, office.make(task, task.seed or 0, b"", [step])
