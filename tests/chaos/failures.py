"""The failures of the matrix: each breaks something while a candidate answers, and mends it."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Error, Route, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan
from app.store.engine import sqlite_module
from tests.chaos.ledger import ACKS, RECORD
from tests.journeys.examroom import ANSWERS, LOST, SAVED, Room, Seat, break_saving

Failure = Callable[[Room, Seat], Iterator[None]]
FAST = ("network", "lost_ack", "half_batch")
"""Played in every `./run test`; all of them by `./run test chaos`."""


FILES = "**/sitting/*/files/*"
GO_ON = "在此处继续作答"


def _broken(how: Callable[[Route], None]) -> Failure:
    """Neither answers nor files get through; what could not be sent is sent by itself later."""

    def failure(_room: Room, seat: Seat) -> Iterator[None]:
        mend = break_saving(seat, how)
        seat.context.route(FILES, how)
        yield
        seat.light(LOST)
        seat.context.unroute(FILES)
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
    seat.page.get_by_role("button", name=GO_ON).click()
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


def power_cut(room: Room, seat: Seat) -> Iterator[None]:
    """The power goes in the middle of a write: half a page more is in the log."""
    room.kill()
    tear_the_log(room)
    yield
    seat.light(LOST)
    room.start()


def tear_the_log(room: Room) -> None:
    """Leave half a page at the end of the write-ahead log, as a power cut in a write does."""
    wal = room.var / "xuekao.db-wal"
    data = wal.read_bytes() if wal.exists() else b""
    with wal.open("ab") as file:
        file.write(data[-4120:-1700] or b"\x37" * 999)


def database_restored(room: Room, seat: Seat) -> Iterator[None]:
    """The database is lost; it comes back as it was before most answers were acknowledged."""
    copy = room.var / "copy.db"
    _copy(room.var / "xuekao.db", copy)
    yield
    seat.light(SAVED)
    room.kill()
    for ending in ("", "-wal", "-shm"):
        (room.var / f"xuekao.db{ending}").unlink(missing_ok=True)
    copy.rename(room.var / "xuekao.db")
    room.start()


def _copy(source: Path, target: Path) -> None:
    sqlite = sqlite_module()
    with closing(sqlite.connect(source)) as old, closing(sqlite.connect(target)) as new:
        old.backup(new)


def token_expired(_room: Room, seat: Seat) -> Iterator[None]:
    """The right to save ends while somebody types; signing in anew in another tab mends it."""
    cookies = seat.context.cookies()
    seat.context.clear_cookies()
    mend = break_saving(seat, lambda route: route.fulfill(status=401, body="no"))
    yield
    seat.light("登录")
    mend()
    seat.context.add_cookies(cookies)  # type: ignore[arg-type]


def flapping(_room: Room, seat: Seat) -> Iterator[None]:
    """A change of Wi-Fi: some requests go through, some do not, of some the answer is lost."""
    ways: list[Callable[[Route], None]] = [
        lambda route: route.abort(),
        _swallow,
        lambda route: route.continue_(),
    ]
    turn = cycle(ways)

    def as_it_comes(route: Route) -> None:
        next(turn)(route)

    seat.context.route(ANSWERS, as_it_comes)
    yield
    seat.context.set_offline(True)
    seat.go(2)
    seat.context.unroute(ANSWERS)
    seat.context.set_offline(False)


def duplicated_tab(_room: Room, seat: Seat) -> Iterator[None]:
    """A copy of the tab writes, then the first one goes on and undoes nothing."""
    with seat.context.expect_page() as opened:
        seat.page.evaluate("void window.open(location.href)")
    copy = Seat(seat.room, seat.context, opened.value, seat.registration_id)
    copy.page.get_by_role("button", name=GO_ON).click()
    copy.answer(3, 1)
    copy.light(SAVED)
    expect(seat.page.locator("[data-part=read-only]")).to_be_visible()
    seat.page.get_by_role("button", name=GO_ON).click()
    seat.go(3)
    expect(seat.page.locator(".choice").nth(1).locator("input")).to_be_checked()
    yield
    copy.page.close()


def another_machine(room: Room, seat: Seat) -> Iterator[None]:
    """The candidate moves to another computer in the middle of the exam."""
    yield
    seat.light(SAVED)
    acks = seat.page.evaluate(ACKS)
    old, address = seat.context, seat.page.url
    browser = old.browser
    assert browser
    seat.context = browser.new_context(base_url=room.url, storage_state=old.storage_state())
    seat.context.add_init_script(RECORD)
    seat.page = seat.context.new_page()
    seat.page.goto(address)
    seat.page.get_by_role("button", name=GO_ON).click()
    seat.page.evaluate("acks => sessionStorage.setItem('acks', JSON.stringify(acks))", acks)
    old.close()


def entry_closes(room: Room, seat: Seat) -> Iterator[None]:
    """Nobody may enter any more; whoever is in has the whole time."""
    with Session(room.engine) as session:
        starts, ends = session.query(ExamPlan.starts_at, ExamPlan.entry_ends_at).one()
        session.execute(update(ExamPlan).values(entry_ends_at=starts + timedelta(seconds=1)))
        session.commit()
    yield
    seat.page.reload()
    seat.light("服务器")
    with Session(room.engine) as session:
        session.execute(update(ExamPlan).values(entry_ends_at=ends))
        session.commit()


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
    "power_cut": power_cut,
    "database_restored": database_restored,
    "token_expired": token_expired,
    "flapping": flapping,
    "duplicated_tab": duplicated_tab,
    "another_machine": another_machine,
    "entry_closes": entry_closes,
}
