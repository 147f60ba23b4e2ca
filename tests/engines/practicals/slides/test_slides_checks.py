"""Every key of a check on slides: right, wrong, and how it is told."""

from __future__ import annotations

from typing import Any

import pytest

from app.engines.practicals import Status, grade, model_answer, read_task, starter
from app.engines.practicals.preflight import load
from app.engines.practicals.slides.aspects.deck import DECK_ASPECTS
from app.engines.practicals.slides.aspects.registry import ON_SHAPES
from app.engines.practicals.slides.aspects.slides import SLIDE_ASPECTS
from app.engines.practicals.slides.task import ACTIONS
from app.kernel.errors import InvalidError
from tests.factories.practicals import mapping
from tests.factories.slides import deck, holder, judge, one_check, para, pptx

SLIDE = {"slides": 1}
DECK = {"deck": True}


def shape(role: str = "body", **more: Any) -> dict[str, Any]:
    return {"shapes": {"slide": 1, "placeholder": role, **more}}


BOX = {"shapes": {"slide": 1, "kind": "text", "text": "文本框"}}
TABLE = {"shapes": {"slide": 1, "kind": "table"}}
CHART = {"shapes": {"slide": 1, "kind": "chart"}}
PICTURE = {"shapes": {"slide": 1, "kind": "picture"}}
CHART_PLAN = {
    "type": "bar/col/clustered",
    "title": "各年办件量",
    "categories": ["2024", "2025"],
    "series": {"办件量": [120, 150]},
}
ADDED = [
    {"add": {"slide": 1, "table": [["项目", "数"], ["甲", "1"]]}},
    {"add": {"slide": 1, "chart": CHART_PLAN}},
    {"add": {"slide": 1, "picture": "办事大厅"}},
]

SETTABLE: list[tuple[dict[str, Any], str, Any]] = [
    (DECK, "slide.size", "4:3"),
    (DECK, "show.mode", "在展台浏览"),
    (DECK, "show.loop", True),
    (DECK, "first.number", 3),
    (SLIDE, "layout.type", "两栏内容"),
    (SLIDE, "title.text", "新标题"),
    (SLIDE, "body.text", "新内容"),
    (SLIDE, "placeholder.sldNum", True),
    (SLIDE, "placeholder.dt", True),
    (SLIDE, "footer.text", "市府办"),
    (SLIDE, "transition", "擦除"),
    (SLIDE, "transition.after", "5秒"),
    (SLIDE, "transition.click", False),
    (SLIDE, "notes", "备注内容"),
    (SLIDE, "hidden", True),
    (SLIDE, "background.color", "DDEBF7"),
    (shape(), "font.cjk", {"font": "楷体"}),
    (shape(), "font.latin", "Times New Roman"),
    (shape(), "size", "32pt"),
    (shape(), "bold", True),
    (shape(), "italic", True),
    (shape(), "underline", True),
    (shape(), "strike", True),
    (shape(), "color", "红"),
    (shape(), "align", "右对齐"),
    (shape(), "line", "1.5 auto"),
    (shape(), "line", "30pt exact"),
    (shape(), "space.before", "0.5行"),
    (shape(), "space.after", "6pt"),
    (shape(), "level", 2),
    (shape(), "bullet.char", "✓"),
    (shape(), "bullet.kind", "编号"),
    (shape(), "bullet.kind", "无"),
    (shape(), "text", "全新"),
    (shape("title"), "valign", "底端"),
    (shape(), "link", {"slide": 1}),
    (shape(), "link", {"title": "原标题"}),
    (shape(), "link", "https://www.example.gov/policy"),
    (shape(), "anim.effect", "飞入"),
    (shape(), "anim.by", "按段落"),
    (shape(), "anim.start", "上一动画之后"),
    (BOX, "fill.color", "FFC000"),
    (BOX, "left", "50mm"),
    (BOX, "top", "40mm"),
    (BOX, "width", "90mm"),
    (BOX, "height", "30mm"),
    (PICTURE, "alt", "新说明"),
    (TABLE, "header_row", False),
]
UNSETTABLE: list[tuple[dict[str, Any], str, Any, Any]] = [
    (DECK, "slide.count", 1, 2),
    (DECK, "theme", "Office 主题", "聚合"),
    (DECK, "sections", 0, 1),
    (SLIDE, "text", {"contains": ["原内容"]}, "别的"),
    (SLIDE, "subtitle.text", {"re": "^$"}, "副标题"),
    (SLIDE, "placeholder.ftr", False, True),
    (SLIDE, "date.auto", False, True),
    (SLIDE, "section", {"re": "^$"}, "总论"),
    (SLIDE, "background.kind", "纯色", "图片"),
    (SLIDE, "picture.count", 1, 2),
    (SLIDE, "table.count", 1, 0),
    (SLIDE, "chart.count", {"min": 1}, 2),
    (SLIDE, "smartart.count", 0, 1),
    (SLIDE, "media.count", 0, 1),
    (SLIDE, "anim.count", 0, 1),
    (shape(), "highlight", False, True),
    (BOX, "geometry", "rect", "ellipse"),
    (shape(), "anim.order", 0, 1),
    (TABLE, "rows", 2, 3),
    (TABLE, "cols", 2, 4),
    (CHART, "chart.type", "簇状柱形图", "饼图"),
    (CHART, "chart.title", "各年办件量", "办件量"),
    (CHART, "chart.legend", "底部", "右侧"),
    (CHART, "chart.labels", False, True),
    (CHART, "chart.series", 1, 2),
    (CHART, "chart.values", [120, 150], [150, 120]),
    (CHART, "chart.categories", "2024, 2025", "2024"),
]


