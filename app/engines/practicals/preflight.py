"""Before handing in: whether the file opens, is of the right kind, and holds text.

Runs at every upload, so that a candidate can put things right while the clock still runs. It says
nothing about the score.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from app.engines.practicals.guard import Opened, open_file
from app.engines.practicals.legacy.losses import told_of
from app.engines.practicals.legacy.model import NAMES, Converted
from app.engines.practicals.marks import Marks, read_marks
from app.engines.practicals.offices import OFFICES, BrokenFileError, LongFileError
from app.engines.practicals.ooxml.xml import BrokenXmlError
from app.engines.practicals.refusals import RefusedError, save_as, too_long, unreadable
from app.engines.practicals.task.model import Task
from app.kernel.problem import Problem, Severity
from app.kernel.text import Message, msg

PAGE = ".page"


@dataclass(frozen=True, slots=True)
class Preflight:
    """The result: `problems` refuse (errors) or warn; `notes` are for examiners."""

    ok: bool
    kind: str
    size: int
    sha256: str
    problems: tuple[Problem, ...] = ()
    notes: tuple[Message, ...] = ()
    marks: Marks | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what is stored; messages keep msgid and parameters."""
        return {
            "ok": self.ok,
            "kind": self.kind,
            "size": self.size,
            "sha256": self.sha256,
            "problems": [
                {
                    "where": problem.where,
                    "severity": problem.severity.value,
                    "reason": problem.reason.to_json(),
                    "cure": problem.cure.to_json() if problem.cure else None,
                }
                for problem in self.problems
            ],
            "notes": [note.to_json() for note in self.notes],
            "marks": self.marks.to_json() if self.marks else None,
        }


@dataclass(frozen=True, slots=True)
class Loaded:
    """A submission that could be read."""

    opened: Opened
    document: Any


def load(data: bytes, module: str = "word") -> Loaded:
    """Open and read a submission. Raises RefusedError."""
    office = OFFICES[module]
    opened = open_file(data, office.kind)
    try:
        return Loaded(opened, office.read(opened.package))
    except LongFileError as error:
        raise RefusedError("too-long", too_long()) from error
    except (BrokenXmlError, BrokenFileError, RecursionError) as error:
        raise RefusedError("unreadable", unreadable()) from error


def preflight(
    task: Task,
    data: bytes,
    *,
    name: str = "",
    seed: int | None = None,
    key: bytes = b"",
    converted: Converted | None = None,
) -> Preflight:
    """Look at an upload without grading it.

    `name` is the name of the uploaded file; with `seed` the marks of the starter are looked at.
    `converted` says where the bytes come from, if another program made them.
    """
    try:
        loaded = load(data, task.module)
    except RefusedError as refusal:
        return refused(data, refusal)
    warnings = [
        *([_conversion(converted, loaded.opened.kind)] if converted else ()),
        *_name_problems(task, name),
        *OFFICES[task.module].warnings(task, loaded.document),
    ]
    return Preflight(
        ok=True,
        kind=loaded.opened.kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        problems=tuple(warnings),
        notes=loaded.opened.notes,
        marks=None if seed is None else told_of(_marks(task, loaded, seed, key), converted),
    )


def refused(data: bytes, refusal: RefusedError) -> Preflight:
    """Return what is said of an upload that is not opened."""
    return Preflight(
        ok=False,
        kind=refusal.code,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        problems=(refusal.problem,),
    )


def _conversion(converted: Converted, kind: str) -> Problem:
    """Tell a candidate at once that the file was converted, while it can still be saved anew."""
    return Problem(
        "file",
        msg(
            "The file is in %(format)s; it was converted to .%(kind)s for grading and opens.",
            format=NAMES[converted.kind],
            kind=kind,
        ),
        msg(
            "What that format cannot keep is judged by a person, which takes longer. To have "
            "everything graded at once: %(how)s",
            how=save_as(kind),
        ),
        Severity.WARNING,
    )


def _marks(task: Task, loaded: Loaded, seed: int, key: bytes) -> Marks:
    return read_marks(
        loaded.opened.package, task_id=task.id, seed=seed, places=task.starter.marks, key=key
    )


def _name_problems(task: Task, name: str) -> list[Problem]:
    wanted = task.starter_name
    if not name or task.submit.name_policy == "ignore" or PurePath(name).stem == _stem(wanted):
        return []
    if all(extension == PAGE for extension in task.submit.accept):
        return []  # work of the page has no name that anybody chose
    return [
        Problem(
            "name",
            msg("The file is called “%(name)s”, not “%(wanted)s”.", name=name, wanted=wanted),
            msg("The name does not change the score; check that it is the right file."),
            Severity.WARNING,
        )
    ]


def _stem(name: str) -> str:
    return PurePath(name).stem
