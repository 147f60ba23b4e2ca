"""The clock of a rehearsal: exam time, faster than the real one where nothing is lost by it."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count
from time import monotonic

TICK_S = 0.02


class Clock:
    """Exam time in ms since the start; who waits for a moment is woken when it comes.

    :ivar speed: ms of the exam for each ms of the world; 0 holds it.
    """

    def __init__(self, start: float) -> None:
        self.now = start
        self.speed = 1.0
        self.stops_at = float("inf")
        """However fast it goes, it does not go beyond this moment."""
        self.lag = 0.0
        """By how much the rehearsal itself was late, in s: the worst since it was asked."""
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = count()

    async def until(self, moment: float) -> None:
        """Wait for a moment of the exam."""
        if moment <= self.now:
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (moment, next(self._count), future))
        await future

    async def run(self) -> None:
        """Let time pass, until cancelled."""
        before = monotonic()
        while True:
            await asyncio.sleep(TICK_S)
            moment = monotonic()
            self.lag = max(self.lag, moment - before - TICK_S)
            self.pass_time(min(moment - before, 5 * TICK_S))
            before = moment

    def pass_time(self, seconds: float) -> None:
        """Let so much of the world's time pass, and wake who waited for it."""
        self.now = max(self.now, min(self.now + seconds * 1e3 * self.speed, self.stops_at))
        while self._waiting and self._waiting[0][0] <= self.now:
            future = heapq.heappop(self._waiting)[2]
            if not future.done():
                future.set_result(None)

    def take_lag(self) -> float:
        """Return the worst lag since the last time."""
        lag, self.lag = self.lag, 0.0
        return lag
