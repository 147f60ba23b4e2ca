"""Word documents as one kind of file that a task may ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.authoring.variants import VARIANTS
from app.engines.practicals.checks.registry import WORD_LENS
from app.engines.practicals.checks.run import Outcome, run_check
from app.engines.practicals.checks.texts import Baseline, GuardOutcome, run_guard
from app.engines.practicals.guard import open_file
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.task.model import Check, Guard, Step, Task
from app.engines.practicals.word.document import read_document
from app.engines.practicals.word.inspect import properties
from app.engines.practicals.word.model import Document
from app.engines.practicals.writer.blocks import plain_text
from app.engines.practicals.writer.document import make_document
from app.kernel.problem import Problem, Severity
from app.kernel.text import msg


@dataclass(frozen=True, slots=True)
class WordSession:
    """One document being judged."""

    document: Document
    baseline: Baseline

    def check(self, check: Check) -> Outcome:
        """Judge one check."""
        return run_check(self.document, check, self.baseline, WORD_LENS)

    def guard(self, guard: Guard) -> GuardOutcome:
        """Judge one guard."""
        return run_guard(self.document, guard, self.baseline)


class WordOffice:
    """Reading, judging and making of word documents."""

    kind = "docx"
    variants: Mapping[str, Callable[[bytes], bytes]] = VARIANTS

    def read(self, package: Package) -> Document:
        """Read a document."""
        return read_document(package)

    def warnings(self, _task: Task, document: Document) -> list[Problem]:
        """Return whether the document is empty."""
        if document.text.strip():
            return []
        return [
            Problem(
                "file",
                msg("The document holds no text."),
                msg("Check that you saved your work, and upload the file again."),
                Severity.WARNING,
            )
        ]

    def session(self, task: Task, document: Document) -> WordSession:
        """Start to judge a document."""
        if task.starter.file:
            given = read_document(open_file(task.starter.file, self.kind).package).text
            return WordSession(document, Baseline(given))
        return WordSession(document, Baseline(plain_text(task.starter.text)))

    def make(self, task: Task, seed: int, key: bytes, steps: Sequence[Step]) -> bytes:
        """Return the starter after these steps."""
        return make_document(task, seed, key, steps)

    def inspect(self, document: Document) -> dict[str, Any]:
        """Return the properties of every paragraph."""
        return properties(document)
