"""The board of the year, its chart and its workbook, in a real browser."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.domain.exams.models import Registration
from app.domain.exams.rules import RegistrationState
from app.domain.results.models import Result
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import database, findings, findings_in_both_languages

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("site")]

GUANGZHOU = "/440000/440100/"


@pytest.fixture
def board(as_persona: SignIn) -> Page:
    page = as_persona("lihui")
    page.goto("/hr")
    return page


def tile(page: Page, word: str) -> int:
    text = page.locator(".stat", has_text=word).first.locator(".v a").inner_text()
    return int(re.findall(r"\d+", text)[0])


def test_the_chart_is_drawn_from_the_table_and_its_bars_lead_to_persons(board: Page) -> None:
    chart = board.locator("[data-chart]")
    expect(chart.locator("svg")).to_be_visible()
    board.locator(".data-table summary").click()
    rates = board.locator(".data-table tbody td a").all_inner_texts()
    drawn = chart.locator("svg text").all_text_contents()
    assert rates
    for rate in rates:
        assert f"{float(rate.split('%')[0]):g}" in drawn
    colour = board.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--data-1').trim()"
    )
    bars = chart.locator(f"svg path[fill='{colour}']")
    assert bars.count() >= len(rates)
    bars.first.click()
    board.wait_for_url("**/hr/results?**state=released**")


def test_every_why_opens_by_keyboard_and_closes(board: Page) -> None:
    why = board.locator(".stat .why").nth(2)
    why.focus()
    board.keyboard.press("Enter")
    expect(board.locator(".stat .pop").nth(2)).to_contain_text("÷")
    board.keyboard.press("Escape")
    expect(board.locator(".stat .pop").nth(2)).to_be_hidden()


def test_high_contrast_puts_patterns_on_the_bars(board: Page) -> None:
    assert board.locator("[data-chart] svg pattern").count() == 0
    button = board.locator("form:has(input[value=contrast]) button").first
    button.evaluate("button => button.form.requestSubmit(button)")
    expect(board.locator("html")).to_have_attribute("data-contrast", "high")
    expect(board.locator("[data-chart] svg pattern").first).to_be_attached()
    assert findings(board) == []
    button.evaluate("button => button.form.requestSubmit(button)")
    expect(board.locator("html")).to_have_attribute("data-contrast", "normal")


def test_two_clicks_give_the_workbook(board: Page, site: Site, tmp_path: Path) -> None:
    registered = tile(board, "应考")
    board.get_by_role("button", name="导出工作簿").click()
    line = board.locator(".export-line").first
    with board.expect_download() as fetched:
        line.get_by_role("link", name="下载").click()
    path = tmp_path / "results.xlsx"
    fetched.value.save_as(path)
    data = path.read_bytes()
    expect(line.locator(".digest")).to_contain_text(hashlib.sha256(data).hexdigest())
    rows = list(openpyxl.load_workbook(io.BytesIO(data))["人员明细"].iter_rows(values_only=True))
    persons = [row for row in rows[2:] if isinstance(row[0], int)]
    assert len(persons) == registered
    with database(site.var) as session:
        known = session.scalar(
            select(func.count(Registration.id)).where(
                Registration.org_path.startswith(GUANGZHOU),
                Registration.state == RegistrationState.REGISTERED,
            )
        )
    assert registered == known
    masked = {str(row[4]) for row in persons}
    assert all(re.fullmatch(r"\d{4}\*{10}\d{3}[\dX]", one) for one in masked)


def test_pages_of_personnel_are_sound_in_both_languages_and_narrow(board: Page, site: Site) -> None:
    with database(site.var) as session:
        chosen = session.scalars(select(Result).where(Result.org_path.startswith(GUANGZHOU)))
        result = chosen.first()
        assert result is not None
        pages = ["/hr", "/hr/results", "/hr/persons", "/hr/exports", f"/hr/results/{result.uuid}"]
    assert findings_in_both_languages(board, *pages) == []
    board.set_viewport_size({"width": 390, "height": 800})
    for page in pages:
        board.goto(page)
        assert board.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page


def test_another_city_finds_neither_unit_nor_result(as_persona: SignIn, site: Site) -> None:
    page = as_persona("shenzhen")
    with database(site.var) as session:
        chosen = session.scalars(select(Result).where(Result.org_path.startswith(GUANGZHOU)))
        result = chosen.first()
        assert result is not None
        address = f"/hr/results/{result.uuid}"
    for path in (address, f"/hr?unit={GUANGZHOU}", f"/hr/results?unit={GUANGZHOU}"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
