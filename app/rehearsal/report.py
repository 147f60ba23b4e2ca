"""What a rehearsal says in the end: costs, capacity, bottleneck, answers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.engines.rehearsal import Capacity, Cause, Costs, bottleneck, capacity
from app.engines.rehearsal.capacity import cores_for
from app.rehearsal.check import Answers
from app.rehearsal.instance import Instance
from app.rehearsal.play import Phase, Played

SIZES = (200, 1_000, 2_000, 10_000, 50_000)
LOOKS_A_MINUTE = 30
SCHEMA = "xuekao-rehearsal/1"


@dataclass(frozen=True, slots=True)
class Report:
    """One rehearsal, counted.

    :ivar answers: None if the database of the server could not be read from here.
    :ivar costs: None if the processes of the server could not be seen from here.
    """

    played: Played
    instance: Instance
    answers: Answers | None
    costs: Costs | None

    @property
    def capacity(self) -> Capacity | None:
        """What the processors that the server can use would carry."""
        return capacity(self.costs, self.usable) if self.costs else None

    @property
    def usable(self) -> float:
        """Processors that server and database can use: each process of the server has one."""
        cores = os.cpu_count() or 1
        has_more = self.instance.engine == "postgresql"
        return float(min(cores, self.instance.workers + (1 if has_more else 0)))

    @property
    def bottleneck(self) -> tuple[Cause, float]:
        """The part that was the busiest."""
        return bottleneck(self.played.stretches)

    @property
    def failures(self) -> int:
        """Requests that were not answered as they should be, but for those we cut off ourselves."""
        kinds = self.played.field.tally.kinds
        return sum(
            n for kind, one in kinds.items() if kind != "cut_off" for n in one.failures.values()
        )

    @property
    def is_good(self) -> bool:
        """Whether everybody came through and nothing was lost."""
        is_whole = self.answers is None or self.answers.is_whole
        return is_whole and not self.played.count("failed") and not self.played.field.problems

    def to_json(self) -> dict[str, Any]:
        """Return everything, as docs/commands.md describes it."""
        cause, share = self.bottleneck
        habits, played = self.played.field.habits, self.played
        states = ("absent", "done", "left", "failed")
        return {
            "schema": SCHEMA,
            "candidates": len(played.candidates),
            "rooms": _rooms(played),
            "minutes": habits.minutes,
            "seed": played.field.seed,
            "database": self.instance.engine,
            "workers": self.instance.workers,
            "cores": os.cpu_count(),
            "ok": self.is_good,
            "people": {state: played.count(state) for state in states},
            "deeds": dict(sorted(played.field.tally.deeds.items())),
            "answers": asdict(self.answers) if self.answers else None,
            "requests": played.field.tally.rows(),
            "failures": self.failures,
            "problems": played.field.problems,
            "phases": [_phase(one) for one in played.phases],
            "costs_cpu_ms": _rounded(asdict(self.costs)) if self.costs else None,
            "capacity": asdict(self.capacity) if self.capacity else None,
            "cores_for": self._cores(),
            "bottleneck": {"part": cause.value, "busy": round(share, 3)},
            "bytes": self._bytes(),
        }

    def _cores(self) -> dict[str, Any] | None:
        if self.costs is None:
            return None
        return {str(size): _rounded(cores_for(self.costs, size)) for size in SIZES}

    def _bytes(self) -> dict[str, Any]:
        tally = self.played.field.tally
        written = [one.usage.written for one in self.played.phases]
        disk = None if None in written else sum(one or 0 for one in written)
        seconds = sum(one.usage.at for one in self.played.phases) or 1.0
        return {
            "sent": tally.sent,
            "received": tally.received,
            "disk": disk,
            "disk_per_candidate": None
            if disk is None
            else round(disk / max(1, len(self.played.candidates))),
            "disk_mb_per_s": None if disk is None else round(disk / seconds / 1e6, 2),
        }


def _phase(one: Phase) -> dict[str, Any]:
    usage = one.usage
    return {
        "name": one.name,
        "seconds": round(usage.at, 1),
        "exam_minutes": round(one.exam_ms / 60_000, 1),
        "speed": round(one.speed, 1),
        "candidate_minutes": round(one.minutes),
        "server_cpu_s": None if usage.server is None else round(usage.server, 2),
        "database_cpu_s": None if usage.database is None else round(usage.database, 2),
        "generator_cpu_s": round(usage.generator, 2),
        "strangers_cpu_s": round(usage.strangers, 2),
        "requests": one.counts,
    }


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}


def costs_of(played: Played) -> Costs:
    """Divide what each phase cost among those who were in it.

    What the server does by itself is taken off everywhere. The quiet moment tells what a sign of
    life costs; it is taken off elsewhere, as are hand-ins and late starts from the answering.
    """
    part = {one.name: one for one in played.phases}
    idle = part["idle"].usage.cpu / part["idle"].usage.at
    known: dict[str, float] = {}

    def count(kind: str, *names: str) -> int:
        return sum(part[name].counts.get(kind, 0) for name in names)

    def spent(*names: str) -> float:
        """CPU milliseconds of phases, without the idle server and what is known already."""
        own = sum(part[name].usage.cpu - idle * part[name].usage.at for name in names) * 1e3
        return own - sum(each * count(kind, *names) for kind, each in known.items())

    def each(kind: str, *names: str) -> float:
        number = count(kind, *names)
        return max(0.0, spent(*names) / number) if number else 0.0

    sign_in = each("sign_in", "sign_in")
    known["console"] = each("board", "board")
    known["console_same"] = each("unchanged_same", "unchanged")
    known["pulse"] = each("pulse", "quiet")
    arrival = each("check_in", "arrival")
    known["open"] = each("open", "start")
    known["submit"] = each("submit", "end", "after")
    answering = part["answering"].minutes
    return Costs(
        sign_in=sign_in,
        arrival=arrival,
        start=known["open"],
        minute=max(0.0, spent("answering") / answering) if answering else 0.0,
        pulse=known["pulse"],
        hand_in=known["submit"],
        watch=LOOKS_A_MINUTE * known["console"] * _rooms(played) / len(played.candidates),
    )


def _rooms(played: Played) -> int:
    return len({(one.seat.plan, one.seat.room) for one in played.candidates})
