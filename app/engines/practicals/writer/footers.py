"""Page numbers: footers for odd and even pages with a real PAGE field."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from lxml import etree

from app.engines.practicals.ooxml.names import Element, R, W, child, w
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.writer.edit import CHARACTER_KEYS, set_character
from app.engines.practicals.writer.order import ensure, ensure_first, place, put
from app.engines.practicals.writer.skeleton import DOCUMENT_RELS, HEADER, OFFICE, TYPES, WORD_TYPE

PLACE = "{PAGE}"
_SIDES = {"default": "align.odd", "even": "align.even", "first": "align.odd"}


def add_page_number(package: Package, parts: dict[str, bytes], wishes: Mapping[str, Any]) -> None:
    """Write a footer for each kind of page and refer to it from every section.

    `wishes`: types, text with `{PAGE}`, size, fonts, align.odd, align.even; `field: false` types
    a figure instead of a field.
    """
    document = package.xml("word/document.xml")
    settings = package.xml("word/settings.xml")
    kinds = wishes.get("types") or ["default"]
    kinds = [kinds] if isinstance(kinds, str) else kinds
    for kind in kinds:
        name = f"footer-{kind}.xml"
        parts[f"word/{name}"] = _footer(wishes, kind)
        key = f"rIdFooter{kind.title()}"
        _register(parts, name, key)
        for section in document.iter(w("sectPr")) if document is not None else ():
            _refer(section, kind, key)
    if "even" in kinds and settings is not None:
        ensure(settings, "evenAndOddHeaders")


def _register(parts: dict[str, bytes], name: str, key: str) -> None:
    relation = f'<Relationship Id="{key}" Type="{OFFICE}/relationships/footer" Target="{name}"/>'
    override = f'<Override PartName="/word/{name}" ContentType="{WORD_TYPE}.footer+xml"/>'
    for part, end, item in (
        (DOCUMENT_RELS, b"</Relationships>", relation),
        (TYPES, b"</Types>", override),
    ):
        if key.encode() not in parts[part] and f"/word/{name}".encode() not in parts[part]:
            parts[part] = parts[part].replace(end, item.encode() + end)


def _refer(section: Element, kind: str, key: str) -> None:
    for old in section.findall(w("footerReference")):
        if old.get(w("type"), "default") == kind:
            section.remove(old)
    reference = etree.Element(w("footerReference"))
    reference.set(w("type"), kind)
    reference.set(f"{{{R}}}id", key)
    place(section, reference)


def _footer(wishes: Mapping[str, Any], kind: str) -> bytes:
    before, _place, after = str(wishes.get("text", PLACE)).partition(PLACE)
    number = _field() if wishes.get("field", True) else _run("1")
    text = f'<w:ftr xmlns:w="{W}"><w:p>{_run(before)}{number}{_run(after)}</w:p></w:ftr>'
    root = etree.fromstring(text.encode())
    paragraph = child(root, "p")
    if paragraph is not None:
        _format(paragraph, wishes, kind)
    return HEADER.encode() + etree.tostring(root, encoding="UTF-8")


def _format(paragraph: Element, wishes: Mapping[str, Any], kind: str) -> None:
    properties = ensure_first(paragraph, "pPr")
    put(properties, "pStyle", val="Footer")
    if side := wishes.get(_SIDES[kind]):
        put(properties, "jc", val=side)
    for run in paragraph.findall(w("r")):
        for key in CHARACTER_KEYS & wishes.keys():
            set_character(ensure_first(run, "rPr"), key, wishes[key])


def _run(text: str) -> str:
    if not text:
        return ""
    return f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def _field() -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        "<w:r><w:t>1</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
