"""Failures × kinds of items, in a real browser against a real server process.

Invariants of each: what was acknowledged is stored, word for word; the fold of what is stored is
what the candidate saw when the paper was handed in; replays change nothing. `./run test` plays a
few failures, `./run test chaos` all of them and prints the counts.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from app.engines import journal
from tests.chaos.failures import FAILURES, FAST
from tests.chaos.ledger import RECORD, Count, note
from tests.journeys.examroom import SAVED, Room, Seat, make_room, sit

pytestmark = pytest.mark.journey
NAMES = list(FAILURES) if os.environ.get("XUEKAO_CHAOS") else list(FAST)
KINDS = 7
"""Items 1 to 4 are single choice; 5 to 10 are one each of the other kinds."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    found = make_room(tmp_path_factory.mktemp("chaos"), candidates=len(FAILURES) + 2)
    found.start()
    yield found
    found.kill()


def answer_all(seat: Seat) -> None:
    """Answer an item of every kind, as a hurried candidate."""
    page = seat.page
    for number in (1, 2, 6):
        seat.answer(number, 1)
    seat.go(5)
    page.locator(".choice").nth(0).click()
    page.locator(".choice").nth(2).click()
    seat.go(7)
    for gap in page.locator(".gap").all():
        gap.fill("断电时写的字")
    seat.go(8)
    page.locator(".gap-number").fill("42")
    seat.go(9)
    page.locator(".order button").nth(1).click()
    seat.go(10)
    for pick in page.locator(".pick").all():
        pick.select_option(index=1)
    seat.answer(1, 2)  # changes the first answer


@contextmanager
def failing(name: str, room: Room, seat: Seat) -> Iterator[None]:
    steps = FAILURES[name](room, seat)
    next(steps)
    yield
    for _ in steps:
        pass


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_lost(name: str, room: Room, chromium: Browser) -> None:
    seat = sit(room, chromium, RECORD)
    try:
        seat.answer(3, 0)
        seat.light(SAVED)
        with failing(name, room, seat):
            answer_all(seat)
        seat.answer(4, 1)
        seat.light(SAVED)
        expect(seat.page.locator(".cells .cell.w")).to_have_count(0, timeout=20_000)
        shown = {item for item, is_on in seat.shown().items() if is_on}
        acks = seat.page.evaluate("JSON.parse(sessionStorage.getItem('acks') ?? '[]')")
        seat.hand_in()
        check(name, seat, shown, acks)
    finally:
        seat.context.close()


def check(name: str, seat: Seat, shown: set[int], acks: list[tuple[int, int, str]]) -> None:
    """Compare what the machine was told with what is stored, and count."""
    events, fold = seat.events(), seat.fold()
    stored = {(one.epoch, one.seq): one.payload for one in events}
    acknowledged = {(epoch, seq): payload for epoch, seq, payload in acks}
    lost = {key for key, payload in acknowledged.items() if stored.get(key) != payload}
    note(Count(name, KINDS, len(acknowledged), len(stored), len(lost)))
    assert not lost
    assert acknowledged
    assert shown == set(range(1, 11))
    assert {item for item, one in fold.answers.items() if one["value"] is not None} == shown
    assert max(Counter((one.epoch, one.seq) for one in events).values()) == 1
    assert "断电时写的字" in json.dumps(fold.answers[7], ensure_ascii=False)
    sitting = seat.sitting()
    assert sitting.is_chain_whole
    counting = [one for one in journal_of(seat) if one.item]
    assert sitting.journal_digest == journal.seal(str(sitting.uuid), counting)


def journal_of(seat: Seat) -> list[journal.Event]:
    return [
        journal.Event(
            one.epoch, one.seq, one.item, one.kind, one.payload, one.at_ms, one.mono_ms,
            one.wall_ms, one.hash,
        )
        for one in seat.events()
    ]  # fmt: skip
