"""Paste or send a file, look, confirm; undo; hostile input."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.bank import queries
from app.domain.bank.models import Item, ItemImport, ItemVersion, StagedFile
from app.domain.bank.rules import State
from app.engines.bankfiles.interchange import Format, export
from app.kernel.actor import Actor
from tests.domain.bank.test_reimporting import changed
from tests.engines.bankfiles.interchange.test_word import PNG
from tests.factories.bank import make_bank
from tests.web.author.conftest import Post

PAGE = "/author/import"
PAPER = """1. 下列关于政务外网的说法，正确的是（　）。
A. 可以存储、处理国家秘密
B. 与互联网逻辑隔离
C. 与政务内网直接连通
答案：B　难度：0.7

2. 公文成文日期应当使用（　）。
A. 汉字　B. 阿拉伯数字　C. 罗马数字
解析：成文日期中的数字用阿拉伯数字。
"""
TWO = "1. 一级标题用什么字体？\nA. 黑体\nB. 隶书\n答案：A\n\n2. 2 是偶数。\n答案：对\n"
PICTURED = """schema: xuekao-items/1
use: exam
items:
- id: P-1
  kind: single
  tier: [USER]
  domain: D2
  level: K
  stem: 看【图1】。
  options:
    A: {{text: 甲【图1】, why: 正确，见【图1】。}}
    B: {{text: 乙, why: 不是。}}
  key: A
  source: [某文件]
  figures:
    '1': {{data: '{data}', alt: 一点}}
