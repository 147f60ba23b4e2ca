"""From the journal of a machine to the server, by the rules of `sender.js`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from app.engines.journal import Event
from app.rehearsal.browser import read_json
from app.rehearsal.line import LineError, Reply

if TYPE_CHECKING:
    from app.rehearsal.candidate import Candidate

BACKOFF_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
LOSES_S = 0.004
"""So long after sending the network goes: time enough for the server to store, not to answer."""
SAVED, CONFLICT, SIGNED_OUT = 200, 409, 401


class Sender:
    """One batch in flight; nothing is forgotten before it is acknowledged."""

    def __init__(self, owner: Candidate) -> None:
        self.owner = owner
        self.is_busy = self.is_cut = self.is_stopped = False
        self.failures = 0
        self.instructions = 0
        self._loses_next = False
        self._timer: asyncio.TimerHandle | None = None

    def kick(self) -> None:
        """Send soon; the current batch, if any, is finished first."""
        if self.is_stopped or not self.owner.browser.bearer:
            return
        if self.is_busy:
            return  # what was written meanwhile is sent by the one who is sending
        if not self.is_cut:
            self.owner.field.spawn(self._run())
        elif self._loses_next and self.owner.machine.pending:
            self._loses_next = False
            self.owner.field.spawn(self._lose())

    def beat(self) -> None:
        """A sign of life when nothing else is being sent."""
        if not self.is_cut and not self.is_busy and not self.failures:
            self.kick()

    def cut(self) -> None:
        """The network is gone."""
        self.is_cut = self._loses_next = True

    def back(self) -> None:
        """The network is there again; the browser says so, and everything is sent."""
        self.is_cut = False
        self.kick()

    def stop(self) -> None:
        """Send nothing any more."""
        self.is_stopped = True
        if self._timer is not None:
            self._timer.cancel()

    async def drain(self) -> bool:
        """Send until nothing waits; False if the server does not take it now."""
        while self.is_busy:  # noqa: ASYNC110 - it is over within milliseconds
            await asyncio.sleep(0.01)
        self.is_busy = True
        try:
            while self.owner.machine.pending:
                if not await self._once():
                    return False
        finally:
            self.is_busy = False
        return True

    async def _run(self) -> None:
        if self.is_busy:
            return
        self.is_busy = True
        try:
            while True:
                is_good = await self._once()
                is_waiting = bool(self.owner.machine.pending)
                if not is_good or not is_waiting or self.is_cut or self.is_stopped:
                    break
        finally:
            self.is_busy = False
        if not is_good and not self.is_stopped:
            delay = BACKOFF_S[min(self.failures, len(BACKOFF_S)) - 1]
            self._timer = asyncio.get_running_loop().call_later(delay, self.kick)

    async def _once(self) -> bool:
        batch = self.owner.machine.batch()
        kind = "save" if batch else "pulse"
        try:
            reply = await self._send(kind, batch)
        except LineError:
            self.failures += 1
            return False
        return await self._judge(kind, reply)

    async def _send(self, kind: str, batch: list[Event]) -> Reply:
        machine = self.owner.machine
        body = {
            "epoch": batch[0].epoch if batch else None,
            "waiting": len(machine.pending),
            "events": [
                [e.seq, e.item, e.kind, e.payload, e.at_ms, e.mono_ms, e.wall_ms, e.hash]
                for e in batch
            ],
        }
        path = f"/sitting/{machine.sitting}/answers"
        return await self.owner.browser.with_token(kind, "PUT", path, body)

    async def _judge(self, kind: str, reply: Reply) -> bool:
        told = read_json(reply) if reply.body else {}
        if told.get("epoch") is not None:
            self.owner.machine.acknowledge(told["epoch"], told["through"])
        if reply.status == SAVED:
            self.failures = 0
            self._hear(told)
            return True
        if reply.status == SIGNED_OUT:
            return (await self.owner.renew()).status == SAVED
        if told.get("error") == "closed" and (self.owner.is_ending or self.is_stopped):
            return False  # a sign of life that crossed the hand-in
        self.failures += 1
        field = self.owner.field
        field.tally.fail(kind, f"{reply.status} {told.get('error', '')}".strip())
        if reply.status == CONFLICT:
            field.problem(self.owner.seat, f"{kind} was answered {told.get('error')}")
            self.stop()
        return False

    def _hear(self, told: dict[str, Any]) -> None:
        """What an acknowledgement says besides: more time, or that there is something to fetch."""
        owner = self.owner
        if sections := told.get("sections"):
            owner.extra_ms = max(0, sections[-1]["ends_at"] - (owner.ends_at or 2**60))
        number = told.get("instructions", 0)
        if number != self.instructions:
            self.instructions = number
            owner.field.spawn(self._follow())

    async def _follow(self) -> None:
        path = f"/sitting/{self.owner.machine.sitting}/instructions"
        try:
            reply = await self.owner.browser.with_token("instructions", "GET", path)
            for message in read_json(reply)["messages"]:
                await asyncio.sleep(self.owner.chance.uniform(1, 4))
                place = f"{path}/{message['id']}/read"
                await self.owner.browser.with_token("message_read", "POST", place)
        except LineError:
            self.instructions = -1  # the next acknowledgement asks again

    async def _lose(self) -> None:
        """Send what waits, and lose the network before the answer: it is sent again later."""
        batch = self.owner.machine.batch()
        sending = asyncio.ensure_future(self._send("cut_off", batch))
        await asyncio.sleep(LOSES_S)
        self.owner.browser.line.cut()
        try:
            await sending
        except LineError:
            self.owner.field.tally.deeds["replayed"] += len(batch)
