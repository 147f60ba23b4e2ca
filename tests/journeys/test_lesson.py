"""A lesson in a real browser: which signs it sends, and that the server alone measures."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.support import findings, findings_in_both_languages

pytestmark = pytest.mark.journey

LESSON = "/learn/courses/EG101/lessons/1"
OTHER = "/learn/courses/EG201/lessons/1"
SIGNS = re.compile(r"/activity/")
REAL_MS = 6000
"""So long the test really waits; a shorter interval is not even kept."""
CLAIMED_MS = 40_000
"""So long has passed if one believes the clock of the page."""


def total(page: Page) -> int:
    """The active seconds of the module as the page shows them."""
    parts = page.locator('[data-seconds="total"]').inner_text().split(":")
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds


def test_the_time_of_a_lesson_is_the_servers(as_persona: SignIn) -> None:
    page = as_persona("chen")
    page.clock.install()
    with page.expect_response(SIGNS):
        page.goto(LESSON)
    expect(page.locator('[data-state="counting"]')).to_be_visible()
    before = total(page)
    clock = page.locator('[data-seconds="total"]')
    text = clock.inner_text()
    page.wait_for_timeout(REAL_MS)
    page.mouse.wheel(0, 200)
    with page.expect_response(SIGNS):
        page.clock.fast_forward(CLAIMED_MS)
    expect(clock).not_to_have_text(text)
    assert REAL_MS / 1000 - 1 <= total(page) - before < CLAIMED_MS / 1000 / 2


def test_a_page_that_is_not_used_sends_nothing_and_says_so(as_persona: SignIn) -> None:
    page = as_persona("chen")
    page.clock.install()
    with page.expect_response(SIGNS):
        page.goto(LESSON)
    expect(page.locator('[data-state="counting"]')).to_be_visible()
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if SIGNS.search(request.url) else None
    )
    page.clock.run_for(3 * CLAIMED_MS)
    expect(page.locator('[data-state="paused"]')).to_be_visible()
    assert [url for url in sent if SIGNS.search(url)] == []
    page.keyboard.press("PageDown")
    expect(page.locator('[data-state="counting"]')).to_be_visible()


def test_of_two_lessons_the_one_opened_last_counts(as_persona: SignIn) -> None:
    first = as_persona("chen")
    with first.expect_response(SIGNS):
        first.goto(LESSON)
    second = first.context.new_page()
    with second.expect_response(SIGNS):
        second.goto(OTHER)
    with first.expect_response(SIGNS):
        first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator('[data-state="elsewhere"]')).to_be_visible()
    assert findings(first) == []
    with first.expect_response(SIGNS):
        first.get_by_role("button", name="在此计时").click()
    expect(first.locator('[data-state="counting"]')).to_be_visible()


def test_without_a_connection_the_lesson_says_that_no_time_is_measured(as_persona: SignIn) -> None:
    page = as_persona("chen")
    with page.expect_response(SIGNS):
        page.goto(LESSON)
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator('[data-state="offline"]')).to_be_visible()
    page.context.set_offline(False)
    with page.expect_response(SIGNS):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator('[data-state="counting"]')).to_be_visible()


def test_the_pages_of_a_learner_are_sound_in_both_languages(as_persona: SignIn) -> None:
    page = as_persona("chen")
    root = "/learn/courses/CS103"
    paths = ("/learn/", "/learn/courses", root, f"{root}/lessons/1", f"{root}/practice",
             f"{root}/quiz", "/learn/hours")  # fmt: skip
    assert findings_in_both_languages(page, *paths) == []
