"""The way in: guard, detect, read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from app.engines.bankfiles.interchange import (
    aiken,
    blackboard,
    docx,
    gift,
    guard,
    moodle,
    qti,
    text,
)
from app.engines.bankfiles.interchange.detect import KNOWN, detect
from app.engines.bankfiles.interchange.model import (
    Entry,
    Format,
    ImportResult,
    Remark,
    collect,
    warn,
)
from app.engines.bankfiles.interchange.table import separated, sheets
from app.kernel.text import msg

Reader = Callable[[bytes, str], Iterator[Entry]]
TextReader = Callable[[str, str], Iterator[Entry]]


def read(data: bytes, name: str, format_: Format | None = None) -> ImportResult:
    """Return everything in a file.

    :param name: the file's own name, for messages.
    :param format_: None to find it out.
    :raises UnreadableError: when the file as a whole cannot be read; nothing else is raised.
    """
    known = format_ or detect(data, name)
    return collect(known, stream(data, name, known))


def read_text(pasted: str, name: str = "text") -> ImportResult:
    """Return everything in a pasted text, whatever text format it is in."""
    return read(pasted.encode(), name)


def stream(data: bytes, name: str, format_: Format) -> Iterator[Entry]:
    """Yield what a file of a known format holds, one by one.

    :raises UnreadableError: at any point; what was yielded before must not be kept then.
    """
    guard.check_size(data, name)
    is_empty = True
    try:
        for entry in READERS[format_](data, name):
            is_empty = is_empty and isinstance(entry, Remark)
            yield entry
    except RecursionError as error:
        raise guard.unreadable(
            name, msg("The file is nested too deeply."), msg("Export it again from its system.")
        ) from error
    if is_empty:
        raise guard.unreadable(name, msg("The file holds no items."), KNOWN)


def _text(reader: TextReader) -> Reader:
    def read_bytes(data: bytes, name: str) -> Iterator[Entry]:
        decoded, encoding = guard.decode(data, name)
        if encoding not in ("utf-8", "utf-16"):
            yield Remark(problem=warn(name, msg("The file was read as %(name)s.", name=encoding)))
        yield from reader(decoded, name)

    return read_bytes


READERS: Mapping[Format, Reader] = MappingProxyType(
    {
        Format.QTI: qti.read,
        Format.MOODLE: moodle.read,
        Format.GIFT: _text(gift.read),
        Format.AIKEN: _text(aiken.read),
        Format.BLACKBOARD: blackboard.read,
        Format.XLSX: sheets.read,
        Format.DOCX: docx.read,
        Format.CSV: separated.read,
        Format.TEXT: _text(text.read),
    }
)
