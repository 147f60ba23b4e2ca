"""Blackboard in all its forms: text for uploads, packages with a manifest, single `.dat` files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.blackboard import kinds, pool, upload
from app.engines.bankfiles.interchange.blackboard.item import GIVE_KEY, BbItem
from app.engines.bankfiles.interchange.blackboard.package import BbPackage
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.media import Load
from app.engines.bankfiles.interchange.model import Entry, Remark, warn
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.xmlitems import (
    ReadFile,
    raw_of,
    read_package,
    refusal_of,
    strip_namespaces,
)
from app.kernel.text import Message, msg

MARK = re.compile(r"<bbmd_[a-z_]+[\s>/]|<POOL[\s>]")
HEAD = 1 << 16
AGAIN = msg("Export the pool or the test from Blackboard again.")


def looks_like(text: str) -> bool:
    """Whether an XML document or a text is one of Blackboard's."""
    return upload.looks_like(text) or MARK.search(text[:HEAD]) is not None


def holds(archive: Archive) -> bool:
    """Whether an archive is an export of Blackboard."""
    return BbPackage(archive, archive.where).is_one()


def read(data: bytes, where: str) -> Iterator[Entry]:
    """Yield the items of a file or of a package."""
    if guard.is_zip(data):
        yield from _package(BbPackage(Archive(data, where), where))
        return
    text, encoding = guard.decode(data, where)
    if text.lstrip().startswith("<"):
        yield from _document(data, where, None)
        return
    if encoding not in ("utf-8", "utf-16"):
        yield Remark(problem=warn(where, msg("The file was read as %(name)s.", name=encoding)))
    yield from upload.read(text, where)


def _package(package: BbPackage) -> Iterator[Entry]:
    return read_package(
        package.archive,
        ((path, _reading(path, package.loader(path))) for path in package.paths()),
        package.missing,
        again=AGAIN,
        empty=AGAIN,
        is_item=lambda entry: not isinstance(entry, Remark),
    )


def _reading(path: str, load: Load) -> ReadFile:
    return lambda data: _document(data, path, load)


def _document(data: bytes, where: str, load: Load | None) -> Iterator[Entry]:
    root, notes = guard.parse_xml(data, where)
    for note in notes:
        yield Remark(problem=warn(where, note))
    strip_namespaces(root)
    if root.tag == "POOL":
        yield from pool.read(root, where, load)
        return
    for node in root.iter("item"):
        yield _build(node, where, load)
    for node in root.iter("sourcebank_ref"):
        reason = msg("It draws items from a pool at random; they come from that pool.")
        yield Remark(problem=warn(f"{where}:{node.sourceline}", reason))


def _build(node: etree._Element, where: str, load: Load | None) -> Entry:
    name = node.get("title", "")
    draft = Draft(f"{where}:{node.sourceline}", name=name, raw=raw_of(node))

    def fill() -> None:
        item = BbItem(node, draft, load)
        kinds.fill(item)
        item.media.finish()

    return refusal_of(draft, fill, _unlike, GIVE_KEY) or draft.finish()


def _unlike(words: str) -> Message:
    return msg("The item is not built as Blackboard builds it: %(reason)s.", reason=words)
