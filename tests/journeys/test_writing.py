"""A trainer writes a hotspot and a case with the keyboard; a reviewer remarks on fields."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import findings

NEW = "/author/items/new/USER-CORE"
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">
<rect width="400" height="200" fill="#eee"/><rect x="20" y="20" width="80" height="40" fill="#9bd"/>
<rect x="300" y="140" width="80" height="40" fill="#db9"/></svg>"""
MEANT = "选出窗口中用来保存文件的按钮。"


def test_a_hotspot_is_drawn_by_keys_remarked_on_and_approved(
    site: Site, as_persona: SignIn
) -> None:
    author, reviewer = as_persona("wang"), as_persona("zhao")
    found = draw(author)
    item = re.sub(r"[?#].*", "", author.url)
    author.get_by_role("button", name="提交审核").click()
    expect(author.locator(".notes")).to_be_visible()
    found += solve(reviewer, item)
    reviewer.keyboard.press("Alt+n")
    reviewer.keyboard.type("题干没有说明是哪个窗口")
    reviewer.keyboard.press("Alt+r")
    reviewer.wait_for_url("**/author/reviews")
    author.goto(item)
    found += findings(author)
    author.get_by_role("link", name="修改为新版本").click()
    expect(author.locator(".field", has=author.locator("#stem")).first).to_be_visible()
    expect(author.locator(".remark")).to_contain_text("题干没有说明是哪个窗口")
    found += findings(author)
    author.fill("#stem", f"图为文字处理软件的窗口。{MEANT}")
    author.locator(".remark label").click()
    author.keyboard.press("Control+s")
    author.get_by_role("button", name="提交审核").click()
    expect(author.locator(".timeline")).to_contain_text("第 2 版提交审核")
    expect(author.get_by_text("已处理").first).to_be_visible()
    found += solve(reviewer, item, version=2)
    expect(reviewer.locator(".changes ins").first).to_contain_text("图为文字处理软件的窗口")
    reviewer.keyboard.press("Alt+a")
    reviewer.wait_for_url("**/author/reviews")
    reviewer.goto(f"{item}/compare?old=1&new=2")
    expect(reviewer.locator(".diff ins").first).to_contain_text("图为文字处理软件的窗口")
    assert found + findings(reviewer) == []


def draw(page: Page) -> list[str]:
    """Write a hotspot: the picture, two regions by keys, what is said about it."""
    page.goto(f"{NEW}/hotspot")
    page.fill("#code", "J-HOT-001")
    page.fill("#stem", MEANT)
    file = FilePayload(name="窗口.svg", mimeType="image/svg+xml", buffer=PICTURE.encode())
    page.set_input_files("#figure_file", file)
    canvas = page.locator("[data-canvas] svg")
    expect(canvas).to_be_visible()
    expect(page.locator("#figures-0-alt")).to_be_focused()
    page.keyboard.type("窗口左上和右下各有一个按钮")
    canvas.focus()
    page.keyboard.press("n")
    for _ in range(24):
        page.keyboard.press("ArrowLeft")
    for _ in range(12):
        page.keyboard.press("ArrowUp")
    expect(page.locator("#regions-0-coords")).to_have_value(re.compile(r"^\d+, \d+, \d+, \d+$"))
    moved = [int(n) for n in page.input_value("#regions-0-coords").split(", ")]
    assert moved[0] < 60
    assert moved[1] < 30
    page.keyboard.press("n")
    page.keyboard.press("Shift+ArrowRight")
    page.fill("#regions-0-text", "左上的按钮")
    page.locator("label", has_text="该区域正确").first.click()
    page.fill("#regions-0-why", "正确。")
    page.fill("#regions-1-text", "右下的按钮")
    page.fill("#regions-1-why", "这是打印。")
    describe(page)
    expect(page.locator(".view-exam .region")).to_have_count(2)
    expect(page.locator(".view-exam image")).to_have_attribute("href", re.compile("svg"))
    page.locator("label[for=view-after]").click()
    expect(page.locator(".view-after")).to_contain_text("这是打印。")
    seen = findings(page)
    page.keyboard.press("Control+s")
    expect(page.locator(".notes")).to_be_visible()
    return seen


def describe(page: Page) -> None:
    """Fill in what is said about the item."""
    page.select_option("#domain", "D10")
    page.fill("#sources", "课程 EG201 第 3 节")


def solve(page: Page, item: str, version: int = 1) -> list[str]:
    """Choose the first region, without having seen the key."""
    page.goto(f"/author/reviews/{item.rpartition('/')[2]}/{version}")
    page.locator(".question label.choice", has_text="左上的按钮").click()
    page.get_by_role("button", name="提交我的答案").click()
    expect(page.get_by_text("您的作答与答案一致")).to_be_visible()
    return findings(page)


def test_a_case_is_written_without_a_mouse(site: Site, as_persona: SignIn) -> None:
    page = as_persona("wang")
    page.goto(f"{NEW}/case")
    page.fill("#code", "J-CASE-001")
    page.fill("#stem", "小王收到一封自称来自财务部门的邮件，要求点击链接核对工资。")
    page.select_option("#next_kind", "judge")
    page.focus("#next_kind")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#part-q1-stem")).to_be_focused()
    page.keyboard.type("他可以先点击链接看看内容。")
    page.locator("#part-q1-key input[value=false]").press("Space")
    page.fill("#part-q1-why_true", "点击链接就可能泄露账号。")
    page.fill("#part-q1-why_false", "正确，应当先核实。")
    page.select_option("#next_kind", "single")
    page.focus("#next_kind")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#part-q2-stem")).to_be_focused()
    page.keyboard.type("他首先应当怎么做？")
    rows = (
        ("打电话向财务部门核实", "正确，核实用另一条途径。"),
        ("转发给同事", "会让更多的人上当。"),
    )
    for number, (text, why) in enumerate(rows):
        page.fill(f"#part-q2-options-{number}-text", text)
        page.fill(f"#part-q2-options-{number}-why", why)
    page.locator("input[name=part-q2-key][value=A]").press("Space")
    page.locator("#part-q2-options-1-text").press("Alt+ArrowUp")
    expect(page.locator("#part-q2-options-0-text")).to_have_value("转发给同事")
    expect(page.locator("input[name=part-q2-key][value=B]")).to_be_checked()
    expect(page.locator("#part-q2-options-0-text")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#part-q2-options-1-text")).to_be_focused()
    page.keyboard.type("不予理会")
    page.fill("#part-q2-options-1-why", "账号仍有危险时应当报告。")
    describe(page)
    expect(page.locator(".view-exam .case > li")).to_have_count(2)
    expect(page.locator(".view-exam")).to_contain_text("不予理会")
    assert findings(page) == []
    page.keyboard.press("Control+s")
    expect(page.locator(".notes")).to_be_visible()
    expect(page.locator(".question .case > li")).to_have_count(2)
