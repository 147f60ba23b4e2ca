"""Packages: the manifest, the items it names, their media, and what it says about them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.qti.tree import local_name
from app.engines.bankfiles.interchange.tags import PREFIX

MANIFEST = "imsmanifest.xml"
ITEM_TYPES = ("imsqti_item", "imsqti_xmlv1", "imsqti_test", "associatedcontent", "webcontent")


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of items: where it stands in the archive, and the keywords said about it."""

    path: str
    keywords: tuple[str, ...] = ()


@dataclass(slots=True)
class Package:
    """An archive with items."""

    archive: Archive
    where: str
    missing: list[str] = field(default_factory=list)
    """Files that the manifest names and the archive lacks."""
    _names: dict[str, str] = field(default_factory=dict)

    def resources(self) -> Iterator[Resource]:
        """Yield the XML files that may hold items: those of the manifest, else all there are."""
        names = set(self.archive.names)
        listed = list(self._listed())
        seen = set()
        for resource in listed:
            if resource.path not in names:
                self.missing.append(resource.path)
            elif resource.path not in seen:
                seen.add(resource.path)
                yield resource
        if not seen:
            for name in self.archive.names:
                if name.lower().endswith(".xml") and not name.endswith(MANIFEST):
                    yield Resource(name)

    def loader(self, path: str) -> Callable[[str], bytes | None]:
        """Return what loads the files that an item at this path refers to."""
        folder = posixpath.dirname(path)
        names = self._lowered()

        def load(source: str) -> bytes | None:
            source = unquote(source).split("?")[0].split("#")[0]
            for start in (folder, self._root(), "", f"{folder}/.."):
                wanted = posixpath.normpath(posixpath.join(start, source)).lower()
                if wanted in names:
                    return self.archive.read(names[wanted])
            tail = posixpath.basename(source.replace("$IMS-CC-FILEBASE$", "")).lower()
            found = [name for low, name in names.items() if posixpath.basename(low) == tail]
            return self.archive.read(found[0]) if len(found) == 1 else None

        return load

    def _lowered(self) -> dict[str, str]:
        """Return every name by its small letters, gathered once."""
        if not self._names:
            self._names = {name.lower(): name for name in self.archive.names}
        return self._names

    def _root(self) -> str:
        return next(
            (posixpath.dirname(name) for name in self.archive.names if name.endswith(MANIFEST)), ""
        )

    def _listed(self) -> Iterator[Resource]:
        name = next((one for one in self.archive.names if one.endswith(MANIFEST)), None)
        if name is None:
            return
        root, _notes = guard.parse_xml(self.archive.read(name), f"{self.where}/{name}")
        folder = posixpath.dirname(name)
        for node in root.iter():
            if local_name(node) == "resource":
                yield from self._files(node, folder)

    @staticmethod
    def _files(node: etree._Element, folder: str) -> Iterator[Resource]:
        type_ = node.get("type", "").lower()
        if type_ and not any(known in type_ for known in ITEM_TYPES):
            return
        paths = [node.get("href", "")]
        paths += [one.get("href", "") for one in node if local_name(one) == "file"]
        keywords = tuple(_keywords(node))
        for path in dict.fromkeys(paths):
            if path.lower().endswith(".xml"):
                yield Resource(posixpath.normpath(posixpath.join(folder, unquote(path))), keywords)


def _keywords(node: etree._Element) -> Iterator[str]:
    for one in node.iter():
        if local_name(one) == "keyword":
            text = "".join(map(str, one.itertext())).strip()
            if text:
                yield text if text.startswith(PREFIX) else " ".join(text.split())
