from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.rehearsal import Busy, Cause, Costs, bottleneck, capacity
from app.engines.rehearsal.capacity import cores_for

COSTS = Costs(sign_in=25, arrival=20, start=5, minute=1, pulse=0.2, hand_in=6)


def test_a_minute_has_twelve_signs_of_life() -> None:
    assert COSTS.whole_minute == pytest.approx(3.4)
    assert capacity(COSTS, 1).answering == int(0.7 * 60_000 / 3.4)


def test_ten_seconds_of_patience_carry_more_than_none() -> None:
    found = capacity(COSTS, 2)
    assert found.start == 840
    assert found.start_patient == 4_000
    assert found.whole == min(found.arrival, 4_000, found.answering)


@given(st.floats(0.5, 64), st.integers(1, 100_000))
def test_the_processors_that_are_asked_for_carry_what_they_are_asked_for(
    cores: float, size: int
) -> None:
    needed = cores_for(COSTS, size)
    whole = capacity(COSTS, cores)
    for name, cores_needed in needed.items():
        carried = getattr(whole, name)
        assert (carried >= size * 0.98) or cores < cores_needed * 1.02


@pytest.mark.parametrize(
    ("busy", "cause"),
    [
        (Busy(server=0.97, machine=0.6, disk=0.1, generator=0.4), Cause.SERVER),
        (Busy(server=0.5, database=0.8, machine=0.7, generator=0.2), Cause.DATABASE),
        (Busy(server=0.5, machine=0.6, disk=0.9, generator=0.2), Cause.DISK),
        (Busy(server=0.6, machine=0.98, disk=0.2, generator=0.93), Cause.GENERATOR),
        (Busy(server=0.9, machine=0.99, generator=0.3, strangers=0.4), Cause.STRANGERS),
        (Busy(server=0.9, machine=0.6, generator=0.3, strangers=0.4), Cause.SERVER),
        (Busy(server=0.7, machine=0.95, generator=0.6), Cause.MACHINE),
        (Busy(server=0.9, machine=0.9, generator=0.6), Cause.SERVER),
    ],
)
def test_the_bottleneck_is_the_part_that_was_busiest(busy: Busy, cause: Cause) -> None:
    assert bottleneck([Busy(server=0.1, generator=0.05), busy])[0] is cause


def test_nothing_measured_blames_nobody_else() -> None:
    assert bottleneck([]) == (Cause.GENERATOR, 0.0)
