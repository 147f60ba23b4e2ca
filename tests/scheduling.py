"""Which tests of a run with several processes stay together in one of them."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadGroupScheduling

JOURNEYS = "tests/journeys/"
OWN_SERVER = ("tests/journeys/test_exam_player.py", "tests/journeys/test_emergency.py",
              "tests/chaos/test_matrix.py", "tests/chaos/test_scenes.py",
              "tests/chaos/test_load.py", "tests/rehearsal/test_rehearsal.py")  # fmt: skip
"""They start servers of their own; all other journeys share one, whose demo takes long to load."""


class Scheduling(LoadGroupScheduling):  # type: ignore[misc]  # xdist has no types
    """One process for the journeys of the demo, one for those of the player, any for the rest.

    The mark `xdist_group` would say the same; with pytest 9.2 it is silently ignored
    (pytest-xdist, issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        """Return the name of the group that a test belongs to; most are one of their own.

        >>> split = Scheduling._split_scope
        >>> split(None, "tests/journeys/test_author.py::test_a")
        'tests/journeys/'
        >>> split(None, "tests/journeys/test_exam_player.py::test_b[1]")
        'tests/journeys/test_exam_player.py'
        >>> split(None, "tests/web/test_account.py::test_c")
        'tests/web/test_account.py::test_c'
        """
        path = nodeid.partition("::")[0]
        if path in OWN_SERVER:
            return path
        return JOURNEYS if path.startswith(JOURNEYS) else nodeid


def make(config: pytest.Config, log: object) -> Scheduling | None:
    """Return the scheduler for `--dist loadgroup`; the other ways are left to xdist."""
    return Scheduling(config, log) if config.getoption("dist") == "loadgroup" else None
