"""A candidate from the ticket to the certificate, in a real browser."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect
from pypdf import PdfReader

from app.domain.exams import queries as exams
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import (
    LOST,
    SAVED,
    Seat,
    database,
    findings,
    findings_in_both_languages,
)

pytestmark = pytest.mark.journey

PLAYER = re.compile(r"/sitting/[0-9a-f-]{36}$")
SAVES = "**/sitting/*/answers"
CUT = range(12, 16)
"""The items that are answered while there is no network."""


def enter(site: Site, page: Page) -> tuple[Seat, list[str]]:
    """Go from the list of exams to the first item."""
    page.goto("/exams")
    found = findings(page)
    page.get_by_role("link", name="入场").click()
    found += findings(page)
    tries: list[str] = []

    def hold(route: Route) -> None:  # it would open by itself, within three seconds
        tries.append(route.request.url)
        route.abort("aborted")

    page.route(PLAYER, hold)
    page.get_by_role("button", name="确认是本人").click()
    expect(page.locator(".checks li").first).to_be_visible()
    found += findings(page)
    while not tries:  # it tries once; after that nothing crosses our own way in
        page.wait_for_timeout(50)
    page.unroute(PLAYER)
    page.goto(page.url.removesuffix("/wait"))
    expect(page.locator("#item-no")).to_have_text("1")
    found += findings(page)
    with database(site.var) as session:
        return Seat.of(page, session), found


def answer_all(seat: Seat) -> None:
    """Answer what is asked; in the middle the network fails, and the page is loaded again."""
    for item in seat.known:
        if item == CUT.start:
            seat.light(SAVED)
            seat.page.context.set_offline(True)
        seat.answer(item)
        if item == CUT.stop - 1:
            come_back(seat, item)
    seat.light(SAVED)


def come_back(seat: Seat, answered: int) -> None:
    """The network returns, but saving does not yet: what was answered is on this machine."""
    only_here = seat.page.locator(".card-pane .cells .cell.w")
    seat.light(LOST)
    expect(only_here).to_have_count(len(CUT))
    seat.page.route(SAVES, lambda route: route.abort())
    seat.page.context.set_offline(False)
    seat.page.reload()
    expect(only_here).to_have_count(len(CUT))
    seat.page.unroute(SAVES)
    seat.light(SAVED)
    expect(only_here).to_have_count(0)
    expect(seat.page.locator(".card-pane .cells .cell.a")).to_have_count(answered)


def sit(site: Site, page: Page) -> tuple[Seat, list[str]]:
    """Sit the whole exam: everything right but one thing in the last file."""
    seat, found = enter(site, page)
    answer_all(seat)
    for item in seat.files:
        given, expected = seat.starter(item)
        assert given == expected
        seat.upload(item, with_a_fault=item == seat.files[-1])
        found += findings(page)
    seat.light(SAVED)
    with database(site.var) as session:
        in_page = set(seat.tasks) - set(seat.files)  # tests/journeys/test_page_work.py does them
        assert set(exams.fold(session, seat.sitting_id).answers) == set(seat.items) - in_page
    seat.hand_in()
    scan_receipt(page)
    return seat, found + findings(page)


def scan_receipt(page: Page) -> None:
    """Read the code on the screen as a telephone does: it leads where the link beside it leads."""
    picture = Image.open(io.BytesIO(page.locator(".receipt-code svg").screenshot()))
    code = zxingcpp.read_barcode(picture)
    assert code is not None
    assert code.text == page.get_by_role("link", name="核验此回执").get_attribute("href")


def release(officer: Page, second: Page, plan: str) -> list[str]:
    """Wait until the paper is marked; one officer checks the list, another releases it."""
    found = []
    for page, name in ((officer, "核对"), (second, "公布")):
        button = page.get_by_role("button", name=re.compile(rf"^{name} 1 "))
        for _ in range(40):
            page.goto(f"/hr/results?plan={plan}")
            if button.is_visible():
                break
            page.wait_for_timeout(500)
        found += findings(page)
        button.click()
        found += findings(page)
        page.locator("dialog[open] .btn-main").click()
        expect(page.locator(".notes")).to_be_visible()
    return found


def read_result(page: Page, seat: Seat) -> list[str]:
    """Read the slip and the report on the file with the fault; fetch that file back."""
    page.goto("/my/results")
    page.locator(".list a").first.click()
    expect(page.locator(".score .badge")).to_have_class(re.compile("badge-ok"))
    slip, last = page.url, seat.files[-1]
    page.locator(f"#item-{last} summary").click()
    page.get_by_role("link", name="操作题评阅报告").click()
    grading = seat.grading(last)
    missed = [check for check in grading.checks if check.score < check.points]
    expect(page.locator(".score .v")).to_contain_text(f"{grading.score:g}")
    expect(page.locator(".check h3")).to_have_text([check.title for check in missed])
    with page.expect_download() as waiting:
        page.get_by_role("link", name="打开原文件").click()
    assert waiting.value.path().read_bytes() == seat.handed_in[last]
    return findings_in_both_languages(page, "/my/results", slip, f"{slip}?show=lost", page.url)


def fetch_certificate(page: Page) -> tuple[bytes, str, list[str]]:
    """Download the certificate; return the file and its number."""
    number = page.locator(".facts .num").first
    for _ in range(40):
        page.goto("/my/certificates")
        if number.is_visible():
            break
        page.wait_for_timeout(500)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 PDF").click()
    found = findings_in_both_languages(page, "/my/certificates")
    return waiting.value.path().read_bytes(), (number.text_content() or "").strip(), found


def verify(page: Page, pdf: bytes, number: str) -> list[str]:
    """As anyone may: by the number, by the file, and by a file that was changed."""
    page.goto("/verify")
    found = findings(page)
    page.fill("#number", number)
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("证书有效")
    found += findings(page)
    for data, verdict in ((pdf, "证书有效"), (pdf + b"%", "文件与签发的不一致")):
        page.goto("/verify")
        file = FilePayload(name="证书.pdf", mimeType="application/pdf", buffer=data)
        page.locator("#file").set_input_files(file)
        page.get_by_role("button", name="核对文件").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(verdict)
        found += findings(page)
    return found


def test_a_candidate_comes_from_the_ticket_to_a_certificate_that_anyone_can_verify(
    site: Site, as_persona: SignIn
) -> None:
    page = as_persona("zhang")
    seat, found = sit(site, page)
    with database(site.var) as session:
        plan = exams.get_sitting(session, seat.sitting_id).registration.plan.uuid
    page.goto("/my/results")
    expect(page.locator(".list")).to_contain_text(re.compile("正在评分|尚未公布"))
    found += release(as_persona("lihui"), as_persona("zhou"), str(plan))
    found += read_result(page, seat)
    pdf, number, more = fetch_certificate(page)
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert number in text
    assert "张䶮" in text
    found += more + verify(as_persona(), pdf, number)
    assert found == []
