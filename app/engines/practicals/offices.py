"""What differs between kinds of files: reading, judging, making, and writing them in other ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from app.engines.practicals.checks.run import Outcome
from app.engines.practicals.checks.texts import GuardOutcome
from app.engines.practicals.folders.office import FoldersOffice
from app.engines.practicals.inbox.office import InboxOffice
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.xml import BrokenFileError, LongFileError
from app.engines.practicals.sheet.office import SheetOffice
from app.engines.practicals.slides.office import SlidesOffice
from app.engines.practicals.task.model import Check, Guard, Step, Task
from app.engines.practicals.typing.office import TypingOffice
from app.engines.practicals.word.office import WordOffice
from app.kernel.problem import Problem

__all__ = ["OFFICES", "BrokenFileError", "LongFileError", "Office", "Session"]


class Session(Protocol):
    """One submission being judged."""

    def check(self, check: Check) -> Outcome:
        """Judge one check."""

    def guard(self, guard: Guard) -> GuardOutcome:
        """Judge one guard."""


class Office(Protocol):
    """One kind of file."""

    @property
    def kind(self) -> str:
        """The kind of file that is asked for, such as docx."""

    @property
    def variants(self) -> Mapping[str, Callable[[bytes], bytes]]:
        """Other ways of writing the same file, by name: none may change a score."""

    def read(self, package: Package) -> Any:  # noqa: ANN401  # each office has its own model
        """Read a file. Raises BrokenFileError, LongFileError, BrokenXmlError."""

    def warnings(self, task: Task, document: Any) -> list[Problem]:  # noqa: ANN401
        """Return what a candidate should know at upload, without any word about the score."""

    def session(self, task: Task, document: Any) -> Session:  # noqa: ANN401
        """Start to judge a file that was read."""

    def make(self, task: Task, seed: int, key: bytes, steps: Sequence[Step]) -> bytes:
        """Return the starter after these steps; `task` is bound to the seed."""

    def inspect(self, document: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return all effective properties of a file that was read, as JSON."""


OFFICES: dict[str, Office] = {
    "word": WordOffice(),
    "sheet": SheetOffice(),
    "slides": SlidesOffice(),
    "files": FoldersOffice(),
    "typing": TypingOffice(),
    "inbox": InboxOffice(),
}
"""By the `module` of a task."""
