"""Who sits where, on which form of the paper, watched by whom: pure, and the same for ever.

Everything that is left to chance comes from digests of a seed, never from a random generator of
the day, so a drawing can be recomputed in ten years. Two seats are neighbours if they stand side
by side or one behind the other in the same room.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.exams.thinning import thin_out
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

T = TypeVar("T")
ROUNDS = 6
STEPS = 400
PER_ROOM = 2


class Method(StrEnum):
    """In which order the seats are given."""

    RANDOM = "random"
    SERPENTINE = "serpentine"
    """In the order of the units, dealt in turn, along an S through the rows."""


@dataclass(frozen=True, slots=True)
class RoomShape:
    """The seats of a room: full rows of `columns` from the front; the last row may be shorter."""

    number: int
    columns: int
    capacity: int
    name: str = ""
    is_separate: bool = False

    @property
    def rows(self) -> int:
        """Number of rows."""
        return -(-self.capacity // self.columns)

    def cell(self, number: int) -> tuple[int, int]:
        """Row and column of a seat, both from 0.

        >>> RoomShape(1, 8, 40).cell(10)
        (1, 1)
        """
        return divmod(number - 1, self.columns)

    def neighbours(self, number: int) -> list[int]:
        """Seat numbers beside, before and behind a seat."""
        _, column = self.cell(number)
        found = [number - self.columns, number + self.columns]
        found += [number - 1] if column > 0 else []
        found += [number + 1] if column < self.columns - 1 else []
        return [one for one in found if 1 <= one <= self.capacity]

    def serpentine(self) -> list[int]:
        """Seat numbers along an S: every second row from the right.

        >>> RoomShape(1, 3, 6).serpentine()
        [1, 2, 3, 6, 5, 4]
        """
        numbers = range(1, self.capacity + 1)
        return sorted(numbers, key=lambda one: _along(*self.cell(one)))

    def form(self, number: int, forms: Sequence[str]) -> str:
        """Return the form for a seat; neighbours never have the same one if there are two."""
        row, column = self.cell(number)
        two = 2
        step = row + column if len(forms) == two else row + 2 * column
        return forms[step % len(forms)]


def _along(row: int, column: int) -> tuple[int, int]:
    return row, -column if row % 2 else column


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is to be seated.

    :ivar key: stable name of the registration.
    :ivar unit: where the person serves; colleagues do not sit side by side.
    """

    key: str
    unit: str
    is_separate: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a candidate sits, and the form of the paper that lies there."""

    key: str
    room: int
    number: int
    form: str

    def to_json(self) -> list[Any]:
        """Return what is stored."""
        return [self.key, self.room, self.number, self.form]


@dataclass(frozen=True, slots=True)
class Options:
    """How the officer wants it done."""

    method: Method = Method.RANDOM
    keep_units_apart: bool = True
    forms: tuple[str, ...] = ("A",)


class Dice:
    """Chance from a seed: the n-th throw is a digest of seed, purpose and n."""

    def __init__(self, seed: str, purpose: str) -> None:
        self._base = f"{seed}\n{purpose}\n"
        self._throws = 0

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to limit - 1."""
        self._throws += 1
        digest = hashlib.sha256(f"{self._base}{self._throws}".encode()).digest()
        return int.from_bytes(digest) % limit

    def order(self, things: Iterable[T], name: Callable[[T], str]) -> list[T]:
        """Return things in an order drawn by lot; it does not depend on how they came."""
        return sorted(things, key=lambda one: (self._rank(name(one)), name(one)))

    def _rank(self, name: str) -> bytes:
        return hashlib.sha256(f"{self._base}{name}".encode()).digest()


def arrange(
    candidates: Sequence[Candidate], rooms: Sequence[RoomShape], options: Options, seed: str
) -> tuple[Placed, ...]:
    """Give every candidate a seat and a form.

    :raises InvalidError: too few seats, no separate room, or a unit so large that its people
        cannot be kept apart; one problem each, with the way out.
    """
    placed: list[Placed] = []
    problems: list[Problem] = []
    for is_separate in (False, True):
        group = [one for one in candidates if one.is_separate is is_separate]
        own = [room for room in rooms if room.is_separate is is_separate]
        if found := _shortage(group, own, options, is_separate=is_separate):
            problems += found
        elif group:
            placed += _fill_rooms(group, own, options, seed)
    if problems:
        raise InvalidError(problems)
    if options.keep_units_apart and (pairs := touching(placed, candidates, rooms)):
        raise InvalidError([_no_way(len(pairs))])
    return tuple(sorted(placed, key=lambda one: (one.room, one.number)))


