"""The guards: what must not reach a parser is refused here, with a reason and a cure.

Order for archives: size, magic, directory limits, names, real inflated size. For XML: size, no
document type that declares anything, no network, no huge trees.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, KeysView
from html.entities import name2codepoint
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange.model import UnreadableError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

MAX_FILE = 64 << 20
MAX_ENTRIES = 30_000
MAX_TOTAL = 256 << 20
MAX_PART = 64 << 20
MAX_RATIO = 200
RATIO_FROM = 1 << 20
"""Small parts may be packed tighter than MAX_RATIO without harm."""
CHUNK = 1 << 16

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OTHERS = (
    (b"%PDF", "PDF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\xd0\xcf\x11\xe0", "OLE"),
    (b"MZ", "EXE"),
    (b"{\\rtf", "RTF"),
)
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, RuntimeError, ValueError),
)
"""What `zipfile` raises on archives that are broken: a place before the beginning, for one."""
_ENCRYPTED = 1
_UTF8_NAME = 0x800
_SYMLINK = 0o120000
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = {b"lt", b"gt", b"amp", b"quot", b"apos"}
_BEFORE_DOCTYPE = re.compile(rb"(?:\?>|-->)?[\s\xef\xbb\xbf]*(<\?|<!--)")
_DOCTYPE = re.compile(rb"(?:\?>|-->)?[\s\xef\xbb\xbf]*<!DOCTYPE\b", re.IGNORECASE)
_DECLARES = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")


def unreadable(where: str, reason: Message, cure: Message) -> UnreadableError:
    """Make the refusal of a whole file."""
    return UnreadableError(Problem(where, reason, cure))


def check_size(data: bytes, where: str) -> None:
    """Refuse an empty file and one that is too large."""
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise unreadable(
            where, msg("The file is empty."), msg("Choose the file that holds the items.")
        )
    if len(data) > MAX_FILE:
        raise unreadable(
            where,
            msg("The file is larger than %(size)s MB.", size=MAX_FILE >> 20),
            msg("Split it, or take large pictures and sounds out."),
        )


def other_kind(data: bytes) -> str:
    """Return the name of a kind of file that holds no items for us, or nothing."""
    return next((name for magic, name in OTHERS if data.startswith(magic)), "")


def is_zip(data: bytes) -> bool:
    """Whether this is an archive."""
    return data.startswith(ZIP_MAGIC)


class Archive:
    """A zip that has passed the guard; parts are inflated on demand and counted."""

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        self._total = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except DAMAGES as error:
            raise self._damaged() from error
        self._check(infos)
        self._infos = {_name_of(info): info for info in infos if not info.is_dir()}

    @property
    def names(self) -> KeysView[str]:
        """The names of all parts, in the order of the archive."""
        return self._infos.keys()

    def read(self, name: str) -> bytes:
        """Return a part; refuse when more comes out of it than it declared."""
        info = self._infos[name]
        found = bytearray()
        try:
            with self._zip.open(info) as source:
                while chunk := source.read(CHUNK):
                    found += chunk
                    if len(found) > min(info.file_size, MAX_PART):
                        raise self._bomb()
        except DAMAGES as error:
            raise self._damaged() from error
        self._total += len(found)
        if self._total > MAX_TOTAL:
            raise self._bomb()
        return bytes(found)

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_TOTAL:
            raise self._bomb()
        for info in infos:
            if info.file_size > MAX_PART or _is_too_tight(info):
                raise self._bomb()
            if info.flag_bits & _ENCRYPTED:
                raise unreadable(
                    self.where,
                    msg("The archive is locked with a password."),
                    msg("Pack it again without a password."),
                )
            if _leads_out(info):
                raise unreadable(
                    self.where,
                    msg(
                        "The archive holds a path that leads out of it: %(name)s.",
                        name=info.filename[:80],
                    ),
                    msg("Do not use this file; export it again from its system."),
                )

    def _bomb(self) -> UnreadableError:
        return unreadable(
            self.where,
            msg("The archive unpacks to far more than an item bank can hold."),
            msg("Export fewer items at a time, and without videos."),
        )

    def _damaged(self) -> UnreadableError:
        return unreadable(
            self.where,
            msg("The archive is damaged or was cut off on its way."),
            msg("Export or download it again."),
        )


def parse_xml(data: bytes, where: str) -> tuple[etree._Element, list[Message]]:
    """Return the root and what had to be repaired.

    :raises UnreadableError: when it is no XML, or declares entities.
    """
    check_doctype(data, where)
    try:
        return etree.fromstring(data, _parser()), []
    except (etree.XMLSyntaxError, ValueError) as error:
        repaired, notes = repair(data)
        if repaired == data:
            raise broken(where, error) from error
    check_doctype(repaired, where)
    try:
        return etree.fromstring(repaired, _parser()), notes
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(where, error) from error


def sound_xml(data: bytes, where: str) -> tuple[bytes, list[Message]]:
    """Return XML that is well formed to its end, and what had to be repaired; keeps no tree."""
    check_doctype(data, where)
    notes: list[Message] = []
    try:
        _walk(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        repaired, notes = repair(data)
        if repaired == data:
            raise broken(where, error) from error
        check_doctype(repaired, where)
        data = repaired
        try:
            _walk(data)
        except (etree.XMLSyntaxError, ValueError) as again:
            raise broken(where, again) from again
    return data, notes


def _walk(data: bytes) -> None:
    """Parse to the end, keeping nothing."""
    for _event, element in etree.iterparse(io.BytesIO(data), **PARSER_OPTIONS):
        element.clear()


def stream_xml(data: bytes, tag: str) -> Iterator[etree._Element]:
    """Yield the elements of one name; each is dropped when the next is asked for."""
    for _event, element in etree.iterparse(io.BytesIO(data), tag=tag, **PARSER_OPTIONS):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def check_doctype(data: bytes, where: str) -> None:
    """Refuse a document type that declares entities: that is how files are stolen and swollen.

    Other declarations do no harm, and the examples of QTI 1.2 have them. What only speaks of
    entities, such as a question about XML, has no document type before its root.
    """
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data.decode("utf-16", "replace").encode() if is_wide else data
    if _has_doctype(text) and _DECLARES.search(text):
        raise unreadable(
            where,
            msg("The file declares entities of its own, which is not allowed here."),
            msg("Export it again from its system; a file of items needs none."),
        )


def _has_doctype(text: bytes) -> bool:
    """Whether a document type stands before the root, behind comments and instructions."""
    at = 0
    while found := _BEFORE_DOCTYPE.match(text, at):
        end = text.find(b"?>" if found.group(1) == b"<?" else b"-->", found.end())
        if end < 0:
            return False
        at = end
    return _DOCTYPE.match(text, at) is not None


def repair(data: bytes) -> tuple[bytes, list[Message]]:
    """Mend what real files get wrong: HTML entities, control characters, a false encoding."""
    notes: list[Message] = []
    data = data.lstrip(b"\xef\xbb\xbf\r\n\t ")
    fixed = _ENTITY.sub(_codepoint, data)
    if fixed != data:
        notes.append(msg("Names of characters that XML does not know were replaced."))
    cleaned = fixed if fixed[:2] in (b"\xff\xfe", b"\xfe\xff") else _CONTROLS.sub(b"", fixed)
    if cleaned != fixed:
        notes.append(msg("Control characters were taken out."))
    declared = _DECLARED.search(cleaned)
    try:
        cleaned.decode((declared.group(1) if declared else b"utf-8").decode())
    except (UnicodeDecodeError, LookupError):
        text, name = decode(cleaned, "")
        body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
        notes.append(msg("The file was read as %(name)s.", name=name))
        cleaned = body.encode()
    return cleaned, notes


def broken(where: str, error: Exception) -> UnreadableError:
    """Make the refusal of malformed XML."""
    line = getattr(error, "lineno", None) or 1
    words = str(error).split(", line")[0]
    return unreadable(
        f"{where}:{line}",
        msg("The XML is malformed or was cut off: %(reason)s.", reason=words),
        msg("Export or download it again."),
    )


def decode(data: bytes, where: str) -> tuple[str, str]:
    """Return the text of a text file and the name of its encoding.

    UTF-8 and UTF-16 by their marks, then strict UTF-8, then GB18030 where bytes stand in pairs as
    Chinese does, else Windows-1252.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data.decode(name, "replace")
            return _refuse_binary(text.lstrip("\ufeff"), where), name
    for name in _encodings(data):
        try:
            return _refuse_binary(data.decode(name), where), name
        except UnicodeDecodeError:
            continue
    raise unreadable(
        where,
        msg("The text is in an encoding that is not known here."),
        msg("Save it again as UTF-8."),
    )


