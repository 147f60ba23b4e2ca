"""The directory and the streams of a compound file (OLE, [MS-CFB]), read so that no file can harm.

Every chain of sectors is followed at most as far as the file is long; nothing else is trusted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEADER = 512
FREE = 0xFFFFFFFA
"""Numbers from here on are no sectors: free, end of chain, tables."""
DIRECTORY_ENTRY = 128
MAX_ENTRIES = 4096
STORAGE, STREAM, ROOT = 1, 2, 5
TERMINATOR = 2
MINI_SIZE = 64
SIZES = {9: 512, 12: 4096}


class BrokenCompoundError(ValueError):
    """The file is not built as compound files are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream or a storage of the directory."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file: `entries` by name, as far as it can be read."""

    def __init__(self, data: bytes) -> None:
        """Read header, table and directory.

        :raises BrokenCompoundError: there is no sound header or directory.
        """
        if len(data) < HEADER:
            raise BrokenCompoundError("short")
        self._data = data
        self._size = SIZES.get(_u16(data, 30), 0)
        if not self._size:
            raise BrokenCompoundError("sector size")
        self._last = len(data) // self._size
        self._cutoff = _u32(data, 56)
        self._table = self._read_table()
        self.entries = {entry.name: entry for entry in self._read_directory()}
        if not any(entry.kind == ROOT for entry in self.entries.values()):
            raise BrokenCompoundError("no root")
        self._mini_table = _words(b"".join(self._chain(_u32(data, 60))))

    def head(self, name: str, length: int) -> bytes:
        """Return the first bytes of a stream; empty if there is none of this name."""
        entry = self.entries.get(name)
        if entry is None or entry.kind != STREAM:
            return b""
        wanted = min(length, entry.size)
        if entry.size < self._cutoff:
            return self._small(entry.start, wanted)
        found = bytearray()
        for sector in self._chain(entry.start):
            found += sector
            if len(found) >= wanted:
                break
        return bytes(found[:wanted])

    def _small(self, start: int, wanted: int) -> bytes:
        """Read a short stream, which lies in pieces of 64 bytes in the root's own stream."""
        root = next(entry for entry in self.entries.values() if entry.kind == ROOT)
        home = b"".join(self._chain(root.start))
        found = bytearray()
        for number in _follow(self._mini_table, start, len(home) // MINI_SIZE):
            found += home[number * MINI_SIZE : (number + 1) * MINI_SIZE]
            if len(found) >= wanted:
                break
        return bytes(found[:wanted])

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _chain(self, start: int) -> Iterator[bytes]:
        return (self._sector(number) for number in _follow(self._table, start, self._last))

    def _read_table(self) -> tuple[int, ...]:
        """Return the table of sectors, of which the header lists the parts."""
        parts = [number for number in _words(self._data[76:HEADER]) if number < FREE]
        more, seen = _u32(self._data, 68), 0
        while more < FREE and seen <= self._last:
            words = _words(self._sector(more))
            if not words:
                break
            parts += [number for number in words[:-1] if number < FREE]
            more, seen = words[-1], seen + 1
        return _words(b"".join(self._sector(part) for part in parts[: self._last + 1]))

    def _read_directory(self) -> Iterator[Entry]:
        read = 0
        for sector in self._chain(_u32(self._data, 48)):
            for at in range(0, len(sector) - DIRECTORY_ENTRY + 1, DIRECTORY_ENTRY):
                read += 1
                if read > MAX_ENTRIES:
                    raise BrokenCompoundError("too many entries")
                entry = _entry(sector[at : at + DIRECTORY_ENTRY])
                if entry is not None:
                    yield entry


def _entry(raw: bytes) -> Entry | None:
    length, kind = _u16(raw, 64), raw[66]
    if kind not in {STORAGE, STREAM, ROOT} or not TERMINATOR <= length <= DIRECTORY_ENTRY // 2:
        return None
    name = raw[: length - TERMINATOR].decode("utf-16-le", "replace")
    return Entry(name, kind, _u32(raw, 116), _u32(raw, 120))


def _follow(table: tuple[int, ...], start: int, most: int) -> Iterator[int]:
    """Yield the numbers of a chain; one that runs in circles or out of the file just ends."""
    seen: set[int] = set()
    while start < FREE and start < len(table) and start not in seen and len(seen) <= most:
        seen.add(start)
        yield start
        start = table[start]


def _words(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
