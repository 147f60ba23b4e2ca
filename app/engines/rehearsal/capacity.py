"""From what a rehearsal cost to what a server carries, and what holds it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

SAFE = 0.7
"""Share of a processor that may be busy: above it, waiting times grow without bound."""
JITTER_S = 3.0
"""Within which the machines of a room start, and end."""
PATIENCE_S = 10.0
"""Within which the last candidate has the paper (answers.md 1.10)."""
ARRIVAL_S = 20 * 60.0
"""Within which most candidates take their seats."""
PULSES_A_MINUTE = 12
TIGHT = 0.85
"""A part that is busier than this holds the others up."""
STRANGERS = 0.15
"""Share of the machine that other programs may use before the figures are worth little."""


class Cause(StrEnum):
    """What holds the rehearsal back."""

    SERVER = "server"
    """The server process: it computes with one processor."""
    DATABASE = "database"
    MACHINE = "machine"
    """All processors of the machine."""
    DISK = "disk"
    GENERATOR = "generator"
    """The rehearsal itself: what it says is then a lower bound."""
    STRANGERS = "strangers"
    """Other programs on the machine."""


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU milliseconds of server and database for one candidate.

    :ivar sign_in: with a password; `arrival`: from there to the waiting page.
    :ivar start: page, opening, paper; `minute`: a minute of answering, without its pulses.
    :ivar pulse: one sign of life; `watch`: the share in the console of the room, for a minute.
    :ivar hand_in: with marking and receipt.
    """

    sign_in: float
    arrival: float
    start: float
    minute: float
    pulse: float
    hand_in: float
    watch: float = 0.0

    @property
    def whole_minute(self) -> float:
        """A minute of a candidate, with signs of life and the look of the invigilator."""
        return self.minute + PULSES_A_MINUTE * self.pulse + self.watch


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many candidates a number of processors carries, moment by moment.

    :ivar arrival: seated within twenty minutes, each signing in with a password.
    :ivar start: begin within three seconds and none waits noticeably.
    :ivar start_patient: begin at once and the last one has the paper within ten seconds.
    :ivar answering: answer at the same time.
    :ivar end: hand in within a minute, marked.
    """

    arrival: int
    start: int
    start_patient: int
    answering: int
    end: int

    @property
    def whole(self) -> int:
        """Candidates of one exam from the door to the receipt, with patience at the start."""
        return min(self.arrival, self.start_patient, self.answering)


def capacity(costs: Costs, cores: float) -> Capacity:
    """Say what so many processors carry; all of them working for the exam.

    >>> found = capacity(Costs(20, 40, 5, 30, 0.25, 6), 1)
    >>> found.start, found.start_patient, found.answering
    (420, 2000, 1272)
    """
    ms = cores * 1e3
    return Capacity(
        arrival=_count(SAFE * ms * ARRIVAL_S, costs.sign_in + costs.arrival),
        start=_count(SAFE * ms * JITTER_S, costs.start),
        start_patient=_count(ms * PATIENCE_S, costs.start),
        answering=_count(SAFE * ms * 60, costs.whole_minute),
        end=_count(SAFE * ms * 60, costs.hand_in),
    )


def cores_for(costs: Costs, candidates: int) -> Mapping[str, float]:
    """Say how many processors a number of candidates needs at each moment."""
    one = capacity(costs, 1.0)
    parts = ("arrival", "start", "start_patient", "answering", "end")
    return {part: candidates / max(1, getattr(one, part)) for part in parts}


def _count(milliseconds: float, each: float) -> int:
    return int(milliseconds / each) if each > 0 else 0


@dataclass(frozen=True, slots=True)
class Busy:
    """How busy the parts were over one stretch of time, each as a share from 0 to 1; None: unknown.

    :ivar server: of what its processes can use; `machine`: of all processors, strangers included.
    :ivar disk: of the time, writing was waited for.
    """

    server: float | None = None
    database: float | None = None
    machine: float | None = None
    disk: float | None = None
    generator: float = 0.0
    strangers: float = 0.0

    def shares(self) -> dict[Cause, float]:
        """Return the parts that are known."""
        found = {cause: getattr(self, cause.value) for cause in Cause}
        return {cause: share for cause, share in found.items() if share is not None}


def bottleneck(stretches: Iterable[Busy]) -> tuple[Cause, float]:
    """Return which part was the busiest in the busiest stretch, and how busy.

    The generator and strangers come first when they were tight: what the others show then is not
    their limit. That all processors are busy says nothing as long as one part alone explains it.
    """
    worst: dict[Cause, float] = {}
    for stretch in stretches:
        for cause, share in stretch.shares().items():
            worst[cause] = max(worst.get(cause, 0.0), share)
    if not worst:
        return Cause.GENERATOR, 0.0
    if worst.get(Cause.STRANGERS, 0.0) > STRANGERS and worst.get(Cause.MACHINE, 0.0) > TIGHT:
        return Cause.STRANGERS, worst[Cause.STRANGERS]
    if worst[Cause.GENERATOR] > TIGHT:
        return Cause.GENERATOR, worst[Cause.GENERATOR]
    parts = {one: share for one, share in worst.items() if one is not Cause.STRANGERS}
    cause = max(parts, key=lambda one: (round(parts[one], 2), one is not Cause.MACHINE))
    return cause, parts[cause]
