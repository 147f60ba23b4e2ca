"""The look of the document: Chinese type on A4, to be read on paper and corrected on a screen."""

from __future__ import annotations

from app.engines.bankfiles.interchange.export.word.xml import NAMESPACES

SONG, HEI, KAI, LATIN = "SimSun", "SimHei", "KaiTi", "Times New Roman"
GREY, LINE = "5F6B7A", "C9CFD6"


def styles() -> str:
    """Return the part with the styles."""
    paragraphs = "".join(
        (
            _paragraph("XkTitle", "学考标题", HEI, 36, '<w:jc w:val="center"/>', after=120),
            _paragraph("XkNote", "学考说明", SONG, 18, "", after=60, color=GREY),
            _paragraph("XkStem", "学考题干", SONG, 21, "<w:keepNext/>", before=120, after=40),
            _paragraph("XkOption", "学考选项", SONG, 21, "<w:keepNext/>", after=20, left=420),
            _paragraph("XkKey", "学考答案", KAI, 21, "<w:keepNext/>", after=20, left=420),
            _paragraph("XkSmall", "学考设置", SONG, 15, "", left=420, color=GREY),
            _paragraph("XkMeta", "学考信息", SONG, 16, "", color="333333"),
            _paragraph("XkCell", "学考单元格", SONG, 19, ""),
            _paragraph("XkGap", "学考间隔", SONG, 12, "", after=60),
            _paragraph("XkFoot", "学考页脚", SONG, 18, '<w:jc w:val="center"/>', color=GREY),
            _paragraph("XkHead", "学考页眉", SONG, 18, '<w:jc w:val="right"/>', color=GREY),
        )
    )
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(SONG)}"
        '<w:kern w:val="2"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="80" w:type="dxa"/>'
        '<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f"{paragraphs}{_characters()}{_table('XkGrid', '学考表格', '8C96A1')}"
        f"{_table('XkMetaGrid', '学考信息表', LINE)}</w:styles>"
    )


def _fonts(cjk: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{cjk}"/>'


def _paragraph(  # noqa: PLR0917 - one line a style
    id_: str, name: str, cjk: str, size: int, more: str,
    before: int = 0, after: int = 0, left: int = 0, color: str = "",
) -> str:  # fmt: skip
    keep, jc = (more, "") if "keepNext" in more else ("", more)
    indent = f'<w:ind w:left="{left}"/>' if left else ""
    spacing = f'<w:spacing w:before="{before}" w:after="{after}" w:line="300" w:lineRule="auto"/>'
    tint = f'<w:color w:val="{color}"/>' if color else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{id_}"><w:name w:val="{id_}"/>'
        f'<w:aliases w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{keep}<w:keepLines/>{spacing}{indent}{jc}</w:pPr>"
        f'<w:rPr>{_fonts(cjk)}{tint}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        "</w:style>"
    )


def _characters() -> str:
    made = (
        ("XkLabel", f'{_fonts(HEI)}<w:color w:val="{GREY}"/>'),
        ("XkItem", _fonts(HEI)),
        ("XkCode", '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'),
    )
    return "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{id_}">'
        f'<w:name w:val="{id_}"/><w:rPr>{inside}</w:rPr></w:style>'
        for id_, inside in made
    )


def _table(id_: str, name: str, color: str) -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{color}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{id_}"><w:name w:val="{id_}"/>'
        f'<w:aliases w:val="{name}"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style>"
    )
