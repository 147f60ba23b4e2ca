"""Blackboard in all its forms: text for uploads, packages with a manifest, single `.dat` files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.blackboard import kinds, pool, upload
from app.engines.bankfiles.interchange.blackboard.item import GIVE_KEY, LONGEST_RAW, BbItem
from app.engines.bankfiles.interchange.blackboard.package import BbPackage
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.media import Load
from app.engines.bankfiles.interchange.model import (
    Entry,
    Refused,
    RefuseError,
    Remark,
    UnreadableError,
    warn,
)
from app.engines.bankfiles.interchange.prove import Draft
from app.kernel.text import msg

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
    is_empty = True
    for path in package.paths():
        try:
            data = package.archive.read(path)
            for entry in _document(data, path, package.loader(path)):
                is_empty = is_empty and isinstance(entry, Remark)
                yield entry
        except UnreadableError as error:
            if "archive" in error.problem.reason.msgid:
                raise
            is_empty = False
            problem = error.problem
            yield Refused(where=problem.where, reason=problem.reason, cure=problem.cure or AGAIN)
    for path in package.missing:
        reason = msg("The manifest names this file, but it is not in the package.")
        yield Remark(problem=warn(path, reason))
    if is_empty:
        raise guard.unreadable(package.where, msg("The package holds no items."), AGAIN)


def _document(data: bytes, where: str, load: Load | None) -> Iterator[Entry]:
    root, notes = guard.parse_xml(data, where)
    for note in notes:
        yield Remark(problem=warn(where, note))
    for node in root.iter():
        if isinstance(node.tag, str):
            node.tag = etree.QName(node).localname
    if root.tag == "POOL":
        yield from pool.read(root, where, load)
        return
    for node in root.iter("item"):
        yield _build(node, where, load)
    for node in root.iter("sourcebank_ref"):
        reason = msg("It draws items from a pool at random; they come from that pool.")
        yield Remark(problem=warn(f"{where}:{node.sourceline}", reason))


def _build(node: etree._Element, where: str, load: Load | None) -> Entry:
    raw = etree.tostring(node, encoding="unicode", with_tail=False)[:LONGEST_RAW]
    draft = Draft(f"{where}:{node.sourceline}", name=node.get("title", ""), raw=raw)
    try:
        item = BbItem(node, draft, load)
        kinds.fill(item)
        item.media.finish()
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        words = f"{type(error).__name__} {error}"[:120]
        return draft.refuse(
            msg("The item is not built as Blackboard builds it: %(reason)s.", reason=words),
            GIVE_KEY,
        )
    return draft.finish()
