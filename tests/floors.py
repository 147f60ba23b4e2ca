"""How long something may take, as a multiple of a floor measured at the same moment.

Seconds say how busy the machine is; a ratio says whether the code does too much. The floor is a
fixed piece of plain work (about 10 ms of a processor of 2026), taken before and after: a machine
that slows down slows both. The multiples leave much room: what these tests guard against takes
minutes, not twice as long.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

TEXT = "政务信息系统应当按照规定接入共享平台 and 1234 words; " * 800


@contextmanager
def at_most(floors: float) -> Iterator[None]:
    """Fail when the block takes more CPU time of this process than so many floors."""
    before = _floor()
    started = process_time()
    yield
    took = process_time() - started
    floor = max(before, _floor())
    assert took <= floors * floor, (
        f"{took / floor:.0f} floors of {floor * 1000:.1f} ms, not {floors:g}"
    )


def _floor() -> float:
    started = process_time()
    counted = Counter(re.findall(r"\w+", TEXT))
    counted.update(sorted(TEXT))
    assert counted["words"] == TEXT.count("words")
    return process_time() - started
