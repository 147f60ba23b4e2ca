"""QTI of every version, single files and packages → items."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.engines.bankfiles.interchange import guard, tags
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
from app.engines.bankfiles.interchange.qti import kinds, v1
from app.engines.bankfiles.interchange.qti.item import QtiItem
from app.engines.bankfiles.interchange.qti.package import Package
from app.engines.bankfiles.interchange.qti.tree import local_name, normalize
from app.kernel.text import msg

ITEM = "assessmentItem"
ROOTS = frozenset(
    {
        *(ITEM, "qti-assessment-item", "questestinterop", "assessmentTest"),
        *("qti-assessment-test", "assessmentSection", "assessmentStimulus"),
    }
)
LONGEST_RAW = 4000
AGAIN = msg("Export it again from its system.")


def looks_like(root_name: str) -> bool:
    """Whether an XML document of this root belongs here."""
    return root_name in ROOTS


def read(data: bytes, where: str) -> Iterator[Entry]:
    """Yield the items of a file or of a package."""
    if guard.is_zip(data):
        yield from _package(Package(Archive(data, where), where))
    else:
        yield from read_document(data, where, None, ())


def _package(package: Package) -> Iterator[Entry]:
    is_empty = True
    for resource in package.resources():
        where = resource.path
        try:
            data = package.archive.read(resource.path)
            for entry in read_document(
                data, where, package.loader(resource.path), resource.keywords
            ):
                is_empty = False
                yield entry
        except UnreadableError as error:
            if "archive" in error.problem.reason.msgid:
                raise
            is_empty = False
            problem = error.problem
            yield Refused(where=problem.where, reason=problem.reason, cure=problem.cure or AGAIN)
    for path in package.missing:
        yield Remark(
            problem=warn(path, msg("The manifest names this file, but it is not in the package."))
        )
    if is_empty:
        raise guard.unreadable(
            package.where,
            msg("The package holds no items."),
            msg("Export the items, not only the test or the course."),
        )


def read_document(
    data: bytes, where: str, load: Load | None, keywords: tuple[str, ...]
) -> Iterator[Entry]:
    """Yield the items of one XML file; `keywords` is what a manifest says about it."""
    root, notes = guard.parse_xml(data, where)
    for note in notes:
        yield Remark(problem=warn(where, note))
    name = local_name(root)
    if name == "questestinterop":
        yield from v1.read(root, where, load)
    elif name in (ITEM, "qti-assessment-item"):
        yield _build(normalize(root), where, load, keywords)
    elif name not in ROOTS and load is None:
        raise guard.unreadable(
            where,
            msg("This is no QTI item: its first element is %(name)s.", name=name),
            msg("Export the items as QTI 1.2, 2.1, 2.2 or 3.0."),
        )


def _build(root: etree._Element, where: str, load: Load | None, keywords: tuple[str, ...]) -> Entry:
    raw = etree.tostring(root, encoding="unicode")[:LONGEST_RAW]
    name = root.get("title") or root.get("identifier") or ""
    draft = Draft(where, name=name.strip(), raw=raw)
    try:
        item = QtiItem(root, draft, load)
        kinds.fill(item)
        item.finish()
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        return draft.refuse(
            msg("The item is not built as QTI says: %(reason)s.", reason=_words(error)), AGAIN
        )
    _describe(draft, root, keywords)
    return draft.finish()


def _describe(draft: Draft, root: etree._Element, keywords: tuple[str, ...]) -> None:
    metadata, carried, others = tags.read(keywords)
    draft.metadata |= metadata
    draft.carried = carried
    if others:
        draft.metadata["tags"] = others
    if code := root.get("identifier"):
        draft.metadata.setdefault("id", code)


def _words(error: Exception) -> str:
    return f"{type(error).__name__} {error}"[:120]
