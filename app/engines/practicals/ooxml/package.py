"""A package: parts that have passed the guard, and the relationships between them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.ooxml.xml import parse


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: its id, the last word of its type, and the part it leads to."""

    id: str
    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """XML parts by name; each is parsed at most once."""

    parts: Mapping[str, bytes]
    _parsed: dict[str, Element] = field(default_factory=dict)

    def xml(self, name: str | None) -> Element | None:
        """Return the root of a part, None if the package has no such part.

        Raises BrokenXmlError when the part is malformed.
        """
        if name is None or name not in self.parts:
            return None
        if name not in self._parsed:
            self._parsed[name] = parse(self.parts[name])
        return self._parsed[name]

    def relations(self, part: str = "") -> list[Relation]:
        """Return the internal relationships of a part ("" for the package itself)."""
        folder, _, name = part.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return []
        return [
            Relation(item.get("Id", ""), _kind(item), _target(folder, item))
            for item in root
            if item.get("TargetMode") != "External"
        ]

    def external(self, part: str) -> dict[str, str]:
        """Return the addresses outside the package that a part refers to, by id."""
        folder, _, name = part.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {
            item.get("Id", ""): item.get("Target", "")
            for item in (() if root is None else root)
            if item.get("TargetMode") == "External"
        }

    def related(self, part: str, kind: str) -> str | None:
        """Return the first part that `part` points to with this kind of relationship."""
        found = (r.target for r in self.relations(part) if r.kind == kind)
        return next(found, None)


def _kind(item: Element) -> str:
    return item.get("Type", "").rpartition("/")[2]


def _target(folder: str, item: Element) -> str:
    target = item.get("Target", "").replace("\\", "/")
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))
