"""The parts of the document, packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

from app.engines.bankfiles.interchange.export.word.pictures import relation_of
from app.engines.bankfiles.interchange.export.word.styles import styles
from app.engines.bankfiles.interchange.export.word.xml import NAMESPACES, W_URI

HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FIXED_DATE = (2003, 6, 26, 0, 0, 0)
"""Of every part, so that the same items give the same bytes."""
PARTS = {
    "document": "document.main",
    "styles": "styles",
    "settings": "settings",
    "header1": "header",
    "footer1": "footer",
}
FIELD = '<w:r><w:fldChar w:fldCharType="{0}"/></w:r>'


def pack(body: str, title: str, pictures: Mapping[str, bytes]) -> bytes:
    """Return the document."""
    texts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(
            {
                "rId1": ("officeDocument", "word/document.xml"),
                "rId2": ("metadata/core-properties", "docProps/core.xml"),
            }
        ),
        "docProps/core.xml": _core(title),
        "word/document.xml": _document(body),
        "word/_rels/document.xml.rels": _relations(
            {
                "rIdStyles": ("styles", "styles.xml"),
                "rIdSettings": ("settings", "settings.xml"),
                "rIdHeader": ("header", "header1.xml"),
                "rIdFooter": ("footer", "footer1.xml"),
                **{relation_of(name): ("image", name) for name in pictures},
            }
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": _settings(),
        "word/header1.xml": _edge("hdr", "XkHead", _run(title)),
        "word/footer1.xml": _edge("ftr", "XkFoot", _pages()),
    }
    parts = {name: (HEADER + text).encode() for name, text in texts.items()}
    parts |= {f"word/{name}": data for name, data in pictures.items()}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return held.getvalue()


def _types() -> str:
    endings = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "jpeg": "image/jpeg",
        "gif": "image/gif",
    }
    defaults = "".join(
        f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in endings.items()
    )
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD}.{kind}+xml"/>'
        for name, kind in PARTS.items()
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    core = f'<Override PartName="/docProps/core.xml" ContentType="{core}"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{defaults}{parts}{core}</Types>'


def _relations(held: Mapping[str, tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="{id_}" Target="{target}"'
        f' Type="{PACKAGE if "/" in kind else OFFICE}/relationships/{kind}"/>'
        for id_, (kind, target) in held.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>"
    )


def _document(body: str) -> str:
    return (
        f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr>"
        '<w:headerReference w:type="default" r:id="rIdHeader"/>'
        '<w:footerReference w:type="default" r:id="rIdFooter"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1418" w:bottom="1304" w:left="1418" w:header="794"'
        ' w:footer="794" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="312"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{W_URI}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )


def _edge(name: str, style: str, inside: str) -> str:
    return (
        f'<w:{name} {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'
        f"</w:{name}>"
    )


def _pages() -> str:
    return f"{_run('第 ')}{_field('PAGE')}{_run(' 页　共 ')}{_field('NUMPAGES')}{_run(' 页')}"


def _field(name: str) -> str:
    code = f'<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
    parts = (FIELD.format("begin"), code, FIELD.format("separate"), _run("1"), FIELD.format("end"))
    return "".join(parts)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
