"""Practical: a task done in an office program or in the page; the practicals engine marks it.

Only what the candidate sees is read here. The checks of the task belong to `engines.practicals`.
An answer names a file handed in, or holds the work itself where the task is done in the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.engines.items.base import Content, Example, Item, Outcome
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.html import render
from app.engines.items.sealed import read_once
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "practical"
LABEL = msg("Practical task")
DIGEST = re.compile("[0-9a-f]{64}")
LONGEST_NAME = 200
VALUE_FIELDS = {"file", "name", "size"}
PAGE = ".page"
"""What a task accepts that is done in the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practical(Item):
    """A task: its instructions are the stem."""

    title: str
    minutes: int
    accept: tuple[str, ...]
    starter_name: str
    guards: tuple[str, ...]
    module: str

    @property
    def is_in_page(self) -> bool:
        """Whether the work may be done in the page."""
        return PAGE in self.accept

    @property
    def takes_files(self) -> bool:
        """Whether a file may be handed in."""
        return not self.accept or any(name != PAGE for name in self.accept)


@read_once
def read(content: Content) -> Practical:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return what is missing of what the candidate sees."""
    return _parse(content)[1].problems


def read_value(content: Content, raw: object) -> dict[str, Any] | None:
    """Return digest, name and size in bytes of the file handed in, or the work of the page."""
    if raw is None:
        return None
    item = read(content)
    if item.is_in_page and (not item.takes_files or (isinstance(raw, dict) and "work" in raw)):
        return _work(raw, item.module)
    if not isinstance(raw, dict) or set(raw) != VALUE_FIELDS or not _is_file(raw):
        raise InvalidError([Problem("value", msg("The answer does not name a file handed in."))])
    return {name: raw[name] for name in sorted(VALUE_FIELDS)}


def assess(content: Content, value: dict[str, Any] | None) -> Outcome:
    """Leave a file to the grader; no file earns nothing."""
    read(content)
    return Outcome(Fraction(0), is_for_review=value is not None)


def present(content: Content, _seed: int | None) -> dict[str, Any]:
    """Return the task sheet; the starter file itself is made from the seed elsewhere."""
    item = read(content)
    return {
        "stem": render(item.title),
        "title": item.title,
        "instructions": render(item.stem),
        "minutes": item.minutes,
        "accept": [name for name in item.accept if name != PAGE],
        "starter_name": item.starter_name,
        "guards": list(item.guards),
    }


def full_value(_content: Content) -> None:
    """Return None: only a file earns points here."""


def _work(raw: object, module: str) -> dict[str, Any]:
    work = raw.get("work") if isinstance(raw, dict) and set(raw) == {"work"} else None
    if not isinstance(work, dict) or work.get("module") != module:
        raise InvalidError([Problem("value", msg("The answer is no work of this task."))])
    return {"work": work}


def _is_file(raw: dict[str, Any]) -> bool:
    digest, name, size = raw["file"], raw["name"], raw["size"]
    return (
        isinstance(digest, str)
        and DIGEST.fullmatch(digest) is not None
        and isinstance(name, str)
        and 0 < len(name) <= LONGEST_NAME
        and isinstance(size, int)
        and not isinstance(size, bool)
        and size >= 0
    )


def _parse(content: Content) -> tuple[Practical, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    task = fields.child("task")
    submit = task.child("submit", required=False)
    minutes = task.number("minutes")
    item = Practical(
        kind=kind,
        stem=task.text("instructions", limit=LONGEST_STEM),
        title=task.text("title"),
        minutes=int(minutes),
        accept=tuple(f".{name.lstrip('.')}" for name in submit.words("accept", required=False)),
        starter_name=submit.text("name", required=False),
        module=task.text("module", required=False),
        guards=_guards(task),
    )
    fields.finish()
    return item, fields


def _guards(task: Fields) -> tuple[str, ...]:
    """Return what must not be damaged; candidates are told before they start."""
    raw = task.get("guards")
    listed = raw if isinstance(raw, list) else []
    return tuple(str(guard["title"]) for guard in listed if "title" in guard)


_EXAMPLE: Content = {
    "kind": NAME,
    "task": {
        "title": "A notice",
        "minutes": 20,
        "instructions": "Set the title in the middle.",
        "submit": {"accept": ["docx"], "name": "notice.docx"},
        "guards": [{"id": "text", "title": "The text stays as it is."}],
    },
}
EXAMPLES = (Example(_EXAMPLE, None, Fraction(0)),)