"""
Send = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def _bank(session: Session, trainer: Actor) -> None:
    make_bank(session)
    session.commit()


def count(session: Session, table: type) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_recognised_stands_beside_the_text_and_nothing_is_saved(
    client: FlaskClient, session: Session, post: Post
) -> None:
    page = post(PAGE, PAGE, text=PAPER, bank="user").text
    assert "与互联网逻辑隔离" in page
    assert "可导入 1" in page
    assert "不能导入 1" in page
    assert "第 7 行" in page
    assert count(session, Item) == 0


def test_a_fragment_is_the_pane_alone(client: FlaskClient, post: Post) -> None:
    page = post(PAGE, PAGE, text=PAPER, fragment="1").text
    assert "<html" not in page
    assert "可导入 1" in page


def test_the_missing_key_is_pointed_at(client: FlaskClient, post: Post) -> None:
    page = post(PAGE, PAGE, text=PAPER, fix="7:B").text
    assert "可导入 2" in page
    assert "解析：成文日期中的数字用阿拉伯数字。\n答案：B" in page


@pytest.mark.parametrize(("action", "state"), [("save", State.DRAFT), ("submit", State.IN_REVIEW)])
def test_saving_takes_the_sound_items_and_can_be_undone(
    client: FlaskClient, session: Session, post: Post, action: str, state: State
) -> None:
    assert post(PAGE, PAGE, text=PAPER, action=action).status_code == 303
    assert [version.state for version in session.scalars(select(ItemVersion))] == [state]
    record = session.scalars(select(ItemImport)).one()
    page = client.get("/author/imports").text
    assert "粘贴文字" in page
    post(f"/author/imports/{record.uuid}/undo", "/author/imports")
    assert count(session, Item) == (0 if state is State.DRAFT else 1)
    assert "已撤回" in client.get("/author/imports").text


def test_an_item_that_is_almost_there_already_is_named(client: FlaskClient, post: Post) -> None:
    post(PAGE, PAGE, text=PAPER, action="save")
    near = PAPER.replace("正确的是", "对的是")
    assert "USER-N0001" in post(PAGE, PAGE, text=near).text


def test_the_refused_come_with_their_reasons(client: FlaskClient, post: Post) -> None:
    answer = post(PAGE, PAGE, text=PAPER.replace("公文", "=公文"), action="refused")
    table = answer.data.decode("utf-8-sig")
    assert answer.mimetype == "text/csv"
    assert table.splitlines()[0] == "位置,原因,处理办法,原文"
    assert "答案" in table


def test_a_file_waits_until_it_is_confirmed(
    client: FlaskClient, session: Session, post: Post
) -> None:
    file = (io.BytesIO(PAPER.encode("gb18030")), "试卷.txt")
    answer = post(PAGE, PAGE, file=file, action="file", bank="user")
    assert answer.status_code == 303
    review = client.get(answer.location).text
    assert "试卷.txt" in review
    assert "可导入 1" in review
    assert count(session, Item) == 0
    post(answer.location, answer.location, action="submit")
    assert count(session, Item) == 1
    assert count(session, StagedFile) == 0


def test_a_file_can_be_thrown_away(client: FlaskClient, session: Session, post: Post) -> None:
    file = (io.BytesIO(b"junk \x00\xff"), "x.docx")
    where = post(PAGE, PAGE, file=file, action="file").location
    assert client.get(where).status_code == 200
    post(where, where, action="discard")
    assert count(session, StagedFile) == 0
    assert client.get(where).status_code == 404


def test_markup_and_scripts_are_shown_as_text_or_taken_out(client: FlaskClient, post: Post) -> None:
    evil = "1. <script>alert(1)</script><img src=x onerror=alert(2)>哪个对？\nA. <b>甲</b>\nB. 乙\n"
    for text in (evil, evil + "答案：A\n"):
        page = post(PAGE, PAGE, text=text, fragment="1").text
        assert "<script" not in page
        assert "<img" not in page


@pytest.mark.parametrize("text", ["", " ", "\x00\x01", "答案：", "= 1\n" * 100, "1." * 5000])
def test_what_holds_nothing_is_told_so(
    client: FlaskClient, session: Session, post: Post, text: str
) -> None:
    assert post(PAGE, PAGE, text=text, action="save").status_code in (200, 422)
    assert count(session, Item) == 0


def test_ten_thousand_lines_are_read_or_refused_in_time(
    client: FlaskClient, session: Session, post: Post
) -> None:
    lines = "".join(f"{n}. 第{n}题怎样？\nA. 甲{n}\nB. 乙{n}\n答案：A\n" for n in range(1, 2501))
    begun = time.process_time()
    page = post(PAGE, PAGE, text=lines, fragment="1").text
    assert "可导入 2500" in page
    assert time.process_time() - begun < 10
    long = post(PAGE, PAGE, text="甲" * 500_000, action="save")
    assert long.status_code == 422
    assert "文字过长" in long.text
    assert count(session, Item) == 0


def test_a_reviewer_brings_nothing_in(client: FlaskClient, reviewer: Actor) -> None:
    assert client.get(PAGE).status_code == 403


def test_a_changed_document_shows_its_differences_field_by_field(
    client: FlaskClient, session: Session, post: Post
) -> None:
    post(PAGE, PAGE, text=TWO, action="save")
    sources = queries.list_newest_sources(session, queries.get_bank(session, "user").id)
    data = changed(export.write(sources, Format.DOCX).data, ("黑体", "楷体"))
    where = post(PAGE, PAGE, file=(io.BytesIO(data), "改.docx"), action="file").location
    page = client.get(where).text
    assert re.search(r"<del>.*黑.*</del><ins>.*楷.*</ins>", page)
    assert "有改动 1" in page
    assert "未改动 1" in page
    assert "是偶数" not in page
    assert count(session, ItemVersion) == 2
    post(where, where, action="save")
    assert count(session, ItemVersion) == 3
    again = post(PAGE, PAGE, file=(io.BytesIO(data), "改.docx"), action="file").location
    page = client.get(again).text
    assert "没有需要保存的内容" in page
    assert 'value="submit"' not in page


def test_a_conflict_is_explained_and_not_saved(
    client: FlaskClient, session: Session, post: Post
) -> None:
    post(PAGE, PAGE, text=TWO, action="save")
    sources = queries.list_newest_sources(session, queries.get_bank(session, "user").id)
    data = export.write(sources, Format.DOCX).data
    for new in ("楷体", "仿宋"):
        file = (io.BytesIO(changed(data, ("黑体", new))), "改.docx")
        where = post(PAGE, PAGE, file=file, action="file").location
        page = client.get(where).text
        post(where, where, action="save")
    assert "USER-N0001 在本文件导出之后" in page
    assert re.search(r"<ins>.*仿宋.*</ins>", page)
    assert count(session, ItemVersion) == 3


def test_pictures_stand_in_the_places_of_their_marks(client: FlaskClient, post: Post) -> None:
    text = PICTURED.format(data=PNG)
    page = post(PAGE, PAGE, text=text).text
    assert page.count('<img class="figure"') == 2
    assert "【图1】" not in page.split("data-parsed")[1]


def test_a_long_file_is_reviewed_page_by_page(client: FlaskClient, post: Post) -> None:
    """The refused come first, and a page shows no more than it can hold."""
    rows = [f"第 {n} 问,甲{n},乙,{'' if n == 249 else 'A'}" for n in range(250)]
    table = "\n".join(["题干,选项A,选项B,答案", *rows])
    file = (io.BytesIO(table.encode()), "长.csv")
    address = post(PAGE, PAGE, file=file, action="file", bank="user").location
    first, last = client.get(address).text, client.get(f"{address}?page=3").text
    assert first.count('class="pitem') == 100
    assert "第 249 问" in first
    assert last.count('class="pitem') == 50
