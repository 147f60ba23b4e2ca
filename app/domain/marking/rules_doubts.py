"""What a machine could not judge, and how judgements of persons enter a grading: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.marking.rules import digest
from app.engines.practicals.results import faulty
from app.kernel.problem import Problem
from app.kernel.text import msg

WHOLE = ""
"""The check id of a doubt about a whole answer."""
TOLERANCE = 0.2
"""Share of the points by which two markers of a whole answer may differ; their mean counts."""
STEP = 0.5
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to judge about one answer.

    :ivar content: of a check its expected, found, where and hint; empty for a whole answer.
    """

    check_id: str
    title: str
    evidence: str
    content: dict[str, Any]
    max_points: float
    proven: float


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of the verdicts about one check."""

    evidence: str
    points: float
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Given:
    """One verdict, as far as the sums need it."""

    points: float
    reason: str
    by_id: int
    by_name: str


def questions(
    grading: Mapping[str, Any] | None, *, item: int, title: str, response: str, points: float
) -> Iterator[Question]:
    """Yield what is to be judged about an answer that waits for a person.

    A practical of which only some checks are open is judged check by check; a file that no
    machine could read, an essay and an answer that cannot be read are judged as a whole.

    :param response: digest of the answer.
    :param points: what the item is worth in the paper.
    """
    open_checks = [check for check in (grading or {}).get("checks", []) if is_open(check)]
    if grading is None or not open_checks or len(open_checks) == len(grading["checks"]):
        evidence = digest([item, WHOLE, response])
        content = {"notes": list((grading or {}).get("notes", []))}
        yield Question(WHOLE, title, evidence, content, points, 0.0)
        return
    for check in open_checks:
        yield Question(
            check_id=check["id"],
            title=check["title"],
            evidence=_evidence(grading, check, item, response),
            content={name: check.get(name) for name in ("expected", "found", "where", "hint")},
            max_points=float(check["points"]),
            proven=float(check["score"]),
        )


def is_open(check: Mapping[str, Any]) -> bool:
    """Whether a check waits for a person itself, not for the check it depends on."""
    return check["status"] == "review" and not check.get("awaits")


def _evidence(
    grading: Mapping[str, Any], check: Mapping[str, Any], item: int, response: str
) -> str:
    """Digest what was found; a fault of the grader tells nothing about another file."""
    own = response if check["found"].get("msgid") == faulty("").msgid else ""
    parts = [grading["task"], grading["version"], item, check["id"], check["points"]]
    return digest([*parts, check["score"], check["expected"], check["found"], check["where"], own])


def with_judgements(
    grading: Mapping[str, Any], settled: Mapping[str, Settled], evidences: Mapping[str, str]
) -> dict[str, Any]:
    """Return the grading with the settled checks, and its score and status anew.

    A judgement counts for the evidence it was about alone. Checks that depend on a judged one
    follow it: they keep what was found where it earned points, and fall where it did not.
    """
    kept = {key: one for key, one in settled.items() if evidences.get(key) == one.evidence}
    if not kept:
        return dict(grading)
    checks: list[dict[str, Any]] = []
    for check in grading["checks"]:
        one = kept.get(check["id"])
        checks.append(_judged(check, one) if one else _following(check, checks))
    taken = sum(float(guard["deducted"]) for guard in grading["guards"])
    score = min(float(grading["points"]), max(0.0, sum(c["score"] for c in checks) - taken))
    return {**grading, "checks": checks, "score": score, "status": _status(checks, score, grading)}


def _judged(check: Mapping[str, Any], one: Settled) -> dict[str, Any]:
    decision = {"points": one.points, "reason": one.reason, "by": one.by, "at": one.at}
    status = share_status(one.points, float(check["points"]))
    return {**check, "score": one.points, "status": status, "decision": decision}


def _following(check: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    awaits = check.get("awaits")
    if not awaits:
        return dict(check)
    known = {one["id"]: one for one in before}
    needed = [known[name] for name in awaits["checks"]]
    if any(one["status"] == "review" for one in needed):
        return dict(check)
    lacking = next((one for one in needed if not one["score"]), None)
    if lacking is None:
        return {**check, "status": awaits["status"], "score": awaits["score"]}
    found = msg("Counts only when “%(title)s” is right first.", title=lacking["title"])
    return {**check, "status": "fail", "score": 0.0, "found": found.to_json()}


def _status(checks: Sequence[Mapping[str, Any]], score: float, grading: Mapping[str, Any]) -> str:
    if any(check["status"] == "review" for check in checks):
        return "review"
    return share_status(score, float(grading["points"]))


def share_status(score: float, most: float) -> str:
    """Return pass, partial or fail by the share of the points.

    >>> share_status(2, 2), share_status(0.5, 2), share_status(0, 2)
    ('pass', 'partial', 'fail')
    """
    if score >= most:
        return "pass"
    return "partial" if score > 0 else "fail"


def outcome(
    given: Sequence[Given], *, readers: int, most: float, is_whole: bool
) -> tuple[float, str, str] | None:
    """Return points, reason and names if the verdicts settle a doubt; None while they do not.

    Two markers must agree: exactly on a check, within a fifth of the points on a whole answer,
    whose mean then counts. Where they differ, the third person's verdict counts.
    """
    if len(given) < readers:
        return None
    first = given[0]
    if readers == 1:
        return first.points, first.reason, first.by_name
    if len(given) > readers:
        last = given[-1]
        return last.points, last.reason, "、".join(one.by_name for one in given)
    second = given[1]
    if abs(first.points - second.points) > (most * TOLERANCE if is_whole else 0):
        return None
    mean = round((first.points + second.points) / 2 / STEP) * STEP if is_whole else first.points
    reason = "；".join(dict.fromkeys((first.reason, second.reason)))
    return min(mean, most), reason, f"{first.by_name}、{second.by_name}"


def problems(points: float, most: float, reason: str) -> list[Problem]:
    """Say what is wrong with a judgement."""
    found = []
    if not 0 <= points <= most:
        found.append(Problem("points", msg("Give 0 to %(most)s points.", most=f"{most:g}")))
    if not reason.strip():
        found.append(Problem("reason", msg("Please give a reason.")))
    if len(reason) > LONGEST_REASON:
        found.append(Problem("reason", msg("The reason is too long.")))
    return found
