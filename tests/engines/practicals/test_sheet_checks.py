"""Every key of checks on workbooks: a book that satisfies it, one that does not, and the words."""

# ruff: noqa: E501  # tables of cases read better a case a line

from __future__ import annotations

from typing import Any

import pytest

from app.engines.practicals import Status
from app.engines.practicals.checks.sheet_charts import (
    CHART_ASPECTS,
    LIST_ASPECTS,
    NAME_ASPECTS,
    PIVOT_ASPECTS,
)
from app.engines.practicals.checks.sheet_pages import BOOK_ASPECTS, SHEET_ASPECTS
from app.engines.practicals.checks.sheet_registry import CELL_ASPECTS
from app.engines.practicals.checks.sheet_rows import ROW_ASPECTS
from tests.engines.practicals.test_sheet_reader import SERIES, chart
from tests.factories.workbooks import R, S, book_of, judge_book, relation, styles

FONT, FILL, BORDER, NUMBER = "fontId='1'", "fillId='1'", "borderId='1'", "numFmtId='164'"
LINE = "<border><left style='{0}'/><right style='{0}'/><top style='{0}'/><bottom style='{0}'/></border>"
SOLID = "<fill><patternFill patternType='solid'><fgColor rgb='FF{}'/></patternFill></fill>"


def look(
    *,
    font: str = "",
    fill: str = "",
    border: str = "",
    code: str = "",
    align: str = "",
    more: str = "",
) -> bytes:
    """A book whose only cell has a format of its own."""
    chosen = [
        key for key, text in ((FONT, font), (FILL, fill), (BORDER, border), (NUMBER, code)) if text
    ]
    inner = f"<alignment {align}/>" if align else ""
    text = styles(
        f"<xf xfId='0' {' '.join(chosen)}>{inner}{more}</xf>",
        fonts=f"<font>{font}</font>" if font else "",
        fills=SOLID.format(fill) if fill else "",
        borders=LINE.format(border) if border else "",
        more=f"<numFmts><numFmt numFmtId='164' formatCode='{code}'/></numFmts>" if code else "",
    )
    return book_of({"A1": 5}, styles=text, formats={"A1": 1})


