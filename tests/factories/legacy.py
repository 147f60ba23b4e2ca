"""Files of older formats, as small as they can be: OLE and OpenDocument."""

from __future__ import annotations

import struct

from tests.factories.practicals import packed

SECTOR = 512
END, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
CUTOFF = 4096
BOF = struct.pack("<HHI", 0x809, 4, 0)


def entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw), kind, 1)
        + struct.pack("<3I", *[NONE] * 3)
    )
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def compound(streams: dict[str, bytes]) -> bytes:
    """Build a compound file whose streams are all long enough for sectors of their own."""
    sectors: list[bytes] = []
    table: list[int] = []

    def chain(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        for number, piece in enumerate(pieces, 1):
            sectors.append(piece)
            table.append(END if number == len(pieces) else len(sectors))
        return first

    entries = [entry("Root Entry", 5, END, 0)]
    for name, data in streams.items():
        long = data.ljust(CUTOFF, b"\0")
        entries.append(entry(name, 2, chain(long), len(long)))
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = chain(b"".join(entries))
    home = len(sectors)
    table.append(FAT)
    sectors.append(struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff"))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory, 0, CUTOFF, END, 0, END, 0)
    header += struct.pack("<I", home)
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors)


def odf(what: str, **parts: str | bytes) -> bytes:
    given = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()}
    kind = f"application/vnd.oasis.opendocument.{what}"
    return packed({"mimetype": kind, "content.xml": "<a/>", **given})
