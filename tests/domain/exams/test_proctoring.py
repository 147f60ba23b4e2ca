from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.exams.proctoring import Proctor, draw_proctors, is_own
from app.kernel.errors import InvalidError

POOL = [Proctor(f"P{n}", f"/u{n % 4}/") for n in range(12)]


@given(
    st.dictionaries(
        st.integers(1, 3), st.sets(st.sampled_from(["/u0/", "/u1/", "/u2/"]), min_size=1)
    ),
    st.text(max_size=4),
)
def test_nobody_watches_colleagues_and_nobody_watches_two_rooms(
    rooms: dict[int, set[str]], seed: str
) -> None:
    unit = {one.key: one.unit for one in POOL}
    try:
        drawn = draw_proctors(rooms, POOL, seed, per_room=1)
    except InvalidError:
        fit = {room: [p for p in POOL if p.unit not in units] for room, units in rooms.items()}
        assert min(map(len, fit.values())) < len(rooms)
        return
    keys = [key for ids in drawn.values() for key in ids]
    assert len(keys) == len(set(keys)) == len(rooms)
    for room, ids in drawn.items():
        assert not any(is_own(unit[key], path) for key in ids for path in rooms[room])


def test_somebody_moves_on_where_only_they_can() -> None:
    rooms = {1: {"/a/"}, 2: {"/b/"}}
    pool = [Proctor("1", "/a/"), Proctor("2", "/c/")]
    for seed in ("x", "y", "z"):
        assert draw_proctors(rooms, pool, seed, per_room=1) == {1: ("2",), 2: ("1",)}


def test_the_room_that_cannot_be_filled_is_named() -> None:
    with pytest.raises(InvalidError) as refusal:
        draw_proctors({1: {"/a/"}, 2: {"/b/"}}, [Proctor("1", "/a/"), Proctor("2", "/a/")], "x", 1)
    (problem,) = refusal.value.problems
    assert (problem.where, problem.reason.params["fit"]) == ("01", 0)
