"""Signed marks in a starter: whose file it is, as information for an examiner, never a verdict.

Three marks stand in different places, since programs lose different ones on saving. Each is an
HMAC over task, seed and place; without the key nobody can make or move one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.engines.practicals.ooxml.names import w
from app.engines.practicals.ooxml.package import Package

PLACES = ("customxml", "docprops", "bookmark", "name", "keywords")
PROPERTY = "XkMark"
NAMESPACE = "urn:xuekao:mark"
LENGTH = 24
_MARK = re.compile(rb"XK1[a-f0-9]{24}")
"""A mark is also a bookmark's or a range's name, so it is short and begins with letters."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks found: own (by place), foreign (the values), lost (places without an own mark).

    :ivar unkept: places without an own mark of which nothing follows, as the format keeps none.
    """

    own: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()

    def to_json(self) -> dict[str, list[str]]:
        """Return the lists; the last one only where there is one."""
        found = {"own": list(self.own), "foreign": list(self.foreign), "lost": list(self.lost)}
        return found | ({"unkept": list(self.unkept)} if self.unkept else {})

    def without(self, places: Iterable[str]) -> Marks:
        """Return the same, but places lost in a conversion are no loss of the candidate's."""
        unkept = tuple(place for place in self.lost if place in set(places))
        lost = tuple(place for place in self.lost if place not in unkept)
        return replace(self, lost=lost, unkept=unkept)


def mark(task_id: str, seed: int, place: str, key: bytes) -> str:
    """Return the mark of one place."""
    text = f"{task_id}\0{seed}\0{place}".encode()
    return "XK1" + hmac.new(key, text, hashlib.sha256).hexdigest()[:LENGTH]


def owner(task_id: str, found: str, seeds: Iterable[int], key: bytes) -> int | None:
    """Return the seed whose file a mark comes from, None if it is none of these."""
    for seed in seeds:
        if any(hmac.compare_digest(mark(task_id, seed, p, key), found) for p in PLACES):
            return seed
    return None


@dataclass(slots=True)
class _Found:
    """Marks by place, as they stand in a file."""

    values: dict[str, set[str]] = field(default_factory=dict)

    def add(self, place: str, part: bytes) -> None:
        self.values.setdefault(place, set()).update(m.decode() for m in _MARK.findall(part))


def read_marks(
    package: Package, *, task_id: str, seed: int, places: Iterable[str], key: bytes
) -> Marks:
    """Compare the marks of a file with those its starter was given."""
    found = _Found()
    for name, part in package.parts.items():
        if name.startswith("customXml/"):
            found.add("customxml", part)
        elif name.startswith("docProps/"):
            found.add("docprops", part)
    main = package.related("", "officeDocument") or ""
    root = package.xml(main)
    for element in root.iter(w("bookmarkStart")) if root is not None else ():
        found.add("bookmark", element.get(w("name"), "").encode())
    if main.startswith("xl/"):
        found.add("name", package.parts.get(main, b""))
    wanted = {place: mark(task_id, seed, place, key) for place in places}
    everything = set().union(*found.values.values()) if found.values else set()
    own = tuple(place for place, value in wanted.items() if value in everything)
    return Marks(
        own=own,
        foreign=tuple(sorted(everything - set(wanted.values()))),
        lost=tuple(place for place in wanted if place not in own),
    )
