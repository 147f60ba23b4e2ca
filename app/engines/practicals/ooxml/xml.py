"""XML of a stranger: no DTD, no entities, no network; strict namespaces read as transitional."""

from __future__ import annotations

import re

from lxml import etree

from app.engines.practicals.ooxml.names import STRICT, Element

DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class BrokenXmlError(ValueError):
    """The part is not well-formed XML, or declares a document type."""


class BrokenFileError(ValueError):
    """The package has no readable main part."""


class LongFileError(BrokenFileError):
    """The file holds more than anybody makes in a practical."""


def as_utf8(data: bytes) -> bytes:
    """Return the bytes as UTF-8 without BOM; UTF-16 parts lose their declaration.

    Raises BrokenXmlError if the bytes are not what their mark says.
    """
    if data[:3] == b"\xef\xbb\xbf":
        return data[3:]
    encoding = _utf16_kind(data)
    if encoding is None:
        return data
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BrokenXmlError(str(error)) from error
    return DECLARATION.sub(b"", text.lstrip("\ufeff").encode(), count=1)


def declares_type(data: bytes) -> bool:
    """Whether the part declares a document type or an entity, in UTF-8 or UTF-16."""
    return DOCTYPE.search(as_utf8(data)) is not None


def parse(data: bytes) -> Element:
    """Return the root of a part; strict namespaces become transitional ones.

    Raises BrokenXmlError on anything malformed and on any DTD.
    """
    text = as_utf8(data)
    if DOCTYPE.search(text):
        raise BrokenXmlError("document type declaration")
    if b"purl.oclc.org" in text:
        for strict, transitional in STRICT.items():
            text = text.replace(strict, transitional)
    try:
        return etree.fromstring(text, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenXmlError(str(error)) from error


def _utf16_kind(data: bytes) -> str | None:
    if data[:2] in UTF16_MARKS:
        return "utf-16"
    if data[:2] == b"<\x00":
        return "utf-16-le"
    return "utf-16-be" if data[:2] == b"\x00<" else None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
