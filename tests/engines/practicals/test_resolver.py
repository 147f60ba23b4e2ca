"""The effective format of a document and the layer that supplied it."""

from __future__ import annotations

import pytest
from docx import Document as PythonDocx

from app.engines.practicals.preflight import load
from app.engines.practicals.word import measures
from app.engines.practicals.word.layers import Colour, Source
from app.engines.practicals.word.model import Document, Paragraph
from app.engines.practicals.word.numerals import numeral
from app.engines.practicals.word.slots import slot_of
from tests.factories.practicals import NORMAL, ROOT, docx, packed, para, parts_of, run, theme

REAL = ROOT.parent / "shared" / "data" / "interop" / "office-python-docx"


def document(body: str, **parts: object) -> Document:
    found: Document = load(docx(body, **parts)).document
    return found


def first(body: str, **parts: object) -> Paragraph:
    return next(p for p in document(body, **parts).paragraphs if not p.is_empty)


def font(found: Document, paragraph: Paragraph, at: int = 0) -> tuple[str | None, Source]:
    char = paragraph.chars()[at]
    name, layer, _known = found.font(char.run, char.slot)
    return name, layer.source


def style(style_id: str, name: str, inner: str, *, kind: str = "paragraph", based: str = "") -> str:
    basis = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f"{basis}{inner}</w:style>"
    )


DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr>'
    '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="276" w:lineRule="auto"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
)
BASE = style("b", "Base", '<w:rPr><w:sz w:val="28"/></w:rPr>')
TOP = style("t", "Top", "<w:rPr><w:b/></w:rPr>", based="b")
CHARACTER = style("e", "Emph", '<w:rPr><w:sz w:val="40"/></w:rPr>', kind="character")


@pytest.mark.parametrize(
    ("ppr", "rpr", "size", "source", "name"),
    [
        ("", "", 10.5, Source.DEFAULTS, ""),
        ('<w:pStyle w:val="b"/>', "", 14.0, Source.PARAGRAPH_STYLE, "Base"),
        ('<w:pStyle w:val="t"/>', "", 14.0, Source.PARAGRAPH_STYLE, "Base"),
        ('<w:pStyle w:val="b"/>', '<w:rStyle w:val="e"/>', 20.0, Source.CHARACTER_STYLE, "Emph"),
        ('<w:pStyle w:val="b"/>', '<w:rStyle w:val="e"/><w:sz w:val="32"/>', 16, Source.DIRECT, ""),
        ('<w:pStyle w:val="gone"/>', "", 10.5, Source.DEFAULTS, ""),
        ("", '<w:rStyle w:val="b"/>', 10.5, Source.DEFAULTS, ""),
    ],
)
def test_the_nearest_layer_gives_the_size(
    ppr: str, rpr: str, size: float, source: Source, name: str
) -> None:
    styles = DEFAULTS + NORMAL.format("") + BASE + TOP + CHARACTER
    char = first(para("字", ppr, rpr), styles=styles).chars()[0]
    assert char.run.number("size") == size
    assert char.run.layer("size").source is source
    assert char.run.layer("size").name == name


def test_without_any_layer_the_built_in_values_hold() -> None:
    paragraph = first(para("字"))
    assert paragraph.chars()[0].run.layer("size").source is Source.BUILT_IN
    assert measures.line_spacing(paragraph.format).value == 1.0


def test_a_loop_of_styles_ends() -> None:
    styles = style("x", "X", '<w:rPr><w:sz w:val="30"/></w:rPr>', based="y")
    styles += style("y", "Y", "<w:rPr><w:b/></w:rPr>", based="x")
    char = first(para("字", '<w:pStyle w:val="x"/>'), styles=styles).chars()[0]
    assert char.run.number("size") == 15
    assert char.run.get("b") is True


@pytest.mark.parametrize(
    ("in_paragraph_style", "in_character_style", "direct", "bold"),
    [
        ("<w:b/>", "", "", True),
        ("<w:b/>", "<w:b/>", "", False),
        ("", "<w:b/>", "", True),
        ('<w:b w:val="0"/>', "<w:b/>", "", True),
        ("<w:b/>", "<w:b/>", "<w:b/>", True),
        ("<w:b/>", "", '<w:b w:val="false"/>', False),
    ],
)
def test_toggles_of_styles_switch_and_direct_ones_decide(
    in_paragraph_style: str,
    in_character_style: str,
    direct: str,
    bold: bool,  # noqa: FBT001
) -> None:
    styles = style("p", "P", f"<w:rPr>{in_paragraph_style}</w:rPr>")
    styles += style("c", "C", f"<w:rPr>{in_character_style}</w:rPr>", kind="character")
    paragraph = first(
        para("字", '<w:pStyle w:val="p"/>', f'<w:rStyle w:val="c"/>{direct}'), styles=styles
    )
    assert bool(paragraph.chars()[0].run.get("b")) is bold


def test_toggles_within_one_chain_override_and_do_not_switch() -> None:
    styles = style("p", "P", "<w:rPr><w:b/></w:rPr>") + style(
        "q", "Q", "<w:rPr><w:b/></w:rPr>", based="p"
    )
    assert first(para("字", '<w:pStyle w:val="q"/>'), styles=styles).chars()[0].run.get("b") is True


