"""One look of cells, many encodings: right ways all score, wrong ways never do.

The look: 黑体, bold, 14 pt, red, centred, yellow fill, 0.00 with thousands, thin borders. What is
wrong in each wrong way is what people do instead of it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.engines.practicals import Status
from tests.factories.practicals import packed, unpacked
from tests.factories.workbooks import DEFAULT_STYLES, A, R, S, book_of, judge_book, sheet_xml

EXPECT = {
    "font": {"font": "黑体"},
    "bold": True,
    "size": 14,
    "color": "红",
    "align.horizontal": "居中",
    "fill.color": "黄",
    "numfmt.decimals": 2,
    "numfmt.thousands": True,
    "border.all": "细线",
}
FIND = {"cells": "表!A1:B2"}
CELLS = {"A1": 1, "B1": 2, "A2": 3, "B2": 4}
EVERY = {"A1": 1, "B1": 1, "A2": 1, "B2": 1}
FONT = "<font><b/><sz val='14'/><color rgb='FFFF0000'/><name val='黑体'/></font>"
FILL = "<fill><patternFill patternType='solid'><fgColor rgb='FFFFFF00'/></patternFill></fill>"
LINES = (
    "<border><left style='thin'/><right style='thin'/><top style='thin'/>"
    "<bottom style='thin'/></border>"
)
XF = (
    "<xf numFmtId='4' fontId='1' fillId='1' borderId='1' xfId='{}'>"
    "<alignment horizontal='center'/></xf>"
)
BASE = "<xf numFmtId='0' fontId='0' fillId='0' borderId='0'/>"


def book_styles(
    *,
    font: str = FONT,
    fill: str = FILL,
    lines: str = LINES,
    xfs: str = XF.format(0),
    bases: str = BASE,
    names: str = "<cellStyle name='Normal' xfId='0'/>",
    more: str = "",
) -> str:
    return (
        f"{more}<fonts><font><sz val='11'/><name val='宋体'/></font>{font}</fonts>"
        f"<fills><fill><patternFill patternType='none'/></fill>{fill}</fills>"
        f"<borders><border/>{lines}</borders><cellStyleXfs>{bases}</cellStyleXfs>"
        f"<cellXfs><xf xfId='0'/>{xfs}</cellXfs><cellStyles>{names}</cellStyles>"
    )


def made(**options: str) -> bytes:
    return book_of(CELLS, styles=book_styles(**options), formats=EVERY)


def by_theme() -> bytes:
    theme = (
        f'<a:theme xmlns:a="{A}"><a:themeElements><a:clrScheme name="c"><a:dk1><a:sysClr '
        'val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1>'
        '<a:accent1><a:srgbClr val="FF0000"/></a:accent1><a:accent2><a:srgbClr val="FFFF00"/>'
        "</a:accent2></a:clrScheme></a:themeElements></a:theme>"
    )
    data = made(
        font=FONT.replace("rgb='FFFF0000'", "theme='4'"),
        fill=FILL.replace("rgb='FFFFFF00'", "theme='5'"),
    )
    parts = unpacked(data)
    parts["xl/theme/theme1.xml"] = theme.encode()
    rels = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="t" Type="{R}/theme" Target="theme/theme1.xml"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    return packed(parts)


def by_columns() -> bytes:
    """Empty cells that stand in formatted columns show the format of the column."""
    before = '<cols><col min="1" max="2" width="9" style="1"/></cols>'
    sheet = sheet_xml({}, before=before)
    return book_of({}, styles=book_styles(), extra={"xl/worksheets/sheet1.xml": sheet})


def by_rows() -> bytes:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in (1, 2))
    sheet = f'<worksheet xmlns="{S}" xmlns:r="{R}"><sheetData>{rows}</sheetData></worksheet>'
    return book_of({}, styles=book_styles(), extra={"xl/worksheets/sheet1.xml": sheet})


def by_rich_text() -> bytes:
    """The font stands in the runs of the texts, not in the cells."""
    run = "<r><rPr><b/><sz val='14'/><color rgb='FFFF0000'/><rFont val='黑体'/></rPr><t>{}</t></r>"
    text = run.format("甲") + run.format("乙")
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{c}{r}" s="1" t="inlineStr"><is>{text}</is></c>' for c in "AB")
        + "</row>"
        for r in (1, 2)
    )
    sheet = f'<worksheet xmlns="{S}" xmlns:r="{R}"><sheetData>{cells}</sheetData></worksheet>'
    plain = book_styles(font="<font><sz val='11'/><name val='宋体'/></font>")
    return book_of({}, styles=plain, extra={"xl/worksheets/sheet1.xml": sheet})


def one_format_a_cell() -> bytes:
    formats = {name: index + 1 for index, name in enumerate(EVERY)}
    return book_of(CELLS, styles=book_styles(xfs=XF.format(0) * 4), formats=formats)


def lines_of_neighbours() -> bytes:
    """The right lines of the block are drawn as left lines of the cells beside it."""
    own = "<border><left style='thin'/><top style='thin'/><bottom style='thin'/></border>"
    beside = "<border><left style='thin'/></border>"
    xfs = XF.format(0) + "<xf borderId='2' xfId='0'/>"
    formats = {**EVERY, "C1": 2, "C2": 2}
    return book_of(
        {**CELLS, "C1": None, "C2": None},
        styles=book_styles(lines=own + beside, xfs=xfs),
        formats=formats,
    )


NAMED = "<cellStyle name='Normal' xfId='0'/><cellStyle name='表头' xfId='1'/>"
RIGHT: dict[str, Callable[[], bytes]] = {
    "the format of the cells": made,
    "a named style": lambda: made(xfs=XF.format(1), bases=BASE + XF.format(0), names=NAMED),
    "a named style, apply flags off": lambda: made(
        xfs=XF.format(1).replace("<xf ", "<xf applyFont='0' applyFill='0' applyBorder='0' "),
        bases=BASE + XF.format(0),
        names=NAMED,
    ),
    "theme colours": by_theme,
    "indexed colours": lambda: made(
        font=FONT.replace("rgb='FFFF0000'", "indexed='10'"),
        fill=FILL.replace("rgb='FFFFFF00'", "indexed='13'"),
    ),
    "formatted columns": by_columns,
    "formatted rows": by_rows,
    "rich text": by_rich_text,
    "one format a cell": one_format_a_cell,
    "a format of one's own": lambda: made(
        xfs=XF.format(0).replace("numFmtId='4'", "numFmtId='170'"),
        more="<numFmts><numFmt numFmtId='170' "
        "formatCode='#,##0.00_ ;[Red]\\-#,##0.00\\ '/></numFmts>",
    ),
    "the English name of the font": lambda: made(font=FONT.replace("黑体", "SimHei")),
    "lines drawn by the neighbours": lines_of_neighbours,
}

WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "another font": (lambda: made(font=FONT.replace("黑体", "等线")), "font is “等线”"),
    "not bold": (lambda: made(font=FONT.replace("<b/>", "<b val='0'/>")), "not bold"),
    "half a point less": (lambda: made(font=FONT.replace("14", "13.5")), "13.5 pt"),
    "dark red": (lambda: made(font=FONT.replace("FF0000", "C00000")), "font colour is C00000"),
    "pattern colour of an empty fill": (
        lambda: made(fill=FILL.replace("solid", "none")),
        "fill is no fill",
    ),
    "general alignment": (
        lambda: made(xfs=XF.format(0).replace(" horizontal='center'", "")),
        "horizontal alignment is general",
    ),
    "decimals without thousands": (
        lambda: made(xfs=XF.format(0).replace("numFmtId='4'", "numFmtId='2'")),
        "thousands separator: no",
    ),
    "only the outer lines": (
        lambda: made(lines=LINES.replace("<top style='thin'/>", "<top/>")),
        "top border is no line",
    ),
    "only the first cell": (
        lambda: book_of(CELLS, styles=book_styles(), formats={"A1": 1}),
        "表!B1 and others (3 places)",
    ),
    "a style that the cells do not use": (
        lambda: made(xfs="<xf xfId='1'/>", bases=BASE + XF.format(0), names=NAMED),
        "font is “宋体”",
    ),
    "no styles at all": (lambda: book_of(CELLS, styles=DEFAULT_STYLES), "not bold"),
}


@pytest.mark.parametrize("make", RIGHT.values(), ids=RIGHT.keys())
def test_every_right_way_gets_all_points(make: Callable[[], bytes]) -> None:
    result = judge_book(make(), EXPECT, find=FIND)
    assert result.status is Status.PASS, str(result.found)


@pytest.mark.parametrize(("make", "reason"), WRONG.values(), ids=WRONG.keys())
def test_every_wrong_way_loses_and_hears_why(make: Callable[[], bytes], reason: str) -> None:
    result = judge_book(make(), EXPECT, find=FIND, coverage=1.0)
    assert result.score < 4
    assert result.status in {Status.PARTIAL, Status.FAIL}
    assert reason in str(result.found)
    assert result.hint
