"""One look, many encodings: right ways all score, wrong ways never do, wherever the value stands.

The look: 仿宋, 三号 (16 pt), first-line indent of 2 characters, line spacing exactly 28 pt.
"""

from __future__ import annotations

import pytest

from app.engines.practicals import Status
from tests.factories.practicals import NORMAL, docx, judge, para, run, theme

TEXT = "为提高公务员计算机应用水平，现将有关事项通知如下。"
EXPECT = {
    "font.cjk": {"font": "仿宋"},
    "size": "三号",
    "indent.first": "2字",
    "line": "28pt exact",
}
IND = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
LINE = '<w:spacing w:line="560" w:lineRule="exact"/>'
FONT = '<w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋"/><w:sz w:val="32"/>'
PARAGRAPH = LINE + IND


def styled(ppr: str, rpr: str, *, based: str = "", style_id: str = "s") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="公文{style_id}"/>'
        f"{based}<w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


def defaults(ppr: str, rpr: str) -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{rpr}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{ppr}</w:pPr></w:pPrDefault></w:docDefaults>"
    )


def two(make: str) -> str:
    return make + make


USE = '<w:pStyle w:val="s"/>'
CHARACTER = (
    '<w:style w:type="character" w:styleId="c"><w:name w:val="仿宋字"/>'
    f"<w:rPr>{FONT}</w:rPr></w:style>"
)
TABLE_STYLE = (
    '<w:style w:type="table" w:default="1" w:styleId="tn"><w:name w:val="Normal Table"/></w:style>'
)
LANGUAGE = '<w:themeFontLang w:eastAsia="zh-CN"/>'

RIGHT = {
    "direct": docx(two(para(TEXT, PARAGRAPH, FONT))),
    "Normal style": docx(
        two(para(TEXT)), styles=NORMAL.format(f"<w:pPr>{PARAGRAPH}</w:pPr><w:rPr>{FONT}</w:rPr>")
    ),
    "style chain": docx(
        two(para(TEXT, USE)),
        styles=NORMAL.format("")
        + styled(IND, '<w:sz w:val="32"/>', style_id="base")
        + styled(LINE, '<w:rFonts w:eastAsia="仿宋"/>', based='<w:basedOn w:val="base"/>'),
    ),
    "defaults": docx(two(para(TEXT)), styles=defaults(PARAGRAPH, FONT)),
    "defaults and theme": docx(
        two(para(TEXT)),
        styles=defaults(PARAGRAPH, '<w:rFonts w:eastAsiaTheme="minorEastAsia"/><w:sz w:val="32"/>'),
        theme=theme("仿宋"),
        settings=LANGUAGE,
    ),
    "theme with a named face": docx(
        two(para(TEXT, PARAGRAPH, '<w:rFonts w:eastAsiaTheme="minorEastAsia"/><w:sz w:val="32"/>')),
        theme=theme("黑体", ea="仿宋"),
    ),
    "character style": docx(
        two(para(TEXT, PARAGRAPH, '<w:rStyle w:val="c"/>')), styles=NORMAL.format("") + CHARACTER
    ),
    "length only": docx(two(para(TEXT, f'{LINE}<w:ind w:firstLine="640"/>', FONT))),
    "length rounded by the grid": docx(two(para(TEXT, f'{LINE}<w:ind w:firstLine="634"/>', FONT))),
    "garbage length beside characters": docx(
        two(para(TEXT, f'{LINE}<w:ind w:firstLineChars="200" w:firstLine="31680"/>', FONT))
    ),
    "one run a character": docx(
        two(f"<w:p><w:pPr>{PARAGRAPH}</w:pPr>{''.join(run(c, FONT) for c in TEXT)}</w:p>")
    ),
    "tracked and controlled": docx(
        two(
            f"<w:sdt><w:sdtContent><w:p><w:pPr>{PARAGRAPH}</w:pPr>"
            f'<w:del w:id="1"><w:r><w:rPr><w:sz w:val="10"/></w:rPr><w:delText>废话</w:delText>'
            f'</w:r></w:del><w:ins w:id="2">{run(TEXT, FONT)}</w:ins></w:p></w:sdtContent></w:sdt>'
        )
    ),
    "English name of the font": docx(
        two(para(TEXT, PARAGRAPH, '<w:rFonts w:eastAsia="FangSong"/><w:sz w:val="32"/>'))
    ),
    "another cut of the font": docx(
        two(para(TEXT, PARAGRAPH, '<w:rFonts w:eastAsia="方正仿宋_GBK"/><w:sz w:val="32"/>'))
    ),
    "style overrides a wrong default": docx(
        two(para(TEXT, USE)),
        styles=defaults('<w:ind w:hanging="300"/>', '<w:rFonts w:eastAsia="宋体"/>')
        + NORMAL.format("")
        + styled(PARAGRAPH, FONT),
    ),
    "direct overrides a wrong style": docx(
        two(para(TEXT, USE + PARAGRAPH, FONT)),
        styles=NORMAL.format("")
        + styled('<w:jc w:val="center"/>', '<w:rFonts w:eastAsia="黑体"/><w:sz w:val="44"/>'),
    ),
}