def test_the_theme_names_a_font_by_the_language_of_the_document() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" '
        'w:eastAsiaTheme="minorEastAsia"/></w:rPr></w:rPrDefault></w:docDefaults>'
    )
    parts = {"styles": styles, "theme": theme("仿宋")}
    settings = '<w:themeFontLang w:eastAsia="zh-CN"/>'
    known = document(para("字a"), settings=settings, **parts)
    paragraph = known.paragraphs[0]
    assert font(known, paragraph) == ("仿宋", Source.DEFAULTS)
    assert font(known, paragraph, 1) == ("Calibri", Source.DEFAULTS)
    unknown = document(para("字"), **parts)
    char = unknown.paragraphs[0].chars()[0]
    assert unknown.font(char.run, char.slot)[2] is False  # cannot be known: never judged wrong


def test_a_nearer_name_replaces_an_inherited_theme_font() -> None:
    styles = style("p", "P", '<w:rPr><w:rFonts w:eastAsiaTheme="minorEastAsia"/></w:rPr>')
    found = document(
        para("字", '<w:pStyle w:val="p"/>', '<w:rFonts w:eastAsia="楷体"/>'),
        styles=styles,
        theme=theme("仿宋", ea="仿宋"),
    )
    assert font(found, found.paragraphs[0]) == ("楷体", Source.DIRECT)


@pytest.mark.parametrize(
    ("char", "hint", "slot"),
    [
        ("公", None, "eastAsia"),
        ("，", None, "eastAsia"),
        ("\u3000", None, "eastAsia"),
        ("𠮷", None, "eastAsia"),
        ("a", None, "ascii"),
        ("é", None, "hAnsi"),
        ("“", None, "hAnsi"),
        ("“", "eastAsia", "eastAsia"),
        ("—", "eastAsia", "eastAsia"),
        ("\u00d7", "eastAsia", "eastAsia"),
    ],
)
def test_each_character_has_its_font_slot(char: str, hint: str | None, slot: str) -> None:
    assert slot_of(char, hint) == slot


def test_table_styles_reach_cells_and_their_header_row() -> None:
    styles = style(
        "tb",
        "Tb",
        '<w:pPr><w:jc w:val="center"/></w:pPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
        "</w:tblStylePr>",
        kind="table",
    )
    rows = "".join(f"<w:tr><w:tc>{para(text)}</w:tc></w:tr>" for text in ("头", "身"))
    table = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="tb"/><w:tblLook w:val="0020"/></w:tblPr>{rows}</w:tbl>'
    )
    head, body = document(table, styles=NORMAL.format("") + styles).paragraphs
    assert measures.alignment(body.format)[0] == "center"
    assert measures.alignment(body.format)[1].source is Source.TABLE_STYLE
    assert bool(head.chars()[0].run.get("b")) is True
    assert not body.chars()[0].run.get("b")


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
    '<w:pPr><w:ind w:left="840" w:hanging="420"/></w:pPr></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def listed(text: str, num: int = 1, level: int = 0) -> str:
    return para(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def test_automatic_numbers_are_read_as_they_are_seen() -> None:
    body = listed("甲") + listed("乙") + listed("丙", level=1) + listed("丁") + listed("戊", num=2)
    texts = [p.full_text for p in document(body, numbering=NUMBERING).paragraphs]
    assert texts == ["一、甲", "二、乙", "二.1丙", "三、丁", "一、戊"]


def test_the_indent_of_a_list_comes_from_its_numbering_unless_the_style_is_nearer() -> None:
    direct = first(listed("甲"), numbering=NUMBERING)
    assert measures.first_line(direct).points == -21
    assert measures.first_line(direct).layer.source is Source.NUMBERING
    styles = style(
        "p", "P", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:ind w:left="0"/></w:pPr>'
    )
    styled = first(para("甲", '<w:pStyle w:val="p"/>'), styles=styles, numbering=NUMBERING)
    assert styled.label == "一、"
    assert measures.indent(styled, "left").layer.source is Source.PARAGRAPH_STYLE


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"),
        (105, "chineseCountingThousand", "一百〇五"),
        (1010, "chineseCountingThousand", "一千〇一十"),
        (12, "ideographDigital", "一二"),
        (3, "chineseLegalSimplified", "叁"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimalZero", "07"),
        (5, "bullet", ""),
    ],
)
def test_numbers_are_written_as_word_writes_them(number: int, kind: str, text: str) -> None:
    assert numeral(number, kind) == text


@pytest.mark.parametrize(
    ("indent", "chars", "points"),
    [
        ('w:firstLineChars="200" w:firstLine="31680"', 2.0, 32.0),
        ('w:firstLineChars="0" w:firstLine="420"', None, 21.0),
        ('w:firstLineChars="0"', 0.0, 0.0),
        ('w:firstLine="12.7mm"', None, 36.0),
        ('w:hangingChars="200"', -2.0, -32.0),
        ('w:hanging="640"', None, -32.0),
    ],
)
def test_characters_beat_lengths_unless_they_are_zero(
    indent: str, chars: float | None, points: float
) -> None:
    found = measures.first_line(first(para("字", f"<w:ind {indent}/>", '<w:sz w:val="32"/>')))
    assert found.chars == chars
    assert found.points == pytest.approx(points)