PLAIN = book_of({"A1": 5})
FORMATS: list[tuple[str, Any, bytes, bytes, str]] = [
    ("font", {"font": "黑体"}, look(font="<name val='SimHei'/>"), PLAIN, "font is “宋体” (from cell style “Normal”)"),
    ("font", "楷体", look(font="<name val='楷体'/>"), PLAIN, "“宋体”"),
    ("size", "四号", look(font="<sz val='14'/>"), look(font="<sz val='15'/>"), "小三 (15 pt) (from the format of the cell)"),
    ("bold", True, look(font="<b/>"), look(font="<b val='0'/>"), "not bold"),
    ("bold", False, PLAIN, look(font="<b/>"), "bold"),
    ("italic", True, look(font="<i/>"), PLAIN, "not italic"),
    ("strike", True, look(font="<strike/>"), PLAIN, "not struck through"),
    ("underline", True, look(font="<u/>"), PLAIN, "no underline"),
    ("underline", "double", look(font="<u val='double'/>"), look(font="<u/>"), "“single”"),
    ("color", "红", look(font="<color rgb='FFFE0101'/>"), PLAIN, "font colour is 000000"),
    ("fill.color", "黄", look(fill="FFFF00"), PLAIN, "fill is no fill"),
    ("fill.color", "无", PLAIN, look(fill="FFFF00"), "fill is FFFF00"),
    ("align.horizontal", "居中", look(align="horizontal='center'"), PLAIN, "horizontal alignment is general"),
    ("align.horizontal", "右对齐", PLAIN, look(align="horizontal='left'"), "left"),
    ("align.horizontal", "跨列居中", look(align="horizontal='centerContinuous'"), PLAIN, "general"),
    ("align.vertical", "居中", look(align="vertical='center'"), PLAIN, "vertical alignment is bottom"),
    ("wrap", True, look(align="wrapText='1'"), PLAIN, "wrap text: no"),
    ("shrink", True, look(align="shrinkToFit='1'"), PLAIN, "shrink to fit: no"),
    ("indent", 2, look(align="indent='2'"), PLAIN, "indent 0"),
    ("rotation", 45, look(align="textRotation='45'"), PLAIN, "rotation 0"),
    ("numfmt.kind", "百分比", look(code="0.0%"), look(code="0.00"), "number format numeric"),
    ("numfmt.kind", {"in": ["常规", "数值"]}, PLAIN, look(code="@"), "text"),
    ("numfmt.decimals", 1, look(code="0.0%"), look(code="0"), "decimals 0"),
    ("numfmt.decimals", 2, look(code="#,##0.00"), PLAIN, "not fixed (format “General”)"),
    ("numfmt.thousands", True, look(code="#,##0"), look(code="0"), "thousands separator: no"),
    ("numfmt.negative_red", True, look(code="0;[Red]-0"), look(code="0;-0"), "no"),
    ("numfmt.currency", "￥", look(code="[$¥-804]#,##0.00"), look(code="[$$-409]0"), "“$”"),
    ("numfmt.date", "yyyy-mm-dd", look(code="yyyy\\-mm\\-dd;@"), look(code="yyyy/m/d"), "“yyyy/m/d”"),
    ("numfmt.code", {"re": "^0000$", "like": "0000"}, look(code="0000"), look(code="000"), "“000”"),
    ("locked", False, look(more="<protection locked='0'/>"), PLAIN, "locked"),
    ("formula.hidden", True, look(more="<protection hidden='1'/>"), PLAIN, "formula hidden: no"),
    ("border.all", "细线", look(border="thin"), look(border="medium"), "left border is medium line"),
    ("border.all", True, look(border="hair"), PLAIN, "no line"),
    ("border.outer", "粗线", look(border="thick"), look(border="thin"), "thin line"),
    ("border.outer", "粗线", look(border="medium"), look(border="double"), "double line"),
    ("border.top", "双线", look(border="double"), PLAIN, "top border is no line"),
    ("border.left", False, PLAIN, look(border="thin"), "thin line"),
    ("border.right", "细线", look(border="thin"), PLAIN, "right border"),
    ("border.bottom", "虚线", look(border="dashed"), PLAIN, "bottom border"),
    ("border.color", "黑", look(border="thin"), PLAIN, "no line"),
    ("value", 5, PLAIN, book_of({"A1": 6}), "“6”"),
    ("value", "甲", book_of({"A1": " 甲 "}), book_of({"A1": "乙"}), "“乙”"),
    ("value", {"re": "^甲", "like": "甲乙"}, book_of({"A1": "甲乙"}), PLAIN, "“5”"),
    ("formula", "=1+4", book_of({"A1": "=SUM(2,3)"}), PLAIN, "a typed value, not a formula"),
    ("column.width", 20, book_of({"A1": 5}, before='<cols><col min="1" max="1" width="20.7"/></cols>'), PLAIN, "column width 8.714 characters"),
    ("row.height", "24磅", book_of({"A1": 5}, extra={}), PLAIN, "row height 15 pt"),
]  # fmt: skip


def rows(attributes: str) -> bytes:
    sheet = (
        f'<worksheet xmlns="{S}" xmlns:r="{R}"><sheetData><row r="1" {attributes}>'
        '<c r="A1"><v>5</v></c></row></sheetData></worksheet>'
    )
    return book_of({}, extra={"xl/worksheets/sheet1.xml": sheet})


HIDDEN = book_of({"A1": 5}, before='<cols><col min="1" max="1" hidden="1"/></cols>')
FORMATS = [case for case in FORMATS if case[0] != "row.height"] + [
    ("row.height", "24磅", rows('ht="24" customHeight="1"'), PLAIN, "row height 15 pt"),
    ("row.hidden", True, rows('hidden="1"'), PLAIN, "row hidden: no"),
    ("column.hidden", True, HIDDEN, PLAIN, "column hidden: no"),
]


