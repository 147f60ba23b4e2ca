"""The parts of a new document, small and valid for Word, WPS and LibreOffice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from app.engines.practicals.ooxml.names import R, W
from app.engines.practicals.writer.blocks import Block, Line

HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FIXED_DATE = (2003, 6, 26, 0, 0, 0)
"""Of every part, so that a seed always gives the same bytes."""

DOCUMENT = "word/document.xml"
DOCUMENT_RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
SETTINGS = "word/settings.xml"
GRID_WIDTH = 8306
"""Twips across the text of a page with the usual margins; what new tables are made for."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts and size in points that the whole document starts with."""

    cjk: str = "SimSun"
    latin: str = "Times New Roman"
    size: float = 10.5


def make_parts(blocks: list[Block], fonts: Fonts, title: str) -> dict[str, bytes]:
    """Return the parts of a document with these blocks, unformatted."""
    parts = {
        TYPES: _types(),
        "_rels/.rels": _package_rels(),
        "docProps/app.xml": _app(),
        "docProps/core.xml": _core(title),
        DOCUMENT: _document(blocks),
        DOCUMENT_RELS: _document_rels(),
        SETTINGS: _settings(),
        "word/styles.xml": _styles(fonts),
    }
    return {name: (HEADER + text).encode() for name, text in parts.items()}


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Zip the parts; the same parts give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda part: (part != TYPES, part)):
            info = zipfile.ZipInfo(name, FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, parts[name])
    return target.getvalue()


def _types() -> str:
    overrides = {
        "/word/document.xml": f"{WORD_TYPE}.document.main+xml",
        "/word/styles.xml": f"{WORD_TYPE}.styles+xml",
        "/word/settings.xml": f"{WORD_TYPE}.settings+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": (
            "application/vnd.openxmlformats-officedocument.extended-properties+xml"
        ),
    }
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="{name}" ContentType="{kind}"/>'
            for name, kind in overrides.items()
        )
        + "</Types>"
    )


def relationships(items: Mapping[str, tuple[str, str]]) -> str:
    """Return a relationships part: id → (type, target)."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, (kind, target) in items.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _package_rels() -> str:
    return relationships(
        {
            "rId1": (f"{OFFICE}/relationships/officeDocument", DOCUMENT),
            "rId2": (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            "rId3": (f"{OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        }
    )


def _document_rels() -> str:
    return relationships(
        {
            "rId1": (f"{OFFICE}/relationships/styles", "styles.xml"),
            "rId2": (f"{OFFICE}/relationships/settings", "settings.xml"),
        }
    )


def _app() -> str:
    program = "<Application>Xuekao</Application>"
    return f'<Properties xmlns="{OFFICE}/extended-properties">{program}</Properties>'


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>"
    )


def _document(blocks: list[Block]) -> str:
    body = "".join(_paragraph(b.text) if isinstance(b, Line) else _table(b.rows) for b in blocks)
    return (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" '
        'w:header="851" w:footer="992" w:gutter="0"/><w:cols w:space="425"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _paragraph(text: str) -> str:
    if not text:
        return "<w:p/>"
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r></w:p>'


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    width = GRID_WIDTH * 3 // 4 // len(rows[0])
    grid = f'<w:gridCol w:w="{width}"/>' * len(rows[0])
    body = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(cell)}</w:tc>'
            for cell in row
        )
        + "</w:tr>"
        for row in rows
    )
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{width * len(rows[0])}" w:type="dxa"/><w:tblLook w:val="0000"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )


def _styles(fonts: Fonts) -> str:
    half = round(fonts.size * 2)
    latin, cjk = escape(fonts.latin), escape(fonts.cjk)
    headings = "".join(_heading(level, size) for level, size in ((1, 32), (2, 30), (3, 28)))
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{cjk}" w:cs="{latin}"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        f"{headings}"
        '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/>'
        '<w:basedOn w:val="a"/><w:next w:val="a"/><w:qFormat/>'
        '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/>'
        '<w:basedOn w:val="a"/><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="a0">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f"{_table_grid()}</w:styles>"
    )


def _heading(level: int, half_points: int) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="a"/><w:next w:val="a"/><w:qFormat/><w:pPr><w:keepNext/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{half_points}"/></w:rPr></w:style>'
    )


def _table_grid() -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f'<w:basedOn w:val="a1"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style>'
    )
