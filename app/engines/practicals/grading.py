"""Grading a submission: every check explained, guards taken off, marks told as information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.engines.practicals.checks.run import Outcome, Status
from app.engines.practicals.checks.texts import GuardOutcome
from app.engines.practicals.legacy.losses import for_a_person, told_of
from app.engines.practicals.legacy.model import Converted
from app.engines.practicals.marks import Marks, read_marks
from app.engines.practicals.offices import OFFICES, Session
from app.engines.practicals.preflight import PAGE, Loaded, load
from app.engines.practicals.refusals import RefusedError
from app.engines.practicals.results import Awaits, CheckResult, Grading, GuardResult, faulty
from app.engines.practicals.sheet import page
from app.engines.practicals.task.model import Check, Guard, Task
from app.engines.practicals.task.reader import bound
from app.kernel.text import Message, msg


@dataclass(slots=True)
class _Grader:
    task: Task
    session: Session
    converted: Converted | None = None

    def checks(self) -> list[CheckResult]:
        """Run the checks in order; one that requires others scores only if those scored."""
        results: dict[str, CheckResult] = {}
        for check in self.task.checks:
            results[check.id] = self._after(check, results)
        return list(results.values())

    def _after(self, check: Check, results: Mapping[str, CheckResult]) -> CheckResult:
        """Judge a check by what it requires; what waits for a person may still come to count."""
        needed = [results[name] for name in check.requires]
        if lost := [one for one in needed if not one.score and one.status is not Status.REVIEW]:
            return _dependent(check, lost[0].title)
        waits = [one for one in needed if one.status is Status.REVIEW]
        own = self._check(check)
        if not waits or own.status is Status.REVIEW:
            return own
        awaits = Awaits(tuple(check.requires), own.status, own.score)
        if all(one.score for one in waits):
            return replace(own, awaits=awaits)
        return replace(own, status=Status.REVIEW, score=0.0, awaits=awaits)

    def _check(self, check: Check) -> CheckResult:
        try:
            outcome = self.session.check(check)
        except Exception as error:  # noqa: BLE001  # a fault of ours must reach a person, not cost points
            return _faulty(check, error)
        result = _result(check, outcome, self.task.rounding)
        return for_a_person(result, check, self.converted.kind) if self.converted else result

    def guards(self) -> list[GuardResult]:
        """Run the guards."""
        return [_guard_result(guard, self.session.guard(guard)) for guard in self.task.guards]


def grade(
    task: Task, data: bytes, seed: int, *, key: bytes = b"", converted: Converted | None = None
) -> Grading:
    """Grade a submission against the task as this seed made it.

    Never raises for what a candidate can hand in: a file that cannot be opened, and a check that
    cannot be judged, come out with status "review".

    :param converted: where the bytes come from, if another program made them of what was handed in.
    """
    task = bound(task, seed)
    try:
        loaded = load(_file(task, data, seed, key), task.module)
    except RefusedError as refusal:
        return _refused(task, seed, refusal)
    session = OFFICES[task.module].session(task, loaded.document)
    grader = _Grader(task, session, converted)
    checks, guards = grader.checks(), grader.guards()
    return Grading(
        task=task.id,
        version=task.version,
        seed=seed,
        points=task.points,
        score=_total(task, checks, guards),
        checks=tuple(checks),
        guards=tuple(guards),
        marks=told_of(_marks(task, loaded, seed, key), converted),
        notes=(*([converted.note] if converted else ()), *loaded.opened.notes),
        converted=converted,
    )


def _file(task: Task, data: bytes, seed: int, key: bytes) -> bytes:
    """Return the file to grade; the work of a page on a workbook is made one first."""
    if task.module == page.MODULE and PAGE in task.submit.accept and page.is_work(data):
        return page.workbook_of(task, seed, key, data)
    return data


def _marks(task: Task, loaded: Loaded, seed: int, key: bytes) -> Marks:
    return read_marks(
        loaded.opened.package, task_id=task.id, seed=seed, places=task.starter.marks, key=key
    )


def _total(task: Task, checks: list[CheckResult], guards: list[GuardResult]) -> float:
    earned = sum(check.score for check in checks) - sum(guard.deducted for guard in guards)
    return min(task.points, max(0.0, earned))


def _result(check: Check, outcome: Outcome, rounding: float) -> CheckResult:
    score = _rounded(check.points, outcome.fraction, rounding)
    return CheckResult(
        id=check.id,
        title=check.title,
        points=check.points,
        score=score,
        status=_status(outcome),
        expected=outcome.expected,
        found=outcome.found,
        where=outcome.where,
        hint=outcome.hint,
    )


def _status(outcome: Outcome) -> Status:
    if outcome.fraction == 1:
        return Status.PASS
    if outcome.unknown:
        return Status.REVIEW
    return Status.PARTIAL if outcome.fraction > 0 else Status.FAIL


def _rounded(points: float, fraction: float, step: float) -> float:
    """Round a share to steps; what is not all right never gets all the points."""
    if fraction == 1:
        return points
    score = round(points * fraction / step + 1e-9) * step
    return min(score, max(0.0, points - step))


def _dependent(check: Check, required: str) -> CheckResult:
    return _unscored(
        check, Status.FAIL, msg("Counts only when “%(title)s” is right first.", title=required)
    )


def _faulty(check: Check, error: Exception) -> CheckResult:
    return _unscored(check, Status.REVIEW, faulty(type(error).__name__))


def _unscored(check: Check, status: Status, found: Message) -> CheckResult:
    return CheckResult(
        check.id, check.title, check.points, 0.0, status, msg("%(title)s", title=check.title), found
    )


def _guard_result(guard: Guard, outcome: GuardOutcome) -> GuardResult:
    return GuardResult(
        id=guard.id,
        title=guard.title,
        penalty=guard.penalty,
        deducted=0.0 if outcome.intact else guard.penalty,
        similarity=round(outcome.similarity, 4),
        found=outcome.found,
    )


def _refused(task: Task, seed: int, refusal: RefusedError) -> Grading:
    reason = refusal.problem.reason
    return Grading(
        task=task.id,
        version=task.version,
        seed=seed,
        points=task.points,
        score=0.0,
        checks=tuple(_unscored(check, Status.REVIEW, reason) for check in task.checks),
        guards=(),
        marks=Marks(lost=task.starter.marks),
        notes=(reason,),
    )
