"""Workbooks as one kind of file that a task may ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.authoring.sheet_variants import SHEET_VARIANTS
from app.engines.practicals.checks.run import Outcome, run_check
from app.engines.practicals.checks.sheet_registry import SHEET_LENS
from app.engines.practicals.checks.texts import Baseline, GuardOutcome
from app.engines.practicals.guard import open_file
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.sheet.guards import run_data_guard
from app.engines.practicals.sheet.inspect import properties
from app.engines.practicals.sheet.making.files import make_workbook, starter_draft
from app.engines.practicals.sheet.model import Workbook
from app.engines.practicals.sheet.submission import Submission
from app.engines.practicals.sheet.task import DataGuard
from app.engines.practicals.sheet.workbook import read_workbook
from app.engines.practicals.task.model import Check, Guard, Step, Task
from app.kernel.problem import Problem, Severity
from app.kernel.text import msg


@dataclass(frozen=True, slots=True)
class SheetSession:
    """One workbook being judged."""

    document: Submission
    baseline: Baseline

    def check(self, check: Check) -> Outcome:
        """Judge one check."""
        return run_check(self.document, check, self.baseline, SHEET_LENS)

    def guard(self, guard: Guard) -> GuardOutcome:
        """Judge one guard."""
        probe = guard.probe if isinstance(guard.probe, DataGuard) else DataGuard()
        return run_data_guard(self.document, probe)


class SheetOffice:
    """Reading, judging and making of workbooks."""

    kind = "xlsx"
    variants: Mapping[str, Callable[[bytes], bytes]] = SHEET_VARIANTS

    def read(self, package: Package) -> Workbook:
        """Read a workbook."""
        return read_workbook(package)

    def warnings(self, task: Task, document: Workbook) -> list[Problem]:
        """Return whether the workbook is empty, and which sheets of the starter are gone."""
        if not document.text:
            return [
                Problem(
                    "file",
                    msg("The workbook is empty."),
                    msg("Check that you saved your work, and upload the file again."),
                    Severity.WARNING,
                )
            ]
        names = [sheet.name for sheet in self._given(task).sheets]
        gone = [name for name in names if document.sheet(name) is None]
        return [
            Problem(
                "file",
                msg("There is no sheet “%(name)s”.", name=name),
                msg("Keep the names of the sheets unless the task asks you to change them."),
                Severity.WARNING,
            )
            for name in gone
        ]

    def session(self, task: Task, document: Workbook) -> SheetSession:
        """Start to judge a workbook."""
        given = self._given(task)
        return SheetSession(Submission(document, given), Baseline(given.text))

    def _given(self, task: Task) -> Workbook:
        """Return the starter as checks see it."""
        if task.starter.file:
            return read_workbook(open_file(task.starter.file, self.kind).package)
        return starter_draft(task, task.seed or 0).workbook()

    def make(self, task: Task, seed: int, key: bytes, steps: Sequence[Step]) -> bytes:
        """Return the starter after these steps."""
        return make_workbook(task, seed, key, steps)

    def inspect(self, document: Workbook) -> dict[str, Any]:
        """Return the properties of every cell."""
        return properties(document)
