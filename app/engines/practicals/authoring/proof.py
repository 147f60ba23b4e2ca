"""What a task's own files say about it, row by row: the lint that an author sees.

The final file must get all points, the start file at most its floor; every check must tell wrong
files from the right one; every guard must see damage; other encodings of the final file must score
the same. A red row blocks publishing, an amber one is for the author to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.engines.practicals.authoring.damage import damaged
from app.engines.practicals.authoring.mutants import Forms, mutants
from app.engines.practicals.files import model_answer, starter
from app.engines.practicals.grading import grade
from app.engines.practicals.offices import OFFICES
from app.engines.practicals.results import Grading
from app.engines.practicals.task.model import Check, Guard, Task
from app.engines.practicals.task.reader import bound
from app.kernel.text import Message, msg

SEED = 1
RoundTrip = Callable[[bytes], bytes | None]


class Light(StrEnum):
    """What a row means: sound, to be judged by the author, or not to be published."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was tried: what, how it came out, and what to do."""

    kind: str
    name: str
    light: Light
    says: Message
    advice: Message | None = None
    tried: int = 0
    told: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "kind": self.kind,
            "name": self.name,
            "light": self.light.value,
            "says": self.says.to_json(),
            "advice": self.advice.to_json() if self.advice else None,
            "tried": self.tried,
            "told": self.told,
        }


def size(task: Task, *, round_trip: bool = False) -> int:
    """Return how many rows a proof has, for a bar of progress."""
    ways = len(OFFICES[task.module].variants) + round_trip
    return 2 + len(task.checks) + len(task.guards) + ways


def prove(task: Task, round_trip: RoundTrip | None = None) -> Iterator[Row]:
    """Yield the rows of a proof as they are known.

    `round_trip` opens and saves a file with another program; it gives None where it cannot.
    """
    task = bound(task, SEED)
    forms = Forms(model_answer(task, SEED), starter(task, SEED))
    full, given = grade(task, forms.final, SEED), grade(task, forms.start, SEED)
    yield _final(task, full)
    yield _start(task, given)
    for index, check in enumerate(task.checks):
        yield _check(task, index, check, forms, given)
    for guard in task.guards:
        yield _guard(task, guard, forms)
    for name, rewrite in OFFICES[task.module].variants.items():
        yield _encoding(task, name, forms, rewrite)
    if round_trip is not None:
        yield _encoding(task, "libreoffice", forms, round_trip)


def is_sound(rows: Sequence[Row]) -> bool:
    """Whether nothing speaks against publishing."""
    return bool(rows) and all(row.light is not Light.RED for row in rows)


def _lost(task: Task, grading: Grading) -> str:
    pairs = zip(task.checks, grading.checks, strict=True)
    return "、".join(check.title for check, found in pairs if found.score < check.points)


def _points(score: float) -> str:
    return f"{score:g}"


def _final(task: Task, full: Grading) -> Row:
    says = msg(
        "The final file gets %(score)s of %(points)s points.",
        score=_points(full.score),
        points=_points(task.points),
    )
    if full.score == task.points:
        return Row("final", "", Light.GREEN, says)
    lost = _lost(task, full) or "、".join(g.title for g in full.guards if g.deducted)
    advice = msg("Correct or delete what the final file does not fulfil: %(checks)s.", checks=lost)
    return Row("final", "", Light.RED, says, advice)


def _start(task: Task, given: Grading) -> Row:
    floor = task.starter.floor
    says = msg(
        "The untouched start file gets %(score)s points, floor %(floor)s.",
        score=_points(given.score),
        floor=_points(floor),
    )
    if given.score <= floor:
        return Row("start", "", Light.GREEN, says)
    advice = msg("Delete checks that the start file passes, or raise the floor.")
    return Row("start", "", Light.RED, says, advice)


def _check(task: Task, index: int, check: Check, forms: Forms, given: Grading) -> Row:
    tried = mutants(task, check, forms)
    survived = []
    for words, data in tried:
        if grade(task, data, SEED).checks[index].score >= check.points:
            survived.append(words)
    told = len(tried) - len(survived)
    from_start = given.checks[index].score < check.points
    says = msg(
        "%(told)s of %(tried)s wrong files told from the right one.", told=told, tried=len(tried)
    )
    name = check.title
    if task.module == "files":
        survived = []  # most operations concern other checks
    if told and not survived:
        return Row("check", name, Light.GREEN, says, None, len(tried), told)
    if told or from_start:
        advice = _survivors(survived) if survived else msg("Only the start file costs points here.")
        return Row("check", name, Light.AMBER, says, advice, len(tried), told)
    advice = msg("This check costs nobody points: delete it, or ask for something that changed.")
    return Row("check", name, Light.RED, says, advice, len(tried), told)


def _survivors(survived: Sequence[Message]) -> Message:
    said = survived[0]
    for other in survived[1:3]:
        said = msg("%(first)s; %(second)s", first=said, second=other)
    return msg("Counted as right: %(what)s. Narrow the tolerance if it should not be.", what=said)


def _guard(task: Task, guard: Guard, forms: Forms) -> Row:
    index = task.guards.index(guard)
    spoiled = damaged(task, guard, forms.final)
    if spoiled is None:
        says = msg("Damage for this guard cannot be made by machine.")
        return Row("guard", guard.title, Light.AMBER, says, msg("Try it with a file of your own."))
    graded = grade(task, spoiled, SEED)
    if graded.guards[index].deducted:
        says = msg("Damage is seen and costs %(n)s points.", n=_points(guard.penalty))
        return Row("guard", guard.title, Light.GREEN, says, None, 1, 1)
    says = msg("A damaged file costs nothing.")
    advice = msg("The damage was very small; lower the tolerance of the guard.")
    return Row("guard", guard.title, Light.AMBER, says, advice, 1, 0)


def _is_taken(task: Task, name: str, forms: Forms) -> bool:
    """Whether a way of writing puts fonts into a theme and the author's file has one of its own."""
    return bool(task.answer) and "themed" in name and b"/theme/theme" in forms.final


def _encoding(task: Task, name: str, forms: Forms, rewrite: RoundTrip) -> Row:
    """Compare the scores of both files with those of the same files written in another way."""
    final: bytes | None = None
    start: bytes | None = None
    try:
        if not _is_taken(task, name, forms):
            final, start = rewrite(forms.final), rewrite(forms.start)
    except Exception:  # noqa: BLE001  # made for our own files; a stranger's may hold anything
        final = start = None
    if final is None or start is None:
        says = msg("This file cannot be rewritten in this way; it was left out.")
        return Row("encoding", name, Light.GREEN, says)
    full, given = grade(task, final, SEED), grade(task, start, SEED)
    same = given.score <= max(task.starter.floor, grade(task, forms.start, SEED).score)
    says = msg(
        "The same file written another way gets %(score)s points.", score=_points(full.score)
    )
    if full.score == task.points and same:
        return Row("encoding", name, Light.GREEN, says, None, 1, 1)
    lost = _lost(task, full) or "、".join(g.title for g in full.guards if g.deducted)
    if name == "libreoffice":
        advice = msg("LibreOffice does not keep this on saving: %(checks)s.", checks=lost)
        return Row("encoding", name, Light.AMBER, says, advice, 1, 0)
    advice = msg("Not judged alike: %(checks)s. Ask for it in another way.", checks=lost)
    return Row("encoding", name, Light.RED, says, advice, 1, 0)
