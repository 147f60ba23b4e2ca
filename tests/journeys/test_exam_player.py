"""No answer is lost: the player in a real browser against a real server that is made to fail.

The invariants of each test: what the page calls saved is stored, and the fold of what is stored is
what the candidate saw (docs/decisions/0003-answer-journal.md).
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy.orm import Session

from app.domain.exams.models import Sitting
from app.domain.exams.rules import SittingState
from tests.journeys.conftest import SitDown
from tests.journeys.examroom import LOST, SAVED, Room, Seat, break_saving

pytestmark = pytest.mark.journey


def press_in_dialog(page: Page, safe: str, other: str) -> None:
    """Leave the button that does no harm, on which the focus stands, for the one that acts."""
    expect(page.locator("dialog[open] button:focus")).to_have_text(safe)
    page.keyboard.press("Tab")
    expect(page.locator("dialog[open] button:focus")).to_have_text(other)
    page.keyboard.press("Enter")


def test_a_whole_exam_by_keyboard(sit_down: SitDown) -> None:
    seat = sit_down()
    keys = seat.page.keyboard
    keys.press("b")
    keys.press("Enter")
    keys.press("1")
    keys.press("ArrowDown")  # on a radio button: the next option, as everywhere
    seat.page.locator("#main").focus()
    keys.press("f")
    keys.press("g")
    keys.type("5")
    keys.press("Enter")
    expect(seat.page.locator("#item-no")).to_have_text("5")
    keys.press("a")
    keys.press("c")
    seat.light(SAVED)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(0)
    shown = seat.shown()
    keys.press("Control+Enter")
    press_in_dialog(seat.page, "继续作答", "交卷")
    press_in_dialog(seat.page, "返回检查", "交卷")
    seat.page.wait_for_url("**/receipt", timeout=15_000)

    sitting, fold = seat.sitting(), seat.fold()
    assert sitting.state is SittingState.SUBMITTED
    assert {item for item, is_on in shown.items() if is_on} == set(fold.answers) == {1, 2, 5}
    assert fold.flags == {2}
    assert sitting.answered == 3
    assert sitting.is_chain_whole


def test_three_answers_in_a_moment_are_three_answers(sit_down: SitDown) -> None:
    """A debounce shared by several items loses all but the last."""
    seat = sit_down()
    for number in (1, 2, 3):
        seat.answer(number, number - 1)
    seat.light(SAVED)
    assert set(seat.stored_values()) == {1, 2, 3}


def test_without_a_connection_nothing_is_called_saved_and_nothing_is_lost(
    sit_down: SitDown,
) -> None:
    seat = sit_down()
    mend = break_saving(seat, lambda route: route.abort())
    seat.answer(1, 0)
    seat.answer(2, 1)
    seat.light(LOST)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(2)
    seat.page.reload()  # the answers are in the journal of this machine
    expect(seat.page.locator(".cells .cell.w")).to_have_count(2)
    assert seat.stored_values() == {}
    mend()
    seat.light(SAVED)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(0)
    assert set(seat.stored_values()) == {1, 2}


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_error_is_told_and_mended(sit_down: SitDown, status: int) -> None:
    seat = sit_down()
    mend = break_saving(seat, lambda route: route.fulfill(status=status, body="no"))
    seat.answer(1)
    seat.light(LOST)
    mend()
    seat.light(SAVED)
    assert set(seat.stored_values()) == {1}


def test_an_acknowledgement_that_never_arrives_does_no_harm(sit_down: SitDown) -> None:
    """The server stored it, the answer was lost: it is sent again and stored once."""
    seat = sit_down()

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    mend = break_saving(seat, swallow)
    seat.answer(1, 2)
    seat.light(LOST)
    mend()
    seat.light(SAVED)
    assert len(seat.events()) == 1


def test_the_server_is_killed_while_a_candidate_types(sit_down: SitDown, room: Room) -> None:
    seat = sit_down()
    seat.answer(1, 0)
    seat.light(SAVED)
    seat.go(7)
    room.kill()
    seat.page.locator(".gap").first.fill("断电时写的字")
    seat.answer(2, 1)
    seat.light(LOST)
    room.start()
    seat.light(SAVED)
    expect(seat.page.locator(".cells .cell.w")).to_have_count(0)
    values = seat.stored_values()
    assert set(values) == {1, 2, 7}
    assert "断电时写的字" in values[7].values()


def test_a_cleared_answer_stays_cleared(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.answer(1)
    seat.page.keyboard.press("Backspace")
    seat.page.locator("dialog .btn-danger").click()
    expect(seat.page.locator(".cells .cell.a")).to_have_count(0)
    seat.light(SAVED)
    seat.page.reload()
    expect(seat.page.locator("#item-no")).to_have_text("1")
    expect(seat.page.locator(".cells .cell.a")).to_have_count(0)
    assert seat.stored_values() == {1: None}


def test_typing_is_saved_when_the_item_is_left(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.go(7)
    seat.page.locator(".gap").first.type("二")
    seat.go(1)  # at once, before the 800 ms of rest
    seat.light(SAVED)
    assert "二" in seat.stored_values()[7].values()


def test_a_second_tab_looks_on_until_it_takes_over(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.answer(1, 0)
    seat.light(SAVED)
    second = seat.context.new_page()
    second.goto(seat.page.url)
    expect(second.locator("[data-part=read-only]")).to_be_visible()
    expect(second.locator(".choice input").first).to_be_disabled()

    second.get_by_role("button", name="在此处继续作答").click()
    expect(second.locator("[data-part=read-only]")).to_be_hidden()
    expect(seat.page.locator("[data-part=read-only]")).to_be_visible()
    expect(seat.page.locator(".choice input").first).to_be_disabled()
    newer = Seat(seat.room, seat.context, second, seat.registration_id)
    newer.answer(1, 2)
    newer.light(SAVED)
    assert seat.sitting().epoch == 2
    assert len(seat.stored_values()) == 1


def test_another_machine_goes_on_with_the_same_answers(
    sit_down: SitDown, chromium: Browser
) -> None:
    seat = sit_down()
    seat.answer(1, 0)
    seat.answer(2, 1)
    seat.light(SAVED)
    before = seat.stored_values()
    other = chromium.new_context(base_url=seat.room.url, storage_state=seat.context.storage_state())
    page = other.new_page()
    page.goto(seat.page.url)
    page.get_by_role("button", name="在此处继续作答").click()
    moved = Seat(seat.room, other, page, seat.registration_id)
    expect(page.locator(".cells .cell.a")).to_have_count(2)
    moved.answer(3, 0)
    moved.light(SAVED)
    seat.answer(4, 0)  # the old machine has not noticed yet; it is told with this save
    expect(seat.page.locator("[data-part=read-only]")).to_be_visible()
    values = seat.stored_values()
    assert values.items() >= before.items()
    assert set(values) == {1, 2, 3}
    assert {event.standing.value for event in seat.events()} == {"counted", "stale"}
    other.close()


def test_saving_goes_on_after_the_sign_in_has_ended(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.context.clear_cookies()
    seat.answer(1)
    seat.light(SAVED)
    assert set(seat.stored_values()) == {1}


def test_a_full_disk_is_told_and_the_answers_reach_the_server(sit_down: SitDown) -> None:
    seat = sit_down(
        "IDBObjectStore.prototype.add = () => {"
        " throw new DOMException('', 'QuotaExceededError'); };"
    )
    seat.answer(1, 0)
    seat.answer(2, 0)
    expect(seat.page.locator("[data-light=local]")).to_contain_text("本机不能保存")
    seat.light(SAVED)
    assert set(seat.stored_values()) == {1, 2}


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_wrong_clock_changes_nothing(sit_down: SitDown, minutes: int) -> None:
    seat = sit_down(f"const real = Date.now; Date.now = () => real() + {minutes} * 60000;")
    left = seat.page.locator("[data-part=timer] b").text_content() or ""
    assert left.startswith(("39:", "40:"))
    seat.answer(1)
    seat.light(SAVED)
    (event,) = seat.events()
    assert abs(event.at_ms - event.received_at.timestamp() * 1000) < 5000
    assert abs(event.wall_ms - event.at_ms) > 500_000


def test_when_the_time_is_over_the_paper_hands_itself_in(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.go(7)
    with Session(seat.room.engine) as session:
        sitting = session.get_one(Sitting, seat.sitting().id)
        end = sitting.started_at.timestamp() * 1000 + 12_000 if sitting.started_at else 0
        sitting.sections = [dict(one, ends_at=int(end)) for one in sitting.sections]
        session.commit()
    seat.answer(1)  # the acknowledgement brings the new end
    seat.light(SAVED)
    seat.go(7)
    seat.page.locator(".gap").first.type("到时还在写")
    seat.page.wait_for_url("**/receipt", timeout=30_000)
    sitting = seat.sitting()
    assert sitting.submitted_by is not None
    assert sitting.submitted_by.value == "time"
    assert "到时还在写" in seat.stored_values()[7].values()
