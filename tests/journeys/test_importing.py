"""Twenty items from a Word file to “in review”, by a trainer new to it, in a real browser."""

from __future__ import annotations

import io
import time
import zipfile
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.domain.bank.models import ItemImport, ItemVersion
from app.domain.bank.rules import State
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import database, findings

pytestmark = pytest.mark.journey

COUNT = 20
MOST_ACTIONS = 4
"""Open the page, choose the file, have it read, save and hand in."""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paper() -> bytes:
    """Return an exam paper as a trainer has it in Word: plain paragraphs, no marks of ours."""
    lines = ["信息技术测试卷", "一、单选题（每题2分）"]
    for n in range(1, COUNT - 4):
        lines += [f"{n}．第{n}号机房的备份应当每{n}天做一次，下列说法正确的是（　）。"]
        lines += [
            f"A．每{n}天备份一次　B．每{n + 1}天备份一次",
            f"C．不必备份{n}　D．只在年底备份{n}",
        ]
        lines += [f"答案：A　解析：规定为每{n}天一次。难度：0.6"]
    lines += ["二、判断题（每题1分）"]
    for n in range(COUNT - 4, COUNT + 1):
        lines += [
            f"{n}．第{n}号服务器停用前应当清除数据。（√）",
            "解析：停用前清除数据是规定动作。",
        ]
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return held.getvalue()


class Counted:
    """A person whose actions are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, role: str, name: str) -> None:
        """Click a link or a button by its name."""
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def choose(self, file: Path) -> None:
        """Choose a file."""
        self.actions += 1
        self.page.set_input_files("#file", str(file))


def test_twenty_items_from_word_are_in_review_in_four_actions(
    site: Site, as_persona: SignIn, tmp_path: Path
) -> None:
    file = tmp_path / "测试卷.docx"
    file.write_bytes(paper())
    person = Counted(as_persona("wang"))
    page = person.page
    page.goto("/author/items")
    start = time.monotonic()
    person.click("link", "录入试题")
    person.choose(file)
    person.click("button", "识别文件")
    expect(page.locator(".pane-head")).to_contain_text(f"可导入 {COUNT}")
    seen = findings(page)
    person.click("button", "保存并提交审核")
    expect(page.locator(".notes")).to_contain_text(f"{COUNT}")
    took = time.monotonic() - start
    assert person.actions <= MOST_ACTIONS
    assert took < 2 * 60
    with database(site.var) as session:
        query = select(ItemImport.id).where(ItemImport.file_name == file.name)
        import_id = session.scalars(query).one()
        states = session.scalars(
            select(ItemVersion.state).where(ItemVersion.import_id == import_id)
        ).all()
    assert states == [State.IN_REVIEW] * COUNT
    assert seen + findings(page) == []
    print(f"20 items from Word to review: {person.actions} actions, {took:.1f} s")  # noqa: T201
