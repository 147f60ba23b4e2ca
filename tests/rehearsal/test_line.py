from __future__ import annotations

import asyncio

import pytest

from app.rehearsal.clock import Clock
from app.rehearsal.line import Line, LineError, request, take
from tests.apart import apart

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: A=Bc; Path=/\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"


@pytest.mark.parametrize(("data", "body"), [(WHOLE, b"hello"), (CHUNKED, b"abcde")])
def test_an_answer_is_taken_when_it_is_whole_and_not_before(data: bytes, body: bytes) -> None:
    for size in range(len(data)):
        assert take(bytearray(data[:size])) is None
    buffer = bytearray(data + b"HTTP/1.1 304")
    reply = take(buffer)
    assert reply is not None
    assert (reply.status, reply.body, buffer) == (200, body, bytearray(b"HTTP/1.1 304"))


def test_names_of_headers_are_lowered_and_values_are_not() -> None:
    reply = take(bytearray(WHOLE))
    assert reply is not None
    assert reply.header(b"set-cookie") == "A=Bc; Path=/"
    assert reply.header(b"etag") == ""


def test_a_connection_that_was_closed_while_idle_is_opened_again() -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(WHOLE)
        await writer.drain()
        await reader.read(1)  # the next request comes, and is not answered
        writer.close()

    async def play() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        line = Line("127.0.0.1", port)
        data = request("GET", "/", "x", {})
        assert (await line.ask(data)).body == b"hello"
        assert (await line.ask(data)).body == b"hello"
        line.cut()
        server.close()
        with pytest.raises(LineError):
            await Line("127.0.0.1", port).ask(data)

    apart(lambda: asyncio.run(play()))
    assert len(asked) == 2


def test_a_late_answer_is_given_up() -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1)
        writer.close()

    async def play() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        line = Line("127.0.0.1", server.sockets[0].getsockname()[1])
        with pytest.raises(LineError, match="too late"):
            await line.ask(request("GET", "/", "x", {}), 0.05)
        server.close()

    apart(lambda: asyncio.run(play()))


def test_the_clock_does_not_run_past_where_it_is_to_stop() -> None:
    clock = Clock(-2_000)
    clock.speed, clock.stops_at = 1_000.0, -1_500.0
    clock.pass_time(0.5)
    assert clock.now == -1_500.0
    clock.stops_at = float("inf")
    clock.pass_time(0.001)
    assert clock.now == -500.0


def test_the_clock_wakes_in_order_and_stands_still_at_speed_nought() -> None:
    async def play() -> list[int]:
        clock, woken = Clock(0), []

        async def wait(moment: int) -> None:
            await clock.until(moment)
            woken.append(moment)

        tasks = [asyncio.create_task(wait(moment)) for moment in (300, 100, 200)]
        await asyncio.sleep(0)
        for speed, seconds in ((0.0, 10.0), (1.0, 0.15), (10.0, 0.2)):
            clock.speed = speed
            clock.pass_time(seconds)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        return woken

    assert apart(lambda: asyncio.run(play())) == [100, 200, 300]
