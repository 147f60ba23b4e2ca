"""All parts of an office file as bytes, pictures included, and how they go back into a file."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from app.engines.practicals.ooxml.names import Element

HEADER = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def unpack(data: bytes) -> dict[str, bytes]:
    """Return every part by name. Only for files that have passed the guard."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            item.filename: archive.read(item) for item in archive.infolist() if not item.is_dir()
        }


def to_bytes(root: Element) -> bytes:
    """Return a tree as a part."""
    return HEADER + etree.tostring(root, encoding="UTF-8")
