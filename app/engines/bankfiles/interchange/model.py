"""What every importer gives: items with their provenance, what was changed, what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.kernel.problem import Problem, Severity
from app.kernel.text import Message


class Format(StrEnum):
    """The formats that are read and written."""

    QTI = "qti"
    MOODLE = "moodle-xml"
    GIFT = "gift"
    AIKEN = "aiken"
    BLACKBOARD = "blackboard"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item that is sound: it can be stored, and its full key earns all points.

    `name` is what its author called it; `metadata` uses the names of the item files (`points`,
    `difficulty`, `source` …), and holds only what the file said.
    """

    where: str
    content: dict[str, Any]
    name: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    raw: str = ""
    """The item as it stood in the file, for the page that reviews an import; may be empty."""
    lacks_reasons: bool = False
    """Whether an option does not say why it is right or wrong; settled before review."""
    advice: tuple[Problem, ...] = ()
    """What `items.check` would have an author look at: no error, and said by the item alone."""
    base: str = ""
    """How the digest of the version begins that the file was written from, where it says so."""

    @property
    def kind(self) -> str:
        """The kind of item."""
        return str(self.content["kind"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An item that was found and cannot be taken: where, why, and what to do."""

    where: str
    reason: Message
    cure: Message
    raw: str = ""

    @property
    def problem(self) -> Problem:
        """The refusal as a finding."""
        return Problem(self.where, self.reason, self.cure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to know about the file that belongs to no single item."""

    problem: Problem


Entry = Found | Refused | Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """A whole file, read; nothing is stored yet."""

    format: Format
    items: tuple[Found, ...] = ()
    refused: tuple[Refused, ...] = ()
    remarks: tuple[Problem, ...] = ()

    @property
    def found(self) -> int:
        """How many items the file holds, sound or not."""
        return len(self.items) + len(self.refused)

    @property
    def warned(self) -> list[Problem]:
        """Everything that was repaired, changed or left out, with where."""
        return [*self.remarks, *(problem for item in self.items for problem in item.warnings)]

    def kinds(self) -> dict[str, int]:
        """Return how many sound items there are of each kind."""
        return dict(sorted(Counter(item.kind for item in self.items).items()))


class UnreadableError(Exception):
    """The file as a whole cannot be read; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class RefuseError(Exception):
    """Raised by a builder for the item in hand; becomes a `Refused`."""

    def __init__(self, reason: Message, cure: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.cure = cure


def warn(where: str, reason: Message, cure: Message | None = None) -> Problem:
    """Make a finding that lets through."""
    return Problem(where, reason, cure, Severity.WARNING)


def collect(format_: Format, entries: Iterable[Entry]) -> ImportResult:
    """Return the result of a stream of entries."""
    items: list[Found] = []
    refused: list[Refused] = []
    remarks: list[Problem] = []
    for entry in entries:
        if isinstance(entry, Found):
            items.append(entry)
        elif isinstance(entry, Refused):
            refused.append(entry)
        else:
            remarks.append(entry.problem)
    return ImportResult(
        format=format_, items=tuple(items), refused=tuple(refused), remarks=tuple(remarks)
    )
