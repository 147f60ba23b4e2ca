"""Few requests compute at once; none waits for ever."""

from __future__ import annotations

import threading
from contextlib import suppress
from time import perf_counter

from app.web.candidate.lanes import Lanes


def test_a_few_go_in_at_a_time() -> None:
    lanes, inside, most = Lanes(2, patience=30), [0], [0]
    guard, is_full = threading.Lock(), threading.Barrier(2)

    def work() -> None:
        with lanes.enter():
            with guard:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            is_full.wait(timeout=30)  # only with its neighbour of the other lane does one go on
            with guard:
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
    assert (inside, most) == ([0], [2])


def test_who_has_waited_long_goes_in_beside_and_frees_no_lane_of_others() -> None:
    lanes = Lanes(1, patience=0.05)
    with lanes.enter():
        began = perf_counter()
        with lanes.enter():
            assert perf_counter() - began >= 0.05
        began = perf_counter()
        with lanes.enter():
            assert perf_counter() - began >= 0.05


def test_a_lane_is_free_again_after_an_error() -> None:
    lanes = Lanes(1, patience=30)
    for _ in range(3):
        with suppress(LookupError), lanes.enter():
            raise LookupError
    with lanes.enter():
        pass
