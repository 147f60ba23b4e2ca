"""Failures that have a course of their own: endings, takeovers by staff, answers that do not fit.

With those of the matrix they are the twenty that have been seen in the wild; docs/answers.md names
the test of each.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.exams import services
from app.domain.exams.models import Sitting
from app.domain.exams.rules import SittingState, Standing, SubmittedBy
from app.kernel.actor import Role
from app.web.access import utc_now
from tests.chaos import paper
from tests.chaos.conftest import only_whole
from tests.chaos.ledger import ACKS, RECORD, Count, note
from tests.conftest import make_actor
from tests.journeys.examroom import LOST, SAVED, Room, Seat, break_saving, sit

pytestmark = pytest.mark.journey
CHIEF = make_actor(Role.INVIGILATOR, person_id=0)
WHOLE = "**/sitting/**"
"""All that the player asks for, as when the line is dead."""


@pytest.fixture
def seat(exam: Room, chromium: Browser) -> Iterator[Seat]:
    found = sit(exam, chromium, RECORD)
    yield found
    found.context.close()


@contextmanager
def as_chief(seat: Seat) -> Iterator[tuple[Session, Sitting]]:
    """What the chief invigilator does at the console, on the database of the server."""
    with Session(seat.room.engine) as session:
        yield session, session.get_one(Sitting, seat.sitting().id)
        session.commit()


def ends_in(seat: Seat, seconds: float, *, sections: int = 2) -> None:
    """Let the time of the first sections be over soon; the next acknowledgement says so."""
    with as_chief(seat) as (_, sitting):
        end = round((time.time() + seconds) * 1000)
        sitting.sections = [
            dict(one, ends_at=end) if number < sections else one
            for number, one in enumerate(sitting.sections)
        ]


def count(name: str, seat: Seat, page: Page | None = None) -> None:
    """Nothing that was acknowledged to the page is missing."""
    acks = (page or seat.page).evaluate(ACKS)
    stored = {(one.epoch, one.seq): one.payload for one in seat.events()}
    lost = [(epoch, seq) for epoch, seq, said in acks if stored.get((epoch, seq)) != said]
    note(Count(name, 1, len(acks), len(stored), len(lost)))
    assert not lost


def kill_line(seat: Seat) -> Callable[[], None]:
    seat.context.route(WHOLE, lambda route: route.abort())
    return lambda: seat.context.unroute(WHOLE)


def answers(seat: Seat, number: int) -> object:
    return seat.stored_values().get(number)


def write(seat: Seat, text: str) -> None:
    """Answer the item with gaps, letter by letter, and leave it at once."""
    seat.go(paper.BLANK)
    seat.page.locator(".gap").first.press_sequentially(text)


def test_an_answer_that_is_too_long_harms_no_other(seat: Seat) -> None:
    """The server would refuse it for ever, and with it everything that comes after it."""
    seat.go(paper.ESSAY)
    field = seat.page.locator("textarea.writing")
    field.fill("短")
    seat.light(SAVED)
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill("长" * 70_000)
    local = seat.page.locator("[data-light=local]")
    expect(local).to_contain_text("第 11 题作答过长")
    seat.answer(1, 0)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(1)
    assert set(seat.stored_values()) == {1, paper.ESSAY}
    assert answers(seat, paper.ESSAY) == "短"
    seat.go(paper.ESSAY)
    longest = "写“满”\\二" * 3333
    field.fill(longest)
    expect(local).not_to_contain_text("作答过长")
    seat.light(SAVED)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(0)
    assert answers(seat, paper.ESSAY) == longest
    count("too_long", seat)


def test_who_was_handed_in_by_the_chief_does_not_come_back_as_a_second_sitting(seat: Seat) -> None:
    seat.answer(1, 0)
    seat.light(SAVED)
    mend = kill_line(seat)
    seat.answer(2, 1)
    seat.light(LOST)
    with as_chief(seat) as (session, sitting):
        services.force_hand_in(
            session, actor=CHIEF, uuid=sitting.uuid, reason="违纪", now=utc_now()
        )
    digest = seat.sitting().journal_digest
    mend()
    expect(seat.page.locator("dialog")).to_contain_text("已交卷", timeout=20_000)
    count("forced_hand_in", seat)
    seat.page.reload()
    seat.page.wait_for_url("**/receipt*")
    with as_chief(seat) as (session, sitting):
        query = select(func.count(Sitting.id)).where(Sitting.person_id == sitting.person_id)
        assert session.scalar(query) == 1
        assert (sitting.state, sitting.journal_digest) == (SittingState.SUBMITTED, digest)
    assert set(seat.stored_values()) == {1}
    assert [one.standing for one in seat.events()] == [Standing.COUNTED, Standing.LATE]
    with as_chief(seat) as (session, sitting):
        services.decide_late(
            session, actor=CHIEF, uuid=sitting.uuid, is_admitted=True, reason="断网",
            now=utc_now(),
        )  # fmt: skip
    assert set(seat.stored_values()) == {1, 2}


def test_cleared_answers_of_all_kinds_stay_cleared_after_an_outage(seat: Seat) -> None:
    for number in (1, 6):
        seat.answer(number, 0)
    write(seat, "三")
    seat.light(SAVED)
    mend = break_saving(seat, lambda route: route.abort())
    for number in (1, 6, paper.BLANK):
        seat.go(number)
        seat.page.locator("[data-act=clear]").click()
        seat.page.locator("dialog .btn-danger").click()
    seat.light(LOST)
    mend()
    seat.light(SAVED)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(0)
    seat.page.reload()
    expect(seat.page.locator(".cells .cell.a")).to_have_count(0)
    assert seat.stored_values() == {1: None, 6: None, paper.BLANK: None}
    count("cleared", seat)


def test_nothing_stands_between_the_page_and_the_server(seat: Seat) -> None:
    """A service worker or a cache would answer for a server that is away, and call it saved."""
    registered = seat.page.evaluate(
        "navigator.serviceWorker?.getRegistrations().then(all => all.length) ?? 0"
    )
    assert registered == 0
    seat.room.kill()
    try:
        seat.answer(1)
        seat.light(LOST)
        expect(seat.page.locator(".cells .cell.w")).to_have_count(1)
    finally:
        seat.room.start()
    seat.light(SAVED)
    count("no_service_worker", seat)


@only_whole
def test_saving_goes_on_to_the_last_second_and_through_an_outage_at_the_end(seat: Seat) -> None:
    """No autosave that stops before the end; what was written in time counts when it arrives."""
    ends_in(seat, 14)
    seat.answer(1, 0)
    seat.light(SAVED)
    end = seat.sitting().sections[-1]["ends_at"]
    option = 0
    while time.time() * 1000 < end - 3_000:
        seat.answer(2, option)
        option = 1 - option
        seat.page.wait_for_timeout(700)
    mend = kill_line(seat)
    write(seat, "最后三秒")
    seat.answer(3, 0)
    expect(seat.page.locator("dialog")).to_be_visible(timeout=20_000)
    assert seat.sitting().state is SittingState.STARTED
    mend()
    seat.page.wait_for_url("**/receipt", timeout=20_000)
    assert set(seat.stored_values()) == {1, 2, 3, paper.BLANK}
    assert {one.standing for one in seat.events()} == {Standing.COUNTED}
    assert seat.sitting().submitted_by is SubmittedBy.TIME
    count("last_seconds", seat)


@only_whole
def test_a_section_ends_while_somebody_types_without_a_connection(seat: Seat) -> None:
    ends_in(seat, 8, sections=1)
    seat.answer(1, 0)
    seat.light(SAVED)
    mend = kill_line(seat)
    write(seat, "到时还在写")
    expect(seat.page.locator(".gap").first).to_be_disabled(timeout=15_000)
    seat.go(paper.TYPING)
    seat.page.locator("textarea.typing-field").click()
    seat.page.keyboard.insert_text(paper.TYPED)
    seat.light(LOST)
    mend()
    seat.light(SAVED)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(0)
    assert "到时还在写" in str(answers(seat, paper.BLANK))
    assert set(seat.stored_values()) == {1, paper.BLANK, paper.TYPING}
    assert {one.standing for one in seat.events()} == {Standing.COUNTED}
    count("section_ends", seat)


@only_whole
def test_more_time_after_the_own_end_opens_every_way_to_answer_again(seat: Seat) -> None:
    ends_in(seat, 6)
    seat.answer(1, 0)
    seat.light(SAVED)
    seat.page.wait_for_url("**/receipt", timeout=30_000)
    count("extension_after_end", seat)
    give_more_time(seat)
    seat.page.wait_for_url(re.compile(r"/sitting/[^/]+(#.*)?$"), timeout=30_000)
    expect(seat.page.locator("#item-no")).to_be_visible()
    file = paper.fetch_starter(seat)
    paper.put_file(seat, file)
    paper.work_in_page(seat)
    seat.light(SAVED)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(0)
    wanted = {1, paper.FILE, paper.TYPING, paper.INBOX, paper.SHEET}
    assert set(seat.stored_values()) == wanted
    assert {one.standing for one in seat.events()} == {Standing.COUNTED}
    seat.hand_in()
    assert seat.sitting().answered == len(wanted)


@only_whole
def test_more_time_given_in_an_outage_at_the_end_is_not_lost_to_the_clock(seat: Seat) -> None:
    """The page believes that the time is over; it learns better before it hands in."""
    ends_in(seat, 6)
    seat.answer(1, 0)
    seat.light(SAVED)
    mend = kill_line(seat)
    expect(seat.page.locator("dialog")).to_be_visible(timeout=20_000)
    give_more_time(seat)
    mend()
    expect(seat.page.locator("dialog")).to_have_count(0, timeout=20_000)
    seat.go(paper.TYPING)
    seat.page.locator("textarea.typing-field").click()
    seat.page.keyboard.insert_text(paper.TYPED)
    seat.light(SAVED)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(0)
    assert seat.sitting().state is SittingState.STARTED
    assert set(seat.stored_values()) == {1, paper.TYPING}
    count("extension_in_outage", seat)


def give_more_time(seat: Seat) -> None:
    with as_chief(seat) as (session, sitting):
        services.extend_sitting(
            session, actor=CHIEF, uuid=sitting.uuid, minutes=10, reason="断电", now=utc_now()
        )


@only_whole
def test_a_machine_that_cannot_fill_a_gap_says_so_and_does_not_storm_the_server(
    seat: Seat,
) -> None:
    """The database came back older and the storage of the machine was emptied: raise the hand."""
    seat.answer(1, 0)
    seat.light(SAVED)
    asked: list[Route] = []

    def behind(route: Route) -> None:
        asked.append(route)
        sent: Any = route.request.post_data_json
        now = round(time.time() * 1000)
        route.fulfill(json={"now": now, "epoch": sent["epoch"], "through": 0, "late": 0})

    seat.page.evaluate(
        "new Promise(done => { const r = indexedDB.open('xuekao-journal', 1); r.onsuccess = () => {"
        " const t = r.result.transaction('entries', 'readwrite'); t.objectStore('entries').clear();"
        " t.oncomplete = done; }; })"
    )
    mend = break_saving(seat, behind)
    seat.answer(2, 0)
    seat.light("没有接受")
    seat.page.wait_for_timeout(3000)
    assert len(asked) < 10
    mend()
    seat.light(SAVED)