WRONG = {
    "font in the Latin slot only": (
        docx(two(para(TEXT, PARAGRAPH, '<w:rFonts w:ascii="仿宋"/><w:sz w:val="32"/>'))),
        "Chinese font is not set",
    ),
    "full-width spaces": (
        docx(two(para(f"　　{TEXT}", LINE, FONT))),
        "2 full-width spaces typed at the start instead of an indent",
    ),
    "spaces on top of an indent": (
        docx(two(para(f"　　{TEXT}", PARAGRAPH, FONT))),
        "first-line indent 2 characters, 2 full-width spaces",
    ),
    "indent cancelled": (
        docx(
            two(para(TEXT, f'{USE}{LINE}<w:ind w:firstLineChars="0" w:firstLine="0"/>', FONT)),
            styles=NORMAL.format("") + styled(IND, ""),
        ),
        "first-line indent 0 characters (from direct formatting)",
    ),
    "15 points": (
        docx(two(para(TEXT, PARAGRAPH, '<w:rFonts w:eastAsia="仿宋"/><w:sz w:val="30"/>'))),
        "font size is 小三 (15 pt)",
    ),
    "only the paragraph mark": (
        docx(two(para(TEXT, f"{PARAGRAPH}<w:rPr>{FONT}</w:rPr>"))),
        "Chinese font is not set (from the built-in default)",
    ),
    "only the first paragraph": (
        docx(para(TEXT, PARAGRAPH, FONT) + para(TEXT)),
        "Paragraph 2",
    ),
    "half of the characters": (
        docx(
            two(
                f"<w:p><w:pPr>{PARAGRAPH}</w:pPr>{run(TEXT[:9], FONT)}"
                f"{run(TEXT[9:], FONT.replace('仿宋', '宋体'))}</w:p>"
            )
        ),
        "Chinese font is “宋体” (from direct formatting)",
    ),
    "hanging": (
        docx(two(para(TEXT, f'{LINE}<w:ind w:hangingChars="200" w:hanging="640"/>', FONT))),
        "first-line indent -2 characters",
    ),
    "left instead of first line": (
        docx(two(para(TEXT, f'{LINE}<w:ind w:leftChars="200"/>', FONT))),
        "first-line indent 0 characters",
    ),
    "at least": (
        docx(two(para(TEXT, PARAGRAPH.replace("exact", "atLeast"), FONT))),
        "line spacing is at least 28 pt",
    ),
    "multiple": (
        docx(two(para(TEXT, PARAGRAPH.replace(' w:lineRule="exact"', ""), FONT))),
        "line spacing is multiple, 2.33",
    ),
    "wrong theme": (
        docx(
            two(
                para(
                    TEXT, PARAGRAPH, '<w:rFonts w:eastAsiaTheme="minorEastAsia"/><w:sz w:val="32"/>'
                )
            ),
            theme=theme("黑体"),
            settings=LANGUAGE,
        ),
        "Chinese font is “黑体” (from the theme font named by direct formatting)",
    ),
}


@pytest.mark.parametrize("data", RIGHT.values(), ids=RIGHT.keys())
def test_every_right_way_gets_all_points(data: bytes) -> None:
    result = judge(data, EXPECT, count={"min": 2})
    assert result.score == 4, str(result.found)
    assert result.status is Status.PASS


@pytest.mark.parametrize(("data", "reason"), WRONG.values(), ids=WRONG.keys())
def test_every_wrong_way_loses_and_hears_why(data: bytes, reason: str) -> None:
    result = judge(data, EXPECT, count={"min": 2})
    assert 0 < result.score < 4
    assert result.status is Status.PARTIAL
    assert reason in str(result.found)
    assert result.where
    assert result.hint


def test_a_theme_that_does_not_name_the_font_goes_to_a_person() -> None:
    data = docx(para(TEXT, PARAGRAPH, '<w:rFonts w:eastAsiaTheme="minorEastAsia"/>'))
    result = judge(data, {"font.cjk": {"font": "仿宋"}})
    assert result.status is Status.REVIEW
    assert "theme" in str(result.found)
