"""How fast an exam is played: as fast as the server stays clear of saturation.

Where nothing but the number of requests in a second depends on it (people arrive, people answer),
the exam may go faster than the world. What it costs each candidate stays the same; only the rate
grows. The start, the quiet moment and the end are never played faster.
"""

from __future__ import annotations

import os
from statistics import median

from app.engines.rehearsal import Busy
from app.rehearsal.field import Field
from app.rehearsal.meter import Meter, Usage

SERVER_AIM, GENERATOR_AIM, MACHINE_AIM = 0.6, 0.65, 0.8
SLOWEST, FASTEST = 0.5, 1_500.0
DOWN, UP = 0.6, 1.25
SLOW_SAVE_S = 0.1
STRETCH_S = 2.0
"""The shares of the verdict are means over so long."""
FEW = 24
LAG_S = 0.25


class Governor:
    """Looks at the machine and sets the speed of the clock.

    :param workers: processes of the server; each computes with one processor.
    :param speed: a speed that was asked for; None: found out.
    """

    def __init__(
        self, field: Field, meter: Meter, workers: int, speed: float | None, candidates: int
    ) -> None:
        self.field, self.meter, self.speed = field, meter, speed
        self.cores = os.cpu_count() or 1
        self.workers = min(workers, self.cores)
        self.crowd = FEW + candidates / 100
        self.is_on = False
        self._now = speed or 20.0
        self._before = self._stretch = meter.read()

    def look(self) -> Busy | None:
        """Steer; returns how busy all were, whenever a stretch of time is over."""
        usage = self.meter.read()
        step, self._before = usage.since(self._before), usage
        if self.is_on:
            self._steer(step)
        if usage.at - self._stretch.at < STRETCH_S:
            return None
        whole, self._stretch = usage.since(self._stretch), usage
        return self.busy(whole)

    def busy(self, usage: Usage) -> Busy:
        """Return shares of what each part can do."""
        seconds = usage.at or 1.0
        return Busy(
            server=None if usage.server is None else usage.server / seconds / self.workers,
            database=None if usage.database is None else usage.database / seconds / self.cores,
            machine=usage.machine / seconds / self.cores,
            disk=None if usage.stalled is None else min(1.0, usage.stalled / seconds),
            generator=usage.generator / seconds,
            strangers=usage.strangers / seconds / self.cores,
        )

    def _steer(self, step: Usage) -> None:
        if self.speed is not None:
            self.field.clock.speed = self.speed
            return
        busy, tally = self.busy(step), self.field.tally
        load = max(
            (busy.server or 0.0) / SERVER_AIM,
            busy.generator / GENERATOR_AIM,
            (step.cpu + step.generator) / (step.at or 1.0) / self.cores / MACHINE_AIM,
        )
        recent, tally.recent = tally.recent, tally.recent[:0]
        slow = median(recent) / SLOW_SAVE_S if len(recent) else 0.0
        crowd = tally.under_way / self.crowd
        late = self.field.clock.take_lag() / LAG_S
        factor = 1.0 / max(load, slow, crowd, late, 0.01)
        self._now = min(FASTEST, max(SLOWEST, self._now * min(UP, max(DOWN, factor))))
        self.field.clock.speed = self._now
