"""Seats by lot: everyone one seat, colleagues apart, neighbours on other forms, and why not."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.exams.arrangement import (
    Candidate,
    Method,
    Options,
    RoomShape,
    arrange,
    touching,
)
from app.kernel.errors import InvalidError

ROOMS = st.lists(st.tuples(st.integers(4, 9), st.integers(6, 40)), min_size=1, max_size=3).map(
    lambda shapes: [RoomShape(n, *shape) for n, shape in enumerate(shapes, start=1)]
)


def people(*sizes: int) -> list[Candidate]:
    """So many persons of each unit."""
    return [
        Candidate(f"k{unit}-{number}", f"/u{unit}/")
        for unit, size in enumerate(sizes)
        for number in range(size)
    ]


@st.composite
def halls(draw: st.DrawFn) -> tuple[list[RoomShape], list[Candidate]]:
    """Rooms, and people of whom no unit is more than half."""
    rooms = draw(ROOMS)
    seats = sum(room.capacity for room in rooms)
    count = draw(st.integers(1, seats))
    units = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    most = Counter(units).most_common(1)[0][1]
    if most > -(-count // 2):
        units = [index % 3 for index in range(count)]
    return rooms, [Candidate(f"k{n}", f"/u{unit}/") for n, unit in enumerate(units)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(halls(), st.sampled_from(list(Method)), st.text(max_size=5))
def test_everyone_has_one_seat_and_no_colleague_beside(
    hall: tuple[list[RoomShape], list[Candidate]], method: Method, seed: str
) -> None:
    rooms, candidates = hall
    placed = arrange(candidates, rooms, Options(method, forms=("A", "B")), seed)
    assert sorted(one.key for one in placed) == sorted(one.key for one in candidates)
    seats = {(one.room, one.number) for one in placed}
    assert len(seats) == len(placed)
    capacity = {room.number: room.capacity for room in rooms}
    assert all(1 <= number <= capacity[room] for room, number in seats)
    assert touching(placed, candidates, rooms) == []


def test_the_last_unit_dealt_does_not_crowd_into_the_small_room() -> None:
    rooms = [RoomShape(number, 4, seats) for number, seats in ((1, 6), (2, 37), (3, 38))]
    sizes = {"/u2/": 25, "/u0/": 12, "/u1/": 12, "/u3/": 12, "/u4/": 7}
    people = [Candidate(f"{unit}{n}", unit) for unit, size in sizes.items() for n in range(size)]
    for seed in ("", "a", "b"):
        placed = arrange(people, rooms, Options(Method.RANDOM, forms=("A", "B")), seed)
        assert sorted(one.key for one in placed) == sorted(one.key for one in people)
        assert touching(placed, people, rooms) == []


@given(ROOMS, st.integers(2, 4))
def test_neighbours_have_different_forms(rooms: list[RoomShape], forms: int) -> None:
    letters = "ABCD"[:forms]
    for room in rooms:
        for number in range(1, room.capacity + 1):
            own = room.form(number, letters)
            assert all(room.form(other, letters) != own for other in room.neighbours(number))


def test_the_same_seed_gives_the_same_seats_whatever_the_order_of_the_list() -> None:
    rooms, candidates = [RoomShape(1, 6, 30)], people(8, 7, 5)
    first = arrange(candidates, rooms, Options(), "seed")
    assert arrange(candidates[::-1], rooms, Options(), "seed") == first
    assert arrange(candidates, rooms, Options(), "other") != first


def test_rooms_are_filled_in_proportion() -> None:
    rooms = [RoomShape(1, 8, 40), RoomShape(2, 8, 20)]
    placed = arrange(people(10, 10, 10), rooms, Options(), "x")
    assert Counter(one.room for one in placed) == {1: 20, 2: 10}


def test_along_the_s_neighbours_in_the_list_are_neighbours_in_the_room() -> None:
    room = RoomShape(1, 4, 12)
    path = room.serpentine()
    assert path[:8] == [1, 2, 3, 4, 8, 7, 6, 5]
    assert all(two in room.neighbours(one) for one, two in itertools.pairwise(path))


def test_a_full_room_of_two_units_is_a_chessboard() -> None:
    room = RoomShape(1, 6, 36)
    placed = arrange(people(18, 18), [room], Options(), "x")
    assert touching(placed, people(18, 18), [room]) == []


@pytest.mark.parametrize(
    ("sizes", "rooms", "says"),
    [
        ((5,), [RoomShape(1, 4, 4)], {"people": 5, "seats": 4}),
        ((5, 1), [RoomShape(1, 4, 8)], {"size": 5, "most": 4}),
        ((9,), [RoomShape(1, 4, 8), RoomShape(2, 3, 7)], {"size": 9, "most": 8}),
    ],
)
def test_what_cannot_be_is_explained(
    sizes: tuple[int, ...], rooms: list[RoomShape], says: dict[str, int]
) -> None:
    with pytest.raises(InvalidError) as refusal:
        arrange(people(*sizes), rooms, Options(), "x")
    (problem,) = refusal.value.problems
    assert dict(problem.reason.params) == says
    assert problem.cure


def test_one_unit_alone_is_spread_out_until_the_room_is_half_full() -> None:
    room = RoomShape(1, 4, 8)
    assert len(arrange(people(4), [room], Options(), "x")) == 4


def test_colleagues_may_sit_together_if_that_is_allowed() -> None:
    placed = arrange(people(8), [RoomShape(1, 4, 8)], Options(keep_units_apart=False), "x")
    assert len(placed) == 8


def test_a_separate_room_is_for_those_who_were_granted_one_and_for_nobody_else() -> None:
    rooms = [RoomShape(1, 4, 8), RoomShape(2, 2, 2, is_separate=True)]
    apart = Candidate("apart", "/u0/", is_separate=True)
    placed = arrange([*people(3, 3), apart], rooms, Options(), "x")
    assert {one.key for one in placed if one.room == 2} == {"apart"}
    with pytest.raises(InvalidError) as refusal:
        arrange([*people(3), apart], rooms[:1], Options(), "x")
    assert [problem.where for problem in refusal.value.problems] == ["separate"]