def task(check: dict[str, Any], steps: list[dict[str, Any]]) -> Any:
    starter = {
        "slides": [{"title": "原标题", "body": ["原内容", "第2段"], "box": "文本框"}],
        "format": ADDED,
    }
    return read_task(
        mapping(module="slides", starter=starter, checks=[check], solution={"steps": steps})
    )


@pytest.mark.parametrize(("find", "key", "value"), SETTABLE)
def test_a_key_is_wrong_before_it_is_set_and_right_after(
    find: dict[str, Any], key: str, value: Any
) -> None:

    check = {"id": "c", "title": "C", "points": 4, "find": find, "expect": {key: value}}
    given = task(check, [{"id": "s", "find": find, "set": {key: value}}])
    before = grade(given, starter(given, 1), 1).checks[0]
    after = grade(given, model_answer(given, 1), 1).checks[0]
    assert (before.score, after.score) == (0, 4), (str(before.found), str(after.found))
    assert str(before.found)
    assert before.hint is not None


@pytest.mark.parametrize(("find", "key", "right", "wrong"), UNSETTABLE)
def test_a_key_tells_right_from_wrong(
    find: dict[str, Any], key: str, right: Any, wrong: Any
) -> None:

    for value, score in ((right, 4), (wrong, 0)):
        check = {"id": "c", "title": "C", "points": 4, "find": find, "expect": {key: value}}
        given = task(check, [])
        result = grade(given, starter(given, 1), 1).checks[0]
        assert result.score == score, str(result.found)


def test_every_key_is_tried_here() -> None:
    tried = {key for _find, key, _value in SETTABLE} | {row[1] for row in UNSETTABLE}
    assert tried == {*DECK_ASPECTS, *SLIDE_ASPECTS, *ON_SHAPES}
    assert len(tried) >= 70


def test_coverage_counts_letters_and_gives_part_of_the_points() -> None:
    half = para("公文处理", rpr='<a:rPr sz="3200"/>') + para("公文处理")
    result = judge(pptx(holder(half)), {"size": "32pt"}, shape())
    assert (result.score, result.status) == (2, Status.PARTIAL)
    assert "28 pt" in str(result.found)
    assert "from the body style of the master" in str(result.found)


def test_a_size_counts_as_stated_and_as_shown() -> None:
    body = '<a:bodyPr><a:normAutofit fontScale="90000"/></a:bodyPr>'
    data = pptx(holder(para("公文", rpr='<a:rPr sz="4000"/>'), body=body))
    assert judge(data, {"size": "40pt"}, shape()).score == 4
    assert judge(data, {"size": "36pt"}, shape()).score == 4
    assert judge(data, {"size": "38pt"}, shape()).score == 0


def test_a_latin_font_does_not_change_chinese_text() -> None:
    data = pptx(holder(para("公文", rpr='<a:rPr><a:latin typeface="黑体"/></a:rPr>')))
    assert judge(data, {"font.cjk": {"font": "黑体"}}, shape()).score == 0
    right = pptx(holder(para("公文", rpr='<a:rPr><a:ea typeface="SimHei"/></a:rPr>')))
    assert judge(right, {"font.cjk": {"font": "黑体"}}, shape()).score == 4


def test_what_the_file_does_not_say_goes_to_a_person() -> None:
    unknown = '<a:rPr><a:solidFill><a:schemeClr val="nothing"/></a:solidFill></a:rPr>'
    result = judge(pptx(holder(para("公文", rpr=unknown))), {"color": "红"}, shape())
    assert result.status is Status.REVIEW
    no_font = holder(para("公文", rpr='<a:rPr lang="ja-JP"/>'))
    assert judge(pptx(no_font), {"font.cjk": {"font": "黑体"}}, shape()).status is Status.REVIEW