@pytest.mark.parametrize(("key", "wish", "right", "wrong", "said"), FORMATS)
def test_properties_of_cells(key: str, wish: Any, right: bytes, wrong: bytes, said: str) -> None:
    good = judge_book(right, {key: wish})
    assert good.status is Status.PASS, str(good.found)
    bad = judge_book(wrong, {key: wish})
    assert bad.status is Status.FAIL
    assert said in str(bad.found)
    assert bad.hint


BLOCK = {"cells": "表!A1:C2"}
MERGED = '<mergeCells><mergeCell ref="A1:C2"/></mergeCells>'


def test_merged_means_exactly_this_block() -> None:
    assert judge_book(book_of({"A1": 1}, after=MERGED), {"merged": True}, find=BLOCK).score == 4
    other = book_of({"A1": 1}, after=MERGED.replace("C2", "D2"))
    found = judge_book(other, {"merged": True}, find=BLOCK)
    assert "merged: A1:D2" in str(found.found)
    assert "not merged" in str(judge_book(book_of({"A1": 1}), {"merged": True}, find=BLOCK).found)


def test_lines_may_be_drawn_by_either_neighbour_and_not_inside_merged_cells() -> None:
    text = styles(
        "<xf borderId='1' xfId='0'/><xf borderId='2' xfId='0'/>",
        borders="<border><right style='thin'/></border><border><left style='thin'/></border>",
    )
    wish = {"border.inner": "细线"}
    for formats in ({"A1": 1}, {"B1": 2}):
        data = book_of({"A1": 1, "B1": 2}, styles=text, formats=formats)
        assert judge_book(data, wish, find={"cells": "表!A1:B1"}).score == 4
    bare = book_of({"A1": 1, "B1": 2})
    assert judge_book(bare, wish, find={"cells": "表!A1:B1"}).score == 0


def test_notes_and_links() -> None:
    notes = (
        f'<comments xmlns="{S}"><commentList><comment ref="A1"><text><t>见标准</t></text></comment>'
        "</commentList></comments>"
    )
    noted = book_of(
        {"A1": 5},
        extra={"xl/comments1.xml": notes},
        relations=relation("n", "comments", "../comments1.xml"),
    )
    assert judge_book(noted, {"note": "见 标准"}).score == 4
    assert "no note" in str(judge_book(PLAIN, {"note": "见标准"}).found)
    linked = book_of(
        {"A1": 5}, after='<hyperlinks><hyperlink ref="A1" location="表!B1"/></hyperlinks>'
    )
    assert judge_book(linked, {"link": "表!B1"}).score == 4
    assert "no link" in str(judge_book(PLAIN, {"link": "表!B1"}).found)


def page(before: str = "", after: str = "", names: str = "") -> bytes:
    return book_of({"A1": 5, "B2": 6}, before=before, after=after, names=names)


def view(inner: str, attributes: str = "") -> bytes:
    return page(f"<sheetViews><sheetView {attributes}>{inner}</sheetView></sheetViews>")


def titles(text: str, kind: str = "Print_Titles") -> bytes:
    return page(names=f'<definedName name="_xlnm.{kind}" localSheetId="0">{text}</definedName>')


