"""The course of a rehearsal: arrival, start, a quiet moment, answering, the end, and the counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as own
from time import monotonic

from app.engines.rehearsal import Busy, Habits
from app.rehearsal.candidate import Candidate
from app.rehearsal.clock import Clock
from app.rehearsal.console import Console
from app.rehearsal.field import Field, Place
from app.rehearsal.governor import Governor
from app.rehearsal.meter import Meter, Usage
from app.rehearsal.tally import Tally

STEP_S = 0.25
IDLE_S = 3.0
QUIET_S = 8.0
BEFORE_MS = 1_500.0
SETTLE_S = 1.5
PATIENCE_S = 300.0
EXTENDED_BY = 5
AT_A_TIME = 8
LOOKS = 40
BOARDS = ("board", "unchanged")
FEW = 100
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of a rehearsal with what it cost.

    :ivar minutes: of candidates who were answering, all together.
    :ivar exam_ms: how much time of the exam passed in it.
    :ivar counts: requests by kind.
    """

    name: str
    usage: Usage
    minutes: float
    exam_ms: float
    counts: dict[str, int]

    @property
    def speed(self) -> float:
        """How much faster than the world the exam went."""
        return self.exam_ms / 1e3 / self.usage.at if self.usage.at else 0.0


@dataclass(slots=True)
class Played:
    """What came of it."""

    field: Field
    candidates: list[Candidate]
    phases: list[Phase] = own(default_factory=list)
    stretches: list[Busy] = own(default_factory=list)

    def phase(self, name: str) -> Phase:
        """Return a phase by its name."""
        return next(one for one in self.phases if one.name == name)

    def count(self, state: str) -> int:
        """Return how many candidates came to a state."""
        return sum(one.state == state for one in self.candidates)


@dataclass(frozen=True, slots=True)
class Rules:
    """How it is played.

    :ivar speed: of the exam against the world while people arrive and answer; None: as fast as
        the server stays clear of saturation.
    :ivar idle: whether nothing waits on the server any more: all is marked.
    """

    address: str
    habits: Habits
    seed: int
    speed: float | None
    meter: Meter
    workers: int
    progress: Progress
    idle: Callable[[], bool]


async def play(place: Place, rules: Rules) -> Played:
    """Play a prepared rehearsal to its end."""
    clock = Clock(float(rules.habits.earliest_ms - 5_000))
    shared = Field(rules.address, clock, Tally(), rules.habits, rules.seed, place.password)
    director = _Director(place, rules, shared)
    try:
        await director.run()
    finally:
        await director.stop()
    return director.played


