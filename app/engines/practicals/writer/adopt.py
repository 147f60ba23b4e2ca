"""The signed marks in a starter that an author uploaded: put in without touching what is there.

Files of strangers hold custom properties, custom XML and relationships of their own, in any prefix;
so every part is parsed and added to, never replaced as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from lxml import etree

from app.engines.practicals.marks import NAMESPACE, PROPERTY, mark
from app.engines.practicals.ooxml.archive import HEADER, to_bytes, unpack
from app.engines.practicals.ooxml.names import Element, w
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.sheet.names import s
from app.engines.practicals.writer.skeleton import OFFICE, PACKAGE, TYPES, pack

Parts = dict[str, bytes]
_RELATIONS = f"{{{PACKAGE}/relationships}}"
_CONTENT = f"{{{PACKAGE}/content-types}}"
_CUSTOM = f"{OFFICE}/custom-properties"
_VARIANT = f"{OFFICE}/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FIRST_PROPERTY = 2
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def marked(data: bytes, *, task_id: str, seed: int, places: Iterable[str], key: bytes) -> bytes:
    """Return an author's file with a mark in each of these places; the same bytes every time."""
    parts = unpack(data)
    main = Package(parts).related("", "officeDocument") or ""
    for place in places:
        _PLACES[place](parts, main, mark(task_id, seed, place, key))
    return pack(parts)


def _custom_xml(parts: Parts, main: str, value: str) -> None:
    number = 1
    while f"customXml/item{number}.xml" in parts:
        number += 1
    digest = hashlib.sha256(value.encode()).hexdigest().upper()
    guid = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
    item, about = f"customXml/item{number}.xml", f"customXml/itemProps{number}.xml"
    parts[item] = HEADER + f'<mark xmlns="{NAMESPACE}">{value}</mark>'.encode()
    parts[about] = (
        HEADER
        + (
            f'<ds:datastoreItem xmlns:ds="{OFFICE}/customXml" ds:itemID="{{{guid}}}">'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs>'
            "</ds:datastoreItem>"
        ).encode()
    )
    _relate(parts, item, "customXmlProps", f"itemProps{number}.xml")
    depth = main.count("/")
    _relate(parts, main, "customXml", "../" * depth + item)
    _declare(parts, f"/{about}", _PROPERTIES_TYPE)


def _property(parts: Parts, _main: str, value: str) -> None:
    name = Package(parts).related("", "custom-properties")
    if name is None:
        name = "docProps/custom.xml"
        parts[name] = HEADER + f'<Properties xmlns="{_CUSTOM}"/>'.encode()
        _relate(parts, "", "custom-properties", name)
        _declare(parts, f"/{name}", _CUSTOM_TYPE)
    root = parse(parts[name])
    used = [int(item.get("pid", "1")) for item in root]
    item = etree.SubElement(root, f"{{{_CUSTOM}}}property")
    item.set("fmtid", _FORMAT)
    item.set("pid", str(max([_FIRST_PROPERTY - 1, *used]) + 1))
    item.set("name", PROPERTY)
    etree.SubElement(item, f"{{{_VARIANT}}}lpwstr").text = value
    parts[name] = to_bytes(root)


def _bookmark(parts: Parts, main: str, value: str) -> None:
    """Put a hidden bookmark (its name begins with an underscore) into the first paragraph."""
    root = parse(parts[main])
    paragraph = next(root.iter(w("p")), None)
    if paragraph is None:
        return
    used = [int(item.get(w("id"), "0")) for item in root.iter(w("bookmarkStart"))]
    number = str(max([0, *used]) + 1)
    start, end = etree.Element(w("bookmarkStart")), etree.Element(w("bookmarkEnd"))
    start.set(w("id"), number)
    start.set(w("name"), f"_{value}")
    end.set(w("id"), number)
    at = 1 if len(paragraph) and paragraph[0].tag == w("pPr") else 0
    paragraph.insert(at, start)
    paragraph.insert(at + 1, end)
    parts[main] = to_bytes(root)


def _name(parts: Parts, main: str, value: str) -> None:
    """Put the mark into the name of a hidden constant."""
    root = parse(parts[main])
    names = root.find(s("definedNames"))
    if names is None:
        names = etree.Element(s("definedNames"))
        sheets = root.find(s("sheets"))
        root.insert(len(root) if sheets is None else _after_sheets(root, sheets), names)
    item = etree.SubElement(names, s("definedName"))
    item.set("name", f"_{value}")
    item.set("hidden", "1")
    item.text = "1"
    parts[main] = to_bytes(root)


def _after_sheets(root: Element, sheets: Element) -> int:
    """Return where names belong: after sheets, function groups and outside references."""
    earlier = {s("functionGroups"), s("externalReferences")}
    at = root.index(sheets) + 1
    while at < len(root) and root[at].tag in earlier:
        at += 1
    return at


def _keywords(parts: Parts, _main: str, value: str) -> None:
    """Put the mark among the keywords that the file's properties show."""
    name = Package(parts).related("", "core-properties")
    if name is None:
        return
    root = parse(parts[name])
    item = root.find(f"{{{_CORE}}}keywords")
    if item is None:
        item = etree.SubElement(root, f"{{{_CORE}}}keywords")
    item.text = f"{item.text} {value}" if item.text else value
    parts[name] = to_bytes(root)


def _relate(parts: Parts, part: str, kind: str, target: str) -> None:
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    empty = HEADER + f'<Relationships xmlns="{PACKAGE}/relationships"/>'.encode()
    root = parse(parts.get(rels, empty))
    used, number = {item.get("Id") for item in root}, 1
    while f"rIdMark{number}" in used:
        number += 1
    item = etree.SubElement(root, f"{_RELATIONS}Relationship")
    item.set("Id", f"rIdMark{number}")
    item.set("Type", f"{OFFICE}/relationships/{kind}")
    item.set("Target", target)
    parts[rels] = to_bytes(root)


def _declare(parts: Parts, name: str, kind: str) -> None:
    root = parse(parts[TYPES])
    item = etree.SubElement(root, f"{_CONTENT}Override")
    item.set("PartName", name)
    item.set("ContentType", kind)
    parts[TYPES] = to_bytes(root)


_PLACES: dict[str, Callable[[Parts, str, str], None]] = {
    "customxml": _custom_xml,
    "docprops": _property,
    "bookmark": _bookmark,
    "name": _name,
    "keywords": _keywords,
}