def touching(
    placed: Sequence[Placed], candidates: Sequence[Candidate], rooms: Sequence[RoomShape]
) -> list[tuple[str, str]]:
    """Return the pairs of neighbours who serve in the same unit."""
    unit = {one.key: one.unit for one in candidates}
    at = {(one.room, one.number): one.key for one in placed}
    shape = {room.number: room for room in rooms}
    return [
        (one.key, other)
        for one in placed
        for number in shape[one.room].neighbours(one.number)
        if number > one.number and (other := at.get((one.room, number)))
        if unit[one.key] == unit[other]
    ]


def _shortage(
    group: Sequence[Candidate], rooms: Sequence[RoomShape], options: Options, *, is_separate: bool
) -> list[Problem]:
    seats = sum(room.capacity for room in rooms)
    if len(group) > seats:
        where = "separate" if is_separate else "rooms"
        reason = msg(
            "%(people)s persons need a seat, the rooms have %(seats)s.",
            people=len(group),
            seats=seats,
        )
        if is_separate:
            reason = msg(
                "%(people)s persons were granted a separate room; such rooms have %(seats)s seats.",
                people=len(group),
                seats=seats,
            )
        cure = msg("Add a room or seats for %(missing)s more.", missing=len(group) - seats)
        return [Problem(where, reason, cure)]
    if not options.keep_units_apart:
        return []
    most = sum(-(-room.capacity // 2) for room in rooms)
    sizes = Counter(one.unit for one in group)
    return [_too_large(unit, size, most) for unit, size in sorted(sizes.items()) if size > most]


def _too_large(unit: str, size: int, most: int) -> Problem:
    return Problem(
        unit,
        msg(
            "%(size)s persons of this unit take part; without sitting side by side at most "
            "%(most)s of one unit find a place.",
            size=size,
            most=most,
        ),
        msg(
            "Add rooms with %(seats)s more seats, or allow colleagues to sit side by side.",
            seats=2 * (size - most),
        ),
    )


def _no_way(pairs: int) -> Problem:
    return Problem(
        "rooms",
        msg("No arrangement without colleagues side by side was found; %(n)s pairs left.", n=pairs),
        msg("Add a room or some seats, or allow colleagues to sit side by side."),
    )


def _fill_rooms(
    group: Sequence[Candidate], rooms: Sequence[RoomShape], options: Options, seed: str
) -> list[Placed]:
    placed = []
    for room, people in zip(rooms, _deal(group, rooms, options, seed), strict=True):
        seats = _fill_room(room, people, options, seed)
        placed += [
            Placed(key, room.number, number, room.form(number, options.forms))
            for number, key in seats.items()
        ]
    return placed


def _deal(
    group: Sequence[Candidate], rooms: Sequence[RoomShape], options: Options, seed: str
) -> list[list[Candidate]]:
    """Spread the people over the rooms in proportion to their seats, and each unit likewise."""
    left = _quotas(len(group), rooms)
    shares: list[list[Candidate]] = [[] for _ in rooms]
    counts: list[Counter[str]] = [Counter() for _ in rooms]
    for one in _by_unit(group, options, seed):
        open_rooms = [index for index, free in enumerate(left) if free > 0]
        chosen = min(
            open_rooms,
            key=lambda index: (
                (counts[index][one.unit] + 1) / -(-rooms[index].capacity // 2),
                -left[index] / rooms[index].capacity,
                index,
            ),
        )
        left[chosen] -= 1
        shares[chosen].append(one)
        counts[chosen][one.unit] += 1
    if options.keep_units_apart:
        thin_out(shares, [-(-room.capacity // 2) for room in rooms], lambda one: one.unit)
    return shares


def _quotas(people: int, rooms: Sequence[RoomShape]) -> list[int]:
    seats = sum(room.capacity for room in rooms)
    quotas = [people * room.capacity // seats for room in rooms]
    rest = people - sum(quotas)
    by_rest = sorted(
        range(len(rooms)), key=lambda index: (-(people * rooms[index].capacity % seats), index)
    )
    for index in by_rest[:rest]:
        quotas[index] += 1
    return quotas


def _by_unit(group: Sequence[Candidate], options: Options, seed: str) -> list[Candidate]:
    """The largest unit first; within a unit by lot, or in the order of the list."""
    sizes = Counter(one.unit for one in group)
    people = list(group)
    if options.method is Method.RANDOM:
        people = Dice(seed, "people").order(group, lambda one: one.key)
    return sorted(people, key=lambda one: (-sizes[one.unit], one.unit))


def _fill_room(
    room: RoomShape, people: Sequence[Candidate], options: Options, seed: str
) -> dict[int, str]:
    """Return seat number → candidate; first close together, spread out only if that must be."""
    unit = {one.key: one.unit for one in people}
    best: dict[int, str] = {}
    fewest: int | None = None
    for attempt in range(ROUNDS if options.keep_units_apart else 1):
        dice = Dice(seed, f"room {room.number}, attempt {attempt}")
        last = len(people) if attempt < ROUNDS // 2 else room.capacity
        cells = [number for number in room.serpentine() if number <= last]
        start = _start(people, cells, room, options, dice, attempt)
        seats = _Mend(room, start, unit, dice).run() if options.keep_units_apart else start
        count = _conflicts(room, seats, unit)
        if fewest is None or count < fewest:
            best, fewest = seats, count
        if not fewest or not options.keep_units_apart:
            break
    return {number: key for number, key in best.items() if key}


def _start(  # noqa: PLR0917 - the six things a first layout depends on
    people: Sequence[Candidate],
    cells: Sequence[int],
    room: RoomShape,
    options: Options,
    dice: Dice,
    attempt: int,
) -> dict[int, str]:
    """A first layout: by lot, along the S, or (later attempts) like a chessboard by units."""
    keys = [one.key for one in people] + [""] * (len(cells) - len(people))
    third = 3
    if attempt % third == third - 1:
        board = sorted(cells, key=lambda number: (sum(room.cell(number)) % 2, number))
        return dict(zip(board, keys, strict=True))
    if options.method is Method.SERPENTINE and attempt == 0:
        return dict(zip(cells, _in_turn(people), strict=True))
    drawn = dice.order(range(len(keys)), lambda index: keys[index] or f"empty {index}")
    return dict(zip(cells, (keys[index] for index in drawn), strict=True))


def _in_turn(people: Sequence[Candidate]) -> list[str]:
    """One of each unit in turn, the largest units first."""
    queues: dict[str, list[str]] = {}
    for one in people:
        queues.setdefault(one.unit, []).append(one.key)
    turns = []
    for keys in queues.values():
        turns += [((place + 0.5) / len(keys), key) for place, key in enumerate(keys)]
    return [key for _, key in sorted(turns)]


def _conflicts(room: RoomShape, seats: Mapping[int, str], unit: Mapping[str, str]) -> int:
    return sum(_touches(room, seats, unit, number, key) for number, key in seats.items()) // 2


def _touches(
    room: RoomShape, seats: Mapping[int, str], unit: Mapping[str, str], number: int, key: str
) -> int:
    """How many neighbours of a seat would be colleagues of this person."""
    if not key:
        return 0
    near = (seats.get(one, "") for one in room.neighbours(number))
    return sum(bool(other) and other != key and unit[other] == unit[key] for other in near)


class _Mend:
    """Exchange two persons at a time until no colleagues sit side by side."""

    def __init__(
        self, room: RoomShape, seats: Mapping[int, str], unit: Mapping[str, str], dice: Dice
    ) -> None:
        self.room, self.seats, self.unit, self.dice = room, dict(seats), unit, dice

    def run(self) -> dict[int, str]:
        """Return the mended layout; conflicts may be left if none was found in time."""
        for _ in range(STEPS):
            trouble = [n for n, key in sorted(self.seats.items()) if self._at(n, key)]
            if not trouble:
                break
            self._exchange(trouble[self.dice.below(len(trouble))])
        return self.seats

    def _at(self, number: int, key: str) -> int:
        return _touches(self.room, self.seats, self.unit, number, key)

    def _exchange(self, number: int) -> None:
        key = self.seats[number]
        before = self._at(number, key)
        costs = {}
        for other, their in self.seats.items():
            if other != number and self.unit.get(their) != self.unit[key]:
                after = self._swapped(number, key, other, their)
                costs[other] = after - before - self._at(other, their)
        if not costs:
            return
        least = min(costs.values())
        equal = sorted(other for other, cost in costs.items() if cost == least)
        other = equal[self.dice.below(len(equal))]
        self.seats[number], self.seats[other] = self.seats[other], key

    def _swapped(self, number: int, key: str, other: int, their: str) -> int:
        self.seats[number], self.seats[other] = their, key
        cost = self._at(number, their) + self._at(other, key)
        self.seats[number], self.seats[other] = key, their
        return cost