FIT = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
SHEETS: list[tuple[str, Any, bytes, bytes, str]] = [
    ("freeze.rows", 2, view('<pane ySplit="2" state="frozen"/>'), view('<pane ySplit="2"/>'), "frozen rows: 0"),
    ("freeze.columns", 1, view('<pane xSplit="1" state="frozenSplit"/>'), page(), "frozen columns: 0"),
    ("zoom", 80, view("", 'zoomScale="80"'), page(), "zoom in percent: 100"),
    ("gridlines", False, view("", 'showGridLines="0"'), page(), "grid lines shown: yes"),
    ("position", 1, page(), book_of({"A1": 1}, name="前", more={"表": {"A1": 5}}), "position among the sheets: 2"),
    ("tab.color", "红", page('<sheetPr><tabColor rgb="FFFF0000"/></sheetPr>'), page(), "tab colour is not set"),
    ("protected", True, page(after='<sheetProtection sheet="1"/>'), page(), "sheet protected: no"),
    ("filter.range", "A1:B2", page(after='<autoFilter ref="A1:B2"/>'), page(), "filter on not set"),
    ("print.area", "A1:B2", titles("表!$A$1:$B$2", "Print_Area"), page(), "print area not set"),
    ("print.title_rows", "1:2", titles("表!$A:$A,表!$1:$2"), titles("表!$1:$1"), "rows repeated at the top: 1:1"),
    ("print.title_rows", 1, titles("表!$1:$1"), page(), "not set"),
    ("print.title_columns", "A:A", titles("表!$A:$A,表!$1:$2"), titles("表!$1:$1"), "not set"),
    ("page.orient", "横向", page(after='<pageSetup orientation="landscape"/>'), page(), "orientation portrait"),
    ("page.size", "A4", page(after='<pageSetup paperSize="9"/>'), page(after='<pageSetup paperSize="8"/>'), "paper A3"),
    ("fit.width", 1, page(FIT), page(after='<pageSetup fitToWidth="1"/>'), "not scaled to pages"),
    ("fit.height", {"min": 0, "max": 0}, page(FIT, '<pageSetup fitToHeight="0"/>'), page(FIT), "pages tall: 1"),
    ("scale", 80, page(after='<pageSetup scale="80"/>'), page(), "scale in percent: 100"),
    ("center.horizontal", True, page(after='<printOptions horizontalCentered="1"/>'), page(), "no"),
    ("center.vertical", True, page(after='<printOptions verticalCentered="1"/>'), page(), "no"),
    ("header.text", "统计表", page(after='<headerFooter><oddHeader>&amp;C&amp;"黑体,常规"&amp;14统计表</oddHeader></headerFooter>'), page(), "header “”"),
    ("footer.text", {"re": "^第 ?\\{PAGE\\} ?页$", "like": "第1页"}, page(after="<headerFooter><oddFooter>&amp;L左&amp;C第 &amp;P 页</oddFooter></headerFooter>"), page(after="<headerFooter><oddFooter>第 1 页</oddFooter></headerFooter>"), "footer “第 1 页”"),
    ("margin.left", "15mm", page(after='<pageMargins left="0.59"/>'), page(), "left margin 17.78 mm"),
    ("margin.right", "15mm", page(after='<pageMargins right="0.59"/>'), page(), "right margin 17.78 mm"),
    ("margin.top", "25mm", page(after='<pageMargins top="0.98"/>'), page(), "top margin 19.05 mm"),
    ("margin.bottom", "25mm", page(after='<pageMargins bottom="0.98"/>'), page(), "bottom margin 19.05 mm"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "wish", "right", "wrong", "said"), SHEETS)
def test_properties_of_sheets(key: str, wish: Any, right: bytes, wrong: bytes, said: str) -> None:
    find = {"sheet": "表"}
    good = judge_book(right, {key: wish}, find=find)
    assert good.status is Status.PASS, str(good.found)
    bad = judge_book(wrong, {key: wish}, find=find)
    assert bad.status is Status.FAIL
    assert said in str(bad.found)


def test_a_hidden_sheet_and_one_that_is_not_there() -> None:
    hidden = page()
    from tests.factories.practicals import packed, unpacked

    parts = unpacked(hidden)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b" sheetId=", b' state="hidden" sheetId='
    )
    assert judge_book(packed(parts), {"hidden": True}, find={"sheet": "表"}).score == 4
    assert judge_book(hidden, {"hidden": True}, find={"sheet": "表"}).score == 0
    gone = judge_book(hidden, {"hidden": True}, find={"sheet": "无"})
    assert "There is no sheet “无”" in str(gone.found)


def test_order_of_sheets_and_protected_structure() -> None:
    two = book_of({"A1": 1}, more={"乙": {"A1": 1}})
    assert judge_book(two, {"sheets.order": ["表", "乙"]}, find={"workbook": True}).score == 4
    wrong = judge_book(two, {"sheets.order": ["乙", "表"]}, find={"workbook": True})
    assert "表、乙" in str(wrong.found)
    locked = book_of({"A1": 1}, workbook='<workbookProtection lockStructure="1"/>')
    wish = {"structure.protected": True}
    assert judge_book(locked, wish, find={"workbook": True}).score == 4
    assert judge_book(two, wish, find={"workbook": True}).score == 0


