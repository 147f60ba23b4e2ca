"""Putting the signed marks into the parts of a starter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from app.engines.practicals.marks import NAMESPACE, PROPERTY, mark
from app.engines.practicals.writer.skeleton import (
    DOCUMENT,
    DOCUMENT_RELS,
    HEADER,
    OFFICE,
    TYPES,
    relationships,
)

Parts = dict[str, bytes]
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
BOOKMARK_ID = 900
CORE = "docProps/core.xml"


def stamp(
    parts: Parts,
    *,
    task_id: str,
    seed: int,
    places: Iterable[str],
    key: bytes,
    rels: str = DOCUMENT_RELS,
) -> Parts:
    """Return the parts with a mark in each of these places; `rels` are those of the main part."""
    stamped = dict(parts)
    for place in places:
        value = mark(task_id, seed, place, key)
        if place == "customxml":
            _custom_xml(stamped, value, rels)
        else:
            _PLACES[place](stamped, value)
    return stamped


def _custom_xml(parts: Parts, value: str, rels: str) -> None:
    digest = hashlib.sha256(value.encode()).hexdigest().upper()
    guid = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
    parts["customXml/item1.xml"] = _xml(f'<mark xmlns="{NAMESPACE}">{value}</mark>')
    parts["customXml/itemProps1.xml"] = _xml(
        f'<ds:datastoreItem xmlns:ds="{OFFICE}/customXml" ds:itemID="{{{guid}}}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    parts["customXml/_rels/item1.xml.rels"] = _xml(
        relationships({"rId1": (f"{OFFICE}/relationships/customXmlProps", "itemProps1.xml")})
    )
    _relate(parts, rels, "rIdMark1", "customXml", "../customXml/item1.xml")
    _declare(parts, "/customXml/itemProps1.xml", _PROPERTIES_TYPE)


def _custom_property(parts: Parts, value: str) -> None:
    parts["docProps/custom.xml"] = _xml(
        f'<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
        f'<property fmtid="{_CUSTOM_FORMAT}" pid="2" name="{PROPERTY}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
    )
    _relate(parts, "_rels/.rels", "rIdMark2", "custom-properties", "docProps/custom.xml")
    _declare(parts, "/docProps/custom.xml", _CUSTOM_TYPE)


def _bookmark(parts: Parts, value: str) -> None:
    """Put a hidden bookmark (its name begins with an underscore) into the first paragraph."""
    start = f'<w:bookmarkStart w:id="{BOOKMARK_ID}" w:name="_{value}"/>'
    end = f'<w:bookmarkEnd w:id="{BOOKMARK_ID}"/>'
    text = parts[DOCUMENT].decode()
    head, run, tail = text.partition("<w:r>")
    parts[DOCUMENT] = f"{head}{start}{end}{run}{tail}".encode()


def _keywords(parts: Parts, value: str) -> None:
    """Put the mark among the keywords that the file's properties show."""
    end = b"</cp:coreProperties>"
    keywords = f"<cp:keywords>{value}</cp:keywords>".encode()
    parts[CORE] = parts[CORE].replace(end, keywords + end)


def _xml(text: str) -> bytes:
    return (HEADER + text).encode()


def _relate(parts: Parts, rels: str, key: str, kind: str, target: str) -> None:
    item = f'<Relationship Id="{key}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{item}</Relationships>".encode())


def _declare(parts: Parts, name: str, kind: str) -> None:
    item = f'<Override PartName="{name}" ContentType="{kind}"/>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", f"{item}</Types>".encode())


_PLACES: dict[str, Callable[[Parts, str], None]] = {
    "docprops": _custom_property,
    "bookmark": _bookmark,
    "keywords": _keywords,
}
