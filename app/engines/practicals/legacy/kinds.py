"""Which older format a file has, and whether it may be given to the program that converts it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from app.engines.practicals import refusals
from app.engines.practicals.guard import (
    MAX_FILE,
    OLE_MAGIC,
    ZIP_MAGIC,
    check_directory,
    inflated,
)
from app.engines.practicals.legacy.compound import BrokenCompoundError, Compound
from app.engines.practicals.legacy.model import Old
from app.engines.practicals.offices import OFFICES
from app.engines.practicals.refusals import RefusedError

TARGETS = {"doc": "docx", "odt": "docx", "xls": "xlsx", "ods": "xlsx", "ppt": "pptx", "odp": "pptx"}
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "docx": (".doc", ".wps", ".odt"),
    "xlsx": (".xls", ".et", ".ods"),
    "pptx": (".ppt", ".dps", ".odp"),
}
"""What files of other formats are called, by the format that a task asks for."""

_STREAMS = {
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}
_ENCRYPTED = ("EncryptedPackage", "EncryptedSummary", "EncryptionInfo")
_OPENDOCUMENT = "application/vnd.oasis.opendocument."
_ODF = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_MIMETYPE, _MANIFEST = "mimetype", "META-INF/manifest.xml"
_MACROS = ("Basic/", "Dialogs/")
_FIB_FLAGS, _FIB_ENCRYPTED = 10, 0x0100
_FILEPASS, _BOF_END = 0x2F, 64
_LOCKED_SHOW = 0xF3D1C4DF


def recognise(module: str, data: bytes) -> Old | None:
    """Return what kind of older file this is; None if nothing has to be converted.

    Raises RefusedError for what no program shall open: encrypted, hostile, of another program.
    """
    wanted = OFFICES[module].kind
    if wanted not in ENDINGS or len(data) > MAX_FILE:
        return None
    if data.startswith(OLE_MAGIC):
        return _checked(_compound_kind(data), wanted)
    if data.startswith(ZIP_MAGIC):
        kind = _package_kind(data)
        return None if kind is None else _checked(kind, wanted)
    return None


def _checked(kind: str, wanted: str) -> Old:
    if TARGETS[kind] != wanted:
        raise RefusedError(*refusals.other_program(TARGETS[kind], wanted))
    return Old(kind, wanted)


def _compound_kind(data: bytes) -> str:
    try:
        file = Compound(data)
    except BrokenCompoundError as error:
        raise RefusedError("damaged", refusals.damaged()) from error
    kind = next((kind for name, kind in _STREAMS.items() if name in file.entries), None)
    if any(name in file.entries for name in _ENCRYPTED) or (kind and _is_locked(file, kind)):
        raise RefusedError("encrypted", refusals.encrypted())
    if kind is None:
        raise RefusedError("damaged", refusals.damaged())
    return kind


def _is_locked(file: Compound, kind: str) -> bool:
    """Whether a password keeps the file shut; each program says so in its own place."""
    if kind == "doc":
        flags = file.head("WordDocument", _FIB_FLAGS + 2)[_FIB_FLAGS:]
        return bool(int.from_bytes(flags, "little") & _FIB_ENCRYPTED)
    if kind == "ppt":
        return int.from_bytes(file.head("Current User", 16)[12:16], "little") == _LOCKED_SHOW
    name = "Workbook" if "Workbook" in file.entries else "Book"
    return _starts_with_password(file.head(name, 4096))


def _starts_with_password(stream: bytes) -> bool:
    """Look for the record of a password among the first ones of a workbook."""
    at = 0
    for _record in range(_BOF_END):
        if at + 4 > len(stream):
            return False
        kind = int.from_bytes(stream[at : at + 2], "little")
        if kind == _FILEPASS:
            return True
        at += 4 + int.from_bytes(stream[at + 2 : at + 4], "little")
    return False


def _package_kind(data: bytes) -> str | None:
    """Return the kind of an OpenDocument file, whose parts are all looked at; None for others."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = _odf_kind(archive)
            if kind is not None:
                _check_package(archive)
            return kind
    except RefusedError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError,
            RuntimeError):  # fmt: skip
        return None  # the guard of packages says what is wrong with it


def _check_package(archive: zipfile.ZipFile) -> None:
    check_directory(archive.infolist())
    if b"encryption-data" in inflated(archive, _MACROS).get(_MANIFEST, b""):
        raise RefusedError("encrypted", refusals.encrypted())


def _odf_kind(archive: zipfile.ZipFile) -> str | None:
    info = archive.NameToInfo.get(_MIMETYPE)
    if info is None or info.file_size > len(_OPENDOCUMENT) + 40:
        return None
    name = archive.read(info).decode("ascii", "replace").strip()
    what = name.removeprefix(_OPENDOCUMENT).removesuffix("-template")
    return _ODF.get(what) if name.startswith(_OPENDOCUMENT) else None
