"""The size of a picture in pixels, read from its first bytes."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_BOX = re.compile(rb"viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
"""JPEG segments that hold the size."""


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF, JPEG, WebP or SVG picture; None when not known.

    >>> size_of(b"GIF89a" + bytes([200, 0, 100, 0]))
    (200, 100)
    """
    if data.startswith(b"\x89PNG") and len(data) >= 24:  # noqa: PLR2004 - the header of PNG
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(b"GIF8") and len(data) >= 10:  # noqa: PLR2004 - the header of GIF
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if data.startswith(b"\xff\xd8"):
        return next(_jpeg(data), None)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    if b"<svg" in data[:1000]:
        return _svg(data[:2000])
    return None


def _jpeg(data: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004 - the mark of a segment
        mark, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if mark in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            yield width, height
        at += 2 + length


def _webp(data: bytes) -> tuple[int, int] | None:
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:  # noqa: PLR2004 - the longest of the three headers
        return None
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def _svg(head: bytes) -> tuple[int, int] | None:
    found = _BOX.search(head)
    if found:
        return round(float(found[1])), round(float(found[2]))
    sides = [re.search(rb"\b%b\s*=\s*[\"']([\d.]+)" % side, head) for side in (b"width", b"height")]
    if all(sides):
        width, height = (round(float(side[1])) for side in sides if side)
        return width, height
    return None
