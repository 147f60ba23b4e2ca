"""A paper with an item of every way to answer, and a candidate who answers it in a hurry."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys.examroom import Seat

CONTENTS = """
from tests.factories.practicals import bank_task
task = lambda name: {"kind": "practical", "task": dict(bank_task(name).mapping)}
desks = ("gongwen-notice", "typing-notice", "inbox-phishing", "sheet-training-hours")
contents = [*contents, example("essay"), *[task(name) for name in desks]]
"""
BLANK, ESSAY, FILE, TYPING, INBOX, SHEET = 7, 11, 12, 13, 14, 15
ITEMS = set(range(1, 16))
KINDS = 12
"""Items 1 to 4 are single choice; 5 to 15 are one each of the other kinds."""
WORDS = "断电时写的字"
TYPED = "关于做好"


@dataclass(frozen=True, slots=True)
class OwnFile:
    """What the candidate hands in for the practical with a file."""

    name: str
    mimeType: str  # noqa: N815 - the word of Playwright
    buffer: bytes


def fetch_starter(seat: Seat) -> OwnFile:
    """Fetch the file to work on, as every candidate does first."""
    seat.go(FILE)
    link = seat.page.locator("a[download]").get_attribute("href") or ""
    answer = seat.page.request.get(link)
    assert answer.status == 200
    return OwnFile("通知.docx", "application/octet-stream", answer.body())


def answer_all(seat: Seat, file: OwnFile) -> None:
    """Answer an item of every kind, as a hurried candidate."""
    page = seat.page
    for number in (1, 2, 6):
        seat.answer(number, 1)
    seat.go(5)
    page.locator(".choice").nth(0).click()
    page.locator(".choice").nth(2).click()
    seat.go(BLANK)
    for gap in page.locator(".gap").all():
        gap.fill(WORDS)
    seat.go(8)
    page.locator(".gap-number").fill("42")
    seat.go(9)
    page.locator(".order button").nth(1).click()
    seat.go(10)
    for pick in page.locator(".pick").all():
        pick.select_option(index=1)
    seat.go(ESSAY)
    page.locator("textarea.writing").fill(f"{WORDS}\n“引号”与\\反斜线")
    put_file(seat, file)
    work_in_page(seat)
    seat.answer(1, 2)  # changes the first answer


def put_file(seat: Seat, file: OwnFile) -> None:
    """Hand in the file, and wait until it is known what became of it."""
    seat.go(FILE)
    seat.page.set_input_files(
        f"#file-{FILE}", {"name": file.name, "mimeType": file.mimeType, "buffer": file.buffer}
    )
    expect(seat.page.locator(".received, .note-bad").first).to_be_visible()


def work_in_page(seat: Seat) -> None:
    """Type, judge a message, fill a cell."""
    page = seat.page
    seat.go(TYPING)
    page.locator("textarea.typing-field").click()
    page.keyboard.insert_text(TYPED)
    seat.go(INBOX)
    page.locator(".mail-line").first.click()
    page.get_by_role("radio", name="可信").check()
    seat.go(SHEET)
    page.locator("td[data-row='2'][data-column='6']").click()
    page.keyboard.type("=D2+E2")
    page.keyboard.press("Enter")
