"""One server for all failures that are played in a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.chaos.paper import CONTENTS
from tests.journeys.examroom import Room, make_room

IS_WHOLE = bool(os.environ.get("XUEKAO_CHAOS"))
"""Whether all is played, not only the fast part."""
only_whole = pytest.mark.skipif(not IS_WHOLE, reason="only in ./run test chaos")
CANDIDATES = 48


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A server whose paper asks for an answer of every kind."""
    found = make_room(tmp_path_factory.mktemp("chaos"), candidates=CANDIDATES, contents=CONTENTS)
    found.start()
    yield found
    found.kill()
