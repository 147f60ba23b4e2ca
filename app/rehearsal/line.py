"""One kept-open HTTP/1.1 connection of a browser; as cheap as Python allows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

END = b"\r\n\r\n"
TIMEOUT_S = 15.0
"""As the player has it."""
LATE = 60.0
"""A page that has not come by then will not come."""


class LineError(ConnectionError):
    """The request was not answered: refused, cut off, or too late."""


class IdleError(LineError):
    """The connection was closed before anything came back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, the head in lower case, and the body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: bytes) -> str:
        """Return a header; empty if it was not sent."""
        _, found, rest = self.head.partition(b"\r\n" + name + b": ")
        return rest.partition(b"\r\n")[0].decode("latin-1") if found else ""


def request(
    method: str, path: str, host: str, headers: Mapping[str, str], data: bytes = b""
) -> bytes:
    """Return the bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if data or method != "GET":
        lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join(lines).encode() + END + data


class _Wire(asyncio.Protocol):
    """Collects one answer at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.waiting: asyncio.Future[Reply] | None = None
        self.is_cut = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to write."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer the waiting request once it is whole."""
        self.buffer += data
        waiting = self.waiting
        if waiting is not None and not waiting.done():
            reply = take(self.buffer)
            if reply is not None:
                self.waiting = None
                waiting.set_result(reply)

    def connection_lost(self, _error: Exception | None) -> None:
        """Tell who waits."""
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            is_idle = not self.is_cut and not self.buffer
            self.waiting.set_exception((IdleError if is_idle else LineError)("cut off"))
        self.waiting = None


def take(buffer: bytearray) -> Reply | None:
    """Take one whole answer out of a buffer; None while something is missing."""
    end = buffer.find(END)
    if end < 0:
        return None
    raw = bytes(buffer[: end + 2])
    status, head = int(raw[9:12]), _lower(raw)
    start = end + len(END)
    found = head.find(b"\r\ncontent-length: ")
    if found >= 0:
        length = int(head[found + 18 : head.index(b"\r\n", found + 18)])
        if len(buffer) < start + length:
            return None
        body = bytes(buffer[start : start + length])
        del buffer[: start + length]
        return Reply(status, head, body)
    if b"\r\ntransfer-encoding: chunked" in head:
        return _chunked(buffer, start, status, head)
    del buffer[:start]
    return Reply(status, head, b"")


def _lower(raw: bytes) -> bytes:
    """Lower the names of headers, not their values: cookies and addresses have capitals."""
    lines = raw.split(b"\r\n")
    return b"\r\n".join(
        name.lower() + colon + value
        for name, colon, value in (line.partition(b":") for line in lines)
    )


def _chunked(buffer: bytearray, start: int, status: int, head: bytes) -> Reply | None:
    parts: list[bytes] = []
    at = start
    while True:
        end = buffer.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(buffer[at:end].split(b";")[0], 16)
        if len(buffer) < end + 2 + size + 2:
            return None
        at = end + 2 + size + 2
        if size == 0:
            del buffer[:at]
            return Reply(status, head, b"".join(parts))
        parts.append(bytes(buffer[end + 2 : end + 2 + size]))


class Line:
    """The connection of one browser: opened when needed, one request at a time."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._wire: _Wire | None = None
        self._turn = asyncio.Lock()

    async def ask(self, data: bytes, timeout: float = TIMEOUT_S) -> Reply:  # noqa: ASYNC109
        """Send a request and return the answer.

        :raises LineError: there was none.
        """
        async with self._turn:
            was_open = self._is_open()
            try:
                return await self._ask(data, timeout)
            except IdleError:
                if not was_open:
                    raise
                # The server closed a connection that had been idle, just then. Browsers ask again.
                return await self._ask(data, timeout)

    async def _ask(self, data: bytes, timeout: float) -> Reply:  # noqa: ASYNC109
        wire = await self._open()
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Reply] = loop.create_future()
        wire.waiting = waiting
        assert wire.transport is not None  # noqa: S101 - just opened
        wire.transport.write(data)
        timer = loop.call_later(timeout, self._give_up, waiting)
        try:
            return await waiting
        finally:
            timer.cancel()

    def _is_open(self) -> bool:
        wire = self._wire
        return wire is not None and wire.transport is not None and not wire.transport.is_closing()

    async def _open(self) -> _Wire:
        if self._wire is not None and self._is_open():
            return self._wire
        loop = asyncio.get_running_loop()
        try:
            _, self._wire = await loop.create_connection(_Wire, self.host, self.port)
        except OSError as error:
            raise LineError(str(error)) from error
        return self._wire

    def _give_up(self, waiting: asyncio.Future[Reply]) -> None:
        if not waiting.done():
            waiting.set_exception(LineError("too late"))
        self.cut()

    def cut(self) -> None:
        """Break the connection at once, whatever is under way."""
        wire, self._wire = self._wire, None
        if wire is not None and wire.transport is not None:
            wire.is_cut = True
            wire.transport.abort()
