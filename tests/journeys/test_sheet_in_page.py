"""A workbook done in the page: by mouse and keys, kept over a reload, checked like a file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.support import findings

pytestmark = pytest.mark.journey


def cell(page: Page, name: str) -> Locator:
    column = ord(name[0]) - 64
    return page.locator(f"td[data-row='{name[1:]}'][data-column='{column}']")


def choose(page: Page, first: str, last: str) -> None:
    cell(page, first).click()
    cell(page, last).click(modifiers=["Shift"])


def write(page: Page, name: str, text: str) -> None:
    cell(page, name).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def fill_down(page: Page, first: str, last: str) -> None:
    choose(page, first, last)
    page.keyboard.press("Control+d")


def test_a_workbook_is_done_in_the_page_and_earns_all_points(as_persona: SignIn) -> None:
    page = as_persona("chen")
    page.goto("/learn/practicals")
    page.get_by_role("link", name=re.compile("年度培训学时统计")).first.click()
    expect(page.locator(".grid-table")).to_be_visible()
    found = re.search(r"不小于 (\d+) 的", page.content())
    assert found
    base = found[1]

    cell(page, "F2").click()
    page.keyboard.type("=")
    cell(page, "D2").click()
    page.keyboard.type("+")
    cell(page, "E2").click()
    page.keyboard.press("Enter")
    hours = [int(cell(page, name).inner_text()) for name in ("D2", "E2", "F2")]
    assert hours[0] + hours[1] == hours[2]
    cell(page, "F2").click()
    page.locator(".grid-handle").dblclick()
    write(page, "G2", f'=IF(F2>={base},"达标","未达标")')
    write(page, "H2", f"=F2/{base}")
    fill_down(page, "G2", "H25")
    choose(page, "H2", "H25")
    page.select_option("[data-select=format]", "0.0%")
    page.reload()  # what was done is kept in this browser until it is checked
    expect(cell(page, "H25")).to_contain_text("%")

    choose(page, "A1", "H1")
    page.keyboard.press("Control+b")
    page.select_option("[data-select=align]", "center")
    page.select_option("[data-select=fill]", "#DDEBF7")
    page.keyboard.press("Control+z")
    page.select_option("[data-select=fill]", "#DDEBF7")
    choose(page, "A1", "H25")
    page.select_option("[data-select=border]", "all")
    page.select_option("[data-select=freeze]", "1,0")
    choose(page, "F2", "F25")
    page.get_by_role("button", name="条件格式").click()
    page.fill("#grid-rule-value", base)
    page.select_option("#grid-rule-color", "#FF0000")
    assert findings(page) == []
    page.locator("dialog .btn-main").click()
    expect(cell(page, "F2")).to_be_visible()

    page.get_by_role("button", name="汇总").click()
    write(page, "B2", "=COUNTIF(学时!$C$2:$C$25,A2)")
    write(page, "C2", '=COUNTIFS(学时!$C$2:$C$25,A2,学时!$G$2:$G$25,"达标")')
    write(page, "D2", "=AVERAGEIF(学时!$C$2:$C$25,A2,学时!$F$2:$F$25)")
    fill_down(page, "B2", "D4")
    choose(page, "D2", "D4")
    page.select_option("[data-select=format]", "0.0")
    page.get_by_role("button", name="立即检查").click()
    expect(page.locator(".score .v")).to_have_text(re.compile(r"^20\s*/ 20$"))


def test_the_same_task_can_be_handed_in_as_a_file(as_persona: SignIn) -> None:
    page = as_persona("chen")
    page.goto("/learn/practicals")
    page.get_by_role("link", name=re.compile("年度培训学时统计")).first.click()
    page.get_by_role("link", name="改用办公软件").click()
    expect(page.locator("input[type=file]")).to_have_attribute("accept", re.compile(r"^\.xlsx\b"))
    with page.expect_download() as download:
        page.get_by_role("link", name="培训学时.xlsx").click()
    page.set_input_files("#file", download.value.path())
