"""Lint of a task: what its own starter, model answer and wrong answers say about its checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.engines.practicals.authoring.proof import Light, Row, prove
from app.engines.practicals.files import model_answer, starter, wrong_answer
from app.engines.practicals.grading import grade
from app.engines.practicals.offices import OFFICES
from app.engines.practicals.results import Grading
from app.engines.practicals.task.model import Task
from app.engines.practicals.task.reader import bound
from app.kernel.problem import Problem, Severity
from app.kernel.text import Message, msg

SEEDS = tuple(range(1, 21))
MIN_WRONG = 3


def lint(task: Task, seeds: Iterable[int] = SEEDS) -> list[Problem]:
    """Return what is wrong with a task that can be read; no problems, a sound task.

    For every seed the model answer must get all the points and the starter at most its floor. For
    the first seed the wrong answers must get what is written beside them, and other encodings of
    the model answer the same score. Every check must cost points in some wrong file.
    """
    seeds = tuple(seeds)
    if task.answer:
        return [problem for row in prove(task) for problem in _of_row(row)]
    if not task.steps:
        return [Problem("solution", msg("The task declares no solution."), _SOLUTION)]
    try:
        return [
            *(problem for seed in seeds for problem in _of_seed(task, seed)),
            *_wrong_answers(task, seeds[0]),
            *_encodings(task, seeds[0]),
            *_idle_checks(task, seeds[0]),
        ]
    except KeyError as error:
        return [Problem("solution", msg("A step cannot set “%(key)s”.", key=str(error.args[0])))]


def _of_row(row: Row) -> Iterator[Problem]:
    """Yield what a row of the proof of a task with files of its own complains about."""
    if row.light is not Light.GREEN:
        severity = Severity.ERROR if row.light is Light.RED else Severity.WARNING
        yield Problem(f"{row.kind} {row.name}".strip(), row.says, row.advice, severity)


_SOLUTION = msg("Write under “solution” the steps that make the model answer from the starter.")


def _of_seed(task: Task, seed: int) -> Iterator[Problem]:
    given = grade(task, starter(task, seed), seed)
    if given.score > task.starter.floor:
        yield _problem(
            "starter.floor",
            msg(
                "Seed %(seed)s: the untouched starter gets %(score)s points, floor %(floor)s.",
                seed=seed,
                score=f"{given.score:g}",
                floor=f"{task.starter.floor:g}",
            ),
        )
    full = grade(task, model_answer(task, seed), seed)
    if full.score < task.points:
        yield _problem(
            "solution.steps",
            msg(
                "Seed %(seed)s: the model answer gets %(score)s of %(points)s points; lost at: "
                "%(checks)s.",
                seed=seed,
                score=f"{full.score:g}",
                points=f"{task.points:g}",
                checks=", ".join(c.id for c in full.checks if c.score < c.points),
            ),
        )


def _wrong_answers(task: Task, seed: int) -> Iterator[Problem]:
    if len(task.wrong) < MIN_WRONG:
        yield _problem(
            "solution.wrong",
            msg("At least %(n)s common wrong answers are needed.", n=MIN_WRONG),
            severity=Severity.WARNING,
        )
    for number, wrong in enumerate(bound(task, seed).wrong):
        score = grade(task, wrong_answer(task, seed, number), seed).score
        if score != wrong.score:
            yield _problem(
                f"solution.wrong[{number + 1}]",
                msg(
                    "“%(title)s” gets %(score)s points, not %(stated)s.",
                    title=wrong.title,
                    score=f"{score:g}",
                    stated=f"{wrong.score:g}",
                ),
            )


def _encodings(task: Task, seed: int) -> Iterator[Problem]:
    data = model_answer(task, seed)
    for name, rewrite in OFFICES[task.module].variants.items():
        score = grade(task, rewrite(data), seed).score
        if score < task.points:
            yield _problem(
                "checks",
                msg(
                    "The same answer in another encoding (%(name)s) gets %(score)s points.",
                    name=name,
                    score=f"{score:g}",
                ),
            )


def _idle_checks(task: Task, seed: int) -> Iterator[Problem]:
    """Every check must cost points somewhere, or it checks nothing."""
    files = [starter(task, seed)]
    files += [wrong_answer(task, seed, number) for number in range(len(task.wrong))]
    gradings: list[Grading] = [grade(task, data, seed) for data in files]
    for index, check in enumerate(task.checks):
        if all(grading.checks[index].score == check.points for grading in gradings):
            yield _problem(
                f"checks[{index + 1}]",
                msg("“%(id)s” costs no points in any wrong file.", id=check.id),
                severity=Severity.WARNING,
            )


def _problem(where: str, reason: Message, *, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(where, reason, severity=severity)
