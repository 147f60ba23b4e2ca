"""What grading gives back: scores with reasons, to be stored and to be shown in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.checks.explain import Where
from app.engines.practicals.checks.run import Status
from app.engines.practicals.legacy.model import Converted
from app.engines.practicals.marks import Marks
from app.kernel.text import Message, Translate, msg

ENGINE = "practicals/2"
"""Stored with each grading; changes when the same file could come out differently."""


def faulty(kind: str) -> Message:
    """What is said of a check on which the engine stumbled."""
    return msg("Could not be judged by machine (%(kind)s); a person decides.", kind=kind)


@dataclass(frozen=True, slots=True)
class Awaits:
    """A check that counts only if others do, which a person must judge first.

    :ivar status: what it comes to if they earn points; score likewise.
    """

    checks: tuple[str, ...]
    status: Status
    score: float

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"checks": list(self.checks), "status": self.status.value, "score": self.score}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One rubric point: score, status, what was expected and found, where, and advice."""

    id: str
    title: str
    points: float
    score: float
    status: Status
    expected: Message
    found: Message
    where: tuple[Where, ...] = ()
    hint: Message | None = None
    awaits: Awaits | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        stored = {
            "id": self.id,
            "title": self.title,
            "points": self.points,
            "score": self.score,
            "status": self.status.value,
            "expected": self.expected.to_json(),
            "found": self.found.to_json(),
            "where": [
                {"part": where.part, "path": where.path, "label": where.label.to_json()}
                for where in self.where
            ],
            "hint": self.hint.to_json() if self.hint else None,
        }
        return stored | ({"awaits": self.awaits.to_json()} if self.awaits else {})


@dataclass(frozen=True, slots=True)
class GuardResult:
    """One guard: what it takes off at most, what it took off, and what was changed."""

    id: str
    title: str
    penalty: float
    deducted: float
    similarity: float
    found: Message

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "title": self.title,
            "penalty": self.penalty,
            "deducted": self.deducted,
            "similarity": self.similarity,
            "found": self.found.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Grading:
    """The grading of one submission; the same bytes, task and seed give the same grading."""

    task: str
    version: str
    seed: int
    points: float
    score: float
    checks: tuple[CheckResult, ...]
    guards: tuple[GuardResult, ...]
    marks: Marks
    notes: tuple[Message, ...] = ()
    converted: Converted | None = None

    @property
    def status(self) -> Status:
        """`review` as soon as one check asks for a person; else pass, partial or fail."""
        if any(check.status is Status.REVIEW for check in self.checks):
            return Status.REVIEW
        if self.score == self.points:
            return Status.PASS
        return Status.PARTIAL if self.score > 0 else Status.FAIL

    def to_json(self) -> dict[str, Any]:
        """Return what is stored: messages keep msgid and parameters, so any language can follow."""
        stored = {
            "engine": ENGINE,
            "task": self.task,
            "version": self.version,
            "seed": self.seed,
            "points": self.points,
            "score": self.score,
            "status": self.status.value,
            "checks": [check.to_json() for check in self.checks],
            "guards": [guard.to_json() for guard in self.guards],
            "marks": self.marks.to_json(),
            "notes": [note.to_json() for note in self.notes],
        }
        return stored | ({"converted": self.converted.to_json()} if self.converted else {})

    def localized(self, translate: Translate) -> dict[str, Any]:
        """Return the same with every message as text."""
        return localized(self.to_json(), translate)


def localized(stored: Mapping[str, Any], translate: Translate) -> dict[str, Any]:
    """Return a stored grading or preflight with its messages as text in the reader's language."""
    return {key: _localized(value, translate) for key, value in stored.items()}


def _localized(value: Any, translate: Translate) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        if "msgid" in value:
            return Message.from_json(value).render(translate)
        return localized(value, translate)
    if isinstance(value, list):
        return [_localized(item, translate) for item in value]
    return value
