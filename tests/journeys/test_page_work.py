"""Work done in the page: typed with an input method, filed by keyboard, judged, and never lost."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.domain.exams.rules import item_seed
from app.engines.practicals import grade, work_bytes
from tests.factories.practicals import bank_task
from tests.journeys.conftest import SitDown
from tests.journeys.examroom import Room, Seat, make_room
from tests.journeys.support import findings

pytestmark = pytest.mark.journey

NAMES = ("typing-notice", "files-archive", "inbox-phishing")
CONTENTS = f"""
from tests.factories.practicals import bank_task
contents = [{{"kind": "practical", "task": dict(bank_task(n).mapping)}} for n in {NAMES!r}]
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A server whose paper is work in the page."""
    found = make_room(tmp_path_factory.mktemp("desk"), contents=CONTENTS)
    found.start()
    yield found
    found.kill()


def graded(seat: Seat, number: int) -> float:
    """Return the share of the points that what is stored would earn."""
    task = bank_task(NAMES[number - 1])
    work = seat.stored_values()[number]["work"]
    seed = item_seed(seat.sitting().seed, number)
    return grade(task, work_bytes(task.module, work), seed).score / task.points


def compose(page: Page, reading: str, text: str) -> None:
    """Type as an input method does: letters being composed, then the text that is chosen."""
    session = page.context.new_cdp_session(page)
    for end in range(1, len(reading) + 1):
        part = reading[:end]
        session.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
    session.send("Input.insertText", {"text": text})


SLOW_TIMERS = (
    "const real = setTimeout; setTimeout = (f, ms = 0, ...more) => real(f, ms + 400, ...more);"
)
"""As on a machine that is too busy to run a timer between two words."""


def test_an_input_method_types_and_nothing_is_pasted(sit_down: SitDown) -> None:
    seat = sit_down(SLOW_TIMERS)
    page = seat.page
    field = page.locator("textarea.typing-field")
    passage = page.locator(".typing-passage").inner_text()
    field.click()
    for at in range(0, 40, 4):
        compose(page, "gongwen", passage[at : at + 4])
    expect(field).to_have_value(passage[:40])
    page.evaluate(
        """async () => {
          const field = document.querySelector("textarea.typing-field");
          const data = new DataTransfer();
          data.setData("text/plain", "贴入的文字");
          const kind = { clipboardData: data, bubbles: true, cancelable: true };
          field.dispatchEvent(new ClipboardEvent("paste", kind));
        }"""
    )
    expect(field).to_have_value(passage[:40])
    seat.light("已存服务器")
    work = seat.stored_values()[1]["work"]
    assert work["text"] == passage[:40]
    assert work["blocked"] == 1
    # Each word is one entry of its own, and what was only being composed was never put in.
    assert [entry[1:] for entry in work["log"]] == [[4, 0]] * 10
    assert findings(page) == []


def test_what_was_typed_is_there_after_a_reload_and_ends_for_good(sit_down: SitDown) -> None:
    seat = sit_down()
    page = seat.page
    field = page.locator("textarea.typing-field")
    passage = page.locator(".typing-passage").inner_text()
    field.click()
    compose(page, "ge", passage[:6])
    seat.light("已存服务器")
    page.reload()
    expect(field).to_have_value(passage[:6])
    field.click()
    page.keyboard.press("Control+End")
    for at in range(6, len(passage), 6):
        compose(page, "ge", passage[at : at + 6])
    page.get_by_role("button", name="录入完毕").click()
    page.locator("dialog .btn-danger").click()
    expect(field).to_have_attribute("readonly", "")
    seat.light("已存服务器")
    assert seat.stored_values()[1]["work"]["finished"] is True


def test_files_are_put_in_order_by_keyboard_alone(sit_down: SitDown) -> None:
    seat = sit_down()
    page = seat.page
    seat.go(2)
    files = page.locator(".files-list")
    year = page.locator(".instructions").inner_text().split("年归档")[0].split("“")[-1]
    page.get_by_role("button", name="新建文件夹").press("Enter")
    page.locator("#files-name").fill(f"{year}年归档")
    page.keyboard.press("Enter")
    files.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    for name in ("收文", "发文", "会议纪要"):
        page.get_by_role("button", name="新建文件夹").press("Enter")
        page.locator("#files-name").fill(name)
        page.keyboard.press("Enter")
    expect(files.locator(".files-row")).to_have_count(3)
    page.locator(".crumbs .link").first.press("Enter")
    page.get_by_role("option", name="待整理").click()
    page.keyboard.press("Enter")
    for ending in ("tmp",):
        for row in page.locator(".files-row", has_text=f".{ending}").all():
            row.click(modifiers=["Control"])
    page.keyboard.press("Delete")
    seat.light("已存服务器")
    assert graded(seat, 2) == pytest.approx(8 / 20)
    page.keyboard.press("Control+z")
    seat.light("已存服务器")
    assert graded(seat, 2) == pytest.approx(6 / 20)
    assert findings(page) == []


def test_messages_are_judged_and_dangerous_steps_are_noted(sit_down: SitDown) -> None:
    seat = sit_down()
    page = seat.page
    seat.go(3)
    for line in page.locator(".mail-line").all():
        line.click()
        page.get_by_role("radio", name="可信").check()
        page.get_by_role("radio", name="归档").check()
    link = page.locator(".mail-list .mail-line", has_text="停用").first
    if link.count():
        link.click()
        page.locator(".mail-link .link").click()
        page.locator("dialog input[type=password]").fill("secret-of-mine")
        page.locator("dialog .btn-main").click()
        page.get_by_role("button", name="关闭窗口").click()
    seat.light("已存服务器")
    work = seat.stored_values()[3]["work"]
    assert len(work["mails"]) == 8
    assert "secret-of-mine" not in json.dumps(work)
    assert 0 < graded(seat, 3) < 0.6
    assert findings(page) == []
    seat.hand_in()
