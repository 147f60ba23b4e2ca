"""Practising practicals: the same tasks as in exams, with names and figures that no exam has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.domain.bank import queries as bank
from app.domain.bank.models import ItemVersion
from app.domain.learning.rules import local_day
from app.domain.marking import converting, grader, preflighting
from app.engines import items, practicals
from app.kernel.actor import Actor
from app.kernel.errors import NotFoundError
from app.kernel.problem import Problem
from app.store.crypto import MARKS, purpose_key
from app.store.libreoffice import NotConvertedError
from app.web.access import now
from app.web.i18n import is_english

MAX_ROUND = 999
MAX_BYTES = 20 * 1024 * 1024
MODULE_NAMES = {
    "word": lazy_gettext("Documents"),
    "sheet": lazy_gettext("Spreadsheets"),
    "slides": lazy_gettext("Presentations"),
    "files": lazy_gettext("Files and folders"),
    "typing": lazy_gettext("Typing test"),
    "inbox": lazy_gettext("Mail and secrecy"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A task in the list."""

    uuid: UUID
    title: str
    minutes: int
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticalPage:
    """A task as this person practises it in one round."""

    uuid: UUID
    round: int
    task: practicals.Task
    instructions: Markup
    guards: Sequence[str]
    scene: Mapping[str, Any] | None
    seed: int
    has_choice: bool = False
    """Whether the task may be done in the page and in a file."""

    @property
    def endings(self) -> list[str]:
        """How files may end; those of other formats are converted, or refused with a cure."""
        accept = [name for name in self.task.submit.accept if name != practicals.PAGE]
        others = [more for name in accept for more in practicals.OTHER_ENDINGS.get(name[1:], ())]
        return [*accept, *(name for name in others if name not in accept)]


def list_entries(session: Session, actor: Actor) -> list[tuple[str, list[Entry]]]:
    """Return the tasks by kind of program."""
    found: dict[str, list[Entry]] = {name: [] for name in MODULE_NAMES}
    today = local_day(now())
    for version in bank.list_practicals(session, org_path=actor.org_path, on=today):
        task = version.content["task"]
        entry = Entry(
            version.item.uuid, str(task["title"]), int(task["minutes"]), float(task["points"])
        )
        found.setdefault(str(task.get("module", "word")), []).append(entry)
    return [(str(MODULE_NAMES.get(name, name)), rows) for name, rows in found.items() if rows]


def read_page(
    session: Session, actor: Actor, uuid: UUID, number: int, *, as_file: bool = False
) -> PracticalPage:
    """Return a task bound to this person and round, or refuse.

    :param as_file: work in an office program, where the task leaves the choice.
    """
    if not 1 <= number <= MAX_ROUND:
        raise NotFoundError
    version = bank.get_practical(session, uuid, org_path=actor.org_path, on=local_day(now()))
    seed = practice_seed(actor.person_id, uuid, number)
    task = practicals.read_task(version.content["task"], seed)
    view = items.present(_filled(version, task), None)
    has_choice = practicals.is_done_in_page(task) and practicals.takes_files(task)
    return PracticalPage(
        uuid=uuid,
        round=number,
        task=task,
        instructions=Markup(view["instructions"]),  # noqa: S704 - engines.items.html has cleaned it
        guards=view["guards"],
        scene=None if has_choice and as_file else practicals.scene(task, seed),
        seed=seed,
        has_choice=has_choice,
    )


def _filled(version: ItemVersion, task: practicals.Task) -> dict[str, Any]:
    title, words = task.words(english=is_english())
    sheet = {"title": title, "instructions": words}
    return {**version.content, "task": {**version.content["task"], **sheet}}


def practice_seed(person_id: int, uuid: UUID, number: int) -> int:
    """Return the seed of a round: below zero, while those of exams are above.

    >>> practice_seed(1, UUID(int=1), 1) < 0
    True
    """
    digest = hashlib.sha256(f"{person_id}\0{uuid}\0{number}".encode()).digest()
    return -1 - int.from_bytes(digest[:4])


def starter(page: PracticalPage) -> bytes:
    """Return the file of this round."""
    _require_file(page)
    return practicals.starter(page.task, page.seed, key=purpose_key(MARKS))


def model_answer(page: PracticalPage) -> bytes:
    """Return how the file looks when all is done."""
    _require_file(page)
    return practicals.model_answer(page.task, page.seed)


def _require_file(page: PracticalPage) -> None:
    if not practicals.takes_files(page.task):
        raise NotFoundError


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the work came to; `problems` where the file was refused."""

    grading: Mapping[str, Any] | None
    problems: Sequence[str] = ()


def check(page: PracticalPage, data: bytes, name: str) -> Checked:
    """Look at the work as an exam would, in a process of its own; nothing of it is kept."""
    try:
        ready = converting.prepare(page.task.module, data, keeps=False)
    except (practicals.RefusedError, NotConvertedError) as error:
        return Checked(None, [_without_place(one) for one in _reasons(page, data, error)])
    if page.scene is None:
        looked = practicals.preflight(page.task, ready.data, name=name)
        if not looked.ok:
            return Checked(None, [_without_place(problem) for problem in looked.problems])
    mapping, key = dict(page.task.mapping), purpose_key(MARKS)
    graded = grader.grade(mapping, ready.data, page.seed, key=key, converted=ready.converted)
    if not graded.is_sound:
        notes = practicals.localized(graded.grading, gettext)["notes"]
        return Checked(None, notes)
    return Checked(practicals.localized(graded.grading, gettext))


def _reasons(
    page: PracticalPage, data: bytes, error: practicals.RefusedError | NotConvertedError
) -> Sequence[Problem]:
    if isinstance(error, NotConvertedError):
        return preflighting.not_converted(page.task, data, error.reason)
    return [error.problem]


def _without_place(problem: Problem) -> str:
    return problem.render(gettext).partition(": ")[2]
