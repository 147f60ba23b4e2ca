"""Lists: what a level says about the paragraph, and the label the reader sees before the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import Element, val, w
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.word.layers import Raw
from app.engines.practicals.word.numerals import numeral
from app.engines.practicals.word.properties import read_paragraph

_PLACE = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    kind: str
    pattern: str
    start: int
    paragraph: Raw


@dataclass(slots=True)
class Numbering:
    """All lists of a document."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)

    def level(self, num_id: object, ilvl: object) -> Level | None:
        """Return the level a paragraph is on; None if it is in no list."""
        if not isinstance(num_id, str) or num_id == "0":
            return None
        depth = whole(ilvl) if isinstance(ilvl, str) else 0
        return self.levels.get(num_id, {}).get(depth or 0)


@dataclass(slots=True)
class Counter:
    """Counts the paragraphs of each list, in reading order."""

    numbering: Numbering
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def label(self, num_id: object, ilvl: object) -> str:
        """Return the label of the next paragraph of this list ("" for bullets and no list)."""
        level = self.numbering.level(num_id, ilvl)
        if level is None or not isinstance(num_id, str):
            return ""
        depth = (whole(ilvl) if isinstance(ilvl, str) else 0) or 0
        counts = self._counts(num_id)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        return self._text(level, num_id, counts)

    def _counts(self, num_id: str) -> dict[int, int]:
        """Lists of one abstract list count on together, unless one is told to start anew."""
        counts = self.counts.setdefault(self.numbering.abstract.get(num_id, num_id), {})
        if num_id not in self.seen:
            self.seen.add(num_id)
            for depth, start in self.numbering.restarts.get(num_id, {}).items():
                counts[depth] = start - 1
        return counts

    def _text(self, level: Level, num_id: str, counts: dict[int, int]) -> str:
        if level.kind in {"bullet", "none"}:
            return ""

        def place(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            other = self.numbering.levels[num_id].get(depth, level)
            return numeral(counts.get(depth, other.start), other.kind)

        return _PLACE.sub(place, level.pattern)


def read_numbering(root: Element | None) -> Numbering:
    """Read the numbering part; level overrides replace the levels of the abstract list."""
    found = Numbering()
    if root is None:
        return found
    abstract = {
        item.get(w("abstractNumId"), ""): _levels(item) for item in root.findall(w("abstractNum"))
    }
    for item in root.findall(w("num")):
        num_id, source = item.get(w("numId"), ""), val(item.find(w("abstractNumId"))) or ""
        levels = dict(abstract.get(source, {}))
        for override in item.findall(w("lvlOverride")):
            levels |= _levels(override)
            start = whole(val(override.find(w("startOverride"))))
            if start is not None:
                depth = whole(override.get(w("ilvl"))) or 0
                found.restarts.setdefault(num_id, {})[depth] = start
        found.levels[num_id] = levels
        found.abstract[num_id] = source
    return found


def _levels(parent: Element) -> dict[int, Level]:
    return {whole(item.get(w("ilvl"))) or 0: _level(item) for item in parent.findall(w("lvl"))}


def _level(item: Element) -> Level:
    start = whole(val(item.find(w("start"))))
    return Level(
        kind=val(item.find(w("numFmt"))) or "decimal",
        pattern=val(item.find(w("lvlText"))) or "",
        start=1 if start is None else start,
        paragraph=read_paragraph(item.find(w("pPr"))),
    )
