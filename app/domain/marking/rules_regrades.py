"""Grading files anew with a mended task: states, what may differ, what would change: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from app.kernel.errors import ConflictError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

KEPT = ("id", "module", "params", "vars", "starter", "submit")
"""What makes the file a candidate was given: a version in which it differs cannot grade it."""
LONGEST_REASON = 500


class RegradeState(StrEnum):
    """Previewing → ready → proposed → approved → applied; or closed without effect.

    A refused proposal is ready again: it may be proposed in another way.
    """

    PREVIEWING = "previewing"
    READY = "ready"
    PROPOSED = "proposed"
    APPROVED = "approved"
    APPLIED = "applied"
    CLOSED = "closed"


class Mode(StrEnum):
    """Whose points change: of those who gain alone, or of all."""

    FAVOUR = "favour"
    ALL = "all"


OPEN = frozenset(set(RegradeState) - {RegradeState.APPLIED, RegradeState.CLOSED})
STATE_NAMES: Mapping[RegradeState, Message] = {
    RegradeState.PREVIEWING: msg("Being graded for a preview"),
    RegradeState.READY: msg("Preview is ready"),
    RegradeState.PROPOSED: msg("Proposed, waits for a second officer"),
    RegradeState.APPROVED: msg("Approved, being applied"),
    RegradeState.APPLIED: msg("Applied"),
    RegradeState.CLOSED: msg("Closed without effect"),
}
MODE_NAMES: Mapping[Mode, Message] = {
    Mode.FAVOUR: msg("Only in the candidate's favour"),
    Mode.ALL: msg("For all candidates"),
}
_S = RegradeState
_NEXT: Mapping[RegradeState, frozenset[RegradeState]] = {
    _S.PREVIEWING: frozenset({_S.READY, _S.CLOSED}),
    _S.READY: frozenset({_S.PROPOSED, _S.CLOSED}),
    _S.PROPOSED: frozenset({_S.APPROVED, _S.READY}),
    _S.APPROVED: frozenset({_S.APPLIED}),
    _S.APPLIED: frozenset(),
    _S.CLOSED: frozenset(),
}


def require_transition(old: RegradeState, new: RegradeState) -> None:
    """Raise unless a regrade may go from `old` to `new`."""
    if new not in _NEXT[old]:
        raise ConflictError(msg("This step is not possible now; the page shows how it stands."))


def require_proposed(state: RegradeState) -> None:
    """Raise unless a second officer is asked now."""
    if state is not RegradeState.PROPOSED:
        raise ConflictError(msg("This step is not possible now; the page shows how it stands."))


def require_same_file(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Raise unless a version of a task gives candidates the very file that another gave them."""
    differing = [name for name in KEPT if old.get(name) != new.get(name)]
    if differing:
        raise ConflictError(
            msg(
                "This version gives candidates another file (%(parts)s). Only checks, guards and "
                "texts may differ from the version that was asked.",
                parts=", ".join(differing),
            )
        )


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the checks and guards that came out otherwise, new and dropped ones too."""
    return [change for part in ("checks", "guards") for change in _changes(part, old or {}, new)]


def _changes(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    before = {one["id"]: one for one in old.get(part, [])}
    after = {one["id"]: one for one in new.get(part, [])}
    for id_ in dict.fromkeys((*before, *after)):
        one, other = _said(before.get(id_)), _said(after.get(id_))
        if one != other:
            shown = after.get(id_) or before[id_]
            yield {"id": id_, "title": shown["title"], "old": one, "new": other}


def _said(one: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what counts about a check or a guard; a guard's score is what it takes off."""
    if one is None:
        return None
    if "deducted" in one:
        return {"score": -float(one["deducted"]), "status": "fail" if one["deducted"] else "pass"}
    return {"score": float(one["score"]), "status": one["status"]}


def counts(mode: Mode, *, old: float, new: float, is_open: bool, is_fixed: bool) -> bool:
    """Whether a new grading comes to count.

    :param is_open: it waits for a person.
    :param is_fixed: a person decided about the answer, or the grader did not come to an end.

    >>> counts(Mode.FAVOUR, old=3, new=2, is_open=False, is_fixed=False)
    False
    >>> counts(Mode.ALL, old=3, new=2, is_open=False, is_fixed=False)
    True
    """
    if is_fixed:
        return False
    return mode is Mode.ALL or (new > old and not is_open)


def problems(reason: str) -> list[Problem]:
    """Say what is wrong with a reason."""
    if not reason.strip():
        return [Problem("reason", msg("Please give a reason."))]
    if len(reason) > LONGEST_REASON:
        return [Problem("reason", msg("The reason is too long."))]
    return []