class _Director:
    """Leads a rehearsal through its phases."""

    def __init__(self, place: Place, rules: Rules, shared: Field) -> None:
        self.place, self.rules, self.field = place, rules, shared
        self.clock = shared.clock
        self.candidates = [Candidate(shared, seat) for seat in place.seats]
        self.consoles = [
            Console(shared, plan, room, place.invigilator) for plan, room in place.rooms
        ]
        self.played = Played(shared, self.candidates)
        self.governor = Governor(shared, rules.meter, rules.workers, rules.speed, len(place.seats))
        self.minutes = 0.0
        self._marks: list[tuple[str, Usage, float, float, dict[str, int]]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._people: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Play everything."""
        for console in self.consoles:
            await console.open()
        self._mark("idle")
        await asyncio.sleep(IDLE_S)
        self._tasks = [
            asyncio.create_task(self.clock.run()),
            asyncio.create_task(self.field.heart.run(self.field.spawn)),
            asyncio.create_task(self._observe()),
            *(asyncio.create_task(console.watch()) for console in self.consoles),
        ]
        self._mark("sign_in")
        await self._sign_in()
        self._people = [asyncio.create_task(one.live()) for one in self.candidates]
        self._mark("arrival")
        await self._go_to(-BEFORE_MS, is_governed=True)
        await self._wait(lambda: not any(one.is_on_the_way for one in self.candidates))
        for name in BOARDS:
            self._mark(name)
            await self._look_at_boards(name)
        self._mark("start")
        await self._start()
        self._mark("quiet")
        await self._quiet()
        self._mark("answering")
        await self._answer()
        self._mark("end")
        await self._end()
        self._mark("after")
        await self._after()
        self._mark("")

    async def stop(self) -> None:
        """End all that still goes on."""
        for task in (*self._tasks, *self._people):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._people, return_exceptions=True)
        await self.field.quiet()
        for one in self.candidates:
            one.browser.line.cut()
        for console in self.consoles:
            console.browser.line.cut()

    def _mark(self, name: str) -> None:
        """End a phase and begin the next."""
        tally = self.field.tally
        counts = {kind: len(found.times) for kind, found in tally.kinds.items()}
        self._marks.append((name, self.rules.meter.read(), self.minutes, self.clock.now, counts))
        if len(self._marks) > 1:
            before, now = self._marks[-2:]
            part = {kind: n - before[4].get(kind, 0) for kind, n in now[4].items()}
            self.played.phases.append(
                Phase(before[0], now[1].since(before[1]), now[2] - before[2], now[3] - before[3],
                      {kind: n for kind, n in part.items() if n})
            )  # fmt: skip

    async def _observe(self) -> None:
        """Measure, steer and tell, four times a second."""
        before = self.clock.now
        while True:
            await asyncio.sleep(STEP_S)
            passed, before = self.clock.now - before, self.clock.now
            self.minutes += self._count("working") * passed / 60_000
            if busy := self.governor.look():
                self.played.stretches.append(busy)
            self.rules.progress(self._share(), self._marks[-1][0] if self._marks else "")

    def _share(self) -> float:
        first = self.rules.habits.earliest_ms
        whole = self.rules.habits.length_ms + self.rules.habits.jitter_ms - first
        return min(1.0, max(0.0, (self.clock.now - first) / whole))

    def _count(self, *states: str) -> int:
        return sum(one.state in states for one in self.candidates)

    async def _go_to(self, moment: float, *, is_governed: bool) -> None:
        """Let the exam go on until a moment of it, and stand still there."""
        self.clock.stops_at = moment
        self.governor.is_on = is_governed
        if not is_governed:
            self.clock.speed = 1.0
        await self.clock.until(moment)
        self.governor.is_on = False
        self.clock.speed, self.clock.stops_at = 0.0, float("inf")

    async def _sign_in(self) -> None:
        """Those with a password sign in, so many at a time that the server is busy but no more."""
        gate = asyncio.Semaphore(AT_A_TIME)

        async def one_by_one(candidate: Candidate) -> None:
            async with gate:
                await candidate.sign_in()

        await asyncio.gather(*(one_by_one(one) for one in self.candidates if not one.seat.cookie))

    async def _look_at_boards(self, name: str) -> None:
        """Invigilators look at full rooms, nothing else happens: to learn what a look costs."""
        gate = asyncio.Semaphore(AT_A_TIME // 2)

        async def look(console: Console) -> None:
            async with gate:
                await console.look(name, anew=name == "board")

        some = self.consoles[:LOOKS]
        for _ in range(-(-LOOKS // len(some))):
            await asyncio.gather(*(look(one) for one in some))

    async def _start(self) -> None:
        """The start, at the pace of the world: all who wait begin within three seconds."""
        await self._go_to(self.rules.habits.jitter_ms + 10.0, is_governed=False)
        await self._wait(lambda: not self._count("waiting") or self._only_late())
        await asyncio.sleep(SETTLE_S)

    def _only_late(self) -> bool:
        return all(one.is_late for one in self.candidates if one.state == "waiting")

    async def _quiet(self) -> None:
        """Everybody reads: only signs of life and consoles, to learn what they cost."""
        await asyncio.sleep(QUIET_S if len(self.candidates) >= FEW else QUIET_S / 2)

    async def _answer(self) -> None:
        middle = self.rules.habits.length_ms / 2
        await self._go_to(middle, is_governed=True)
        await self.consoles[0].message("演练：请检查时间。")
        if len(self.consoles) > 1:
            await self.consoles[-1].extend(EXTENDED_BY)
        await self._go_to(self.rules.habits.length_ms - BEFORE_MS, is_governed=True)
        await self._wait(self.rules.idle)  # what was handed in so far is marked

    async def _end(self) -> None:
        """The end of the time, at the pace of the world: all machines hand in by themselves."""
        await self._go_to(
            float(self.rules.habits.length_ms + self.rules.habits.jitter_ms + 10), is_governed=False
        )
        await self._wait(lambda: not any(one.is_ending for one in self.candidates))

    async def _after(self) -> None:
        """Those with more time, those who came late, those who went home; then the marking."""
        self.governor.is_on = True
        await self._wait(lambda: all(task.done() for task in self._people))
        by_room = dict(zip(self.place.rooms, self.consoles, strict=True))
        for one in self.candidates:
            if one.state == "left":
                await by_room[one.seat.plan, one.seat.room].hand_in(one.machine.sitting)
        await self._wait(self.rules.idle)

    async def _wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; not for ever."""
        deadline = monotonic() + PATIENCE_S
        while not is_so() and monotonic() < deadline:  # noqa: ASYNC110 - states of many
            await asyncio.sleep(0.05)
