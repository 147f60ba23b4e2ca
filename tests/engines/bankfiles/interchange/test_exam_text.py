"""Natural Chinese exam text in its dialects, tables with the headings people use."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.shared import Pt

from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format, ImportResult

PAPER = """计算机基础知识测试题
姓名：____　单位：____

一、单选题（每题2分，共4分）
1．我国的首都是（　　）。
A．上海　　B．北京　　C．广州　　D．深圳
答案：B　解析：北京是首都。 难度：0.9　知识点：常识、地理
2、下列关于政务外网的说法，
正确的是（ C ）
A、与互联网物理隔离
B、不能承载业务
C、与互联网逻辑隔离；
D、以上都不对
二、多选题
3. 以下属于办公软件的有（ABD）。
A. WPS 文字
B. Word
C. Linux
D. Excel
【答案】ABD
【解析】Linux 是操作系统。
三、判断题
4. 口令应当定期更换。（√）
5. 可以把 U 盘借给他人使用。
答案：错误
四、填空题
6. 公文的三要素是____、____和正文。
答案：标题；主送机关
7. 1KB=______B。答案：1024
五、简答题
8. 简述备份的作用。
参考答案：备份可以在数据丢失时恢复数据，
保证业务连续。
评分标准：
1. 写出恢复数据，2分
2. 写出业务连续，1分
"""


def read(text: str, name: str = "卷.txt") -> ImportResult:
    return interchange.read(text.encode(), name)


def contents(text: str) -> list[dict[str, Any]]:
    result = read(text)
    assert [str(one.problem) for one in result.refused] == []
    return [item.content for item in result.items]


def test_a_whole_paper_in_the_usual_form() -> None:
    found = contents(PAPER)
    kinds = ["single", "single", "multiple", "judge", "judge", "blank", "blank", "short"]
    assert [content["kind"] for content in found] == kinds
    assert found[0]["options"]["D"]["text"] == "深圳"
    assert found[1]["key"] == "C"
    assert "C" not in found[1]["stem"]
    assert "ABD" not in found[2]["stem"]
    assert found[2]["explain"] == "Linux 是操作系统。"
    assert (found[3]["key"], found[4]["key"]) == (True, False)
    assert found[5]["blanks"]["2"]["accept"] == ["主送机关"]
    assert found[7]["model"].endswith("保证业务连续。")
    assert [line["points"] for line in found[7]["rubric"]] == [2, 1]
    first = read(PAPER).items[0]
    assert first.where == "卷.txt:5"
    assert first.metadata == {"difficulty": 0.9, "points": 2, "tags": ["常识", "地理"]}


@pytest.mark.parametrize(
    "text",
    [
        "1. 哪个是偶数？\nA. 三\nB. 四\n答案：B",
        "1、哪个是偶数？（ B ）\nA、三 B、四",
        "（1）哪个是偶数？\n（A）三\n（B）四\n【答案】B",
        "(1) 哪个是偶数？\n(A) 三 (B) 四\n正确答案: B",
        "第1题 哪个是偶数？\nA:三\nB:四\n参考答案：B",
        "题目1：哪个是偶数？\nA）三\nB）四\n标准答案：B。",
        "哪个是偶数？\na. 三\nb. 四\n答案：b",
        "1) 哪个是偶数？ A.三 B.四\n答案：(B)",
        "1．哪个是偶数？\n\uff21．三　\uff22．四\n答案：\uff22",
        "【单选题】哪个是偶数？\nA.三\nB.四\n答案：B",
        "题型：单选题\n题干：哪个是偶数？\nA.三\nB.四\n答案：B",
        "1. 哪个是偶数？\nA. 三\nB. 四\n\n参考答案\n1. B",
        "1. 哪个是偶数？\nA. 三\nB. 四\n答案：四",
    ],
)
def test_one_question_in_many_dialects(text: str) -> None:
    (content,) = contents(text)
    assert content["kind"] == "single"
    assert content["stem"].replace("（\u3000）", "").strip() == "哪个是偶数？"
    assert [option["text"] for option in content["options"].values()] == ["三", "四"]
    assert content["key"] == "B"


@pytest.mark.parametrize(
    ("answer", "key"),
    [("对", True), ("√", True), ("正确", True), ("T", True), ("×", False), ("错误。", False)],
)
def test_judgements_in_all_words(answer: str, key: bool) -> None:  # noqa: FBT001
    (content,) = contents(f"1. 地球是圆的。\n答案：{answer}")
    assert (content["kind"], content["key"]) == ("judge", key)


def test_options_of_right_and_wrong_are_a_judgement() -> None:
    (content,) = contents("1. 地球是圆的。\nA. 正确\nB. 错误\n答案：A")
    assert (content["kind"], content["key"]) == ("judge", True)


@pytest.mark.parametrize("answer", ["AC", "A、C", "A,C", "A C", "\uff21\uff23", "a c", "AC。"])
def test_several_letters_in_all_ways(answer: str) -> None:
    (content,) = contents(f"1. 奇数有\nA. 一\nB. 二\nC. 三\n答案：{answer}")
    assert (content["kind"], content["key"]) == ("multiple", ["A", "C"])


def test_answers_together_at_the_end_go_to_their_questions() -> None:
    text = "一、单选题\n1. 甲\nA. a B. b\n2. 乙\nA. a B. b\n二、判断题\n1. 丙\n2. 丁\n"
    keys = "参考答案\n一、单选题\n1-2 BA\n二、判断题\n1. √　2. ×\n"
    found = contents(text + keys)
    assert [content["key"] for content in found] == ["B", "A", True, False]


def test_numbered_lines_inside_an_answer_do_not_begin_questions() -> None:
    text = (
        "8. 简述。\n参考答案：\n1. 第一点；\n2. 第二点。\n9. 再述。\n答案：略去不写的长长的答案。"
    )
    found = read(text)
    assert [item.where for item in found.items] == ["卷.txt:1", "卷.txt:5"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1. 甲\nA. a\nB. b\n2. 乙\nA. a\nB. b\n答案：A", "The answer is missing."),
        ("1. 甲\nA. a\nB. b\n答案：E", "There is no option"),
        ("1. 甲（ A ）\nA. a\nB. b\n答案：B", "The stem says"),
        ("1. 甲\nA. a\nB. a\n答案：B", "same as option"),
        ("1. 甲____和____\n答案：一", "There are 2 gaps"),
    ],
)
def test_a_question_that_is_not_sound_is_refused_with_its_line(text: str, reason: str) -> None:
    result = read(text)
    (refused,) = result.refused
    assert refused.where == "卷.txt:1"
    assert reason in str(refused.reason)
    assert refused.raw.startswith("1. 甲")


HEADS = [
    ("题型,题干,选项A,选项B,选项C,答案,解析,难度", "单选题,哪个,一,二,三,B,因为,易", "single"),
    ("问题\t题型（0单选，1判断，2多选）\t选项A\t选项B\t答案", "哪个\t0\t一\t二\tB", "single"),
    ("题目（必填）,正确选项（必填）,选项1,选项2", "哪个,2,一,二", "single"),
    ("试题,题目难度,知识点名称,所属范围,答案", "地球是圆的,中,地理,常识,对", "judge"),
    ("题干,第1空,第2空", "公文的____和____,标题,正文", "blank"),
    ("*试题内容,*试题类型,*选项,*正确答案", '哪些,多选题,"A.一\nB.二\nC.三",AC', "multiple"),
    ("题干;选项;答案", "哪个;一|二|三;B", "single"),
]


@pytest.mark.parametrize(("head", "row", "kind"), HEADS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_tables_with_the_headings_people_use(head: str, row: str, kind: str, encoding: str) -> None:
    data = f"试题导入模板\n{head}\n{row}\n".encode(encoding)
    result = interchange.read(data, "题.csv", Format.CSV)
    assert [str(one.problem) for one in result.refused] == []
    (item,) = result.items
    assert item.kind == kind
    assert item.where == "题.csv:3"


def test_columns_that_nobody_understands_are_named() -> None:
    data = "题干,选项A,选项B,答案,神秘列\n哪个,一,二,B,x\n".encode()
    (said,) = interchange.read(data, "题.csv").warned
    assert "神秘列" in str(said.reason)


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_workbook_is_read_like_a_table_and_numbers_stay_numbers() -> None:
    data = workbook(
        ["单位培训题库"],
        ["序号", "题干", "题型", "选项A", "选项B", "答案", "难度"],
        [1, "2 + 2 = ?", "单选题", 4, 5.5, "A", 0.7],
        [2, "地球是圆的", "判断题", None, None, True, None],
    )
    result = interchange.read(data, "题.xlsx")
    assert result.format is Format.XLSX
    single, judge = result.items
    assert single.content["options"]["A"]["text"] == "4"
    assert single.content["options"]["B"]["text"] == "5.5"
    assert judge.content["key"] is True
    assert judge.where == "题.xlsx:4"


def document() -> bytes:
    made = Document()
    made.add_paragraph("单选题", style="Heading 1")
    made.add_paragraph("我国的首都是（　　）。", style="List Number")
    for text in ("A. 上海", "B. 北京", "答案：B"):
        made.add_paragraph(text)
    blank = made.add_paragraph("公文由", style="List Number")
    run = blank.add_run("      ")
    run.underline = True
    blank.add_run("和正文组成。")
    made.add_paragraph("答案：标题").runs[0].font.size = Pt(9)
    table = made.add_table(rows=2, cols=4)
    rows = (("题干", "选项A", "选项B", "答案"), ("哪个是偶数", "一", "二", "B"))
    for line, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def test_a_word_document_with_automatic_numbers_underlined_gaps_and_a_table() -> None:
    result = interchange.read(document(), "卷.docx")
    assert result.format is Format.DOCX
    assert [str(one.problem) for one in result.refused] == []
    single, blank, row = result.items
    assert single.content["key"] == "B"
    assert blank.content["stem"] == "公文由【1】和正文组成。"
    assert row.content["options"]["B"]["text"] == "二"
    assert "table 1" in row.where
