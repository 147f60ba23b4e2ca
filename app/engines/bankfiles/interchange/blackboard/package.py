"""An export of Blackboard: the manifest, its `.dat` files, and the pictures under their numbers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.media import Load
from app.engines.bankfiles.interchange.qti.tree import local_name

MANIFEST = "imsmanifest.xml"
TYPES = re.compile(r"assessment/x-bb-(qti-(pool|test|survey)|pool)", re.IGNORECASE)
_STUB = re.compile(r"@X@[^@]*@X@")
_NUMBER = re.compile(r"xid-\d+_\d+", re.IGNORECASE)


class BbPackage:
    """An archive with pools and tests."""

    def __init__(self, archive: Archive, where: str) -> None:
        self.archive = archive
        self.where = where
        self.missing: list[str] = []
        self._lowered = {name.lower(): name for name in archive.names}

    def is_one(self) -> bool:
        """Whether the manifest names a pool or a test of Blackboard."""
        name = self._manifest()
        if name is None:
            return False
        return TYPES.search(self.archive.read(name).decode("utf-8", "replace")) is not None

    def paths(self) -> Iterator[str]:
        """Yield the files that hold items; what the archive lacks is remembered."""
        name = self._manifest()
        listed = [] if name is None else list(self._listed(name))
        for path in dict.fromkeys(listed):
            if path.lower() in self._lowered:
                yield self._lowered[path.lower()]
            else:
                self.missing.append(path)
        if not listed:
            yield from (one for one in self.archive.names if one.lower().endswith(".dat"))

    def loader(self, path: str) -> Load:
        """Return what loads the pictures that an item of this file refers to."""
        folder = posixpath.splitext(path)[0]

        def load(source: str) -> bytes | None:
            if number := _NUMBER.search(source):
                return self._numbered(number.group().lower())
            plain = unquote(_STUB.sub("", source)).split("?")[0].split("#")[0]
            for start in (folder, posixpath.dirname(path), ""):
                wanted = posixpath.normpath(posixpath.join(start, plain)).lower()
                if wanted in self._lowered:
                    return self.archive.read(self._lowered[wanted])
            return None

        return load

    def _numbered(self, number: str) -> bytes | None:
        """Return the file that Blackboard keeps under `…__xid-123_1.png`."""
        pattern = re.compile(rf"__{re.escape(number)}(\.[^/.]+)?$")
        for low, name in self._lowered.items():
            if pattern.search(low) and not low.endswith(".xml"):
                return self.archive.read(name)
        return None

    def _manifest(self) -> str | None:
        return next((one for one in self.archive.names if one.endswith(MANIFEST)), None)

    def _listed(self, name: str) -> Iterator[str]:
        root, _notes = guard.parse_xml(self.archive.read(name), f"{self.where}/{name}")
        folder = posixpath.dirname(name)
        for node in root.iter():
            if local_name(node) != "resource" or not TYPES.fullmatch(node.get("type", "")):
                continue
            for key, value in node.attrib.items():
                if str(key).rpartition("}")[2] in ("file", "href") and value:
                    yield posixpath.normpath(posixpath.join(folder, unquote(str(value))))
