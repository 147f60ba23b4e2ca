"""How one answer becomes one mark: pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from app.domain.papers.rules import SealedItem
from app.engines import items
from app.engines.items import Status
from app.engines.items.base import points_of
from app.engines.practicals.page import work_bytes
from app.engines.practicals.results import ENGINE as PRACTICALS_ENGINE
from app.kernel.text import Message, msg

ENGINE = "items/1"
"""Stored with each mark; changes when the same answer could be marked differently."""
MOST_ANSWERS = 200
"""Different answers at one place of a paper whose marks are kept for those who give them next."""
MOST_LETTERS = 400
CRASHED = msg("The grader stopped while reading this file. A person decides.")
TOO_SLOW = msg("Grading took longer than %(seconds)s seconds. A person decides.", seconds=20)
DAMAGED = msg("The file cannot be found or was damaged on disk. A person decides.")
NOT_GRADED = msg("This file could not be graded by machine. A person decides.")


@dataclass(frozen=True)
class Marked:
    """One item, marked: everything that is stored about it.

    :ivar digest: of the content that was marked, so that the very wording is known again.
    :ivar explanation: the mark of `engines.items` as JSON; a practical adds `grading`, a decision
        of a person adds `decision`.
    """

    position: int
    item_version_id: int
    digest: str
    kind: str
    section: str
    domain: str
    response: dict[str, Any] | None
    points: float
    max_points: float
    status: Status
    explanation: dict[str, Any]
    engine: str

    @cached_property
    def text(self) -> str:
        """What a marking rests on here, as the one JSON text of it."""
        status = self.status.value
        return canonical(
            [self.position, self.digest, self.response, self.points, status, self.engine,
             self.explanation]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about one answer."""

    points: float
    reason: str
    by_name: str
    at: str


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: object) -> str:
    """Return the one JSON text of a value."""
    return _CANONICAL.encode(value)


def digest(value: object) -> str:
    """Return the SHA-256 of a value's JSON text."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def content_digest(content: Mapping[str, Any]) -> str:
    """Return the digest of an item's content; that of a sealed paper is computed once."""
    if isinstance(content, items.Sealed):
        return content.once("digest", lambda: digest(dict(content)))
    return digest(dict(content))


def basis(paper_digest: str, marks: Iterable[Marked]) -> str:
    """Return what two markings have in common when nothing changed between them."""
    whole = f"[{canonical(paper_digest)},[{','.join(mark.text for mark in marks)}]]"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def file_of(response: Mapping[str, Any] | None) -> str:
    """Return the digest of the file or work a practical was answered with; empty without one."""
    work = work_of(response)
    if work is not None:
        return hashlib.sha256(work).hexdigest()
    value = (response or {}).get("value")
    return str(value.get("file", "")) if isinstance(value, Mapping) else ""


def work_of(response: Mapping[str, Any] | None) -> bytes | None:
    """Return the bytes of what was done in the page, None where a file was handed in."""
    value = (response or {}).get("value")
    work = value.get("work") if isinstance(value, Mapping) else None
    return work_bytes(str(work["module"]), work) if isinstance(work, Mapping) else None


def failed_grading(reason: Message) -> dict[str, Any]:
    """Return a grading that says only why there is none: it waits for a person."""
    return {
        "engine": PRACTICALS_ENGINE,
        "status": Status.REVIEW.value,
        "points": 0.0,
        "score": 0.0,
        "checks": [],
        "guards": [],
        "notes": [reason.to_json()],
    }


def graded_points(grading: Mapping[str, Any], points: float) -> float:
    """Return the points of the paper that a grading comes to, to the hundredth.

    >>> graded_points({"points": 40.0, "score": 33.0}, 30)
    24.75
    """
    most = Fraction(str(grading["points"]))
    share = Fraction(str(grading["score"])) / most if most else Fraction(0)
    return float(points_of(min(Fraction(1), max(Fraction(0), share)), Decimal(str(points))))


_STATUSES = {
    "pass": Status.RIGHT,
    "partial": Status.PARTIAL,
    "fail": Status.WRONG,
    "review": Status.REVIEW,
}


def graded_status(grading: Mapping[str, Any]) -> Status:
    """Return the status of a mark by that of its grading; what is unknown waits for a person."""
    return _STATUSES.get(str(grading["status"]), Status.REVIEW)


@dataclass(frozen=True, slots=True)
class Answer:
    """One place of the paper with what was answered there."""

    position: int
    item_version_id: int
    kind: str
    section: str
    domain: str
    points: float
    content: Mapping[str, Any]
    response: dict[str, Any] | None
    is_malformed: bool = False

    @classmethod
    def at(
        cls, item: SealedItem, response: dict[str, Any] | None, *, is_malformed: bool = False
    ) -> Answer:
        """Return what was answered at a place of a sealed paper."""
        return cls(
            position=item.position,
            item_version_id=item.version_id,
            kind=item.kind,
            section=item.section,
            domain=item.domain,
            points=item.points,
            content=item.content,
            response=response,
            is_malformed=is_malformed,
        )


def mark_answer(
    answer: Answer, grading: Mapping[str, Any] | None = None, decided: Decided | None = None
) -> Marked:
    """Mark one answer. A file without a grading is never worth zero silently: it is `review`.

    The same answer at the same place of a sealed paper is marked once for all who gave it.
    """
    content = answer.content
    if grading or decided or answer.is_malformed or not isinstance(content, items.Sealed):
        return _mark(answer, grading, decided)
    marked: dict[tuple[object, ...], Marked] = content.once("marked", dict)
    given = json.dumps(answer.response)
    place = (answer.position, answer.item_version_id, answer.section, answer.domain)
    key = (*place, answer.points, given)
    found = marked.get(key)
    if found is None:
        found = _mark(answer, None, None)
        if len(given) <= MOST_LETTERS and len(marked) < MOST_ANSWERS:
            marked[key] = found
    return found


def _mark(answer: Answer, grading: Mapping[str, Any] | None, decided: Decided | None) -> Marked:
    mark = items.mark(answer.content, answer.response, answer.points)
    points, status, explanation = float(mark.points), mark.status, mark.to_json()
    if answer.kind == "practical" and status is Status.REVIEW:
        found = grading or failed_grading(NOT_GRADED)
        points, status = graded_points(found, answer.points), graded_status(found)
        explanation["grading"] = dict(found)
    if answer.is_malformed:
        status = Status.REVIEW
        explanation["notes"] = [msg("The stored answer could not be read.").to_json()]
    if decided is not None:
        points, status = decided.points, _decided_status(decided.points, answer.points)
        explanation["decision"] = {
            "points": decided.points,
            "reason": decided.reason,
            "by": decided.by_name,
            "at": decided.at,
        }
    return Marked(
        position=answer.position,
        item_version_id=answer.item_version_id,
        digest=content_digest(answer.content),
        kind=answer.kind,
        section=answer.section,
        domain=answer.domain,
        response=answer.response,
        points=points,
        max_points=float(answer.points),
        status=status,
        explanation={**explanation, "points": points, "status": status.value},
        engine=_engine(explanation),
    )


def _engine(explanation: Mapping[str, Any]) -> str:
    """Return what marked it: a file keeps the engine that graded it, whatever came after."""
    return str(explanation.get("grading", {}).get("engine", ENGINE))


def _decided_status(points: float, most: float) -> Status:
    if points >= most:
        return Status.RIGHT
    return Status.PARTIAL if points > 0 else Status.WRONG
