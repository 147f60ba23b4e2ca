"""An invigilator with the console of a room open: looks every two seconds, and sometimes acts."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic

from app.rehearsal.browser import Browser, RefusedError
from app.rehearsal.field import Field
from app.rehearsal.line import LineError

EVERY_S, LEAST_S = 2.0, 0.25
"""As `room.js` has it."""
REASON = "演练"


class Console:
    """The console of one room."""

    def __init__(self, field: Field, plan: str, room: int, cookie: str) -> None:
        self.field = field
        self.browser = Browser(field.address, field.tally, cookie)
        self.path = f"/rooms/{plan}/{room}"
        self.page = b""
        self._tag = ""

    async def open(self) -> None:
        """Open the page of the room; its form token serves for all acts."""
        self.page = await self.browser.page("console_page", self.path, files="file")

    async def watch(self) -> None:
        """Refresh until cancelled."""
        while True:
            started = monotonic()
            with suppress(LineError):  # counted; the console says so on its page and asks again
                await self._look()
            await asyncio.sleep(max(LEAST_S, EVERY_S - (monotonic() - started)))

    async def look(self, kind: str, *, anew: bool) -> None:
        """Ask for the seats: as if for the first time, or for what has changed."""
        if anew:
            self._tag = ""
        await self._look(kind)

    async def _look(self, kind: str = "console") -> None:
        headers = {"Accept": "application/json"}
        if self._tag:
            headers["If-None-Match"] = self._tag
        reply = await self.browser.ask(kind, "GET", f"{self.path}/state.json", b"", headers)
        self._tag = reply.header(b"etag") or self._tag

    async def extend(self, minutes: int) -> None:
        """Give the whole room more time."""
        fields = {"whole": "yes", "minutes": str(minutes), "reason": REASON}
        await self._act("time/extend", fields)

    async def message(self, text: str) -> None:
        """Send the room a message."""
        await self._act("message", {"text": text})

    async def hand_in(self, sitting: str) -> None:
        """Hand in for somebody who went home."""
        await self._act(f"{sitting}/hand-in", {"reason": REASON})

    async def _act(self, name: str, fields: dict[str, str]) -> None:
        try:
            path = f"{self.path}/{name}"
            reply = await self.browser.send_form("console_act", path, self.page, fields)
        except LineError as error:
            raise RefusedError(f"{name}: {error}") from error
        if reply.status != 303:  # noqa: PLR2004
            raise RefusedError(f"{name}: {reply.status}")
