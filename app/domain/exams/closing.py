"""Whether the numbers of a room tie: 应考 = 实考 + 缺考, 实考 = 交卷 (domain.md 8.13). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.problem import Problem
from app.kernel.text import msg


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of a room.

    :ivar expected: registered for the room.
    :ivar present: those who began, on a machine or on paper.
    :ivar absent: those the invigilator counted as absent.
    :ivar handed_in: sittings that are sealed.
    """

    expected: int
    present: int
    absent: int
    handed_in: int

    @property
    def ties(self) -> bool:
        """Whether the room may be closed."""
        return not differences(self)


def differences(counts: Counts) -> list[Problem]:
    """Return what does not tie, each with what to do; empty if the room may be closed.

    >>> differences(Counts(30, 28, 2, 28))
    []
    """
    problems = []
    came = counts.present + counts.absent
    if counts.expected != came:
        reason = msg(
            "%(expected)s were expected, but %(present)s present and %(absent)s absent make "
            "%(sum)s.",
            expected=counts.expected,
            present=counts.present,
            absent=counts.absent,
            sum=came,
        )
        problems.append(Problem("absent", reason, msg("Count the empty seats once more.")))
    if counts.present != counts.handed_in:
        reason = msg(
            "%(present)s were present, but %(handed_in)s have handed in.",
            present=counts.present,
            handed_in=counts.handed_in,
        )
        cure = msg("Wait for those who are still working, or hand in for them with a reason.")
        problems.append(Problem("handed_in", reason, cure))
    return problems
