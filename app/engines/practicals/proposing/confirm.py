"""Proposals tried on the two files: kept if the final one passes and the start fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.grading import grade
from app.engines.practicals.proposing.model import Proposal, Proposed
from app.engines.practicals.results import CheckResult, Grading
from app.engines.practicals.task.reader import read_task
from app.kernel.text import msg

NOTHING = "x"


@dataclass(frozen=True, slots=True)
class Files:
    """The two files as a task holds them: keys for `starter` and `solution`, the bytes, both."""

    mapping: Mapping[str, Any]
    start: bytes
    final: bytes


def confirm(found: Proposed, files: Files) -> None:
    """Drop what the files do not bear out, and say so.

    A check that the final file fails is no difference that it can express; one that the start file
    passes already checks nothing. A guard that the final file breaks is taken out.
    """
    if found.checks:
        graded = [_graded(found, files, data) for data in (files.start, files.final)]
        kept = [
            proposal
            for proposal, before, after in zip(
                found.checks, graded[0].checks, graded[1].checks, strict=True
            )
            if _holds(found, proposal, before, after)
        ]
        broken = {guard.id for guard in graded[1].guards if guard.deducted}
        found.guards = [g for n, g in enumerate(found.guards, 1) if f"guard-{n}" not in broken]
        if broken:
            found.leave(msg("The final file itself breaks a guard against other changes."))
        found.checks = kept


def _holds(found: Proposed, proposal: Proposal, before: CheckResult, after: CheckResult) -> bool:
    if after.score < after.points:
        found.leave(msg("%(where)s: %(says)s", where=proposal.where, says=proposal.says))
        return False
    return before.score < before.points


def _graded(found: Proposed, files: Files, data: bytes) -> Grading:
    mapping = {
        **files.mapping,
        "id": NOTHING,
        "title": NOTHING,
        "instructions": NOTHING,
        "module": found.module,
        "points": len(found.checks),
        "rounding": 0.01,
        "vars": found.variables,
        "checks": [
            {"id": f"c{n}", "title": NOTHING, "points": 1, **proposal.keys}
            for n, proposal in enumerate(found.checks, 1)
        ],
        "guards": [
            {"id": f"guard-{n}", "title": NOTHING, "penalty": 0, **guard}
            for n, guard in enumerate(found.guards, 1)
        ],
    }
    return grade(read_task(mapping), data, 0)
