"""The failures of the matrix: each breaks something while a candidate answers, and mends it."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error, Route

from tests.journeys.examroom import LOST, SAVED, Room, Seat, break_saving

Failure = Callable[[Room, Seat], Iterator[None]]
FAST = ("network", "lost_ack", "half_batch", "full_server_disk")
"""Played in every `./run test`; all of them by `./run test chaos`."""


def _broken(how: Callable[[Route], None]) -> Failure:
    def failure(_room: Room, seat: Seat) -> Iterator[None]:
        mend = break_saving(seat, how)
        yield
        seat.light(LOST)
        mend()

    return failure


def _swallow(route: Route) -> None:
    with suppress(Error):  # mended while this request was on its way
        route.fetch()
        route.abort()


def _halve(route: Route) -> None:
    """A proxy or a power cut takes the second half of a batch."""
    data = route.request.post_data_buffer or b""
    route.continue_(post_data=data[: len(data) // 2])


def _twice(route: Route) -> None:
    """Every batch arrives two times, as after a time-out."""
    with suppress(Error):
        route.fetch()
        route.continue_()


def _slow(route: Route) -> None:
    time.sleep(0.4)
    with suppress(Error):
        route.continue_()


def half_batch(_room: Room, seat: Seat) -> Iterator[None]:
    mend = break_saving(seat, _halve)
    yield
    seat.light("没有接受")
    mend()


def replay(_room: Room, seat: Seat) -> Iterator[None]:
    mend = break_saving(seat, _twice)
    yield
    seat.light(SAVED)
    mend()


def slow(_room: Room, seat: Seat) -> Iterator[None]:
    mend = break_saving(seat, _slow)
    yield
    seat.light(SAVED)
    mend()


def kill_server(room: Room, seat: Seat) -> Iterator[None]:
    room.kill()
    yield
    seat.light(LOST)
    room.start()


def full_server_disk(room: Room, seat: Seat) -> Iterator[None]:
    """No process of the server may write a byte more, as on a full disk."""
    with no_more_bytes(room):
        yield
        seat.light(LOST)


@contextmanager
def no_more_bytes(room: Room) -> Iterator[None]:
    pids = room.processes()
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in pids:
            unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)


def reload_in_outage(_room: Room, seat: Seat) -> Iterator[None]:
    mend = break_saving(seat, lambda route: route.abort())
    yield
    seat.light(LOST)
    seat.page.reload()
    seat.light(LOST)
    mend()


def signed_out(_room: Room, seat: Seat) -> Iterator[None]:
    """The sign-in ends; saving goes on, and the receipt waits until the candidate is back."""
    cookies = seat.context.cookies()
    seat.context.clear_cookies()
    yield
    seat.light(SAVED)
    seat.context.add_cookies(cookies)  # type: ignore[arg-type]


def storage_cleared(_room: Room, seat: Seat) -> Iterator[None]:
    """Somebody empties the browser's storage after everything was acknowledged."""
    yield
    seat.light(SAVED)
    seat.page.evaluate(
        "new Promise(done => { const r = indexedDB.deleteDatabase('xuekao-journal');"
        " r.onsuccess = r.onerror = r.onblocked = done; })"
    )
    seat.page.reload()
    # The machine has forgotten that it was the writer: it looks on until it is told to go on.
    seat.page.get_by_role("button", name="在此处继续作答").click()
    seat.light("服务器")


def own_disk_full(_room: Room, seat: Seat) -> Iterator[None]:
    refuse = "throw new DOMException('', 'QuotaExceededError');"
    seat.page.evaluate(f"() => {{ IDBObjectStore.prototype.add = () => {{ {refuse} }}; }}")
    yield


def _clock(minutes: int) -> Failure:
    def failure(_room: Room, seat: Seat) -> Iterator[None]:
        seat.page.evaluate(
            f"(() => {{ const real = Date.now; Date.now = () => real() + {minutes} * 60000; }})()"
        )
        yield

    return failure


def second_tab(_room: Room, seat: Seat) -> Iterator[None]:
    """A second tab is opened and looks on; the first goes on writing."""
    second = seat.context.new_page()
    second.goto(seat.page.url)
    yield
    second.close()


def section_left_at_once(_room: Room, seat: Seat) -> Iterator[None]:
    """The last item is left in the moment it was answered."""
    yield
    seat.go(1)
    seat.go(10)


FAILURES: dict[str, Failure] = {
    "network": _broken(lambda route: route.abort()),
    "lost_ack": _broken(_swallow),
    "server_error": _broken(lambda route: route.fulfill(status=503, body="no")),
    "too_many": _broken(lambda route: route.fulfill(status=429, body="no")),
    "half_batch": half_batch,
    "replay": replay,
    "slow": slow,
    "kill_server": kill_server,
    "full_server_disk": full_server_disk,
    "reload_in_outage": reload_in_outage,
    "signed_out": signed_out,
    "storage_cleared": storage_cleared,
    "own_disk_full": own_disk_full,
    "clock_ahead": _clock(10),
    "clock_behind": _clock(-10),
    "second_tab": second_tab,
    "left_at_once": section_left_at_once,
}
