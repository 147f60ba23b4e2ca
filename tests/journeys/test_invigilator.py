"""Two browsers: what happens to a candidate is seen in the room, what is done there is felt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.rules import SittingState
from tests.journeys.examroom import PASSWORD, Room, Seat, make_room
from tests.journeys.support import findings

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("invigilator")]

ANSWERS = "**/sitting/*/answers"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    found = make_room(tmp_path_factory.mktemp("invigilated"), candidates=3)
    found.start()
    yield found
    found.kill()


Opens = Callable[[str], Page]


@pytest.fixture
def opens(room: Room, chromium: Browser) -> Iterator[Opens]:
    """Open a browser of its own and sign in."""
    contexts: list[BrowserContext] = []

    def sign_in(username: str) -> Page:
        context = chromium.new_context(base_url=room.url, viewport={"width": 1024, "height": 768})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.locator("main button.btn-main").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()


def press(page: Page, dialog: str, **fields: str) -> None:
    """Open a dialog, fill it in, do it."""
    page.locator(f"[data-dialog-open={dialog}]").click()
    box = page.locator(f"dialog#{dialog}")
    for name, value in fields.items():
        box.locator(f"[name={name}]").fill(value)
    box.locator(".acts .btn-main, .acts .btn-danger-main").click()
    expect(page.locator(".notes")).to_be_visible()


def minutes_left(page: Page) -> int:
    shown = page.locator("[data-part=timer] b").inner_text()
    parts = [int(part) for part in re.findall(r"\d+", shown)]
    return parts[0] * 60 + parts[1] if len(parts) == 3 else parts[0]


@dataclass
class Scene:
    """The candidate's page, the invigilator's page, and the seat on it."""

    room: Room
    seat: Seat
    here: Page
    desk: Page
    mine: Locator

    def is_in_state(self, state: str, seconds: int = 5) -> None:
        expect(self.mine).to_have_class(re.compile(rf"\b{state}\b"), timeout=seconds * 1000)


@pytest.fixture
def scene(room: Room, opens: Opens) -> Scene:
    username, registration, registration_id = room.seats.pop()
    here = opens(username)
    here.goto(f"/exams/registrations/{registration}/enter")
    here.locator("main button.btn-main").click()
    here.wait_for_url("**/sitting/*#1")
    desk = opens("jk")
    with Session(room.engine) as session:
        place = session.get_one(Registration, registration_id)
        address = f"/rooms/{place.plan.uuid}/{place.room}"
    desk.goto(f"{address}?seat={registration}")
    mine = desk.locator(f"[data-seat='{registration}']")
    return Scene(room, Seat(room, here.context, here, registration_id), here, desk, mine)


def test_a_room_from_the_first_answer_to_its_closing(scene: Scene) -> None:
    progress_is_seen_without_a_reload(scene)
    a_disconnection_is_seen_within_seconds(scene)
    a_message_stays_until_it_is_confirmed(scene)
    more_time_moves_the_timer(scene)
    a_pause_stops_the_clock(scene)
    the_room_closes_when_it_ties(scene)


def progress_is_seen_without_a_reload(scene: Scene) -> None:
    scene.seat.answer(1)
    scene.seat.light("已存服务器")
    scene.is_in_state("ok")
    for number in (1, 2):
        scene.seat.answer(number)
        done = scene.mine.locator("[data-done]")
        expect(done).to_have_text(re.compile(rf"^{number}/"), timeout=5000)
    assert findings(scene.desk) == []


def a_disconnection_is_seen_within_seconds(scene: Scene) -> None:
    scene.here.context.route(ANSWERS, lambda route: route.abort())
    scene.seat.answer(3)
    scene.is_in_state("off", 25)
    expect(scene.desk.locator("[data-trouble]")).to_contain_text("离线")
    scene.here.context.unroute(ANSWERS)
    scene.is_in_state("ok", 20)


def a_message_stays_until_it_is_confirmed(scene: Scene) -> None:
    press(scene.desk, "room-message", text="请检查键盘。")
    expect(scene.here.locator(".message")).to_contain_text("请检查键盘。", timeout=10_000)
    scene.here.locator(".message button").click()
    expect(scene.here.locator(".message")).to_have_count(0)


def more_time_moves_the_timer(scene: Scene) -> None:
    before = minutes_left(scene.here)
    press(scene.desk, "seat-extend", minutes="15", reason="网络故障")
    expect(scene.here.locator(".message")).to_contain_text("15", timeout=10_000)
    assert 13 <= minutes_left(scene.here) - before <= 15
    press(scene.desk, "seat-incident", reason="网络故障")  # the measured gap


def a_pause_stops_the_clock(scene: Scene) -> None:
    before = minutes_left(scene.here)
    press(scene.desk, "room-pause", reason="断电")
    title = scene.here.locator("dialog[open] h2")
    expect(title).to_have_text("考试已暂停", timeout=10_000)
    scene.is_in_state("hold")
    for _ in range(2):
        scene.here.keyboard.press("Escape")
    expect(title).to_have_text("考试已暂停")
    press(scene.desk, "room-resume", reason="恢复供电")
    expect(title).to_have_count(0, timeout=10_000)
    assert before - 2 <= minutes_left(scene.here) <= before + 1
    scene.seat.answer(4)
    scene.seat.light("已存服务器")


def the_room_closes_when_it_ties(scene: Scene) -> None:
    passed = datetime.now(UTC) - timedelta(seconds=1)
    with Session(scene.room.engine) as session:
        times = {"entry_ends_at": passed, "starts_at": passed - timedelta(hours=1)}
        session.execute(update(ExamPlan).values(**times))
        session.commit()
        place = session.get_one(Registration, scene.seat.registration_id)
        plan_id, number, address = place.plan_id, place.room, f"/rooms/{place.plan.uuid}"
    desk = scene.desk
    desk.goto(f"{address}/{number}/end")
    expect(desk.locator("main")).to_contain_text("不平衡")
    press(desk, "all-absent", reason="未到场")
    scene.seat.hand_in()
    desk.goto(f"{address}/{number}/end")
    press(desk, "finish", reason="")
    expect(desk.locator("main")).to_contain_text("本考场已关闭")
    desk.goto(f"{address}/{number}/record")
    for words in ("请检查键盘。", "断电", "延时 15 分钟", "登记缺考"):
        expect(desk.locator("main")).to_contain_text(words)
    assert findings(desk) == []
    with Session(scene.room.engine) as session:
        closing = queries.find_closing(session, plan_id, number)
        assert closing
        assert (closing.expected, closing.present, closing.absent) == (3, 1, 2)
    assert scene.seat.sitting().state is SittingState.SUBMITTED
    assert set(scene.seat.stored_values()) == {1, 2, 3, 4}
