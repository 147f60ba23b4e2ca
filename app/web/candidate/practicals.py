"""Practicals at the seat: the starter file, and a first look at what is handed in."""

from __future__ import annotations

from app.domain.papers.rules import SealedItem, SealedPaper
from app.engines import practicals
from app.kernel.errors import InvalidError, NotFoundError
from app.kernel.text import Message, msg
from app.store.crypto import MARKS, purpose_key


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


def preflight(item: SealedItem, data: bytes, name: str) -> list[Message]:
    """Look at a file before it is kept; returns what the candidate should know.

    :raises InvalidError: it cannot be accepted, with what to do instead.
    """
    task = practicals.read_task(item.content["task"])
    if not practicals.takes_files(task):
        raise NotFoundError(msg("No file is asked for here."))
    found = practicals.preflight(task, data, name=name)
    if not found.ok:
        raise InvalidError([problem for problem in found.problems if problem.is_error])
    return [_sentence(problem.reason, problem.cure) for problem in found.problems]


def _sentence(reason: Message, cure: Message | None) -> Message:
    return msg("%(reason)s %(cure)s", reason=reason, cure=cure) if cure else reason
