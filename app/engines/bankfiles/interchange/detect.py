"""Which format a file is, from its bytes; its name only helps."""

from __future__ import annotations

import re

from app.engines.bankfiles.interchange import aiken, blackboard, gift, guard, text
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.model import Format
from app.engines.bankfiles.interchange.qti import looks_like as looks_like_qti
from app.engines.bankfiles.interchange.table import separated
from app.kernel.text import msg

_ROOT = re.compile(r"<\s*(?:[\w.-]+:)?([A-Za-z][\w.-]*)(?=[\s/>])")
_PROLOGUE = (("<?", "?>"), ("<!--", "-->"), ("<!", ">"))
"""What may stand before the root of an XML file: how each begins, and how it ends."""
LOOKED_AT = 1 << 16
KNOWN = msg("Choose QTI, Moodle XML, Blackboard, GIFT, Aiken, Excel, Word, CSV or text.")
OLE = "OLE"


def detect(data: bytes, name: str) -> Format:
    """Return the format of a file.

    :raises UnreadableError: when it is none of ours, with what to do instead.
    """
    guard.check_size(data, name)
    if guard.is_zip(data):
        return _archive(Archive(data, name), name)
    other = guard.other_kind(data)
    if other == OLE:
        return _old_office(data, name)
    if other:
        raise guard.unreadable(
            name,
            msg("This is a %(kind)s file, which holds no items that can be read.", kind=other),
            KNOWN,
        )
    content, _encoding = guard.decode(data, name)
    if content.lstrip().startswith("<"):
        return _xml(content, name)
    return _text(content, name)


def _archive(archive: Archive, name: str) -> Format:
    names = archive.names
    if "word/document.xml" in names:
        return Format.DOCX
    if any(one.startswith("xl/") for one in names) or "content.xml" in names:
        return Format.XLSX
    if blackboard.holds(archive):
        return Format.BLACKBOARD
    if any(one.endswith("imsmanifest.xml") for one in names):
        return Format.QTI
    if any(one.lower().endswith(".xml") for one in names):
        return Format.QTI
    raise guard.unreadable(
        name,
        msg("The archive holds no items that can be read."),
        msg("Import the file inside it, or a QTI package."),
    )


def _old_office(data: bytes, name: str) -> Format:
    if b"W\x00o\x00r\x00k\x00b\x00o\x00o\x00k" in data or b"B\x00o\x00o\x00k" in data:
        return Format.XLSX
    raise guard.unreadable(
        name,
        msg("This is a document of the old binary kind (.doc, .wps)."),
        msg("Open it in WPS or Word and save it as .docx."),
    )


def _xml(content: str, name: str) -> Format:
    root = _root(content[:LOOKED_AT])
    if root == "POOL" or (root == "questestinterop" and blackboard.looks_like(content)):
        return Format.BLACKBOARD
    if root == "quiz":
        return Format.MOODLE
    if looks_like_qti(root):
        return Format.QTI
    raise guard.unreadable(
        name,
        msg("XML that begins with %(root)s is none of the formats known here.", root=root or "?"),
        KNOWN,
    )


def _root(content: str) -> str:
    """Return the name of the first element; what stands before it is passed over once."""
    at = content.find("<")
    while at >= 0:
        end = next((end for start, end in _PROLOGUE if content.startswith(start, at)), "")
        if not end:
            found = _ROOT.match(content, at)
            return found.group(1) if found else ""
        closed = content.find(end, at)
        at = content.find("<", closed) if closed >= 0 else -1
    return ""


def _text(content: str, name: str) -> Format:
    if text.is_ours(content):
        return Format.TEXT
    if blackboard.looks_like(content):
        return Format.BLACKBOARD
    if name.lower().endswith((".csv", ".tsv")) or separated.looks_like(content):
        return Format.CSV
    if gift.looks_like(content):
        return Format.GIFT
    if aiken.looks_like(content) and not re.search("答案|解析", content):
        return Format.AIKEN
    return Format.TEXT
