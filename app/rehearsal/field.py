"""What all who take part in a rehearsal share."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.engines.rehearsal import Habits, ItemSeen
from app.rehearsal.clock import Clock
from app.rehearsal.tally import Tally

if TYPE_CHECKING:
    from app.rehearsal.candidate import Candidate

BEAT_S = 5.0
"""Signs of life of a player, then looks at the receipt (`instructions.js`, `receipt.js`)."""
BUCKETS = 100
MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a room of a rehearsal.

    :ivar cookie: of a prepared sign-in; empty if the candidate signs in with a password.
    :ivar sitting: of a candidate who sits already; empty for one who arrives.
    """

    number: int
    registration: str
    username: str
    plan: str
    room: int
    cookie: str = ""
    sitting: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A rehearsal that was prepared: seats, and how an invigilator gets in."""

    seats: tuple[Seat, ...]
    invigilator: str
    password: str
    minutes: int

    @property
    def rooms(self) -> list[tuple[str, int]]:
        """Plan and number of each room."""
        return list(dict.fromkeys((one.plan, one.room) for one in self.seats))


class Heart:
    """Beats for all players, each every five seconds of the world, at its own moment."""

    def __init__(self) -> None:
        self._buckets: list[set[Candidate]] = [set() for _ in range(BUCKETS)]
        self._turn = 0

    def take(self, one: Candidate) -> None:
        """Let the machine of a candidate beat from now on."""
        self._buckets[hash(one.seat.number * 7919) % BUCKETS].add(one)

    def forget(self, one: Candidate) -> None:
        """Its page is closed."""
        self._buckets[hash(one.seat.number * 7919) % BUCKETS].discard(one)

    async def run(self, spawn: Any) -> None:  # noqa: ANN401 - a bound method
        """Beat until cancelled; what was missed because the loop was late is not made up for."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + BEAT_S / BUCKETS, loop.time())
            await asyncio.sleep(due - loop.time())
            self._turn = (self._turn + 1) % BUCKETS
            for one in list(self._buckets[self._turn]):
                if one.state == "done":
                    spawn(one.look_at_receipt())
                else:
                    one.sender.beat()


@dataclass(slots=True)
class Field:
    """One rehearsal while it is played.

    :ivar views: items as they are shown, kept once for all who see the same.
    :ivar stay_ms: how long a candidate looks at the receipt.
    """

    address: str
    clock: Clock
    tally: Tally
    habits: Habits
    seed: int
    password: str
    heart: Heart = field(default_factory=Heart)
    views: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    stay_ms: int = 90_000
    problems: list[str] = field(default_factory=list)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def seen(self, row: Mapping[str, Any]) -> ItemSeen:
        """Return an item of a paper as it was sent; what many see alike is kept once."""
        view = self.views.setdefault(str(row["view"]), row["view"])
        return ItemSeen(row["position"], row["kind"], view)

    async def quiet(self) -> None:
        """End what is still being done."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def problem(self, seat: Seat, text: str) -> None:
        """Remember what a candidate should not have met."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{seat.username}: {text}")