def test_a_hanging_indent_takes_an_inherited_first_line_away() -> None:
    styles = style("p", "P", '<w:pPr><w:ind w:firstLineChars="200"/></w:pPr>')
    paragraph = first(para("字", '<w:pStyle w:val="p"/><w:ind w:hanging="200"/>'), styles=styles)
    assert measures.first_line(paragraph).points == -10


def test_characters_of_a_style_beat_a_direct_length() -> None:
    styles = style("p", "P", '<w:pPr><w:ind w:firstLineChars="200"/></w:pPr>')
    paragraph = first(
        para("字", '<w:pStyle w:val="p"/><w:ind w:firstLine="100"/>', '<w:sz w:val="32"/>'),
        styles=styles,
    )
    found = measures.first_line(paragraph)
    assert found.points == 32
    assert found.layer.name == "P"


@pytest.mark.parametrize(
    ("spacing", "rule", "value"),
    [
        ('w:line="560" w:lineRule="exact"', "exact", 28.0),
        ('w:line="560" w:lineRule="atLeast"', "atLeast", 28.0),
        ('w:line="560"', "auto", 560 / 240),
        ('w:line="28pt" w:lineRule="exact"', "exact", 28.0),
        ('w:line="360" w:lineRule="auto"', "auto", 1.5),
        ('w:line="18pt" w:lineRule="auto"', "auto", 1.5),
    ],
)
def test_the_rule_tells_what_a_line_means(spacing: str, rule: str, value: float) -> None:
    found = measures.line_spacing(first(para("字", f"<w:spacing {spacing}/>")).format)
    assert found.rule == rule
    assert found.value == pytest.approx(value)


def test_deleted_and_moved_text_is_gone_and_inserted_text_is_there() -> None:
    body = (
        "<w:p>"
        f'<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>'
        f'<w:ins w:id="2">{run("新")}</w:ins>'
        f'<w:moveFrom w:id="3">{run("去")}</w:moveFrom>'
        f"<w:hyperlink>{run('链')}</w:hyperlink>"
        f"<w:sdt><w:sdtContent>{run('控')}</w:sdtContent></w:sdt>"
        "<w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt>"
        f"<w:rubyBase>{run('音')}</w:rubyBase></w:ruby></w:r>"
        '<w:r><w:noBreakHyphen/><w:sym w:font="Wingdings" w:char="F041"/></w:r>'
        "</w:p>"
    )
    assert first(body).text == "新链控音-A"


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    body = para("前", '<w:rPr><w:del w:id="1"/></w:rPr>') + para("后")
    assert [p.text for p in document(body).paragraphs] == ["前后"]


def test_strict_files_read_like_transitional_ones() -> None:
    parts = parts_of(para("字", '<w:ind w:firstLine="16pt"/>', '<w:sz w:val="16pt"/>'))
    strict = {
        name: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, text in parts.items()
    }
    paragraph = load(packed(strict)).document.paragraphs[0]
    assert paragraph.chars()[0].run.number("size") == 16
    assert measures.first_line(paragraph).points == 16


def test_parts_in_utf16_are_read() -> None:
    parts: dict[str, str | bytes] = dict(parts_of(para("字")))
    text = '<?xml version="1.0" encoding="UTF-16"?>' + str(parts["word/document.xml"])
    parts["word/document.xml"] = text.encode("utf-16")
    assert load(packed(parts)).document.text == "字"


def test_theme_colours_are_resolved_with_tint_and_shade() -> None:
    found = document(para("字"), theme=theme("仿宋")).resolver.theme
    assert found.colour(Colour(theme="accent1")) == "FF0000"
    assert found.colour(Colour(theme="accent1", shade="80")) == "800000"
    assert found.colour(Colour(theme="text1")) == "000000"
    assert found.colour(Colour(theme="accent6")) is None
    assert found.colour(Colour(hex="auto")) == "000000"


@pytest.mark.skipif(not REAL.exists(), reason=f"no real files at {REAL}: nothing to read")
def test_real_files_are_read_without_a_crash() -> None:
    paths = sorted(REAL.rglob("*.docx"))
    assert len(paths) > 40
    for path in paths:
        found = load(path.read_bytes()).document
        for paragraph in found.paragraphs:
            for char in paragraph.chars():
                found.font(char.run, char.slot)
            measures.first_line(paragraph)
            measures.line_spacing(paragraph.format)


@pytest.mark.skipif(not REAL.exists(), reason=f"no real files at {REAL}: nothing to compare")
def test_the_text_of_real_files_is_that_of_another_reader() -> None:
    for path in sorted(REAL.rglob("*.docx")):
        theirs = [p.text.strip() for p in PythonDocx(str(path)).paragraphs if p.text.strip()]
        found = load(path.read_bytes()).document.paragraphs
        ours = [p.text.strip() for p in found if p.place.story == "body" and not p.is_empty]
        assert ours == theirs, path.name
