"""Failures × kinds of items, in a real browser against a real server process.

Invariants of each: what was acknowledged is stored, word for word; the fold of what is stored is
what the candidate saw when the paper was handed in; replays change nothing. `./run test` plays a
few failures, `./run test chaos` all of them and prints the counts.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from app.engines import journal
from tests.chaos import paper
from tests.chaos.conftest import IS_WHOLE
from tests.chaos.failures import FAILURES, FAST
from tests.chaos.ledger import ACKS, RECORD, Count, note
from tests.journeys.examroom import SAVED, Room, Seat, sit

pytestmark = pytest.mark.journey
NAMES = list(FAILURES) if IS_WHOLE else list(FAST)


@contextmanager
def failing(name: str, exam: Room, seat: Seat) -> Iterator[None]:
    steps = FAILURES[name](exam, seat)
    next(steps)
    yield
    for _ in steps:
        pass


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_lost(name: str, exam: Room, chromium: Browser) -> None:
    seat = sit(exam, chromium, RECORD)
    try:
        file = paper.fetch_starter(seat)
        seat.answer(3, 0)
        seat.light(SAVED)
        with failing(name, exam, seat):
            paper.answer_all(seat, file)
        seat.answer(4, 1)
        answered = seat.page.locator(".card-pane .cells .cell.a")
        expect(answered).to_have_count(len(paper.ITEMS), timeout=20_000)  # the file arrives, too
        expect(seat.page.locator(".card-pane .cells .cell.w")).to_have_count(0, timeout=20_000)
        seat.light(SAVED)
        shown = {item for item, is_on in seat.shown().items() if is_on}
        acks = seat.page.evaluate(ACKS)
        seat.hand_in()
        check(name, seat, shown, acks)
        check_work(seat, file)
    finally:
        seat.context.close()


def check(name: str, seat: Seat, shown: set[int], acks: list[tuple[int, int, str]]) -> None:
    """Compare what the machine was told with what is stored, and count."""
    events, fold = seat.events(), seat.fold()
    stored = {(one.epoch, one.seq): one.payload for one in events}
    acknowledged = {(epoch, seq): payload for epoch, seq, payload in acks}
    lost = {key for key, payload in acknowledged.items() if stored.get(key) != payload}
    note(Count(name, paper.KINDS, len(acknowledged), len(stored), len(lost)))
    assert not lost
    assert acknowledged
    assert shown == paper.ITEMS
    assert {item for item, one in fold.answers.items() if one["value"] is not None} == shown
    assert max(Counter((one.epoch, one.seq) for one in events).values()) == 1
    sitting = seat.sitting()
    assert sitting.is_chain_whole
    counting = [one for one in journal_of(seat) if one.item]
    assert sitting.journal_digest == journal.seal(str(sitting.uuid), counting)


def check_work(seat: Seat, file: paper.OwnFile) -> None:
    """What was written, typed, judged and handed in as a file is there as it was made."""
    values = seat.stored_values()
    assert set(values[paper.BLANK].values()) == {paper.WORDS}
    assert values[paper.ESSAY].startswith(paper.WORDS)
    assert values[paper.TYPING]["work"]["text"] == paper.TYPED
    assert len(values[paper.INBOX]["work"]["mails"]) == 1
    assert "D2+E2" in json.dumps(values[paper.SHEET]["work"])
    digest = hashlib.sha256(file.buffer).hexdigest()
    assert values[paper.FILE]["file"] == digest
    (kept,) = seat.room.var.glob(f"files/**/{digest}")
    assert kept.read_bytes() == file.buffer


def journal_of(seat: Seat) -> list[journal.Event]:
    return [
        journal.Event(
            one.epoch, one.seq, one.item, one.kind, one.payload, one.at_ms, one.mono_ms,
            one.wall_ms, one.hash,
        )
        for one in seat.events()
    ]  # fmt: skip
