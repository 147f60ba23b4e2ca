"""Every check kind: a document that satisfies it, one that does not, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from app.engines.practicals import Status
from app.engines.practicals.checks.furniture import FURNITURE_ASPECTS
from app.engines.practicals.checks.paragraphs import PARAGRAPH_ASPECTS
from app.engines.practicals.checks.sections import SECTION_ASPECTS
from app.engines.practicals.checks.tables import TABLE_ASPECTS
from tests.factories.practicals import NORMAL, SECTION, docx, footer, judge, para, run, theme

STYLES = NORMAL.format("") + (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
)

CHARACTERS: list[tuple[str, Any, str, str, str]] = [
    (
        "font.cjk",
        "楷体",
        '<w:rFonts w:eastAsia="楷体_GB2312"/>',
        '<w:rFonts w:eastAsia="宋体"/>',
        "宋体",
    ),
    (
        "font.latin",
        "Arial",
        '<w:rFonts w:ascii="Arial"/>',
        '<w:rFonts w:ascii="Calibri"/>',
        "Calibri",
    ),
    ("size", "小四", '<w:sz w:val="24"/>', '<w:sz w:val="21"/>', "五号 (10.5 pt)"),
    ("size", {"min": "14pt"}, '<w:sz w:val="30"/>', '<w:sz w:val="24"/>', "小四"),
    ("size", 10.5, '<w:sz w:val="21"/>', '<w:sz w:val="20"/>', "10 pt"),
    ("bold", True, "<w:b/>", '<w:b w:val="0"/>', "not bold (from direct formatting)"),
    ("bold", False, "", "<w:b/>", "bold (from direct formatting)"),
    ("italic", True, "<w:i/>", "", "not italic"),
    ("strike", True, "<w:strike/>", "", "not struck through"),
    ("underline", True, '<w:u w:val="wave"/>', '<w:u w:val="none"/>', "no underline"),
    ("underline", "double", '<w:u w:val="double"/>', '<w:u w:val="single"/>', "“single”"),
    ("underline", False, "", '<w:u w:val="single"/>', "“single”"),
    ("highlight", "yellow", '<w:highlight w:val="yellow"/>', "", "no highlight"),
    ("color", "红", '<w:color w:val="FE0101"/>', '<w:color w:val="0000FF"/>', "0000FF"),
    ("color", "红", '<w:color w:val="000000" w:themeColor="accent1"/>', "", "000000"),
    ("color", {"not": "红"}, "", '<w:color w:val="FF0000"/>', "FF0000"),
]

PARAGRAPHS: list[tuple[str, Any, str, str, str]] = [
    ("align", "居中", '<w:jc w:val="center"/>', '<w:jc w:val="right"/>', "alignment is right"),
    ("align", {"in": ["both", "distribute"]}, '<w:jc w:val="distribute"/>', "", "left"),
    ("align", "left", '<w:jc w:val="start"/>', '<w:jc w:val="end"/>', "right"),
    ("align", "right", '<w:bidi/><w:jc w:val="start"/>', '<w:jc w:val="start"/>', "left"),
    ("indent.first", "1cm", '<w:ind w:firstLine="567"/>', '<w:ind w:firstLine="400"/>', "20 pt"),
    ("indent.hanging", "2字", '<w:ind w:hangingChars="200"/>', "", "hanging indent 0 characters"),
    ("indent.left", "4字", '<w:ind w:leftChars="400"/>', '<w:ind w:left="300"/>', "15 pt"),
    ("indent.right", 0, "", '<w:ind w:endChars="100"/>', "1 characters"),
    ("line", "1.5 倍", '<w:spacing w:line="360" w:lineRule="auto"/>', "", "line spacing is single"),
    ("line", "28磅 固定值", '<w:spacing w:line="560" w:lineRule="exact"/>', "", "single"),
    (
        "space.before",
        "0.5行",
        '<w:spacing w:beforeLines="50" w:before="99"/>',
        "",
        "space before 0 pt",
    ),
    ("space.before", "0.5行", '<w:spacing w:before="156"/>', '<w:spacing w:before="100"/>', "5 pt"),
    (
        "space.after",
        "6pt",
        '<w:spacing w:after="120"/>',
        '<w:spacing w:afterAutospacing="1"/>',
        "auto",
    ),
    ("style", "标题 1", '<w:pStyle w:val="1"/>', "", "style is “Normal”"),
    ("outline", 1, '<w:pStyle w:val="1"/>', "", "outline level is body text"),
    ("outline", "body", "", '<w:outlineLvl w:val="1"/>', "level 2"),
]

SECTIONS: list[tuple[str, Any, str, str]] = [
    ("page.size", "A4", '<w:pgSz w:w="10433" w:h="14742"/>', "paper 184 by 260 mm"),
    ("page.width", "210mm", '<w:pgSz w:w="10433" w:h="16838"/>', "page width 184 mm"),
    ("page.height", "29.7cm", '<w:pgSz w:w="11906" w:h="14742"/>', "page height 260 mm"),
    ("page.orient", "portrait", '<w:pgSz w:w="16838" w:h="11906"/>', "orientation is landscape"),
    ("margin.top", "25.4mm", '<w:pgMar w:top="2098"/>', "top margin 37 mm"),
    ("margin.bottom", "25.4mm", '<w:pgMar w:bottom="-2098"/>', "bottom margin 37 mm"),
    ("margin.left", "31.7mm ± 2mm", '<w:pgMar w:left="28mm"/>', "left margin 28 mm"),
    ("margin.right", "31.7mm", "", "right margin not set"),
    ("gutter", "0mm", '<w:pgMar w:gutter="567"/>', "gutter 10 mm"),
    ("header.dist", "15mm", '<w:pgMar w:header="1700"/>', "header distance 30 mm"),
    ("footer.dist", "17.5mm", '<w:pgMar w:footer="567"/>', "footer distance 10 mm"),
    ("columns", 1, '<w:cols w:num="2"/>', "number of columns 2"),
]


def doc(inner: str) -> bytes:
    return docx(inner, styles=STYLES, theme=theme("宋体"))


@pytest.mark.parametrize(("key", "wish", "right", "wrong", "said"), CHARACTERS)
def test_properties_of_characters(key: str, wish: Any, right: str, wrong: str, said: str) -> None:
    text = "abc" if key == "font.latin" else "正文"
    good = judge(doc(para(text, "", right)), {key: wish})
    assert good.status is Status.PASS, str(good.found)
    bad = judge(doc(para(text, "", wrong)), {key: wish})
    assert bad.status is Status.FAIL
    assert said in str(bad.found)
    assert bad.hint


@pytest.mark.parametrize(("key", "wish", "right", "wrong", "said"), PARAGRAPHS)
def test_properties_of_paragraphs(key: str, wish: Any, right: str, wrong: str, said: str) -> None:
    good = judge(doc(para("正文", right)), {key: wish})
    assert good.status is Status.PASS, str(good.found)
    bad = judge(doc(para("正文", wrong)), {key: wish})
    assert bad.status is Status.FAIL
    assert said in str(bad.found)
    assert str(bad.found).startswith("Paragraph 1 “正文”: ")


@pytest.mark.parametrize(("key", "wish", "wrong", "said"), SECTIONS)
def test_properties_of_sections(key: str, wish: Any, wrong: str, said: str) -> None:
    find = {"sections": "all"}
    assert judge(docx(para("正文")), {key: wish}, find=find).status is Status.PASS
    section = f"<w:sectPr>{wrong}</w:sectPr>"
    bad = judge(docx(para("正文"), section=section), {key: wish}, find=find)
    assert bad.status is Status.FAIL
    assert said in str(bad.found)


@pytest.mark.parametrize(
    ("bottom", "edge", "has_footer", "right"),
    [
        (1985, 992, True, True),
        (2308, 1985, True, True),  # LibreOffice: 35 mm in its dialog, then the footer switched on
        (2308, 1985, False, False),
        (1440, 1985, True, False),  # the text runs below the footer
        (2308, 992, True, False),
    ],
)
def test_a_margin_may_be_counted_to_the_footer(
    bottom: int, edge: int, *, has_footer: bool, right: bool
) -> None:
    arguments = footer("") if has_footer else {"section": SECTION}
    arguments["section"] = (
        arguments["section"]
        .replace('w:bottom="1440"', f'w:bottom="{bottom}"')
        .replace('w:footer="992"', f'w:footer="{edge}"')
    )
    result = judge(
        docx(para("正文"), **arguments), {"margin.bottom": "35mm ± 1mm"}, find={"sections": "all"}
    )
    assert (result.status is Status.PASS) is right, str(result.found)


def test_the_grid_gives_lines_and_characters() -> None:
    section = SECTION.replace(
        '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800"',
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588"',
    ).replace(
        "</w:sectPr>",
        '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-842"/></w:sectPr>',
    )
    styles = NORMAL.format('<w:rPr><w:sz w:val="32"/></w:rPr>')
    data = docx(para("正文"), section=section, styles=styles)
    expect = {"grid.lines": 22, "grid.chars": 28}
    result = judge(data, expect, find={"sections": "all"})
    assert result.status is Status.PASS, str(result.found)
    plain = judge(docx(para("正文")), expect, find={"sections": "all"})
    assert plain.status is Status.FAIL


def test_half_of_the_sections_is_half_of_the_points() -> None:
    first = para("甲", '<w:sectPr><w:pgSz w:w="10433" w:h="14742"/></w:sectPr>')
    result = judge(docx(first + para("乙")), {"page.size": "A4"}, find={"sections": "all"})
    assert result.score == 2
    assert "Section 1" in str(result.found)


def table(
    *rows: tuple[str, ...],
    properties: str = "",
    header: int = 0,
    ppr: str = "",
    rpr: str = "",
    cell: str = "",
) -> str:
    made = ""
    for index, row in enumerate(rows):
        mark = "<w:trPr><w:tblHeader/></w:trPr>" if index < header else ""
        cells = "".join(
            f"<w:tc><w:tcPr>{cell}</w:tcPr>{para(text, ppr, rpr)}</w:tc>" for text in row
        )
        made += f"<w:tr>{mark}{cells}</w:tr>"
    grid = '<w:gridCol w:w="2000"/>' * len(rows[0])
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"


ROWS = (("时间", "内容"), ("9:00", "开幕"))
WHOLE = '<w:tblW w:w="5000" w:type="pct"/>'
TABLES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"header_rows": 1}, table(*ROWS, header=1), table(*ROWS), "number of repeated header rows 0"),
    ({"header_rows": {"min": 1}}, table(*ROWS, header=2), table(*ROWS), "repeated header rows 0"),
    ({"rows": 2, "cols": 2}, table(*ROWS), table(*ROWS, ("a", "b")), "number of rows 3"),
    ({"width.ratio": "100%"}, table(*ROWS, properties=WHOLE), table(*ROWS), "48.2 %"),
    (
        {"width.ratio": 1.0},
        table(*ROWS, properties='<w:tblW w:w="8306" w:type="dxa"/>'),
        table(*ROWS, properties='<w:tblW w:w="50%" w:type="pct"/>'),
        "50 %",
    ),
    (
        {"align": "center"},
        table(*ROWS, properties='<w:jc w:val="center"/>'),
        table(*ROWS),
        "alignment of the table is left",
    ),
    (
        {"cells.align": "center"},
        table(*ROWS, ppr='<w:jc w:val="center"/>'),
        table(*ROWS),
        "Table 1, row 1, column 1 and others (4 places): alignment is left",
    ),
    ({"cells.bold": True}, table(*ROWS, rpr="<w:b/>"), table(*ROWS), "not bold"),
    (
        {"cells.valign": "center"},
        table(*ROWS, cell='<w:vAlign w:val="center"/>'),
        table(*ROWS),
        "vertical alignment is top",
    ),
]


@pytest.mark.parametrize(("expect", "right", "wrong", "said"), TABLES)
def test_properties_of_tables(expect: dict[str, Any], right: str, wrong: str, said: str) -> None:
    find = {"tables": {"cell": "时间"}}
    good = judge(docx(right + para("")), expect, find=find)
    assert good.status is Status.PASS, str(good.found)
    bad = judge(docx(wrong + para("")), expect, find=find)
    assert bad.score < 4
    assert said in str(bad.found)


def test_rows_and_columns_of_a_table_can_be_chosen() -> None:
    header = table(ROWS[0], ROWS[1]).replace("<w:rPr></w:rPr>", "<w:rPr><w:b/></w:rPr>", 2)
    expect = {"cells.bold": True}
    chosen = {"tables": {"cell": "时间", "rows": "header"}}
    assert judge(docx(header), expect, find=chosen).status is Status.PASS
    column = {"tables": {"index": 1, "rows": "body", "columns": [2]}}
    assert "row 2, column 2" in str(judge(docx(header), expect, find=column).found)


def test_a_table_of_automatic_width_goes_to_a_person() -> None:
    bare = table(*ROWS).replace('<w:gridCol w:w="2000"/>', "")
    result = judge(docx(bare), {"width.ratio": 1}, find={"tables": {"cell": "时间"}})
    assert result.status is Status.REVIEW


def test_a_table_that_is_not_there_is_said_to_be_missing() -> None:
    result = judge(docx(para("正文")), {"rows": 2}, find={"tables": {"cell": "时间"}})
    assert result.status is Status.FAIL
    assert "“时间”" in str(result.found)


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>17</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
SIMPLE = '<w:fldSimple w:instr=" PAGE \\* MERGEFORMAT "/>'
DASHED = {"field.PAGE": True, "text": {"re": "^— ?1 ?—$", "like": "— 1 —"}}
FOOTERS = {
    "complex field": f"{run('— ')}{FIELD}{run(' —')}",
    "simple field without result": f"{run('— ')}{SIMPLE}{run(' —')}",
    "field in a content control": (
        f"<w:sdt><w:sdtContent>{run('— ')}{FIELD}{run(' —')}</w:sdtContent></w:sdt>"
    ),
    "instruction cut up": f"{run('—')}{FIELD}{run('—')}".replace(
        "<w:r><w:instrText> PAGE </w:instrText></w:r>",
        "<w:r><w:instrText> PA</w:instrText></w:r><w:r><w:instrText>GE </w:instrText></w:r>",
    ),
}


@pytest.mark.parametrize("inner", FOOTERS.values(), ids=FOOTERS.keys())
def test_page_numbers_are_known_in_every_encoding(inner: str) -> None:
    result = judge(docx(para("正文"), **footer(inner)), DASHED, find={"footers": {}})
    assert result.status is Status.PASS, str(result.found)


def test_a_page_number_in_a_text_box_is_found_with_its_place() -> None:
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-'
        'compatibility/2006"><mc:Choice Requires="wps"><w:drawing><wp:anchor xmlns:wp="http://'
        'schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:positionH>'
        f"<wp:align>outside</wp:align></wp:positionH><w:txbxContent><w:p>{FIELD}</w:p>"
        "</w:txbxContent></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<w:txbxContent><w:p>{FIELD}{run('x')}</w:p></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    data = docx(para("正文"), **footer(box, wrapped=True))
    expect = {"field.PAGE": True, "text": "1", "align.odd": "right", "align.even": "left"}
    result = judge(data, expect, find={"footers": {"types": ["default", "even"]}})
    assert result.status is Status.PASS, str(result.found)


def test_frames_and_tabs_place_a_page_number_too() -> None:
    frame = f'<w:pPr><w:framePr w:xAlign="center"/></w:pPr>{FIELD}'
    tabs = (
        '<w:pPr><w:tabs><w:tab w:val="center" w:pos="4153"/><w:tab w:val="right" w:pos="8306"/>'
        f"</w:tabs></w:pPr><w:r><w:tab/></w:r>{FIELD}"
    )
    for inner in (frame, tabs):
        result = judge(
            docx(para("正文"), **footer(inner)), {"align": "center"}, find={"footers": {}}
        )
        assert result.status is Status.PASS, str(result.found)


def test_a_typed_figure_is_no_page_number() -> None:
    result = judge(docx(para("正文"), **footer(run("— 1 —"))), DASHED, find={"footers": {}})
    assert result.score == 2
    assert "has no field PAGE" in str(result.found)


def test_an_even_footer_counts_only_when_even_pages_show_it() -> None:
    arguments = footer(FIELD, kind="even")
    find = {"footers": {"types": ["even"]}}
    hidden = judge(docx(para("正文"), **arguments), {"field.PAGE": True}, find=find)
    assert hidden.status is Status.FAIL
    shown = judge(
        docx(para("正文"), settings="<w:evenAndOddHeaders/>", **arguments),
        {"field.PAGE": True},
        find=find,
    )
    assert shown.status is Status.PASS


def test_a_section_without_a_footer_of_its_own_shows_the_one_before() -> None:
    arguments = footer(FIELD)
    first = para("甲", arguments["section"])
    data = docx(first + para("乙"), **{**arguments, "section": SECTION})
    assert judge(data, {"field.PAGE": True}, find={"footers": {}}).status is Status.PASS


@pytest.mark.parametrize(
    ("sample", "texts", "right"),
    [
        ("一、", ("一、甲", "二、乙", "三、丙"), 4),
        ("（一）", ("（一）甲", "（二）乙"), 4),
        ("1.", ("1.甲", "2. 乙"), 4),
        ("第一章", ("第一章甲", "第二章乙"), 4),
        ("一、", ("一、甲", "三、乙"), 2),
        ("一、", ("甲", "乙"), 0),
    ],
)
def test_numbers_before_headings_run_on(sample: str, texts: tuple[str, ...], right: float) -> None:
    result = judge(docx("".join(map(para, texts))), {"number": sample})
    assert result.score == right, str(result.found)


def test_numbers_of_the_second_level_start_anew() -> None:
    texts = ("一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅")
    result = judge(
        docx("".join(map(para, texts))),
        {"number": {"like": "（一）", "restart": "^[一二]、"}},
        find={"paragraphs": {"re": "^（"}},
    )
    assert result.status is Status.PASS, str(result.found)


STARTER = "电脑与电脑\n其他电脑"


@pytest.mark.parametrize(
    ("text", "check", "score", "said"),
    [
        (
            "计算机与计算机其他计算机",
            {"absent": "电脑", "count": {"计算机": 3}},
            4,
            "no “电脑” left",
        ),
        (
            "计算机与电脑其他计算机",
            {"absent": "电脑", "count": {"计算机": 3}},
            2.5,
            "still there: 1",
        ),
        ("电脑与电脑其他电脑", {"absent": "电脑", "count": {"计算机": 3}}, 0, "still there: 3"),
        ("计算机", {"absent": "电脑", "count": {"计算机": {"min": 3}}}, 2, "found in number: 1"),
        ("计算机 计算机", {"contains": "计算机计算机"}, 4, "is there"),
        ("计算", {"contains": "计算机"}, 0, "is missing"),
        ("", {"absent": "电脑"}, 0, "no “电脑” left"),
    ],
)
def test_text_is_judged_by_the_way_covered(
    text: str, check: dict[str, Any], score: float, said: str
) -> None:
    result = judge(docx(para(text)), text=check, starter=STARTER)
    assert result.score == score, str(result.found)
    assert said in str(result.found)


def test_a_word_across_runs_and_rows_is_one_word() -> None:
    body = f"<w:p>{run('计')}{run('算', '<w:b/>')}{run('机')}</w:p>" + table(("计算机",))
    result = judge(docx(body), text={"count": {"计算机": 2}})
    assert result.status is Status.PASS


@pytest.mark.parametrize(
    ("find", "seen"),
    [
        ({"paragraphs": {"text": "二、乙"}}, ["二、乙"]),
        ({"paragraphs": {"text": "二", "match": "starts"}}, ["二、乙"]),
        ({"paragraphs": {"text": "乙", "match": "ends"}}, ["二、乙"]),
        ({"paragraphs": {"text": "文", "match": "contains"}}, ["正文一", "正文二"]),
        (
            {"paragraphs": {"after": {"text": "一、甲"}, "before": {"text": "附件"}}},
            ["正文一", "二、乙", "正文二"],
        ),
        ({"paragraphs": {"re": "."}, "exclude": {"re": "^[一二]、|附"}}, ["正文一", "正文二"]),
        ({"paragraphs": {"style": "标题 1"}}, ["一、甲"]),
        ({"paragraphs": {"in": "tables"}}, ["格"]),
        ({"paragraphs": {"in": "all", "re": "格|附"}}, ["附件", "格"]),
        ({"paragraphs": {"after": {"text": "没有"}}}, []),
    ],
)
def test_paragraphs_are_selected_by_text_place_and_style(
    find: dict[str, Any], seen: list[str]
) -> None:
    heading = para("一、甲", '<w:pStyle w:val="1"/>')
    body = heading + "".join(map(para, ["正文一", "二、　乙", "", "正文二", "附件"]))
    result = judge(docx(body + table(("格",)), styles=STYLES), {"size": "八号"}, find=find)
    quoted = [str(where.label) for where in result.where]
    assert len(quoted) == len(seen)
    if not seen:
        assert "not found" in str(result.found) or "Nothing" in str(result.found)


def test_there_are_at_least_fourteen_kinds_of_checks() -> None:
    kinds = {*PARAGRAPH_ASPECTS, *SECTION_ASPECTS, *FURNITURE_ASPECTS}
    kinds |= {key for key in TABLE_ASPECTS if not key.startswith("cells.")}
    assert len(kinds) >= 40


def test_the_same_finding_is_said_once_for_all_its_places() -> None:
    body = "".join(para(f"第{n}段的文字") for n in range(5))
    result = judge(docx(body), {"size": "三号", "bold": True})
    assert str(result.found) == (
        "Paragraph 1 “第0段的文字” and others (5 places): font size is 10 pt "
        "(from the built-in default), not bold (from the built-in default)"
    )
    assert len(result.where) == 5
    assert result.where[0].path.endswith("/w:p[1]")
