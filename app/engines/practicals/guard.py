"""The upload guard: refuses what must not reach a parser, and says what to do instead.

Order: size, magic bytes, zip directory limits, real inflated size, no document types, main type.
Nothing but XML parts is ever inflated.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.engines.practicals import refusals
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.xml import BrokenXmlError, declares_type, parse
from app.engines.practicals.refusals import RefusedError
from app.kernel.text import Message, msg

MAX_FILE = 20 << 20
MAX_ENTRIES = 2000
MAX_TOTAL = 200 << 20
MAX_XML_PART = 30 << 20
MAX_XML_TOTAL = 120 << 20
MAX_RATIO = 200
RATIO_FROM = 1 << 20
"""Small parts may be packed tighter than MAX_RATIO without harm."""
CHUNK = 1 << 16

CONTENT_TYPES = "[Content_Types].xml"
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_FLAG = 1
RAW = "work"
"""What is no office file: JSON from the page, or a folder in an archive."""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_KINDS = {
    _WORD + "document.main+xml": "docx",
    _WORD + "template.main+xml": "docx",
    "application/vnd.ms-word.document.macroEnabled.main+xml": "docm",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": "docm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "xlsm",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": "pptm",
}
_FAMILIES = {"docm": "docx", "xlsm": "xlsx", "pptm": "pptx"}
"""Kinds with macros, and the kind that a task asks for by name."""
_XML_ENDINGS = (".xml", ".rels", ".vml")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that passed: its kind, its XML parts, and what an examiner may want to know."""

    kind: str
    package: Package
    notes: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Inflater:
    """Reads parts and counts what really comes out of them."""

    archive: zipfile.ZipFile
    total: int = 0
    parts: dict[str, bytes] = field(default_factory=dict)

    def read(self, info: zipfile.ZipInfo) -> bytes:
        """Return a part. Raises RefusedError if it is larger than declared or allowed."""
        limit = min(info.file_size, MAX_XML_PART)
        found = bytearray()
        with self.archive.open(info) as source:
            while chunk := source.read(CHUNK):
                found += chunk
                if len(found) > limit:
                    raise RefusedError("bomb", refusals.bomb())
        self.total += len(found)
        if self.total > MAX_XML_TOTAL:
            raise RefusedError("bomb", refusals.bomb())
        return bytes(found)


def open_file(data: bytes, wanted: str = "docx") -> Opened:
    """Open a file of the wanted kind. Raises RefusedError with a reason and a cure."""
    if wanted == RAW:
        return _open_work(data)
    _check_start(data, wanted)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _open_archive(archive, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise RefusedError("damaged", refusals.damaged()) from error
    except (ValueError, RuntimeError) as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError("damaged", refusals.damaged()) from error


def _open_work(data: bytes) -> Opened:
    """Pass on work done in the page, or a plain archive: its own office reads it with limits."""
    if not data:
        raise RefusedError("empty", refusals.empty())
    if len(data) > MAX_FILE:
        raise RefusedError("too-big", refusals.too_big(len(data), MAX_FILE))
    return Opened(RAW, Package({RAW: data}))


def _check_start(data: bytes, wanted: str) -> None:
    if not data:
        raise RefusedError("empty", refusals.empty())
    if len(data) > MAX_FILE:
        raise RefusedError("too-big", refusals.too_big(len(data), MAX_FILE))
    if data.startswith(OLE_MAGIC):
        raise RefusedError(*refusals.compound_file(data, wanted))
    if not data.startswith(ZIP_MAGIC):
        raise RefusedError(*refusals.other_format(data, wanted))


def _open_archive(archive: zipfile.ZipFile, wanted: str) -> Opened:
    infos = archive.infolist()
    check_directory(infos)
    names = {info.filename for info in infos}
    if CONTENT_TYPES not in names:
        raise RefusedError(*refusals.other_archive(_mimetype(archive, names), wanted))
    package = Package(inflated(archive))
    kind = _kind(package, wanted)
    return Opened(kind, package, tuple(_notes(infos, package.parts, kind)))


def inflated(archive: zipfile.ZipFile, typed: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Return the XML parts of an archive. Raises RefusedError for bombs and document types.

    :param typed: folders whose parts may declare a document type, as lists of macros do.
    """
    inflater = _Inflater(archive)
    for info in archive.infolist():
        name = info.filename
        if name.lower().endswith(_XML_ENDINGS) and name not in inflater.parts:
            part = inflater.read(info)
            if not name.startswith(typed) and _declares_type(part):
                raise RefusedError("dtd", refusals.document_type())
            inflater.parts[name] = part
    return inflater.parts


def check_directory(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive whose directory is not that of an honest file. Raises RefusedError."""
    if len(infos) > MAX_ENTRIES:
        raise RefusedError("too-many-parts", refusals.damaged())
    for info in infos:
        steps = info.filename.replace("\\", "/").split("/")
        if info.filename.startswith(("/", "\\")) or ".." in steps or ":" in steps[0]:
            raise RefusedError("traversal", refusals.hostile())
        if info.flag_bits & ENCRYPTED_FLAG:
            raise RefusedError("encrypted", refusals.encrypted())
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
            raise RefusedError("bomb", refusals.bomb())
    if sum(info.file_size for info in infos) > MAX_TOTAL:
        raise RefusedError("bomb", refusals.bomb())


def _mimetype(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    """Return the start of the mark by which OpenDocument files are known."""
    if "mimetype" not in names:
        return b""
    with archive.open("mimetype") as source:
        return source.read(100)


def _declares_type(part: bytes) -> bool:
    try:
        return declares_type(part)
    except BrokenXmlError:
        return False  # not text at all: the parser will refuse it, if anyone asks for the part


def _kind(package: Package, wanted: str) -> str:
    """Return the kind by the type of the main part; the file's extension is not asked."""
    try:
        types = parse(package.parts[CONTENT_TYPES])
    except BrokenXmlError as error:
        raise RefusedError("damaged", refusals.damaged()) from error
    found = {_KINDS.get(item.get("ContentType", "")) for item in types}
    kinds = [kind for kind in _KINDS.values() if kind in found]
    if not kinds:
        raise RefusedError(*refusals.other_archive(b"", wanted))
    family = _FAMILIES.get(kinds[0], kinds[0])
    if family != wanted:
        raise RefusedError(*refusals.other_program(family, wanted))
    return kinds[0]


def _notes(
    infos: list[zipfile.ZipInfo], parts: Mapping[str, bytes], kind: str
) -> Iterator[Message]:
    names = [info.filename for info in infos]
    if kind in _FAMILIES or any(name.endswith("vbaProject.bin") for name in names):
        yield msg("The file holds macros; they are not run.")
    if any("/embeddings/" in name for name in names):
        yield msg("The file holds embedded objects; they are not opened.")
    if any("/activeX/" in name for name in names):
        yield msg("The file holds ActiveX controls; they are not run.")
    if len({name.lower() for name in names}) != len(names):
        yield msg("The file holds parts of the same name.")
    for outside in sorted(_outside(parts)):
        yield msg(
            "The file refers to something outside it (%(kind)s); it is not loaded.", kind=outside
        )


def _outside(parts: Mapping[str, bytes]) -> set[str]:
    """Return the kinds of external relationships other than hyperlinks."""
    found: set[str] = set()
    for name, part in parts.items():
        if not name.endswith(".rels") or b"External" not in part:
            continue
        try:
            relations = parse(part)
        except BrokenXmlError:
            continue
        found |= {
            item.get("Type", "").rpartition("/")[2]
            for item in relations
            if item.get("TargetMode") == "External"
        }
    return found - {"hyperlink"}