def test_a_typed_figure_is_no_slide_number() -> None:
    typed = holder(para("2"), kind="sldNum", idx=12)
    assert judge(pptx(typed), {"placeholder.sldNum": True}, SLIDE).score == 0
    field = '<a:p><a:fld id="{1}" type="slidenum"><a:rPr/><a:t>2</a:t></a:fld></a:p>'
    assert judge(pptx(holder(field, kind="sldNum", idx=12)), {"placeholder.sldNum": True},
                 SLIDE).score == 4  # fmt: skip


def test_left_and_right_are_told_by_where_they_stand() -> None:
    two = holder(para("甲"), idx=1, number=3) + holder(para("乙"), idx=2, number=4)
    data = pptx(two, layout="twoObj")
    assert judge(data, {"text": "甲"}, shape("left")).score == 4
    assert judge(data, {"text": "乙"}, shape("right")).score == 4
    alone = judge(pptx(holder(para("甲"))), {"text": "甲"}, shape("left"))
    assert (alone.score, alone.status) == (0, Status.FAIL)
    assert "two contents" in str(alone.found)


def test_slides_are_found_by_number_range_and_title() -> None:
    titled = [holder(para(name), kind="title", idx=0) for name in ("甲", "乙", "丙")]
    data = pptx(*titled)
    expect = {"title.text": {"re": "."}}
    assert judge(data, expect, {"slides": {"from": 2}}, count={"min": 2, "max": 2}).score == 4
    assert judge(data, {"title.text": "乙"}, {"slides": {"index": 2}}).score == 4
    assert judge(data, {"layout.type": "obj"}, {"slides": {"title": "丙"}}).score == 4
    missing = judge(data, expect, {"slides": {"title": "丁"}})
    assert (missing.score, missing.status) == (0, Status.FAIL)
    assert "丁" in str(missing.found)
    assert judge(data, expect, {"slides": 9}).score == 0


@pytest.mark.parametrize(
    ("find", "expect"),
    [
        ({"slides": 0}, {"notes": "甲"}),
        ({"shapes": {"slide": 1}}, {"size": "32pt"}),
        ({"paragraphs": {"text": "甲"}}, {"size": "32pt"}),
        ({"slides": 1}, {"transition": 5}),
        ({"slides": 1}, {"layout.type": "未知版式"}),
        ({"slides": 1}, {"size": "32pt"}),
        ({"shapes": {"slide": 1, "placeholder": "body"}}, {"chart.values": ["x"]}),
        ({"deck": True}, {"slide.size": "7:3"}),
        ({"shapes": {"slide": 1, "placeholder": "body"}}, {"bullet.char": ""}),
        ({"shapes": {"slide": 1, "placeholder": "body"}}, {"link": 3}),
    ],
)
def test_what_cannot_be_meant_is_refused(find: dict[str, Any], expect: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        one_check(expect, find)


@pytest.mark.parametrize(
    "step",
    [
        {"insert": {"at": 1, "layout": "没有的版式"}},
        {"insert": {"at": 1, "colour": "red"}},
        {"add": {"slide": 1}},
        {"add": {"slide": 1, "table": "x"}},
        {"find": {"slides": 1}, "set": {"notes": "甲"}, "replace": {"a": "b"}},
        {"find": {"slides": 1}, "set": {"unknown": "甲"}},
    ],
)
def test_steps_that_cannot_be_done_are_refused(step: dict[str, Any]) -> None:
    check = {"id": "c", "title": "C", "points": 4, "find": SLIDE, "expect": {"notes": "甲"}}
    with pytest.raises(InvalidError):
        task(check, [{"id": "s", **step}])
    assert set(ACTIONS) == {"insert", "delete", "move", "add"}


def test_slides_are_inserted_moved_and_deleted() -> None:

    check = {"id": "c", "title": "C", "points": 4, "find": DECK, "expect": {"slide.count": 2}}
    steps: list[dict[str, Any]] = [
        {"id": "a", "insert": {"layout": "标题幻灯片", "title": "甲", "subtitle": "乙"}},
        {"id": "b", "insert": {"at": 1, "title": "丙"}},
        {"id": "c", "move": {"from": 2, "to": 3}},
        {"id": "d", "delete": 3},
    ]
    found = load(model_answer(task(check, steps), 1), "slides").document
    assert [slide.title for slide in found.slides] == ["丙", "甲"]


def test_the_text_of_a_deck_leaves_out_footers() -> None:
    foot = holder(para("页脚"), kind="ftr", idx=11, number=9)
    assert deck(holder(para("甲")) + foot).text == "甲"