def _refuse_binary(text: str, where: str) -> str:
    if "\x00" in text:
        raise unreadable(
            where,
            msg("This is not a text file."),
            msg("Choose a file in one of the formats named on this page."),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encodings(data: bytes) -> Iterator[str]:
    """Yield what to try; the bytes are looked at only when they are not UTF-8."""
    yield "utf-8"
    yield "gb18030" if _stands_in_pairs(data) else "cp1252"
    yield "gb18030"


def _stands_in_pairs(data: bytes) -> bool:
    """Whether high bytes come in twos, as in Chinese text, rather than singly, as in French."""
    runs = paired = 0
    for found in re.finditer(rb"[\x81-\xfe][\x40-\xfe]|[\x80-\xff]", data):
        run = found.group()
        runs += 1
        paired += len(run) == 2 and run[1] >= 0xA1  # noqa: PLR2004
    return runs > 0 and paired >= 0.7 * runs


def _codepoint(found: re.Match[bytes]) -> bytes:
    name = found.group(1)
    if name in _XML_ENTITIES or name.decode() not in name2codepoint:
        return found.group(0)
    return f"&#{name2codepoint[name.decode()]};".encode()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(**PARSER_OPTIONS)


PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return the name of a part; Chinese systems write it in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
            name = raw.decode("utf-8") if _is_utf8(raw) else raw.decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return name.replace("\\", "/")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_too_tight(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1)


def _leads_out(info: zipfile.ZipInfo) -> bool:
    name = info.filename.replace("\\", "/")
    path = PurePosixPath(name)
    is_link = (info.external_attr >> 16) & 0o170000 == _SYMLINK
    return is_link or path.is_absolute() or ".." in path.parts or (name[1:2] == ":")