def drawn(inner: str, **options: str) -> bytes:
    cells = {
        "A1": "单位",
        "B1": "人数",
        "A2": "甲",
        "B2": 1,
        "A3": "乙",
        "B3": 2,
        "A4": "丙",
        "B4": 3,
    }
    return book_of(cells, **chart(inner, **options))


COLUMN = '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/>{}</c:barChart>'
TITLE = "<c:title><c:tx><c:rich><a:p><a:r><a:t>{}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
CHART = drawn(
    COLUMN.format(SERIES),
    title=TITLE.format("人数"),
    legend='<c:legend><c:legendPos val="b"/></c:legend>',
)
SWAPPED = drawn(COLUMN.format(SERIES.replace("$B$2:$B$4", "$B$2:$B$3")))
LABELS = '<c:dLbls><c:showVal val="1"/></c:dLbls>'
CHARTS: list[tuple[str, Any, bytes, bytes, str]] = [
    ("type", "簇状柱形图", CHART, drawn(f"<c:pieChart>{SERIES}</c:pieChart>"), "kind of chart is “饼图”"),
    ("type", "饼图", drawn(f"<c:pie3DChart>{SERIES}</c:pie3DChart>"), CHART, "簇状柱形图"),
    ("title", "人 数", CHART, SWAPPED, "chart title is no title"),
    ("series.values", "表!B2:B4", CHART, SWAPPED, "figures from 表!B2:B3"),
    ("series.categories", {"covers": "表!A2:A4"}, CHART, drawn(COLUMN.format(SERIES.replace("$A$2:$A$4", "$B$2:$B$4"))), "labels from 表!B2:B4"),
    ("series.names", "人数", CHART, drawn(COLUMN.format(SERIES.replace("人数", "x"))), "“x”"),
    ("series.count", 1, CHART, drawn(COLUMN.format(SERIES + SERIES)), "number of series: 2"),
    ("legend", "底部", CHART, SWAPPED, "legend at “无”"),
    ("legend", False, SWAPPED, CHART, "“底部”"),
    ("labels", True, drawn(COLUMN.format(SERIES + LABELS)), CHART, "data labels: no"),
    ("axis.category", "单位", drawn(COLUMN.format(SERIES) + f"<c:catAx>{TITLE.format('单位')}</c:catAx>"), CHART, "no title"),
    ("axis.value", "人", drawn(COLUMN.format(SERIES) + f"<c:valAx>{TITLE.format('人')}</c:valAx>"), CHART, "no title"),
    ("trendline", "linear", drawn(COLUMN.format(SERIES.replace("<c:cat>", '<c:trendline><c:trendlineType val="linear"/></c:trendline><c:cat>'))), CHART, "trend line is none"),
    ("place", "D2:J12", CHART, drawn(COLUMN.format(SERIES)), ""),
]  # fmt: skip


@pytest.mark.parametrize(("key", "wish", "right", "wrong", "said"), CHARTS)
def test_properties_of_charts(key: str, wish: Any, right: bytes, wrong: bytes, said: str) -> None:
    find = {"charts": {"sheet": "表"}}
    good = judge_book(right, {key: wish}, find=find)
    assert good.status is Status.PASS, str(good.found)
    if key == "place":
        assert judge_book(wrong, {key: "A1:B3"}, find=find).score == 0
        return
    bad = judge_book(wrong, {key: wish}, find=find)
    assert bad.status is Status.FAIL
    assert said in str(bad.found)


def test_no_chart_at_all_says_so() -> None:
    found = judge_book(PLAIN, {"type": "饼图"}, find={"charts": {"sheet": "表"}})
    assert "There is no chart on sheet “表”" in str(found.found)


