"""An attempt at a quiz: the sheet to fill in, and the review after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.domain.learning.models import QuizAttempt
from app.engines import items
from app.engines.items import Mark, Part, Status
from app.web.answers import is_complete, read_answer

LETTERS = "ABCDEFGH"
"""What the options are called on the page, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a sheet."""

    number: int
    code: str
    view: dict[str, Any]

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"{self.code}-"


@dataclass(frozen=True, slots=True)
class Sheet:
    """All items of an attempt as the person sees them."""

    attempt: QuizAttempt
    entries: tuple[Entry, ...]

    def missing(self, sent: MultiDict[str, str]) -> list[int]:
        """Return the numbers of the items that are not fully answered."""
        return [
            entry.number
            for entry in self.entries
            if not is_complete(entry.view, sent, entry.prefix)
        ]

    def responses(self, sent: MultiDict[str, str]) -> dict[str, dict[str, Any]]:
        """Return item code → raw response."""
        return {entry.code: read_answer(entry.view, sent, entry.prefix) for entry in self.entries}


def read_sheet(attempt: QuizAttempt) -> Sheet:
    """Return the sheet of an attempt; options in the order of its seed."""
    return Sheet(
        attempt,
        tuple(
            Entry(number, one["code"], items.present(one["content"], attempt.seed))
            for number, one in enumerate(attempt.items, start=1)
        ),
    )


@dataclass(frozen=True, slots=True)
class Review:
    """One item after it was marked."""

    number: int
    view: dict[str, Any]
    mark: Mark
    content: Mapping[str, Any]

    @property
    def is_right(self) -> bool:
        """Whether the answer earned the whole point."""
        return self.mark.status is Status.RIGHT

    @property
    def parts(self) -> list[tuple[str, Part]]:
        """The parts with their labels; options in the order and by the letters shown."""
        own = {part.id: part for part in self.mark.parts}
        shown = [option["id"] for option in self.view.get("options", ())]
        if shown:
            return [(letter, own[id_]) for letter, id_ in zip(LETTERS, shown, strict=False)]
        return [(_label(part.id), part) for part in self.mark.parts]


def read_review(attempt: QuizAttempt) -> list[Review]:
    """Return the items of an attempt that was handed in, marked, with reasons."""
    return list(_reviews(attempt))


def _reviews(attempt: QuizAttempt) -> Iterator[Review]:
    for number, one in enumerate(attempt.items, start=1):
        content, response = one["content"], attempt.responses.get(one["code"])
        yield Review(
            number,
            items.present(content, attempt.seed),
            items.mark(content, response, 1),
            content,
        )


def _label(part_id: str) -> str:
    """Return the name of a part: judgements as words, numbers as they are."""
    return {"true": _("True"), "false": _("False")}.get(part_id, part_id)
