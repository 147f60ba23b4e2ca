"""QTI of every version, single files and packages → items."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.engines.bankfiles.interchange import guard, tags
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.media import Load
from app.engines.bankfiles.interchange.model import Entry, Remark, warn
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.qti import kinds, v1
from app.engines.bankfiles.interchange.qti.item import QtiItem
from app.engines.bankfiles.interchange.qti.package import Package, Resource
from app.engines.bankfiles.interchange.qti.tree import local_name, normalize
from app.engines.bankfiles.interchange.xmlitems import (
    ReadFile,
    raw_of,
    read_package,
    refusal_of,
)
from app.kernel.text import msg

ITEM = "assessmentItem"
ROOTS = frozenset(
    {
        *(ITEM, "qti-assessment-item", "questestinterop", "assessmentTest"),
        *("qti-assessment-test", "assessmentSection", "assessmentStimulus"),
    }
)
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
    return read_package(
        package.archive,
        ((resource.path, _reading(package, resource)) for resource in package.resources()),
        package.missing,
        again=AGAIN,
        empty=msg("Export the items, not only the test or the course."),
    )


def _reading(package: Package, resource: Resource) -> ReadFile:
    load = package.loader(resource.path)
    return lambda data: read_document(data, resource.path, load, resource.keywords)


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
    name = root.get("title") or root.get("identifier") or ""
    draft = Draft(where, name=name.strip(), raw=raw_of(root))

    def fill() -> None:
        item = QtiItem(root, draft, load)
        kinds.fill(item)
        item.finish()

    if refusal := refusal_of(draft, fill, v1.unlike, AGAIN):
        return refusal
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