def pivot(rows: str = "1", columns: str = "0", function: str = "count") -> bytes:
    part = (
        f'<pivotTableDefinition xmlns="{S}"><rowFields><field x="{rows}"/></rowFields>'
        f'<colFields><field x="{columns}"/></colFields><pageFields><pageField fld="2"/></pageFields>'
        f'<dataFields><dataField fld="2" subtotal="{function}"/></dataFields></pivotTableDefinition>'
    )
    cache = (
        f'<pivotCacheDefinition xmlns="{S}"><cacheSource><worksheetSource ref="A1:C9" sheet="表"/>'
        '</cacheSource><cacheFields><cacheField name="渠道"/><cacheField name="类别"/>'
        '<cacheField name="编号"/></cacheFields></pivotCacheDefinition>'
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{R}/pivotCacheDefinition" Target="c.xml"/></Relationships>'
    )
    return book_of(
        {"A1": 1},
        relations=relation("p", "pivotTable", "../pivots/p.xml"),
        extra={
            "xl/pivots/p.xml": part,
            "xl/pivots/_rels/p.xml.rels": rels,
            "xl/pivots/c.xml": cache,
        },
    )


PIVOTS: list[tuple[str, Any, bytes, str]] = [
    ("rows", "类别", pivot(rows="0"), "row fields is “渠道”"),
    ("columns", ["渠道"], pivot(columns="1"), "column fields is “类别”"),
    ("filters", "编号", PLAIN, "There is no pivot table."),
    ("values", {"编号": "计数"}, pivot(function="sum"), "“编号:sum”"),
    ("source", "表!A1:C9", PLAIN, "There is no pivot table."),
]


@pytest.mark.parametrize(("key", "wish", "wrong", "said"), PIVOTS)
def test_properties_of_pivot_tables(key: str, wish: Any, wrong: bytes, said: str) -> None:
    find = {"pivots": {"sheet": "表"}}
    assert judge_book(pivot(), {key: wish}, find=find).score == 4
    assert said in str(judge_book(wrong, {key: wish}, find=find).found)


def test_tables_and_names() -> None:
    table = (
        f'<table xmlns="{S}" id="1" displayName="表1" ref="A1:B3" totalsRowCount="1"><tableColumns>'
        '<tableColumn id="1" name="a"/></tableColumns><tableStyleInfo name="TableStyleLight9"/></table>'
    )
    data = book_of(
        {"A1": "a"},
        extra={"xl/tables/t.xml": table},
        relations=relation("t", "table", "../tables/t.xml"),
        names='<definedName name="税率">表!$B$1</definedName>',
    )
    lists = {"lists": {"sheet": "表"}}
    for key, wish in (("range", "A1:B3"), ("style", "TableStyleLight9"), ("totals", True)):
        assert judge_book(data, {key: wish}, find=lists).score == 4
    assert "A1:B3" in str(judge_book(data, {"range": "A1:B9"}, find=lists).found)
    assert judge_book(data, {"refers": "表!B1"}, find={"names": "税率"}).score == 4
    assert judge_book(data, {"refers": "表!B2"}, find={"names": "税率"}).score == 0
    gone = judge_book(PLAIN, {"refers": "表!B1"}, find={"names": "税率"})
    assert "There is no name “税率”" in str(gone.found)


KEYS = {
    "cells": set(CELL_ASPECTS),
    "rows": set(ROW_ASPECTS),
    "sheets": set(SHEET_ASPECTS),
    "charts": set(CHART_ASPECTS),
    "others": {*PIVOT_ASPECTS, *LIST_ASPECTS, *NAME_ASPECTS, *BOOK_ASPECTS},
}


def test_every_key_is_tried_somewhere() -> None:
    elsewhere = {"formula", "cond_format", "validation", "merged", "border.inner", "note", "link"}
    assert {case[0] for case in FORMATS} | elsewhere == KEYS["cells"]
    assert {case[0] for case in SHEETS} | {"hidden"} == KEYS["sheets"]
    assert {case[0] for case in CHARTS} == KEYS["charts"]
    assert sum(map(len, KEYS.values())) >= 75
