"""A practical task as an item of a bank: its file says what to do, not where it belongs.

The area, course module and level follow from the kind of document the task is about. The checks
of a task are read by the practicals engine, which the caller hands in: engines stand apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from app.engines.bankfiles.forms import words
from app.engines.bankfiles.source import ItemSource, Level
from app.engines.bankfiles.yamltext import YamlError, load
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

SCHEMA = "skilltask/1"
DOMAIN = "D10"
MODULES = {
    "word": "CS103",
    "sheet": "CS104",
    "slides": "CS105",
    "files": "CS101",
    "typing": "CS102",
    "inbox": "CS106",
}
"""Kind of work → the course module that teaches it (domain.md 4.2)."""
EVERYONE = tuple(Tier)
TIERS = {"files": EVERYONE, "inbox": EVERYONE}
"""Kind of work → for whom, where it is not all but the leadership tier: leaders are asked about
files, mail and secrecy, the others about office work too (practicals.md 9.1)."""
IS_TASK = re.compile(rf"^schema:\s*{re.escape(SCHEMA)}\s*$", re.MULTILINE)


class TaskFacts(Protocol):
    """What a bank needs to know of a task that was read."""

    @property
    def id(self) -> str:
        """The code of the task."""

    @property
    def module(self) -> str:
        """The kind of document."""

    @property
    def points(self) -> float:
        """What a full answer earns."""

    @property
    def minutes(self) -> float:
        """How long it takes."""


TaskReader = Callable[[Mapping[str, Any]], TaskFacts]
"""Reads a task strictly, or raises InvalidError with all problems."""


def is_task(text: str) -> bool:
    """Whether a file is a practical task."""
    return IS_TASK.search(text) is not None


def mapping_of(text: str) -> Any:  # noqa: ANN401 - any YAML value
    """Return what the text of a task says, as JSON has it.

    :raises YamlError: it is no YAML, with the line.
    """
    return _plain(load(text).value)


def read_task_source(
    text: str, where: str, tier: Tier, read_task: TaskReader
) -> tuple[ItemSource | None, list[Problem]]:
    """Read a task file; None when the practicals engine refuses it."""
    try:
        mapping = mapping_of(text)
    except YamlError as error:
        reason = msg("The file cannot be read: %(reason)s.", reason=error.reason)
        return None, [Problem(f"{where}:{error.line}", reason)]
    try:
        task = read_task(mapping)
    except InvalidError as error:
        found = [Problem(f"{where} {p.where}", p.reason, p.cure) for p in error.problems]
        return None, found
    return task_source(task, mapping, _tiers(task.module, tier), where=f"{where}:1"), []


def task_source(
    task: TaskFacts,
    mapping: Mapping[str, Any],
    tiers: tuple[Tier, ...],
    difficulty: float | None = None,
    where: str = "",
) -> ItemSource:
    """Return a task that was read as an item of a bank."""
    source = ItemSource(
        code=task.id,
        content={"kind": "practical", "task": dict(mapping)},
        tiers=tiers,
        domain=DOMAIN,
        level=Level.APPLY,
        module=MODULES[task.module],
        seconds=round(task.minutes * 60),
        points=float(task.points),
        sources=words("practical_source"),
        where=where,
    )
    return source if difficulty is None else replace(source, difficulty=difficulty)


def _tiers(module: str, tier: Tier) -> tuple[Tier, ...]:
    """Return the tier of the bank and the others that the kind of work is for."""
    wanted = TIERS.get(module, tuple(one for one in Tier if one is not Tier.LEAD))
    return tuple(one for one in Tier if one in wanted or one is tier)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any YAML value
    """Return the value as JSON has it: dates as text, names as text."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
