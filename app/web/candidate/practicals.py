"""Practicals at the seat: the starter file, and a first look at what is handed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from flask import request

from app.domain.marking import preflighting
from app.domain.papers.rules import SealedItem, SealedPaper
from app.engines import practicals
from app.kernel.errors import InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg
from app.store.crypto import MARKS, purpose_key
from app.store.libreoffice import NotConvertedError, Office

Told = dict[str, Any]
NOT_YET = msg(
    "The file is kept, but so many others are being converted that it could not be opened yet; it "
    "is converted after the exam. Hand it in once more in a minute, or save it as .docx, .xlsx or "
    ".pptx, to know that it opens."
)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
NOT_OPENED = msg("The file is kept, but it did not open; hand in another one.")
KEPT = msg("The file is kept; it is judged by a person unless you hand in another one.")


def name_of_file() -> str:
    """Return the name of the file that a request brings, or refuse one that nothing can be called.

    :raises InvalidError: it holds a NUL, a line end or the like.
    """
    name = unquote(request.headers.get("X-File-Name", ""))
    if CONTROL.search(name):
        reason = msg("The file name has letters that no file name can have.")
        raise InvalidError([Problem("name", _sentence(reason, msg("Rename the file.")))])
    return name


def find_item(paper: SealedPaper, position: int) -> SealedItem:
    """Return the practical at a position, or refuse."""
    for item in paper.items:
        if item.position == position and item.kind == "practical":
            return item
    raise NotFoundError(msg("No file is asked for here."))


def starter(item: SealedItem, seed: int) -> tuple[bytes, str]:
    """Return the starter file of a practical for one candidate, and its name."""
    task = practicals.read_task(item.content["task"])
    if not practicals.takes_files(task):
        raise NotFoundError(msg("No file is asked for here."))
    return practicals.starter(task, seed, key=purpose_key(MARKS)), task.starter_name


def takes_long(item: SealedItem, data: bytes) -> bool:
    """Whether looking at a file means converting it: seconds, so it is to be kept before."""
    task = practicals.read_task(item.content["task"])
    try:
        old = practicals.recognise(task.module, data)
    except practicals.RefusedError:
        return False
    return old is not None and Office.program() is not None


def preflight(item: SealedItem, data: bytes, name: str) -> list[Message]:
    """Look at a file before it is kept; returns what the candidate should know.

    A file of another format is converted first: seconds, so no transaction may be open.

    :raises InvalidError: it cannot be accepted, with what to do instead.
    """
    task = practicals.read_task(item.content["task"])
    if not practicals.takes_files(task):
        raise NotFoundError(msg("No file is asked for here."))
    try:
        found = preflighting.look(task, data, name)
    except NotConvertedError:
        return [NOT_YET]
    if not found.ok:
        told = [one for one in found.problems if one.is_error]
        raise InvalidError([Problem(one.where, _sentence(one.reason, one.cure)) for one in told])
    return [_sentence(problem.reason, problem.cure) for problem in found.problems]


def receive(  # noqa: PLR0917 - a file, how to keep it, and what to say
    item: SealedItem,
    data: bytes,
    name: str,
    keep: Callable[[list[Message]], tuple[int, Told]],
    note: Callable[[int, list[Message]], Told],
    unopened: Message,
) -> Told:
    """Take a file; one that has to be converted first is kept before (decision 0016).

    :param keep: keeps the file with its notes, committed; returns which it is, and what is told.
    :param note: gives a kept file other notes; returns what is told.
    :param unopened: what the owner should know of a file that is kept and does not open.
    :raises InvalidError: it cannot be accepted, with what to do instead.
    """
    if not takes_long(item, data):
        return keep(preflight(item, data, name))[1]
    file_id, _ = keep([])
    try:
        return note(file_id, preflight(item, data, name))
    except InvalidError as error:
        note(file_id, [*(one.reason for one in error.problems), unopened])
        raise


def _sentence(reason: Message, cure: Message | None) -> Message:
    return msg("%(reason)s %(cure)s", reason=reason, cure=cure) if cure else reason
