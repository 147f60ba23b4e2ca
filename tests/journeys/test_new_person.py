"""A person from the roster to the first lesson: added, first password changed, the right tier."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import findings

pytestmark = pytest.mark.journey

OWN = "Mine-alone-2026"


def add(page: Page) -> tuple[str, str]:
    """Fill in the form wrongly, then rightly; return user name and first password of the slip."""
    page.goto("/hr/persons")
    page.get_by_role("link", name="新增人员").first.click()
    page.get_by_label("姓名").fill("买买提•艾力")
    page.get_by_label("工号").fill("GZ7777")
    page.get_by_label("职务", exact=True).fill("信息中心工程师")
    page.locator("#id_number").fill("110105194912310021")
    page.locator("#duty").select_option("information_technology")
    page.locator("#organization").select_option("GZ-CZJ")
    page.get_by_role("button", name="新增该人员").click()
    expect(page.get_by_role("alert")).to_contain_text("校验位")
    expect(page.get_by_label("工号")).to_have_value("GZ7777")
    page.locator("#id_number").fill("11010519491231002X")
    page.get_by_role("button", name="新增该人员").click()
    slip = page.locator(".slip")
    expect(slip).to_contain_text("买买提·艾力")
    return "gz7777", slip.locator(".password").inner_text()


def test_a_new_person_changes_the_first_password_and_sees_the_syllabus_of_the_tier(
    site: Site, as_persona: SignIn
) -> None:
    officer = as_persona("lihui")
    username, password = add(officer)
    found = findings(officer)
    officer.get_by_role("link", name="完成，查看该人员").click()
    expect(officer.locator("main")).to_contain_text("技术维护层")
    found += findings(officer)
    page = as_persona()
    page.goto("/sign-in")
    page.fill("#username", username)
    page.fill("#password", password)
    page.press("#password", "Enter")
    expect(page).to_have_url(f"{site.url}/account/password")
    page.goto("/learn/")
    expect(page).to_have_url(f"{site.url}/account/password")
    page.fill("#present", password)
    page.fill("#password", OWN)
    page.fill("#again", OWN)
    page.press("#again", "Enter")
    page.goto("/learn/")
    expect(page.locator("main")).to_contain_text("技术维护层")
    found += findings(page)
    assert found == []
