"""Items → a QTI package: manifest with what is said about each item, one file an item, media."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange.export.base import (
    Losses,
    OmitError,
    Written,
    with_residue,
)
from app.engines.bankfiles.interchange.export.qti import item as items
from app.engines.bankfiles.interchange.export.qti.versions import NAMES, Version, serialize
from app.engines.bankfiles.interchange.model import Entry, Format
from app.engines.bankfiles.interchange.qti.reader import read_document
from app.engines.bankfiles.source import ItemSource

CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
MOMENT = (2000, 1, 1, 0, 0, 0)
"""The same items give the same bytes."""
LOST: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "number": ("decimals", "wrong"),
        "short": ("rubric", "zero", "note", "limit"),
        "essay": ("rubric", "zero", "note", "limit"),
        "blank": ("match",),
        "cloze": ("match", "words"),
    }
)
"""Kind → parts of its content that the format has no place for."""
Packed = tuple[bytes, dict[str, str], Sequence[str]]
"""One item: its document, its media in base64, and its keywords."""


def write(sources: Sequence[ItemSource], version: Version = Version.V21) -> Written:
    """Return the package of these items."""
    losses = Losses()
    packed: list[tuple[ItemSource, Packed]] = []
    for source in sources:
        try:
            made = with_residue(source, partial(_packed, source, version), _back)
        except OmitError as error:
            losses.omit(source, error.reason)
            continue
        packed.append((source, made))
        losses.note(source, LOST.get(source.kind, ()))
    found = (tuple(losses.omitted), tuple(losses.reduced))
    return Written(Format.QTI, "items.qti.zip", _zip(packed, version), len(packed), *found)


def _packed(source: ItemSource, version: Version, tags: Sequence[str]) -> Packed:
    node, media = items.write(source)
    return serialize(node, version), media, tags


def _back(packed: Packed) -> Entry:
    document, media, keywords = packed

    def load(path: str) -> bytes | None:
        return base64.b64decode(media[path]) if path in media else None

    return next(iter(read_document(document, "", load, tuple(keywords))))


def _zip(packed: Sequence[tuple[ItemSource, Packed]], version: Version) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "imsmanifest.xml", _manifest(packed, version))
        for source, (document, media, _keywords) in packed:
            _add(archive, f"{source.code}.xml", document)
            for path, data in media.items():
                _add(archive, path, base64.b64decode(data))
    return held.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def _manifest(packed: Sequence[tuple[ItemSource, Packed]], version: Version) -> bytes:
    names = NAMES[version]
    root: Any = etree.Element(f"{{{CP}}}manifest", nsmap={None: CP, "imsmd": LOM})  # type: ignore[dict-item]
    root.set("identifier", "MANIFEST")
    head = etree.SubElement(root, f"{{{CP}}}metadata")
    etree.SubElement(head, f"{{{CP}}}schema").text = names.package
    etree.SubElement(head, f"{{{CP}}}schemaversion").text = "1.0.0"
    etree.SubElement(root, f"{{{CP}}}organizations")
    resources = etree.SubElement(root, f"{{{CP}}}resources")
    for place, (source, (_document, media, keywords)) in enumerate(packed, start=1):
        node = etree.SubElement(
            resources,
            f"{{{CP}}}resource",
            {"identifier": f"R{place}", "type": names.resource, "href": f"{source.code}.xml"},
        )
        said = etree.SubElement(node, f"{{{CP}}}metadata")
        general = etree.SubElement(etree.SubElement(said, f"{{{LOM}}}lom"), f"{{{LOM}}}general")
        for keyword in keywords:
            holder = etree.SubElement(general, f"{{{LOM}}}keyword")
            etree.SubElement(holder, f"{{{LOM}}}string").text = keyword
        for path in (f"{source.code}.xml", *media):
            etree.SubElement(node, f"{{{CP}}}file", {"href": path})
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
